//! Moves pages: renames their files, updates every link that changes, and adds aliases for the old URLs.
//!
//! Links keep the form in which the author wrote them: relative to the page, from the root, or as a URL. A link that
//! cannot be updated becomes a diagnostic, and the caller decides.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::base::code::Severity;
use crate::base::codes::OUTPUT_COLLISION;
use crate::base::diagnostic::{Diagnostic, Fix};
use crate::base::html::tokenizer;
use crate::base::node::{Node, Value};
use crate::base::path::{folder_of, is_markdown};
use crate::base::span::Span;
use crate::base::tree::{Bytes, Tree};
use crate::base::url::decode;
use crate::base::yaml;
use crate::check::configured_links;
use crate::check::links::{in_link, relative};
use crate::compile;
use crate::compile::memo::Memo;
use crate::compile::options::{Observer, Options};
use crate::compile::state::Linked;
use crate::config;
use crate::edit::aliases::with_alias;
use crate::edit::patch::{Edit, apply, edit_for};
use crate::parse::document::Document;
use crate::parse::links::{Inside, Link, Role, Target};
use crate::parse::relations::{Relation, named};
use crate::site::model::Site;
use crate::site::page::{Page, PageId, PageKind, Redirect};
use crate::site::related;

/// The result of a move.
pub struct Relocated {
    /// The files under their new names, without edits.
    pub moved: Arc<Tree>,
    /// The same with all edits.
    pub tree: Arc<Tree>,
    /// Old and new URL path of each page whose URL changed.
    pub addresses: Vec<(String, String)>,
    /// The number of updated links.
    pub links: usize,
    /// Attachments whose old URL no longer exists, because only pages can have redirects.
    pub attachments: Vec<String>,
    /// Errors that the move causes.
    pub diagnostics: Vec<Diagnostic>,
}

/// Moves files from old to new paths, both below the content folder.
///
/// # Errors
/// A message if an alias cannot be added to a page.
pub fn relocate(
    tree: &Arc<Tree>,
    options: &Options,
    memo: &Memo,
    observer: &dyn Observer,
    moves: &BTreeMap<String, String>,
) -> Result<Relocated, String> {
    // Links in drafts are updated too.
    let options = &Options { drafts: true, ..options.clone() };
    let before = compile::link::link(tree, options, memo, observer);
    let name = |path: &str| in_content(&options.content, path);
    let mut moved = tree.as_ref().clone();
    for (old, new) in moves {
        if let Some(entry) = tree.entry(&name(old)) {
            moved.remove(&name(old));
            moved.insert_entry(name(new), entry.clone());
        }
    }
    let moved = Arc::new(moved);
    // The new URLs are known only after linking the files in their new places.
    let between = compile::link::link(&moved, options, memo, observer);
    let mut rewriting = Rewriting {
        tree,
        content: &options.content,
        before: &before.site,
        plan: MovePlan::new(moves, &before.site, &between.site),
        edits: BTreeMap::new(),
        links: 0,
    };
    rewriting.texts();
    rewriting.outside_of_texts();
    let mut addresses = rewriting.old_addresses(&between.site)?;
    rewriting.settings(&mut addresses);
    let Rewriting { edits, links, .. } = rewriting;
    let mut result = moved.as_ref().clone();
    for (path, edits) in edits.iter().filter(|(_, edits)| !edits.is_empty()) {
        result.insert(path.as_str(), Bytes::new(apply(&text_of(&moved, path), edits).into_bytes()));
    }
    let tree = Arc::new(result);
    let after = compile::link::link(&tree, options, memo, observer);
    let names: HashMap<String, String> = moves.iter().map(|(old, new)| (name(old), name(new))).collect();
    let mut diagnostics = new_errors(&before, &after, options, &names);
    diagnostics.extend(new_collisions(&before.site, &after.site));
    let attachments = moves.keys().filter(|path| !is_markdown(path)).cloned().collect();
    Ok(Relocated { moved, tree, addresses, links, attachments, diagnostics })
}

/// A path below the content folder as the tree names it.
fn in_content(content: &str, path: &str) -> String {
    if content.is_empty() { path.to_owned() } else { format!("{content}/{path}") }
}

