//! What a site says to programs: copies of pages as Markdown, linked data, data for links on other sites.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use fingerpost::base::html::tokenizer::shown_text;
use fingerpost::base::tree::Tree;
use fingerpost::compile::options::Options;
use serde_json::Value;

use crate::common::{Project, compile};

const SETTINGS: &str = "title = \"Harbour\"\nbase_url = \"https://example.org/sub/\"\n[build]\nmarkdown = true\n";

/// The published files of a tree by their paths.
fn published(files: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut tree = Tree::default();
    for (path, text) in files {
        tree.insert(path.as_str(), text.clone().into_bytes());
    }
    let options = Options { content: "content".to_owned(), has_folders: true, ..Options::default() };
    let compiled = compile(&Arc::new(tree), &options);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    compiled.output.iter().map(|(path, bytes)| (path.clone(), text(bytes))).collect()
}

/// The letters of the text that readers see on a page.
fn letters(html: &str) -> String {
    let Some((_, rest)) = html.split_once("<div class=\"prose\">") else { return String::new() };
    let mut depth = 1;
    let is_end = |(at, _): &(usize, &str)| {
        depth = if rest[*at..].starts_with("</div>") { depth - 1 } else { depth + 1 };
        depth == 0
    };
    let is_tag = |at: usize| rest[at..].starts_with("<div") || rest[at..].starts_with("</div>");
    let mut divisions = rest.match_indices('<').filter(|(at, _)| is_tag(*at));
    let (end, _) = divisions.find(is_end).expect("the text ends");
    // No site takes formulas as HTML from its pages, so those of the copy are lost.
    let without_formulas = rest[..end].split("<math").map(|part| part.split("</math>").last().unwrap_or_default());
    let text = shown_text(&without_formulas.collect::<String>());
    // What stands in two lines is one word in the text of some elements.
    text.chars().filter(|letter| letter.is_alphanumeric()).collect()
}

/// The Markdown files below a folder of this repository.
fn pages_below(folder: &str) -> BTreeMap<String, String> {
    let (root, mut files) = (Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), BTreeMap::new());
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("a file").path();
            if path.is_dir() && path.file_name().is_some_and(|name| name != "codes") {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                let name = path.strip_prefix(&root).expect("it is below").to_string_lossy().into_owned();
                files.insert(format!("content/{name}"), std::fs::read_to_string(&path).expect("a page"));
            }
        }
    }
    files
}

#[test]
fn the_markdown_of_a_page_says_what_the_page_says() {
    assert!(compare_copies(pages_below("content/manual")) > 30, "the manual has pages");
    assert!(compare_copies(pages_below("content/library/guidance")) > 1, "the library has pages");
    assert!(compare_copies(pages_below("tests/browser/site/content/guidance")) > 4, "the site of hard cases has pages");
}

