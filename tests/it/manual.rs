//! The pages of the manual that come from the program itself are as the program has them. `UPDATE=1` updates them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use fingerpost::base::codes;
use fingerpost::report::explanation;

const FOLDER: &str = "content/manual/codes";

#[test]
fn codes_and_manual_pages_match() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER);
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    let mut names = BTreeSet::new();
    let pages = codes::ALL.iter().map(|code| (explanation::file_name(code), explanation::page(code)));
    for (name, page) in pages.chain([("index.md".to_owned(), explanation::list(&codes::ALL))]) {
        let path = folder.join(&name);
        if update {
            fs::write(&path, &page).expect("the page can be written");
        } else if fs::read_to_string(&path).ok().as_deref() != Some(page.as_str()) {
            wrong.push(format!("{FOLDER}/{name} is not what the table of codes says"));
        }
        names.insert(name);
    }
    for entry in fs::read_dir(&folder).expect("the folder is there") {
        let name = entry.expect("it can be read").file_name().to_string_lossy().into_owned();
        if !names.contains(&name) {
            wrong.push(format!("{FOLDER}/{name} is about no code"));
        }
    }
    assert!(wrong.is_empty(), "{}\nupdate them with UPDATE=1 cargo test --test it manual::", wrong.join("\n"));
}

#[test]
fn every_test_named_in_the_promises_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let promises = fs::read_to_string(root.join("content/manual/promises.md")).expect("the page is there");
    let sources: String = ["src", "tests/it", "tests/browser"]
        .iter()
        .flat_map(|folder| walkdir::WalkDir::new(root.join(folder)))
        .map(|entry| entry.expect("it can be read").into_path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs" || ending == "mjs"))
        .filter(|path| !path.components().any(|part| part.as_os_str() == "node_modules"))
        .map(|path| fs::read_to_string(path).expect("it is text"))
        .collect();
    let mut named = 0;
    let mut missing = Vec::new();
    for line in promises.lines().filter(|line| line.starts_with(": Test")) {
        let code = line.split('`').skip(1).step_by(2);
        let exists = |name: &str| {
            if name.contains('/') { root.join(name).exists() } else { sources.contains(&format!("fn {name}(")) }
        };
        let quoted = line.split('"').skip(1).step_by(2);
        named += code.clone().count() + quoted.clone().count();
        missing.extend(code.filter(|name| !exists(name)).map(str::to_owned));
        missing.extend(quoted.filter(|name| !sources.contains(&format!("test(\"{name}\""))).map(str::to_owned));
    }
    assert!(named > 50, "only {named} tests are named");
    assert!(missing.is_empty(), "not among the tests: {missing:#?}");
}