/// Collects the edits of a move.
struct Rewriting<'a> {
    /// The files before the move.
    tree: &'a Tree,
    content: &'a str,
    before: &'a Site,
    plan: MovePlan<'a>,
    /// By the new path of their file.
    edits: BTreeMap<String, Vec<Edit>>,
    /// The number of updated links.
    links: usize,
}

impl Rewriting<'_> {
    fn edit(&mut self, path: String, edits: impl IntoIterator<Item = Edit>) {
        let mut edits: Vec<Edit> = edits.into_iter().collect();
        // A template may contain one URL in several places, and each of its links finds all of them.
        edits.sort();
        edits.dedup();
        self.links += edits.len();
        self.edits.entry(path).or_default().extend(edits);
    }

    /// Updates links in pages and relations in front matter.
    fn texts(&mut self) {
        let before = self.before;
        for (id, page) in before.all() {
            let Some(document) = &page.document else { continue };
            let text = text_of(self.tree, document.path.as_str());
            let own = self.plan.path(&page.content_path).to_owned();
            let targets = document.links().zip(&before.resolutions()[id.0]);
            let mut found = Vec::new();
            for ((link, span), resolution) in targets {
                let target = self.plan.target(before, resolution.page, link, &resolution.address.href(""));
                let fix = target.and_then(|target| self.plan.rewritten(page, &own, link, &target));
                let Some(fix) = fix else { continue };
                match edit_for(&text, span, &fix).or_else(|| unescaped(&text, span, &fix)) {
                    Some(edit) => found.push(edit),
                    None if document.facts.meta.templating => found.extend(wherever(&text, &fix)),
                    None => {}
                }
            }
            let named = self.plan.named(before, id);
            found.extend(named.into_iter().filter_map(|(span, fix)| edit_for(&text, span, &fix)));
            self.edit(in_content(self.content, &own), found);
        }
    }

    /// Updates URLs of menus, navigation and phases of frameworks.
    fn outside_of_texts(&mut self) {
        let pages = self.before.pages().iter();
        let owners: HashMap<&str, &str> = pages
            .filter_map(|page| Some((page.document.as_ref()?.path.as_str(), page.content_path.as_str())))
            .collect();
        for stated in configured_links::stated(self.before) {
            let file = stated.at.path.as_str();
            let owner = owners.get(file).copied();
            let aim = stated.resolve(self.before).and_then(|found| Some(&self.before.page(found.page?).content_path));
            let fix = aim.and_then(|aim| self.plan.restated(&stated.address, owner.unwrap_or_default(), aim));
            let Some((fix, span)) = fix.zip(stated.at.span) else { continue };
            let edit = edit_for(&text_of(self.tree, file), span, &fix);
            let file = owner.map_or(file.to_owned(), |owner| in_content(self.content, self.plan.path(owner)));
            self.edit(file, edit);
        }
    }

    /// Adds aliases to all published pages that move. Returns old and new URL paths.
    fn old_addresses(&mut self, between: &Site) -> Result<Vec<(String, String)>, String> {
        let mut addresses = Vec::new();
        for (old_path, new_path) in self.plan.moves {
            let (Some(old), Some(new)) = (address(self.before, old_path), address(between, new_path)) else {
                continue;
            };
            // A draft has no published URL.
            if old == new || is_draft(self.before, old_path) {
                continue;
            }
            let text = text_of(self.tree, &in_content(self.content, old_path));
            let kept = with_alias(&text, &decode(&old), &decode(&new));
            let edit = kept.map_err(|why| format!("`{old_path}` cannot keep its old address: {why}"))?;
            self.edits.entry(in_content(self.content, new_path)).or_default().extend(edit);
            addresses.push((old, new));
        }
        Ok(addresses)
    }

    /// The new value of a path in the configuration, or of a pattern for a folder whose files all moved with it.
    fn moved_value(&self, old: &str) -> Option<String> {
        if let Some(new) = self.plan.moves.get(old) {
            return Some(new.clone());
        }
        let folder = &old[..old[..old.find(['*', '?', '[', '{'])?].rfind('/')?];
        let start = in_content(self.content, folder);
        let below = self.tree.below(&start).map(|(path, _)| format!("{folder}{}", &path[start.len()..]));
        let mut news = below.map(|path| {
            let new = self.plan.moves.get(&path)?;
            Some(new.strip_suffix(&path[folder.len()..])?.to_owned())
        });
        let first = news.next()??;
        let is_whole = news.all(|new| new.as_deref() == Some(&first));
        is_whole.then(|| format!("{first}{}", &old[folder.len()..]))
    }

    /// Updates the configuration and adds redirects for lists of pages, whose URLs are added to `addresses`.
    fn settings(&mut self, addresses: &mut Vec<(String, String)>) {
        self.edit(config::FILE_NAME.to_owned(), redirects(self.tree, self.before, addresses));
        let text = text_of(self.tree, config::FILE_NAME);
        let mut more = named_files(&text, |old| self.moved_value(old));
        // A list of pages has no front matter for an alias.
        let lists = self.plan.lists(self.before);
        let kept: String = lists.iter().map(|(old, new)| redirect(&decode(old), &decode(new))).collect();
        let end = Span::new(text.len(), text.len());
        more.extend((!lists.is_empty()).then_some(Edit { span: end, new: kept }));
        self.edits.entry(config::FILE_NAME.to_owned()).or_default().extend(more);
        addresses.extend(lists);
    }
}

