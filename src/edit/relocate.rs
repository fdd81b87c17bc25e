//! Moves pages: renames their files, updates every link that changes, and adds aliases for the old URLs.
//!
//! Links keep the form in which the author wrote them: relative to the page, from the root, or as a URL. A link that
//! cannot be updated becomes a diagnostic, and the caller decides.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::base::code::Severity;
use crate::base::codes::OUTPUT_COLLISION;
use crate::base::diagnostic::{Diagnostic, Fix, Location};
use crate::base::html::tokenizer;
use crate::base::node::{Node, Value};
use crate::base::path::{OutputPath, is_markdown};
use crate::base::span::Span;
use crate::base::tree::{Bytes, Tree};
use crate::base::url::decode;
use crate::base::yaml;
use crate::check::configured_links;
use crate::compile;
use crate::compile::memo::Memo;
use crate::compile::options::{Observer, Options};
use crate::compile::state::Linked;
use crate::config;
use crate::edit::aliases::with_alias;
use crate::edit::move_plan::{MovePlan, url_path};
use crate::edit::patch::{Edit, apply, edit_for};
use crate::parse::document::Document;
use crate::parse::meta;
use crate::site::model::Site;
use crate::site::routes::output_of_url;

/// The result of a move.
pub struct Relocated {
    /// The files under their new names, without edits.
    pub moved: Arc<Tree>,
    /// The same with all edits.
    pub tree: Arc<Tree>,
    /// Old and new URL path of each page whose URL changed.
    pub urls: Vec<(String, String)>,
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
    let mut urls = rewriting.aliases(&between.site)?;
    rewriting.settings(&mut urls);
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
    Ok(Relocated { moved, tree, urls, links, attachments, diagnostics })
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
                let target = self.plan.target(before, resolution.page, link, &resolution.url.href(""));
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
        for stated in configured_links::configured_links(self.before) {
            let file = stated.at.path.as_str();
            let owner = owners.get(file).copied();
            let aim = stated.resolve(self.before).and_then(|found| Some(&self.before.page(found.page?).content_path));
            let fix = aim.and_then(|aim| self.plan.restated(&stated.url, owner.unwrap_or_default(), aim));
            let Some((fix, span)) = fix.zip(stated.at.span) else { continue };
            let edit = edit_for(&text_of(self.tree, file), span, &fix);
            let file = owner.map_or(file.to_owned(), |owner| in_content(self.content, self.plan.path(owner)));
            self.edit(file, edit);
        }
    }

    /// Adds aliases to all published pages that move. Returns old and new URL paths.
    fn aliases(&mut self, between: &Site) -> Result<Vec<(String, String)>, String> {
        let mut urls = Vec::new();
        for (old_path, new_path) in self.plan.moves {
            let (Some(old), Some(new)) = (url_path(self.before, old_path), url_path(between, new_path)) else {
                continue;
            };
            // A draft has no published URL.
            if old == new || is_draft(self.before, old_path) {
                continue;
            }
            let text = text_of(self.tree, &in_content(self.content, old_path));
            let kept = with_alias(&text, &decode(&old), &decode(&new));
            let edit = kept.map_err(|why| format!("no alias can be added to `{old_path}`: {why}"))?;
            self.edits.entry(in_content(self.content, new_path)).or_default().extend(edit);
            urls.push((old, new));
        }
        Ok(urls)
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

    /// Updates the configuration and adds redirects for lists of pages, whose URLs are added to `urls`.
    fn settings(&mut self, urls: &mut Vec<(String, String)>) {
        self.edit(config::FILE_NAME.to_owned(), redirects(self.tree, self.before, urls));
        let text = text_of(self.tree, config::FILE_NAME);
        let mut more = named_files(&text, |old| self.moved_value(old));
        // A list of pages has no front matter for an alias.
        let lists = self.plan.lists(self.before);
        let kept: String = lists.iter().map(|(old, new)| redirect(&decode(old), &decode(new))).collect();
        let end = Span::new(text.len(), text.len());
        more.extend((!lists.is_empty()).then_some(Edit { span: end, new: kept }));
        self.edits.entry(config::FILE_NAME.to_owned()).or_default().extend(more);
        urls.extend(lists);
    }
}

fn text_of(tree: &Tree, path: &str) -> String {
    tree.get(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

fn is_draft(site: &Site, path: &str) -> bool {
    site.pages().iter().any(|page| page.content_path == path && page.meta().is_some_and(|meta| meta.visibility.draft))
}

/// Edits of redirects in the configuration whose target URL changed.
fn redirects(tree: &Tree, site: &Site, urls: &[(String, String)]) -> Vec<Edit> {
    let text = text_of(tree, config::FILE_NAME);
    let stated = site.config().redirects.iter().filter_map(|redirect| {
        let (_, new) = urls.iter().find(|(old, _)| decode(old) == redirect.to)?;
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
    let known: HashSet<OutputPath> = taken_redirects(before).into_iter().map(|(from, _)| from).collect();
    let new = taken_redirects(after).into_iter().filter(|(from, _)| !known.contains(from));
    let diagnostic = |(from, stated_at): (OutputPath, Location)| {
        let message = format!("`{}` is a redirect and would also be the URL of a page", from.url());
        Diagnostic::new(&OUTPUT_COLLISION, stated_at, message)
            .help("remove this redirect first, or move the page to another path")
    };
    new.map(diagnostic).collect()
}

/// The redirects and aliases at the URL of another page, with their places.
fn taken_redirects(site: &Site) -> Vec<(OutputPath, Location)> {
    let owner = |from: &OutputPath| {
        let page = site.page(site.page_at(&from.url())?);
        page.document.is_some().then_some(page.key)
    };
    let redirects = site.redirects().iter().filter(|redirect| owner(&redirect.from).is_some());
    let mut taken: Vec<(OutputPath, Location)> =
        redirects.map(|redirect| (redirect.from.clone(), redirect.stated_at.clone())).collect();
    for page in site.pages().iter().filter(|page| page.output.is_some()) {
        let Some(document) = &page.document else { continue };
        let span = meta::find(&document.front, "aliases").filter(|node| !node.inherited).map(|node| node.span);
        for from in document.facts.meta.aliases.iter().map(|alias| output_of_url(alias)) {
            if owner(&from).is_some_and(|key| key != page.key) {
                taken.push((from, Location { path: document.path.clone(), span }));
            }
        }
    }
    taken
}

/// Errors after the move beyond the number of the same code in the same file before. `names` has the new path of each
/// moved file.
fn new_errors(before: &Linked, after: &Linked, options: &Options, names: &HashMap<String, String>) -> Vec<Diagnostic> {
    let errors = |linked: &Linked| -> Vec<Diagnostic> {
        let of = |(_, document): &(String, Arc<Document>)| document.diagnostics.clone();
        let diagnostics = linked.diagnostics().cloned().chain(linked.documents.iter().flat_map(of)).collect();
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
