//! Runs an import: from the files of the old site to those of the new project.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::base::code::Severity;
use crate::base::path::{extension_of, file_name_of, folder_of, is_markdown};
use crate::base::tree::{Entry, Tree};
use crate::base::yaml::scalar;
use crate::compile;
use crate::compile::memo::Memo;
use crate::compile::options::{NoopObserver, Options};
use crate::compile::state::Linked;
use crate::config;
use crate::import::anchors;
use crate::import::dialect::{Context, Dialect};
use crate::import::front_edit::{FrontEdit, FrontValue};
use crate::import::navigation;
use crate::import::notes::{Note, Notes, Topic};
use crate::import::old_site::{Abbreviation, OldSite};
use crate::import::page_text::{PageText, Rewrites};
use crate::import::report::Counts;
use crate::import::settings::settings;
use crate::import::source::{Source, below};
use crate::parse::front_matter;
use crate::site::routes::output_of_url;

/// The content folder of the new project.
const CONTENT: &str = "content";
/// Files that hosts read, which only the static folder publishes.
const OF_HOSTS: &[&str] = &["CNAME", "_headers", "_redirects", "robots.txt", ".nojekyll", ".htaccess"];

/// A project made from an old site.
pub struct Imported {
    /// Its files, by their paths in the project folder.
    pub tree: Tree,
    pub counts: Counts,
    pub notes: Vec<Note>,
}

/// A page on its way.
struct Page {
    /// Its path in the source folder.
    source: String,
    text: String,
    /// The URL path that it had.
    url: Option<String>,
    /// The ids that its headings had.
    ids: Vec<String>,
}

/// Makes a project from the files of an old site.
pub fn import(files: &Tree, dialect: &Dialect, mut notes: Notes) -> Imported {
    let source = Source { tree: files };
    let site = (dialect.read)(&source, &mut notes);
    let mut counts = Counts::default();
    let mut tree = Tree::default();
    let mut pages = convert(&source, &site, dialect, &mut notes, &mut tree, &mut counts);
    copy_passed_through(&source, &site, &mut notes, &mut tree, &mut counts);
    tree.insert(config::FILE_NAME, settings(&site, dialect.label, &mut notes).into_bytes());
    let markdown = config::read::read(&text_of(&tree, config::FILE_NAME)).0.markdown;
    pages.par_iter_mut().for_each(|(_, page)| {
        let anchored = anchors::keep(&page.text, site.anchors, &markdown);
        page.text = anchored.text;
        page.ids = anchored.ids;
    });
    insert_pages(&pages, &mut tree);
    let linked = link(&tree);
    keep_urls(&linked, &mut pages);
    place(&linked, &site, dialect, &mut pages, &mut notes, &mut tree);
    insert_pages(&pages, &mut tree);
    let linked = link(&tree);
    compare(&linked, &pages, &mut counts, &mut notes);
    Imported { tree, counts, notes: notes.sorted() }
}

type Pages = BTreeMap<String, Page>;

/// Converts each page of the content folder, and copies its other files.
fn convert(
    source: &Source<'_>,
    site: &OldSite,
    dialect: &Dialect,
    notes: &mut Notes,
    tree: &mut Tree,
    counts: &mut Counts,
) -> Pages {
    let mut found = Vec::new();
    for (path, entry) in source.tree.below(&site.content) {
        let Some(content_path) = below(&site.content, path) else { continue };
        let name = file_name_of(content_path);
        if site.excluded.matches(content_path) {
            notes.file(Topic::Folders, path, "excluded from the old site");
        } else if let Some(topic) = (dialect.own_file)(site, content_path) {
            notes.file(topic, path, "not copied: it belongs to the old tool");
        } else if OF_HOSTS.contains(&name) && !content_path.contains('/') {
            tree.insert_entry(format!("static/{name}"), entry.clone());
            notes.file(Topic::Folders, path, format!("moved to `static/{name}`"));
            counts.files += 1;
        } else if content_path.split('/').any(|part| part.starts_with('.')) {
            notes.file(Topic::Folders, path, "not copied: its name is hidden");
        } else if is_markdown(content_path) {
            found.push((path, content_path, entry));
        } else if is_html(content_path) {
            tree.insert_entry(format!("static/{content_path}"), entry.clone());
            notes.file(Topic::Folders, path, format!("moved to `static/{content_path}`, which is published as it is"));
            counts.files += 1;
        } else {
            tree.insert_entry(format!("{CONTENT}/{content_path}"), entry.clone());
            counts.files += 1;
        }
    }
    let context = Context { source: *source, site };
    let converted: Vec<Option<Converted>> = found
        .par_iter()
        .map(|(path, content_path, entry)| convert_page(path, content_path, entry, dialect, &context))
        .collect();
    let mut pages = Pages::new();
    let mut abbreviations: BTreeSet<Abbreviation> = site.abbreviations.iter().cloned().collect();
    for ((path, content_path, _), converted) in found.iter().zip(converted) {
        let Some(Converted { page, notes: own, abbreviations: explained }) = converted else {
            notes.file(Topic::NotRead, path, "this page is not UTF-8 text");
            continue;
        };
        notes.extend(own);
        abbreviations.extend(explained);
        pages.insert((*content_path).to_owned(), page);
    }
    counts.pages = pages.len();
    add_abbreviations(&abbreviations, &mut pages, notes);
    pages
}