fn text_of(tree: &Tree, path: &str) -> String {
    tree.get(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

/// The URL path of a published page by its path below the content folder.
fn address(site: &Site, path: &str) -> Option<String> {
    let page = site.pages().iter().find(|page| page.kind == PageKind::Authored && page.content_path == path)?;
    page.output.as_ref().map(|_| page.url.as_str().to_owned())
}

fn is_draft(site: &Site, path: &str) -> bool {
    site.pages().iter().any(|page| page.content_path == path && page.meta().is_some_and(|meta| meta.visibility.draft))
}

/// The moves, and the new URLs and titles that links need.
struct MovePlan<'a> {
    moves: &'a BTreeMap<String, String>,
    /// New URL paths of pages by their old path.
    urls: HashMap<String, String>,
    /// Titles of pages that move, by their old path.
    titles: HashMap<String, String>,
    /// Attachments by their URL path.
    files: HashMap<String, &'a str>,
    /// Folders without a page of their own whose files all moved with them.
    folders: BTreeMap<String, String>,
}

/// The target of a link: a path below the content folder, and whether it is a page.
struct FileTarget {
    path: String,
    is_page: bool,
}

impl<'a> MovePlan<'a> {
    fn new(moves: &'a BTreeMap<String, String>, before: &'a Site, between: &Site) -> MovePlan<'a> {
        let mut urls: HashMap<String, String> =
            moves.iter().filter_map(|(old, new)| Some((old.clone(), address(between, new)?))).collect();
        let mut folders = BTreeMap::new();
        let is_gone = |page: &&Arc<Page>| page.kind == PageKind::Listing && between.page_at(&page.url).is_none();
        for folder in before.pages().iter().filter(is_gone).filter_map(|page| page.folder.as_ref()) {
            let inside = moves.iter().find(|(old, _)| old.starts_with(&format!("{folder}/")));
            let new = inside.and_then(|(old, new)| new.strip_suffix(&old[folder.len()..]));
            if let Some((new, page)) = new.and_then(|new| Some((new, between.index().of_folder(new)?))) {
                urls.insert(folder.clone(), between.page(page).url.as_str().to_owned());
                folders.insert(folder.clone(), new.to_owned());
            }
        }
        let files =
            before.files().iter().map(|(path, output)| (output.url().as_str().to_owned(), path.as_str())).collect();
        let moving = before.pages().iter().filter(|page| moves.contains_key(&page.content_path));
        let titles = moving.map(|page| (page.content_path.clone(), page.title.clone())).collect();
        MovePlan { moves, urls, titles, files, folders }
    }

    fn path<'b>(&'b self, path: &'b str) -> &'b str {
        self.moves.get(path).or_else(|| self.folders.get(path)).map_or(path, String::as_str)
    }

    /// Old and new URL paths of lists of pages.
    fn lists(&self, before: &Site) -> Vec<(String, String)> {
        let old = |folder: &str| before.index().of_folder(folder).map(|page| before.page(page).url.as_str().to_owned());
        self.folders.keys().filter_map(|folder| Some((old(folder)?, self.urls.get(folder)?.clone()))).collect()
    }

    fn target(&self, site: &Site, page: Option<PageId>, link: &Link, href: &str) -> Option<FileTarget> {
        let Target::Inside(_) = &link.target else { return None };
        if let Some(id) = page {
            let page = site.page(id);
            let folder = page.folder.clone().filter(|folder| self.folders.contains_key(folder));
            let is_authored = page.kind == PageKind::Authored;
            let path = if is_authored { Some(page.content_path.clone()) } else { folder };
            return path.map(|path| FileTarget { path, is_page: true });
        }
        let path = self.files.get(href.split(['?', '#']).next().unwrap_or(href))?;
        Some(FileTarget { path: (*path).to_owned(), is_page: false })
    }

    /// The fixes for relations in the front matter of a page, with their places.
    fn named(&self, site: &Site, id: PageId) -> Vec<(Span, Fix)> {
        let page = site.page(id);
        let front = page.document.iter().map(|document| &document.front);
        let named = front.flat_map(|front| Relation::ALL.into_iter().flat_map(|relation| named(front, relation)));
        let fixes = named.filter(|named| !named.node.inherited).filter_map(|named| {
            let aim = &site.page(related::named_page(site, id, &named.written)?).content_path;
            Some((named.node.span, self.restated(&named.written, &page.content_path, aim)?))
        });
        fixes.collect()
    }

    /// The fix for a URL or path in front matter or configuration; `None` if it stays valid.
    fn restated(&self, old: &str, owner: &str, aim: &str) -> Option<Fix> {
        let (own, to) = (self.path(owner), self.path(aim));
        if to == aim && own == owner {
            return None;
        }
        let new = match (is_markdown(old), old.starts_with('/')) {
            (true, true) => format!("/{to}"),
            (true, false) => relative(folder_of(own), to),
            (false, true) => decode(self.urls.get(aim)?),
            // A number, or words.
            (false, false) => return None,
        };
        (new != old).then(|| Fix::Value { old: old.to_owned(), new })
    }

    /// The fix for a link; `None` if it stays valid.
    fn rewritten(&self, page: &Page, own: &str, link: &Link, aim: &FileTarget) -> Option<Fix> {
        let Target::Inside(inside) = &link.target else { return None };
        let new = self.path(&aim.path);
        let stays = new == aim.path;
        if inside.path.is_empty() || (stays && own == page.content_path) {
            return None;
        }
        let path = match link.role {
            // The title of the page does not change.
            Role::Wiki | Role::Embed if self.titles.get(&aim.path).map(String::as_str) == Some(inside.path.trim()) => {
                return None;
            }
            Role::Wiki | Role::Embed => wiki(inside, &aim.path, new, own)?,
            Role::Follow | Role::Load => {
                let from_root = inside.path.starts_with('/');
                let is_address = aim.is_page && !is_markdown(&inside.path);
                match (from_root, is_address) {
                    (true, _) if stays => return None,
                    (true, true) => decode(self.urls.get(aim.path.as_str())?),
                    (true, false) => format!("/{new}"),
                    (false, _) if self.folders.contains_key(&aim.path) => format!("{}/", relative(folder_of(own), new)),
                    (false, _) => relative(folder_of(own), new),
                }
            }
        };
        let rest = inside.written.find(['?', '#']).map_or("", |at| &inside.written[at..]);
        let path = if matches!(link.role, Role::Wiki | Role::Embed) { path } else { in_link(&path) };
        let rewritten = format!("{path}{rest}");
        (rewritten != inside.written).then(|| Fix::Text { old: inside.written.clone(), new: rewritten })
    }
}

