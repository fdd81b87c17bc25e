//! Runs an import: from the files of the old site to those of the new project.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::base::code::Severity;
use crate::base::path::{extension_of, file_name_of};
use crate::base::tree::{Entry, Tree};
use crate::base::yaml::scalar;
use crate::compile;
use crate::compile::Compilation;
use crate::compile::memo::Memo;
use crate::compile::options::{NoopObserver, Observer, Options};
use crate::compile::sink::Discard;
use crate::compile::state::Linked;
use crate::config;
use crate::import::anchors;
use crate::import::dialect::{Context, Dialect};
use crate::import::navigation::{self, Surroundings};
use crate::import::notes::{Note, Notes, Topic, quotation};
use crate::import::old_site::{Abbreviation, OldSite, Redirect};
use crate::import::report::Counts;
use crate::import::scripts::values::end_of_object;
use crate::import::settings::settings;
use crate::import::source::Source;
use crate::import::text::front_edit::{FrontEdit, FrontValue};
use crate::import::text::page_text::{PageText, Rewrites};
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
    /// Whether the old site had it.
    is_old: bool,
}

/// Makes a project from the files of an old site, and from files that go to the content folder as they are.
pub fn import(
    files: &Tree,
    downloads: &Tree,
    dialect: &Dialect,
    mut notes: Notes,
    observer: &dyn Observer,
) -> Imported {
    observer.stage("convert");
    let source = Source { tree: files };
    let mut site = (dialect.read)(&source, &mut notes);
    let mut counts = Counts::default();
    let mut tree = Tree::default();
    let mut pages = convert(&source, &site, dialect, &mut notes, &mut tree, &mut counts);
    for (path, entry) in downloads.iter() {
        tree.insert_entry(format!("{CONTENT}/{path}"), entry.clone());
        counts.files += 1;
    }
    copy_passed_through(&source, &site, &mut notes, &mut tree, &mut counts);
    drop_redirects_of_pages(&mut site, &pages, &mut notes);
    tree.insert(config::FILE_NAME, settings(&site, dialect.label, &mut notes).into_bytes());
    let markdown = config::read::read(&text_of(&tree, config::FILE_NAME)).0.markdown;
    pages.par_iter_mut().for_each(|(_, page)| {
        let anchored = anchors::keep(&page.text, site.anchors, &markdown);
        page.text = anchored.text;
        page.ids = anchored.ids;
    });
    repeat_home(&site, &mut pages, &mut notes);
    insert_pages(&pages, &mut tree);
    let linked = link(&tree);
    keep_urls(&linked, &mut pages);
    place(&linked, &site, dialect, &mut pages, &mut notes, &mut tree);
    insert_pages(&pages, &mut tree);
    let tree = Arc::new(tree);
    let compiled = compile::compile(&tree, &options(), &Arc::new(Memo::default()), observer, &Discard);
    compare(&compiled, &pages, &mut counts, &mut notes);
    Imported { tree: tree.as_ref().clone(), counts, notes: notes.sorted() }
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
    let folders = site.content_folders();
    let found = take_files(files_of(source, &folders), site, dialect, notes, tree, counts);
    let context = Context { source: *source, site };
    let converted: Vec<Option<Converted>> = found
        .par_iter()
        .map(|found| convert_page(found.path, &found.content_path, found.entry, dialect, &context))
        .collect();
    let mut pages = Pages::new();
    let mut abbreviations: BTreeSet<Abbreviation> = site.abbreviations.iter().cloned().collect();
    for (found, converted) in found.into_iter().zip(converted) {
        let Some(Converted { page, notes: own, abbreviations: explained, files }) = converted else {
            notes.file(Topic::NotRead, found.path, "this page is not UTF-8 text");
            continue;
        };
        notes.extend(own);
        abbreviations.extend(explained);
        copy_files(source, files, tree, counts);
        let path = free_path(found.page, &pages);
        pages.insert(path, page);
    }
    counts.pages = pages.len();
    add_abbreviations(&abbreviations, &mut pages, notes);
    pages
}

