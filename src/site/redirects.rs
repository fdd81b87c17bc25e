//! Redirects from old URLs, from front matter and configuration.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::base::codes::{CONFIG_INVALID_VALUE, LINK_MISSING_ANCHOR, LINK_MISSING_PAGE, LINK_UNUSED_ALIAS};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::node::{Node, Value};
use crate::base::path::{OutputPath, join};
use crate::base::slug::fold;
use crate::base::span::Span;
use crate::config;
use crate::config::settings::Config;
use crate::parse::document::Document;
use crate::parse::links::{Destination, Target, classify};
use crate::parse::meta;
use crate::site::index::Index;
use crate::site::page::{PRINT_FOLDER, Page, PageId, PageKey, PageKind, RECORD_FOLDER, Redirect, SIGN_OFF_FOLDER};
use crate::site::register::is_registered;
use crate::site::resolve::{self, LinkProblem};
use crate::site::routes::{below, output_of_url};

/// What redirects are read from and resolved in.
pub(super) struct RedirectSource<'a> {
    pub config: &'a Config,
    pub pages: &'a [Arc<Page>],
    pub home: PageId,
    pub index: &'a Index,
}

/// Old URLs from front matter and configuration. A target that does not exist is a diagnostic.
pub(super) fn redirects(source: &RedirectSource<'_>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Redirect> {
    let mut all: BTreeMap<(OutputPath, String), Redirect> = BTreeMap::new();
    let derived = derived(source.pages);
    for alias in usable_aliases(source.pages, diagnostics) {
        let to = source.config.base_url.href(&alias.page.url);
        let stated_at = alias.place();
        for (page, folder) in derived.get(&alias.page.key).into_iter().flatten() {
            let from = below(&alias.from.url(), folder);
            if is_free(source, &from) {
                let to = source.config.base_url.href(&page.url);
                all.insert((from.clone(), to.clone()), Redirect { from, to, stated_at: alias.place() });
            }
        }
        all.insert((alias.from.clone(), to.clone()), Redirect { from: alias.from, to, stated_at });
    }
    for redirect in retired_sheets(source) {
        all.insert((redirect.from.clone(), redirect.to.clone()), redirect);
    }
    let stated_in = config::source_path();
    for redirect in &source.config.redirects {
        let to = match redirect_target(source, &redirect.to) {
            Ok(to) => to,
            Err(problem) => {
                let at = Location::at(&stated_in, redirect.to_span);
                diagnostics.push(match problem {
                    Some(LinkProblem::MissingAnchor) => {
                        let (page, anchor) = redirect.to.split_once('#').unwrap_or((&redirect.to, ""));
                        let message = format!("the page `{page}` has no anchor `#{anchor}`");
                        Diagnostic::new(&LINK_MISSING_ANCHOR, at, message)
                            .help("use an anchor that the page has, or remove the anchor")
                    }
                    _ => Diagnostic::new(
                        &LINK_MISSING_PAGE,
                        at,
                        format!("there is no page or file at `{}`", redirect.to),
                    )
                    .help("use the URL path of a page, such as `/guides/backups/`, or a full `https://` URL"),
                });
                continue;
            }
        };
        let from = output_of_url(&redirect.from);
        let is_inside =
            join("", from.as_str()).as_deref() == Some(from.as_str()) && !redirect.from.contains(['?', '#', '\\', ':']);
        if !is_inside || from.url().as_str() == to {
            let message = if is_inside {
                format!("`{}` redirects to itself", redirect.from)
            } else {
                format!("`{}` is not a URL path within this site", redirect.from)
            };
            diagnostics.push(
                Diagnostic::new(&CONFIG_INVALID_VALUE, Location::at(&stated_in, redirect.from_span), message)
                    .help("write the old URL as a path from the root of the site: `/guides/old/`"),
            );
            continue;
        }
        let stated_at = Location::at(&stated_in, redirect.from_span);
        all.insert((from.clone(), to.clone()), Redirect { from, to, stated_at });
    }
    all.into_values().collect()
}

/// The pages that are made for a page below its URL, each with the last part of its own.
fn derived(pages: &[Arc<Page>]) -> HashMap<PageKey, Vec<(&Page, &'static str)>> {
    let mut derived: HashMap<PageKey, Vec<(&Page, &'static str)>> = HashMap::new();
    for page in pages {
        let (of, folder) = match page.kind {
            PageKind::Record(of) => (of, RECORD_FOLDER),
            PageKind::SignOff(of) => (of, SIGN_OFF_FOLDER),
            PageKind::PrintBundle(of) => (of, PRINT_FOLDER),
            _ => continue,
        };
        derived.entry(of).or_default().push((page, folder));
    }
    derived
}

/// Redirects from the sign-off sheets of retired documents, which have none, to the documents, which say why.
fn retired_sheets(source: &RedirectSource<'_>) -> Vec<Redirect> {
    if source.config.attestation.sign_off_lines == 0 {
        return Vec::new();
    }
    let redirect = |page: &Arc<Page>| {
        let from = below(&page.url, SIGN_OFF_FOLDER);
        let stated_at = Location::file(&page.document.as_ref()?.path);
        is_free(source, &from).then(|| Redirect { from, to: source.config.base_url.href(&page.url), stated_at })
    };
    source.pages.iter().filter(|page| is_registered(page) && page.is_retired()).filter_map(redirect).collect()
}

/// Whether no page has this output.
fn is_free(source: &RedirectSource<'_>, output: &OutputPath) -> bool {
    source.index.at(&output.url()).is_none()
}

/// An old URL that a page states.
struct StatedAlias<'a> {
    page: &'a Page,
    document: &'a Document,
    /// As `Meta::aliases` has it.
    written: &'a str,
    from: OutputPath,
    span: Option<Span>,
}