/// The new target of a wiki link, which is a path, or a name that changes only with the name of the file.
fn wiki(inside: &Inside, old: &str, new: &str, own: &str) -> Option<String> {
    let stem = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        name.strip_suffix(".md").unwrap_or(name).to_owned()
    };
    let named = inside.path.trim();
    if named.contains('/') || is_markdown(named) {
        let path = relative(folder_of(own), new);
        return Some(if is_markdown(named) { path } else { path.strip_suffix(".md").unwrap_or(&path).to_owned() });
    }
    (named.eq_ignore_ascii_case(&stem(old)) && stem(old) != stem(new)).then(|| stem(new))
}

/// Edits of redirects in the configuration whose target URL changed.
fn redirects(tree: &Tree, site: &Site, addresses: &[(String, String)]) -> Vec<Edit> {
    let text = text_of(tree, config::FILE_NAME);
    let stated = site.config().redirects.iter().filter_map(|redirect| {
        let (_, new) = addresses.iter().find(|(old, _)| decode(old) == redirect.to)?;
        let fix = Fix::Value { old: redirect.to.clone(), new: decode(new) };
        edit_for(&text, redirect.to_span, &fix)
    });
    stated.collect()
}

/// A redirect as TOML.
fn redirect(from: &str, to: &str) -> String {
    format!("\n[[redirects]]\nfrom = {}\nto = {}\n", yaml::quoted(from), yaml::quoted(to))
}