/// Builds pages, then the Markdown of them, and compares the texts. Returns how many pages have Markdown.
fn compare_copies(mut first: BTreeMap<String, String>) -> usize {
    first.insert("fingerpost.toml".to_owned(), SETTINGS.to_owned());
    let pages = published(&first);
    let twins: Vec<(&String, &String)> = pages.iter().filter(|(path, _)| path.ends_with(".md")).collect();
    let count = twins.len();
    let mut second = BTreeMap::from([("fingerpost.toml".to_owned(), "[glossary]\nlink_terms = false\n".to_owned())]);
    for (path, text) in &twins {
        // The facts below the title are not part of the text.
        let mut lines = text.lines().skip(1).skip_while(|line| line.is_empty() || line.starts_with("- "));
        let body: Vec<&str> = lines.by_ref().collect();
        let title = text.lines().next().expect("a title");
        second.insert(format!("content/{path}"), format!("{title}\n\n{}\n", body.join("\n")));
    }
    let again = published(&second);
    let mut faults = Vec::new();
    for (path, _) in twins {
        let html = path.replace(".md", ".html");
        let (before, after) = (letters(&pages[&html]), letters(&again[&html]));
        let differs = before.bytes().zip(after.bytes()).take_while(|(a, b)| a == b).count();
        let near = |text: &str| text.chars().skip(differs.saturating_sub(40)).take(80).collect::<String>();
        if before != after {
            faults.push(format!("{path}:\n{}\n{}", near(&before), near(&after)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    count
}

#[test]
fn a_page_is_linked_data_where_the_url_of_the_site_is_known() {
    let page = "---\ntitle: Moor </script> a boat\nkind: sop\ndocument_id: SOP-1\nversion: 2.0\n---\n## Procedure\n\n1. Throw the *line*.\n2. Tie it.\n";
    let files =
        [("content/index.md", "# Home\n"), ("content/guides/moor.md", page), ("content/guides/index.md", "# Guides\n")];
    let glossary = [
        ("content/words.md", "# Words\n\n## Definitions\n\nCleat\n: A fitting.\n"),
        ("content/more.md", "# More\n\n## Definitions\n\nBuoy\n: A float.\n"),
    ];
    let mut tree: BTreeMap<String, String> =
        files.iter().chain(&glossary).map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    tree.insert("fingerpost.toml".to_owned(), SETTINGS.to_owned());
    let pages = published(&tree);
    let graph = graph(&pages["guides/moor/index.html"]);
    assert_eq!(graph[0]["@type"], "TechArticle");
    assert_eq!(graph[0]["headline"], "Moor </script> a boat");
    assert_eq!(graph[0]["identifier"], "SOP-1");
    assert_eq!(graph[1]["itemListElement"][1]["item"], "https://example.org/sub/guides/");
    assert_eq!(graph[2]["@type"], "HowTo");
    assert_eq!(graph[2]["step"][0]["text"], "Throw the line.");
    assert_eq!(graph[2]["step"][1]["url"], "https://example.org/sub/guides/moor/#step-2");
    let terms = &self::graph(&pages["glossary/index.html"])[1];
    assert_eq!(terms["@type"], "DefinedTermSet");
    assert_eq!(terms["hasDefinedTerm"][1]["url"], "https://example.org/sub/words/#term-cleat");
    for part in [
        "<meta property=\"og:url\" content=\"https://example.org/sub/guides/moor/\">",
        "href=\"/sub/guides/moor/index.md\"",
    ] {
        assert!(pages["guides/moor/index.html"].contains(part), "{part}");
    }
    tree.insert("fingerpost.toml".to_owned(), String::new());
    assert!(!published(&tree)["guides/moor/index.html"].contains("ld+json"));
}

/// The linked data of a page.
fn graph(html: &str) -> Value {
    let (_, rest) = html.split_once("<script type=\"application/ld+json\">").expect("the page has data");
    let (text, _) = rest.split_once("</script>").expect("the data ends");
    serde_json::from_str::<Value>(text).expect("the data is JSON")["@graph"].clone()
}

#[test]
fn a_social_image_is_a_pixel_image_and_has_a_whole_url() {
    let settings = |image: &str, base: &str| format!("{base}[theme]\nsocial_image = \"{image}\"\n");
    let base = "base_url = \"https://example.org/sub/\"\n";
    let project = Project::with(&[("content/index.md", "# Home\n"), ("static/card.png", "image")]);
    project.write("fingerpost.toml", settings("card.png", base).as_bytes());
    project.build().ends(0);
    assert!(project.published("index.html").contains("og:image\" content=\"https://example.org/sub/card.png\""));
    for (image, base, message) in [
        ("card.svg", base, "is not a PNG or JPEG image"),
        ("card.png", "", "a social image needs the URL of the site"),
        ("none.png", base, "the site has no file `none.png`"),
    ] {
        project.write("fingerpost.toml", settings(image, base).as_bytes());
        let ran = project.run(&["check"]);
        assert!(ran.err.contains(message) || ran.out.contains(message), "{image}: {ran:?}");
    }
}
