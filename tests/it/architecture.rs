//! The rules of `src/lib.rs` that a reader of the source can check: imports go one way, files are short, no I/O below `io`.

use std::collections::{BTreeMap, BTreeSet};

use crate::imports::{Source, graph, sources, type_names};

/// The folders of `src`, the lowest first. A folder may import from itself and from those before it.
const ORDER: [&str; 15] = [
    "base", "config", "parse", "lint", "site", "search", "theme", "render", "check", "compile", "edit", "import",
    "report", "io", "cli",
];

/// The place of a file's folder in `ORDER`; `None` for `lib.rs` and `main.rs`.
fn rank(name: &str) -> Option<usize> {
    let folder = name.split_once('/')?.0;
    Some(
        ORDER
            .iter()
            .position(|known| *known == folder)
            .unwrap_or_else(|| panic!("`src/{folder}` has no place in `ORDER`")),
    )
}

#[test]
fn folders_import_one_way() {
    let sources = sources();
    let mut wrong = Vec::new();
    for file in &sources {
        let Some(from) = rank(&file.name) else { continue };
        for path in &file.paths {
            let [first, folder, ..] = path.segments.as_slice() else { continue };
            let to = ORDER.iter().position(|known| known == folder).filter(|_| first == "crate");
            if to.is_some_and(|to| to > from) {
                wrong.push(format!("src/{}:{} uses {}", file.name, path.line, path.segments.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "imports against the order of the folders:\n{}", wrong.join("\n"));
}

/// The files of `theme` and `render` that run before anything is rendered, and may read the whole site.
const BEFORE_RENDERING: [&str; 2] = ["render/layouts.rs", "render/plan.rs"];

#[test]
fn outputs_reach_the_site_only_through_queries() {
    let mut wrong = Vec::new();
    for file in sources().iter().filter(|file| file.name.starts_with("render/") || file.name.starts_with("theme/")) {
        let is_whole = |segments: &[String]| segments.starts_with(&["crate", "site", "model"].map(str::to_owned));
        let uses = file.paths.iter().filter(|path| is_whole(&path.segments));
        if !BEFORE_RENDERING.contains(&file.name.as_str()) {
            wrong.extend(uses.map(|path| format!("src/{}:{}", file.name, path.line)));
        }
    }
    assert!(wrong.is_empty(), "these read the site without a query:\n{}", wrong.join("\n"));
}

#[test]
fn files_import_one_way() {
    let sources = sources();
    let cycles = cycles(&graph(&sources));
    assert!(cycles.is_empty(), "these files import each other:\n{}", cycles.join("\n"));
}

type Graph<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// The shortest way from a file back to itself.
fn way_back<'a>(graph: &Graph<'a>, start: &'a str) -> Option<Vec<&'a str>> {
    let mut before: BTreeMap<&str, &str> = BTreeMap::new();
    let mut open = std::collections::VecDeque::from([start]);
    while let Some(file) = open.pop_front() {
        for next in &graph[file] {
            if *next == start {
                let mut way = vec![file];
                while way[way.len() - 1] != start {
                    way.push(before[way[way.len() - 1]]);
                }
                way.reverse();
                return Some(way);
            }
            if !before.contains_key(next) {
                before.insert(next, file);
                open.push_back(next);
            }
        }
    }
    None
}

/// Each cycle once, as text: the shortest through each file.
fn cycles(graph: &Graph) -> Vec<String> {
    let ways = graph.keys().filter_map(|start| way_back(graph, start));
    let text = |way: Vec<&str>| {
        let first = way.iter().enumerate().min_by_key(|(_, name)| **name).expect("a cycle has files").0;
        let turned: Vec<&str> = way[first..].iter().chain(&way[..=first]).copied().collect();
        turned.join(" -> ")
    };
    ways.map(text).collect::<BTreeSet<String>>().into_iter().collect()
}

#[test]
fn nothing_is_imported_by_glob() {
    let mut wrong = Vec::new();
    for file in sources() {
        for path in file.paths.iter().filter(|path| path.is_use && !path.is_in_tests()) {
            if let [.., module, glob] = path.segments.as_slice()
                && glob == "*"
                && module != "prelude"
            {
                wrong.push(format!("src/{}:{}: {}", file.name, path.line, path.segments.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "imports by glob:\n{}", wrong.join("\n"));
}

#[test]
fn only_the_crate_root_re_exports() {
    let mut wrong = Vec::new();
    for file in sources().iter().filter(|file| file.name != "lib.rs") {
        for path in file.paths.iter().filter(|path| path.is_use && path.is_public) {
            wrong.push(format!("src/{}:{}: {}", file.name, path.line, path.segments.join("::")));
        }
    }
    assert!(wrong.is_empty(), "re-exports outside lib.rs:\n{}", wrong.join("\n"));
}

#[test]
fn nothing_below_io_touches_the_machine() {
    const MODULES: [&str; 5] = ["fs", "net", "env", "process", "time"];
    let io = ORDER.iter().position(|folder| *folder == "io");
    let mut wrong = Vec::new();
    for file in sources().iter().filter(|file| rank(&file.name).is_some_and(|rank| Some(rank) < io)) {
        for path in &file.paths {
            let segments: Vec<&str> = path.segments.iter().map(String::as_str).collect();
            let is_machine = matches!(segments[..], ["std", module, ..] if MODULES.contains(&module))
                || segments.contains(&"SystemTime")
                || segments.windows(2).any(|pair| pair == ["Zoned", "now"]);
            if is_machine {
                wrong.push(format!("src/{}:{}: {}", file.name, path.line, segments.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "the machine is touched below io:\n{}", wrong.join("\n"));
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    for Source { name, text, .. } in sources() {
        assert!(text.lines().count() <= 500, "{name} has {} lines; the most is 500", text.lines().count());
        assert!(text.starts_with("//! "), "{name} does not begin with what it is for");
    }
}

#[test]
fn no_three_types_share_a_name() {
    let sources = sources();
    let mut files: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for Source { name: file, text, .. } in &sources {
        for name in type_names(text) {
            files.entry(name).or_default().push(file);
        }
    }
    let shared = files.iter().filter(|(_, files)| files.len() > 2);
    let shared: Vec<String> = shared.map(|(name, files)| format!("{name}: {}", files.join(", "))).collect();
    assert!(shared.is_empty(), "names of three types or more; say which each is:\n{}", shared.join("\n"));
}

#[test]
fn each_replaceable_package_is_used_in_one_file() {
    const HOMES: [(&str, &str); 20] = [
        ("ammonia", "parse/raw_html/policy.rs"),
        ("annotate_snippets", "report/human.rs"),
        ("html5gum", "base/html/emitter.rs"),
        ("imagesize", "base/image.rs"),
        ("open", "cli/serve.rs"),
        ("percent_encoding", "base/url.rs"),
        ("rusty_s3", "io/publish/s3.rs"),
        ("rust_stemmers", "search/stems.rs"),
        ("sha2", "base/hash.rs"),
        ("gix_imara_diff", "report/diff.rs"),
        ("toml", "config/toml_node.rs"),
        ("brotli", "io/compressed.rs"),
        ("flate2", "io/compressed.rs"),
        ("gray_matter", "parse/front_matter/engine.rs"),
        ("saphyr_parser", "parse/front_matter/yaml.rs"),
        ("syntect", "parse/highlight.rs"),
        ("two_face", "parse/highlight.rs"),
        ("tiny_http", "io/serve/http.rs"),
        ("ureq", "io/external/fetch.rs"),
        ("notify", "io/watch.rs"),
    ];
    let sources = sources();
    for (package, home) in HOMES {
        let uses = |file: &&Source| file.paths.iter().any(|path| path.segments[0] == package);
        let users: Vec<&str> = sources.iter().filter(uses).map(|file| file.name.as_str()).collect();
        assert_eq!(users, [home], "files that use the package `{package}`");
    }
}