/// Edits of values in the configuration that are moved paths, as in `files = "guide/steps.md"` or `files = "guide/**"`.
fn named_files(text: &str, moved: impl Fn(&str) -> Option<String>) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut open: Vec<Node> = config::toml_node::parse(text).into_iter().collect();
    while let Some(node) = open.pop() {
        match node.value {
            Value::Text(old) => {
                let fix = moved(&old).map(|new| Fix::Value { old, new });
                edits.extend(fix.and_then(|fix| edit_for(text, node.span, &fix)));
            }
            Value::List(items) => open.extend(items),
            Value::Map(entries) => open.extend(entries.into_iter().map(|(_, node)| node)),
            _ => {}
        }
    }
    edits
}

/// The edit for a link whose target is written with escapes or character references.
fn unescaped(text: &str, span: Span, fix: &Fix) -> Option<Edit> {
    let Fix::Text { old, new } = fix else { return None };
    let found = text.get(span.start..span.end)?;
    let plain: String = tokenizer::decode(found).chars().filter(|letter| *letter != '\\').collect();
    // In a table the sign behind the name of a wiki link stays escaped.
    let tail = if found.ends_with('\\') { "\\" } else { "" };
    (plain == *old).then(|| Edit { span, new: format!("{new}{tail}") })
}

/// Edits of a link in a page that is rendered as a template: every place where the text has this link target.
fn wherever(text: &str, fix: &Fix) -> Vec<Edit> {
    let Fix::Text { old, new } = fix else { return Vec::new() };
    let behind = |at: usize| text[at + old.len()..].starts_with([')', ' ', '"', '>']);
    let before = |at: usize| ["](", "](<", "=\""].iter().any(|mark| text[..at].ends_with(mark));
    let places = text.match_indices(old.as_str()).map(|(at, _)| at).filter(|at| before(*at) && behind(*at));
    places.map(|at| Edit { span: Span::new(at, at + old.len()), new: new.clone() }).collect()
}

/// Redirects from a URL at which the move puts a page.
fn new_collisions(before: &Site, after: &Site) -> Vec<Diagnostic> {
    let is_taken = |site: &Site, redirect: &Redirect| {
        site.page_at(&redirect.from.url()).is_some_and(|page| site.page(page).document.is_some())
    };
    let known =
        |redirect: &Redirect| before.redirects().iter().any(|old| old.from == redirect.from && is_taken(before, old));
    let new = after.redirects().iter().filter(|redirect| is_taken(after, redirect) && !known(redirect));
    let diagnostic = |redirect: &Redirect| {
        let message = format!("`{}` is a redirect and would also be the URL of a page", redirect.from.url());
        Diagnostic::new(&OUTPUT_COLLISION, redirect.stated_at.clone(), message)
            .help("remove this redirect first, or move the page to another path")
    };
    new.map(diagnostic).collect()
}

/// Errors after the move beyond the number of the same code in the same file before. `names` has the new path of each
/// moved file.
fn new_errors(before: &Linked, after: &Linked, options: &Options, names: &HashMap<String, String>) -> Vec<Diagnostic> {
    let errors = |linked: &Linked| -> Vec<Diagnostic> {
        let of = |(_, document): &(String, Arc<Document>)| document.diagnostics.clone();
        let diagnostics = linked.diagnostics.iter().cloned().chain(linked.documents.iter().flat_map(of)).collect();
        let diagnostics = compile::finish(diagnostics, &linked.site, options);
        diagnostics.into_iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect()
    };
    let mut known: HashMap<(&str, String), usize> = HashMap::new();
    for diagnostic in errors(before) {
        let path = diagnostic.at.path.to_string();
        *known.entry((diagnostic.code.name, names.get(&path).cloned().unwrap_or(path))).or_default() += 1;
    }
    let mut new = errors(after);
    new.retain(|diagnostic| match known.get_mut(&(diagnostic.code.name, diagnostic.at.path.to_string())) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    });
    new
}
