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