fn is_html(path: &str) -> bool {
    matches!(extension_of(path).as_deref(), Some("html" | "htm"))
}

/// A page after its conversion.
struct Converted {
    page: Page,
    notes: Notes,
    abbreviations: Vec<Abbreviation>,
}

fn convert_page(
    path: &str,
    content_path: &str,
    entry: &Entry,
    dialect: &Dialect,
    context: &Context<'_>,
) -> Option<Converted> {
    let text = String::from_utf8(entry.bytes()?.to_vec()).ok()?;
    // Other tools read front matter behind blank lines.
    let trimmed = text.trim_start_matches(['\u{feff}', '\n', '\r', ' ']);
    let text = if trimmed.starts_with("---") || trimmed.starts_with("+++") { trimmed } else { text.as_str() };
    let page = PageText::new(path, content_path, text);
    let mut rewrites = Rewrites::default();
    (dialect.convert)(&page, context, &mut rewrites);
    let text = rewrites.apply(&page);
    // A permalink that was a template may have been written out.
    let front = front_matter::split(&text).front;
    let url = (dialect.url)(context.site, content_path, &front);
    let page = Page { source: path.to_owned(), text, url, ids: Vec::new() };
    Some(Converted { page, notes: rewrites.notes, abbreviations: rewrites.abbreviations })
}

/// Collects abbreviations on a page of definitions, to which all pages then link.
fn add_abbreviations(all: &BTreeSet<Abbreviation>, pages: &mut Pages, notes: &mut Notes) {
    if all.is_empty() {
        return;
    }
    let path = ["abbreviations.md", "imported-abbreviations.md"].into_iter().find(|path| !pages.contains_key(*path));
    let Some(path) = path else { return };
    let mut by_short: BTreeMap<&str, &str> = BTreeMap::new();
    for abbreviation in all {
        let known = *by_short.entry(abbreviation.short.as_str()).or_insert(&abbreviation.long);
        if known != abbreviation.long {
            let text = format!("`{}` has several meanings; the page has `{known}`", abbreviation.short);
            notes.file(Topic::Abbreviations, "", text);
        }
    }
    notes.file(Topic::Abbreviations, "", format!("{} abbreviations are defined in `{CONTENT}/{path}`", by_short.len()));
    let terms: String = by_short.iter().map(|(short, long)| format!("\n{short}\n: {long}\n")).collect();
    let text = format!("---\ntitle: Abbreviations\nkind: glossary\n---\n{terms}");
    pages.insert(path.to_owned(), Page { source: String::new(), text, url: None, ids: Vec::new() });
}

/// Copies what the old tool copied to other places.
fn copy_passed_through(source: &Source<'_>, site: &OldSite, notes: &mut Notes, tree: &mut Tree, counts: &mut Counts) {
    for (from, to) in &site.passed_through {
        let files = source.tree.below(from).map(|(path, entry)| (path, &path[from.len()..], entry));
        let file = source.tree.entry(from).map(|entry| (from.as_str(), "", entry));
        for (path, rest, entry) in files.chain(file) {
            let target = format!("static/{}", format!("{to}{rest}").trim_start_matches('/'));
            let is_hidden = target.split('/').any(|part| part.starts_with('.'));
            if !is_hidden && !tree.has(&target) {
                tree.insert_entry(target.clone(), entry.clone());
                notes.file(Topic::Folders, path, format!("moved to `{target}`"));
                counts.files += 1;
            }
        }
    }
}