/// Takes the pages out of the files, and copies the others.
fn take_files<'a>(
    files: Vec<(&'a str, &'a Entry)>,
    site: &OldSite,
    dialect: &Dialect,
    notes: &mut Notes,
    tree: &mut Tree,
    counts: &mut Counts,
) -> Vec<FoundPage<'a>> {
    let mut found = Vec::new();
    for (path, entry) in files {
        let Some(content_path) = site.content_path(path) else { continue };
        let name = file_name_of(&content_path);
        if site.excluded.matches(&content_path) {
            notes.file(Topic::Folders, path, "excluded from the old site");
        } else if let Some(topic) = (dialect.own_file)(site, &content_path) {
            notes.file(topic, path, "not copied: it belongs to the old tool");
        } else if OF_HOSTS.contains(&name) && !content_path.contains('/') {
            tree.insert_entry(format!("static/{name}"), entry.clone());
            notes.file(Topic::Folders, path, format!("moved to `static/{name}`"));
            counts.files += 1;
        } else if content_path.split('/').any(|part| part.starts_with('.')) {
            notes.file(Topic::Folders, path, "not copied: its name is hidden");
        } else if let Some(page) = (dialect.page)(site, &content_path) {
            found.push(FoundPage { path, content_path, page, entry });
        } else if is_html(&content_path) {
            tree.insert_entry(format!("static/{content_path}"), entry.clone());
            notes.file(Topic::Folders, path, format!("moved to `static/{content_path}`, which is published as it is"));
            counts.files += 1;
        } else {
            let new = site.new_paths.get(&content_path).unwrap_or(&content_path);
            tree.insert_entry(format!("{CONTENT}/{new}"), entry.clone());
            counts.files += 1;
        }
    }
    found
}

/// A page of the old site.
struct FoundPage<'a> {
    /// Its path in the source folder.
    path: &'a str,
    content_path: String,
    /// Its path below the new content folder.
    page: String,
    entry: &'a Entry,
}

/// The path of a page, with a number if another page has it.
fn free_path(path: String, pages: &Pages) -> String {
    if !pages.contains_key(&path) {
        return path;
    }
    let (stem, ending) = path.rsplit_once('.').unwrap_or((&path, "md"));
    let numbered = |number: usize| format!("{stem}-{number}.{ending}");
    (2..).map(numbered).find(|path| !pages.contains_key(path)).expect("there is always another number")
}

/// The files of all content folders, each once.
fn files_of<'a>(source: &Source<'a>, folders: &'a [(String, String)]) -> Vec<(&'a str, &'a Entry)> {
    let mut files: Vec<(&str, &Entry)> = folders.iter().flat_map(|(folder, _)| source.tree.below(folder)).collect();
    files.sort_unstable_by_key(|(path, _)| *path);
    files.dedup_by_key(|(path, _)| *path);
    files
}

/// Copies files outside the content folder that a page shows.
fn copy_files(source: &Source<'_>, files: Vec<(String, String)>, tree: &mut Tree, counts: &mut Counts) {
    for (from, to) in files {
        let target = format!("{CONTENT}/{to}");
        if let Some(entry) = source.tree.entry(&from).filter(|_| !tree.has(&target)) {
            tree.insert_entry(target, entry.clone());
            counts.files += 1;
        }
    }
}

fn is_html(path: &str) -> bool {
    matches!(extension_of(path).as_deref(), Some("html" | "htm"))
}

