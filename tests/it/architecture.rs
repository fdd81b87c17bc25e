//! The rules of `src/lib.rs` that a reader of the source can check: one way for imports, short files, no I/O below `io`.

use std::fs;
use std::path::{Path, PathBuf};

/// The folders of `src`, the lowest first. A folder may import from itself and from those before it.
const ORDER: [&str; 13] = [
    "base", "config", "parse", "lint", "site", "search", "theme", "render", "check", "compile", "edit", "report", "io",
];

fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("src can be read") {
            let path = entry.expect("src can be read").path();
            if path.is_dir() {
                walk(&path, files);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    files.sort();
    let named = |path: PathBuf| {
        let name = path.strip_prefix(&root).expect("it was found below src").to_string_lossy().into_owned();
        (name, fs::read_to_string(path).expect("source is text"))
    };
    files.into_iter().map(named).collect()
}

#[test]
fn imports_go_one_way() {
    let mut wrong = Vec::new();
    for (name, text) in sources() {
        let Some(from) = ORDER.iter().position(|folder| name.starts_with(&format!("{folder}/"))) else { continue };
        for (number, line) in text.lines().enumerate() {
            for part in line.split("crate::").skip(1) {
                let folder =
                    part.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next().unwrap_or_default();
                let Some(to) = ORDER.iter().position(|known| *known == folder) else { continue };
                if to > from {
                    wrong.push(format!("{name}:{}: {} uses {folder}", number + 1, ORDER[from]));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "imports against the order of lib.rs:\n{}", wrong.join("\n"));
}

#[test]
fn nothing_below_io_touches_the_machine() {
    const MACHINE: [&str; 7] =
        ["std::fs", "std::net", "std::env", "std::process", "std::time", "SystemTime", "Zoned::now"];
    let mut wrong = Vec::new();
    for (name, text) in sources() {
        let is_pure =
            ORDER.iter().take_while(|folder| **folder != "io").any(|folder| name.starts_with(&format!("{folder}/")));
        for (number, line) in text.lines().enumerate() {
            if is_pure && !line.trim_start().starts_with("//") && MACHINE.iter().any(|word| line.contains(word)) {
                wrong.push(format!("{name}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "the machine is touched below io:\n{}", wrong.join("\n"));
}

#[test]
fn files_are_short_and_say_what_they_are() {
    for (name, text) in sources() {
        assert!(text.lines().count() <= 500, "{name} has {} lines; the most is 500", text.lines().count());
        assert!(text.starts_with("//! "), "{name} does not begin with what it is for");
    }
}

#[test]
fn what_may_be_replaced_stands_in_one_module() {
    const HOMES: [(&str, &str); 3] =
        [("gray_matter", "parse/front_matter.rs"), ("syntect", "parse/highlight.rs"), ("ureq", "io/external/fetch.rs")];
    for (package, home) in HOMES {
        for (name, text) in sources() {
            let uses = text.lines().any(|line| line.trim_start().starts_with(&format!("use {package}::")));
            assert!(!uses || name == home, "{name} uses {package}; only {home} may");
        }
    }
}