impl StatedAlias<'_> {
    fn place(&self) -> Location {
        Location { path: self.document.path.clone(), span: self.span }
    }

    /// Whether it looks like a name, which other tools call an alias too, and not like a URL path.
    fn is_name(&self) -> bool {
        !self.written.contains('/') && !self.written.ends_with(".html") && !self.written.ends_with(".htm")
    }
}

/// The aliases of all pages that can become redirects. Those of the page itself are left out, because the reader is there
/// already; those at the URL of another page, and all but the first of several pages, are reported.
fn usable_aliases<'a>(pages: &'a [Arc<Page>], diagnostics: &mut Vec<Diagnostic>) -> Vec<StatedAlias<'a>> {
    let authored = pages.iter().filter(|page| page.document.is_some());
    let mut taken: HashMap<String, &Page> =
        authored.filter_map(|page| Some((fold(page.output.as_ref()?.as_str()), &**page))).collect();
    let (mut usable, mut names) = (Vec::new(), Vec::new());
    for page in pages {
        let Some(document) = page.document.as_deref().filter(|_| page.output.is_some()) else { continue };
        let places = places_of_aliases(&document.front);
        for written in &document.facts.meta.aliases {
            let span = places.get(written.trim_end_matches('/')).copied();
            let alias = StatedAlias { page, document, written, from: output_of_url(written), span };
            match taken.get(&fold(alias.from.as_str())) {
                Some(owner) if owner.key == page.key => {}
                Some(_) if alias.is_name() => names.push(alias),
                Some(owner) => diagnostics.push(unused_alias(&alias, owner)),
                None => {
                    taken.insert(fold(alias.from.as_str()), page);
                    usable.push(alias);
                }
            }
        }
    }
    diagnostics.extend(unused_names(&names));
    usable
}

fn unused_alias(alias: &StatedAlias<'_>, owner: &Page) -> Diagnostic {
    let url = alias.from.url();
    let message = format!("`{}` does not redirect here, because it belongs to `{}`", url.as_str(), owner.content_path);
    Diagnostic::new(&LINK_UNUSED_ALIAS, alias.place(), message).help("remove it from one of the two pages")
}

/// One diagnostic for all names that several pages have.
fn unused_names(names: &[StatedAlias<'_>]) -> Option<Diagnostic> {
    let first = names.first()?;
    let others = match names.len() - 1 {
        0 => String::new(),
        1 => ", nor does 1 more alias of this kind".to_owned(),
        count => format!(", nor do {count} more aliases of this kind"),
    };
    let message = format!("`{}` does not redirect here, because another page has the same name{others}", first.written);
    let help = "write old URLs with a slash, such as `/guides/backups/`; if aliases are names in your library, set \
                `aliases = \"\"` under `[front_matter_keys]`";
    Some(Diagnostic::new(&LINK_UNUSED_ALIAS, first.place(), message).help(help))
}

/// The places of the `Meta::aliases` of a page in its front matter.
fn places_of_aliases(front: &Node) -> HashMap<String, Span> {
    let Some(node) = meta::find(front, "aliases") else { return HashMap::new() };
    let items: &[Node] = match &node.value {
        Value::List(items) => items,
        _ => std::slice::from_ref(node),
    };
    let mut places = HashMap::new();
    for item in items.iter().filter(|item| !item.inherited) {
        if let Some(path) = item.text().and_then(|text| join("", text.trim())) {
            places.entry(path).or_insert(item.span);
        }
    }
    places
}

/// The target of a redirect, or its problem.
fn redirect_target(source: &RedirectSource<'_>, to: &str) -> Result<String, Option<LinkProblem>> {
    match classify(to) {
        Destination::Target(Target::Outside(url)) => Ok(url),
        Destination::Target(Target::Inside(inside)) => {
            let found = resolve::resolve(source.home, &inside, source.pages, source.index);
            let href = found.url.href(&source.config.base_url.prefix);
            found.problem.map_or(Ok(href), |problem| Err(Some(problem)))
        }
        Destination::Target(Target::Document(_)) | Destination::Unsafe(_) => Err(None),
    }
}