/// A page after its conversion.
struct Converted {
    page: Page,
    notes: Notes,
    abbreviations: Vec<Abbreviation>,
    /// As those of the rewrites.
    files: Vec<(String, String)>,
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
    let repaired = with_fences(text).or_else(|| with_indented_brackets(text));
    let page = PageText::new(path, content_path, repaired.as_deref().unwrap_or(text));
    let mut rewrites = Rewrites::default();
    if let Some(problem) = front_matter::split(page.text).problem {
        rewrites.note(&page, problem.span.start, Topic::FrontMatter, problem.message);
    }
    if let Some(language) = language_of_name(content_path, &context.site.other_languages)
        && page.front.get("language").is_none()
    {
        rewrites.front.set("language", FrontValue::Text(language.to_owned()));
    }
    (dialect.convert)(&page, context, &mut rewrites);
    let text = rewrites.apply(&page);
    let url = (dialect.url)(context.site, content_path, &page.front);
    // A permalink that was a template may have been written out.
    let written_out = || (dialect.url)(context.site, content_path, &front_matter::split(&text).front);
    let url = url.or_else(written_out).filter(|_| !rewrites.has_unknown_url);
    // The name of a file may have signs that end a path in a URL.
    let url = url.map(|url| url.replace('#', "%23").replace('?', "%3F"));
    let page = Page { source: path.to_owned(), text, url, ids: Vec::new(), is_old: true };
    let Rewrites { notes, abbreviations, files, .. } = rewrites;
    Some(Converted { page, notes, abbreviations, files })
}

/// The language that the name of a page has: `about.fr.md`.
fn language_of_name<'s>(path: &str, languages: &'s [String]) -> Option<&'s str> {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let (_, ending) = file_name_of(stem).rsplit_once('.')?;
    languages.iter().find(|language| *language == ending).map(String::as_str)
}

/// A page with front matter in JSON, which Hugo reads without fences, with them.
fn with_fences(text: &str) -> Option<String> {
    let end = end_of_object(text, 0).filter(|_| text.starts_with('{'))?;
    let (block, rest) = text.split_at(end);
    let is_front = rest.starts_with(['\n', '\r']) && serde_json::from_str::<serde_json::Value>(block).is_ok();
    is_front.then(|| format!("---json\n{block}\n---{rest}"))
}

/// A page whose front matter is valid if brackets at the beginning of a line are indented, as some readers of YAML want.
fn with_indented_brackets(text: &str) -> Option<String> {
    front_matter::split(text).problem.as_ref().filter(|_| text.starts_with("---"))?;
    let end = text.find("\n---").map(|end| end + 1)?;
    let line = |line: &str| if line.starts_with([']', '}']) { format!("  {line}") } else { line.to_owned() };
    let block: String = text[..end].split_inclusive('\n').map(line).collect();
    let indented = block + &text[end..];
    front_matter::split(&indented).problem.is_none().then_some(indented)
}

/// Makes a home page that shows the page that was at its URL too.
fn repeat_home(site: &OldSite, pages: &mut Pages, notes: &mut Notes) {
    let Some(path) = site.home.as_ref().filter(|path| pages.contains_key(*path)) else { return };
    let title = site.title.clone().unwrap_or_else(|| "Home".to_owned());
    let text = format!("---\ntitle: {}\n---\n\n[Start reading]({})\n", scalar(&title), path.replace(' ', "%20"));
    notes.file(
        Topic::Urls,
        "",
        format!("the home page was a copy of `{path}`, and is a page of its own that leads there"),
    );
    pages
        .insert("index.md".to_owned(), Page { source: String::new(), text, url: None, ids: Vec::new(), is_old: false });
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
    pages.insert(path.to_owned(), Page { source: String::new(), text, url: None, ids: Vec::new(), is_old: false });
}

/// Copies what the old tool copied to other places.
fn copy_passed_through(source: &Source<'_>, site: &OldSite, notes: &mut Notes, tree: &mut Tree, counts: &mut Counts) {
    for (from, to) in &site.passed_through {
        let files = source.tree.below(from).map(|(path, entry)| (path, &path[from.len()..], entry));
        let file = source.tree.entry(from).map(|entry| (from.as_str(), "", entry));
        for (path, rest, entry) in files.chain(file) {
            let target = format!("static/{}", format!("{to}{rest}").trim_start_matches('/'));
            let is_hidden = target.split('/').any(|part| part.starts_with('.'));
            // A file of the content folder may have this URL already.
            let twin = format!("{CONTENT}/{}", &target["static/".len()..]);
            if !is_hidden && !tree.has(&target) && !tree.has(&twin) {
                tree.insert_entry(target.clone(), entry.clone());
                notes.file(Topic::Folders, path, format!("moved to `{target}`"));
                counts.files += 1;
            }
        }
    }
}

