//! Properties that hold for every name and every pair of pages: routes are safe and stable, links find their page.

use fingerpost::base::code::Severity;
use fingerpost::base::path::folder_of;
use fingerpost::base::slug::{fold, slug};
use fingerpost::base::tree::Tree;
use fingerpost::base::url::encode_path;
use fingerpost::compile::link::link;
use fingerpost::compile::memo::Memo;
use fingerpost::compile::options::{Observer, Options};
use fingerpost::parse::{fixups, front_matter};

use proptest::prelude::*;

struct Silent;

impl Observer for Silent {
    fn stage(&self, _: &'static str) {}
}

fn linked(tree: &Tree) -> (std::sync::Arc<fingerpost::site::model::Site>, Vec<String>) {
    let options = Options { content: "content".into(), has_folders: true, ..Options::default() };
    let linked = link(tree, &options, &Memo::default(), &Silent);
    let diagnostics: Vec<_> = linked.diagnostics().cloned().collect();
    let site = linked.site;
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    (site, errors.map(|diagnostic| format!("{}: {}", diagnostic.at.path, diagnostic.message)).collect())
}

/// A file or folder name as people write them: letters of several scripts, signs, spaces.
fn name() -> impl Strategy<Value = String> {
    "[A-Za-z0-9äßéÅ日本ق .,:;'&+()#%?!_-]{1,12}".prop_filter("a name that is shown and not an index", |name| {
        let bare = name.trim().to_lowercase();
        !bare.is_empty()
            && !name.starts_with('.')
            && !name.ends_with('~')
            && !matches!(bare.as_str(), "index" | "_index" | "readme" | "404" | "node_modules")
    })
}

fn paths() -> impl Strategy<Value = Vec<String>> {
    let path = proptest::collection::vec(name(), 1..4).prop_map(|parts| parts.join("/") + ".md");
    proptest::collection::vec(path, 2..7).prop_map(|mut paths| {
        // Pages whose URLs collide are an error of their own, which has its own cases.
        let mut seen = std::collections::HashSet::new();
        paths.retain(|path| {
            let route: Vec<String> = path.trim_end_matches(".md").split('/').map(slug).collect();
            seen.insert(fold(&route.join("/")))
        });
        paths
    })
}

/// The relative way from one file to another.
fn relative(from: &str, to: &str) -> String {
    let folder: Vec<&str> = folder_of(from).split('/').filter(|part| !part.is_empty()).collect();
    let target: Vec<&str> = to.split('/').collect();
    let shared = folder.iter().zip(&target[..target.len() - 1]).take_while(|(a, b)| a == b).count();
    "../".repeat(folder.len() - shared) + &target[shared..].join("/")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_slug_is_safe_and_stable(name in "\\PC{0,40}") {
        let once = slug(&name);
        prop_assert!(!once.is_empty() && !once.starts_with('.') && !once.contains(['/', '\\', '?', '#', '%', ' ', '<', '"']), "{once:?}");
        prop_assert_eq!(slug(&once), once.clone());
        prop_assert_eq!(fold(&once), fold(&fold(&once)));
    }

    #[test]
    fn every_form_of_link_finds_its_page(paths in paths()) {
        for (from, to) in paths.iter().zip(paths.iter().cycle().skip(1)) {
            let bare = to.trim_end_matches(".md");
            let ways = [relative(from, to), format!("/{to}"), format!("./{}", relative(from, to)), format!("/{bare}"), relative(from, bare)];
            let mut tree = Tree::default();
            for path in &paths {
                tree.insert(format!("content/{path}"), b"Text that is no title because it goes on for more than eighty characters in one line.\n".to_vec());
            }
            let text: String = ways.iter().map(|way| format!("[x](<{}>) ", encode_path(way))).collect();
            tree.insert(format!("content/{from}"), format!("Links:\n\n{text}\n").into_bytes());
            let (site, errors) = linked(&tree);
            prop_assert!(errors.is_empty(), "{errors:?}\n{text}");
            let (id, _) = site.all().find(|(_, page)| page.content_path == *from).expect("the page is there");
            for resolution in &site.resolutions()[id.0] {
                let found = resolution.page.map(|page| site.page(page).content_path.clone());
                prop_assert_eq!(found.as_deref(), Some(to.as_str()), "{}", text);
            }
        }
    }

    #[test]
    fn every_page_is_in_the_tree_once(parents in proptest::collection::vec((0_usize..9, any::<bool>()), 9)) {
        let mut tree = Tree::default();
        for (at, (parent, declared)) in parents.iter().enumerate() {
            let navigation = if *declared { format!("eleventyNavigation: {{ key: K{at}, parent: K{parent} }}\n") } else { String::new() };
            let folder = if at % 3 == 0 { "a/" } else { "" };
            tree.insert(format!("content/{folder}p{at}.md"), format!("---\ntitle: T{at}\n{navigation}---\n").into_bytes());
        }
        let (site, _) = linked(&tree);
        let mut order = site.navigation().order.clone();
        order.sort_unstable();
        order.dedup();
        prop_assert_eq!(order.len(), site.navigation().order.len());
        // Only a folder without a page of its own can be left out, when no page is below it.
        let left_out = (0..site.navigation().entries.len()).filter(|at| order.binary_search(at).is_err());
        prop_assert!(left_out.into_iter().all(|at| site.page(site.navigation().entries[at].page).document.is_none()));
        prop_assert!(site.all().filter(|(_, page)| page.document.is_some()).all(|(id, _)| site.navigation().of_page.contains_key(&id)));
    }

    #[test]
    fn any_text_is_checked_against_a_kind_without_a_panic(text in "(\\PC|[\n\r\t|>#`*_:-]|\n\\| |\n- \\*\\*|\\*\\*Version:\\*\\* |\\*\\*Owner\\*\\*: |\\| Status \\| |\n1\\. Purpose:|\n\n\\*\\*Scope\\*\\*\n\n|SOP-1|<!--){0,60}") {
        let settings = "[kinds.order]\nfiles = \"**\"\ncontrolled = true\ninline_metadata = \"any\"\nordered = true\nsections = [\"Purpose\", \"Scope\", {name = \"Procedure\", steps = 2}]\n";
        let mut tree = Tree::default();
        tree.insert("fingerpost.toml", settings.as_bytes().to_vec());
        tree.insert("content/a.md", text.clone().into_bytes());
        tree.insert("content/b.md", format!("| Version | 1 |\n|---|---|\n| Owner | {text} |\n\n{text}").into_bytes());
        let (site, _) = linked(&tree);
        for (_, page) in site.all() {
            let Some(document) = &page.document else { continue };
            let length = tree.get(document.path.as_str()).map_or(0, |bytes| bytes.len());
            let wrong = document.diagnostics.iter().find(|diagnostic| diagnostic.at.span.is_some_and(|span| span.start > span.end || span.end > length));
            prop_assert!(wrong.is_none(), "{wrong:?}");
        }
    }

    #[test]
    fn any_text_is_parsed_without_a_panic(text in "(\\PC|[\n\r\t|>#`*_\\[\\]()<>{}:-]){0,300}") {
        let mut tree = Tree::default();
        tree.insert("content/a.md", text.clone().into_bytes());
        tree.insert("content/b.md", format!("---\n{text}\n---\n{text}").into_bytes());
        let (site, _) = linked(&tree);
        prop_assert_eq!(site.all().filter(|(_, page)| page.document.is_some()).count(), 2);
        for (_, page) in site.all() {
            let Some(document) = &page.document else { continue };
            for diagnostic in &document.diagnostics {
                prop_assert!(diagnostic.at.span.is_none_or(|span| span.start <= span.end && span.end <= text.len() * 2 + 9));
            }
        }
        let _ = front_matter::split(&text);
        let _ = fixups::normalize(&text, fingerpost::parse::settings::markdown_options(&Default::default()));
    }
}