fn insert_pages(pages: &Pages, tree: &mut Tree) {
    for (path, page) in pages {
        tree.insert(format!("{CONTENT}/{path}"), page.text.clone().into_bytes());
    }
}

fn text_of(tree: &Tree, path: &str) -> String {
    tree.get(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

fn link(tree: &Tree) -> Linked {
    let options = Options { content: CONTENT.to_owned(), has_folders: true, drafts: true, ..Options::default() };
    compile::link::link(tree, &options, &Memo::default(), &NoopObserver)
}

/// Sets the old URL of each page that would get another.
fn keep_urls(linked: &Linked, pages: &mut Pages) {
    for page in linked.site.pages() {
        let Some(known) = pages.get_mut(&page.content_path).filter(|_| page.document.is_some()) else { continue };
        let Some(url) = known.url.clone() else { continue };
        if page.output.as_ref().is_some_and(|output| *output != output_of_url(&url)) {
            let mut edit = FrontEdit::default();
            edit.set("permalink", FrontValue::Text(url));
            known.text = edit.apply(&known.text);
        }
    }
}

/// Gives pages their place in the menu.
fn place(linked: &Linked, site: &OldSite, dialect: &Dialect, pages: &mut Pages, notes: &mut Notes, tree: &mut Tree) {
    let Some(items) = &site.navigation else { return };
    let authored = linked.site.pages().iter().filter(|page| page.document.is_some());
    let titles: BTreeMap<String, String> =
        authored.map(|page| (page.content_path.clone(), page.title.clone())).collect();
    let settings = (dialect.evidence)(&Source { tree }).unwrap_or_default();
    let placed = navigation::place(items, &titles, settings.trim_matches('`'), notes);
    for (path, edit) in &placed.edits {
        if let Some(page) = pages.get_mut(path) {
            page.text = edit.apply(&page.text);
        }
    }
    for (path, text) in placed.new_pages {
        let source = folder_of(&path).to_owned();
        notes.file(Topic::Converted, "", format!("new page `{CONTENT}/{path}` for a section of the menu"));
        pages.insert(path, Page { source, text, url: None, ids: Vec::new() });
    }
}

/// Compares the new site with the old one.
fn compare(linked: &Linked, pages: &Pages, counts: &mut Counts, notes: &mut Notes) {
    let raw = ["text/unsupported-syntax", "markdown/template-tag", "text/unclosed-container"];
    let own: BTreeMap<&str, usize> =
        linked.documents.iter().enumerate().map(|(at, (path, _))| (path.as_str(), at)).collect();
    for page in linked.site.pages() {
        let Some(known) = pages.get(&page.content_path).filter(|_| page.document.is_some()) else { continue };
        if known.source.is_empty() || known.source == folder_of(&page.content_path) {
            continue;
        }
        if let Some(url) = &known.url {
            counts.urls += 1;
            if page.output.as_ref() == Some(&output_of_url(url)) {
                counts.kept_urls += 1;
            } else {
                notes.file(Topic::Urls, &known.source, format!("{} is now {}", scalar(url), page.url));
            }
        }
        let document = own.get(page.content_path.as_str()).map(|at| &linked.documents[*at].1);
        let Some(document) = document else { continue };
        for id in &known.ids {
            counts.anchors += 1;
            if document.facts.anchors.contains(id) {
                counts.kept_anchors += 1;
            } else {
                notes.file(Topic::Anchors, &known.source, format!("`#{}`", id.replace('`', "'")));
            }
        }
        let is_raw = document.diagnostics.iter().any(|diagnostic| raw.contains(&diagnostic.code.name));
        counts.clean_pages += usize::from(!is_raw);
    }
    let of_documents = linked.documents.iter().flat_map(|(_, document)| &document.diagnostics);
    let all: Vec<_> = of_documents.chain(&linked.diagnostics).cloned().collect();
    let options = Options { content: CONTENT.to_owned(), has_folders: true, ..Options::default() };
    let finished = compile::finish(all, &linked.site, &options);
    counts.errors = finished.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
}