/// Drops redirects from the URL of a page. Those that differ in letter case alone count too, because some disks cannot
/// have both.
fn drop_redirects_of_pages(site: &mut OldSite, pages: &Pages, notes: &mut Notes) {
    let key = |url: &str| output_of_url(url).as_str().to_lowercase();
    let urls: BTreeSet<String> = pages.values().filter_map(|page| page.url.as_deref()).map(key).collect();
    site.redirects.retain(|redirect| {
        let is_page = urls.contains(&key(&redirect.from));
        if is_page {
            notes.file(Topic::Redirects, "", format!("{} is the URL of a page", quotation(&redirect.from)));
        }
        !is_page
    });
}

fn insert_pages(pages: &Pages, tree: &mut Tree) {
    for (path, page) in pages {
        tree.insert(format!("{CONTENT}/{path}"), page.text.clone().into_bytes());
    }
}

fn text_of(tree: &Tree, path: &str) -> String {
    tree.get(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

fn options() -> Options {
    Options { content: CONTENT.to_owned(), has_folders: true, drafts: true, ..Options::default() }
}

fn link(tree: &Tree) -> Linked {
    compile::link::link(tree, &options(), &Memo::default(), &NoopObserver)
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
    let folder = |redirect: &Redirect| redirect.from.trim_matches('/').to_owned();
    // The URL of a page may be that of a folder without pages of its own.
    let urls = pages.values().filter_map(|page| page.url.as_ref()).map(|url| url.trim_matches('/').to_lowercase());
    let reserved: BTreeSet<String> = site.redirects.iter().map(folder).chain(urls).collect();
    let around = Surroundings { titles: &titles, reserved: &reserved, settings: settings.trim_matches('`') };
    let placed = navigation::place(items, &around, notes);
    for (path, edit) in &placed.edits {
        if let Some(page) = pages.get_mut(path) {
            page.text = edit.apply(&page.text);
        }
    }
    for (path, text) in placed.new_pages {
        notes.file(Topic::Converted, "", format!("new page `{CONTENT}/{path}` for a section of the menu"));
        pages.insert(path, Page { source: String::new(), text, url: None, ids: Vec::new(), is_old: false });
    }
}

/// Compares the new site with the old one.
fn compare(compiled: &Compilation, pages: &Pages, counts: &mut Counts, notes: &mut Notes) {
    const RAW: [&str; 3] = ["text/unsupported-syntax", "markdown/template-tag", "text/unclosed-container"];
    for page in compiled.site.pages() {
        let (Some(known), Some(document)) = (pages.get(&page.content_path), &page.document) else { continue };
        if !known.is_old {
            continue;
        }
        let is_draft = document.facts.meta.visibility.draft;
        if let Some(url) = known.url.as_ref().filter(|_| !is_draft) {
            counts.urls += 1;
            if page.output.as_ref() == Some(&output_of_url(url)) {
                counts.kept_urls += 1;
            } else {
                notes.file(Topic::Urls, &known.source, format!("{} is now {}", scalar(url), page.url));
            }
        }
        for id in &known.ids {
            counts.anchors += 1;
            if document.facts.anchors.contains(id) {
                counts.kept_anchors += 1;
            } else {
                notes.file(Topic::Anchors, &known.source, format!("`#{}`", id.replace('`', "'")));
            }
        }
        let is_raw = document.diagnostics.iter().any(|diagnostic| RAW.contains(&diagnostic.code.name));
        counts.clean_pages += usize::from(!is_raw);
    }
    let mut by_code: BTreeMap<&str, usize> = BTreeMap::new();
    for diagnostic in compiled.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error) {
        counts.errors += 1;
        *by_code.entry(diagnostic.code.name).or_default() += 1;
    }
    for (code, count) in by_code {
        notes.file(Topic::Findings, "", format!("`{code}`: {count}"));
    }
}
