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
use crate::config::settings::{Config, RedirectSetting};
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
    let mut all = from_aliases(source, diagnostics);
    all.extend(retired_sheets(source));
    all.extend(source.config.redirects.iter().filter_map(|setting| from_setting(source, setting, diagnostics)));
    // If the same redirect is stated twice, the last place counts.
    let by_url: BTreeMap<_, _> =
        all.into_iter().map(|redirect| ((redirect.from.clone(), redirect.to.clone()), redirect)).collect();
    by_url.into_values().collect()
}

/// From the old URLs of pages, and of the pages that are made for them below.
fn from_aliases(source: &RedirectSource<'_>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Redirect> {
    let derived = derived(source);
    let mut found = Vec::new();
    for alias in usable_aliases(source.pages, diagnostics) {
        for (target, folder) in derived.get(&alias.page.key).into_iter().flatten() {
            let from = below(&alias.from.url(), folder);
            if is_free(source, &from) {
                let to = source.config.base_url.href(&target.url);
                found.push(Redirect { from, to, stated_at: alias.place() });
            }
        }
        let to = source.config.base_url.href(&alias.page.url);
        let stated_at = alias.place();
        found.push(Redirect { from: alias.from, to, stated_at });
    }
    found
}

/// The redirect that a setting states. One that cannot work is a diagnostic.
fn from_setting(
    source: &RedirectSource<'_>,
    setting: &RedirectSetting,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Redirect> {
    let path = config::source_path();
    let to = match redirect_target(source, &setting.to) {
        Ok(to) => to,
        Err(problem) => {
            diagnostics.push(invalid_target(&setting.to, problem, Location::at(&path, setting.to_span)));
            return None;
        }
    };
    let from = output_of_url(&setting.from);
    let is_inside =
        join("", from.as_str()).as_deref() == Some(from.as_str()) && !setting.from.contains(['?', '#', '\\', ':']);
    let stated_at = Location::at(&path, setting.from_span);
    let message = match is_inside {
        false => format!("`{}` is not a URL path within this site", setting.from),
        true if from.url().as_str() == to => format!("`{}` redirects to itself", setting.from),
        true => return Some(Redirect { from, to, stated_at }),
    };
    let help = "write the old URL as a path from the root of the site: `/guides/old/`";
    diagnostics.push(Diagnostic::new(&CONFIG_INVALID_VALUE, stated_at, message).help(help));
    None
}

fn invalid_target(to: &str, problem: Option<LinkProblem>, at: Location) -> Diagnostic {
    if let Some(LinkProblem::MissingAnchor) = problem {
        let (page, anchor) = to.split_once('#').unwrap_or((to, ""));
        return Diagnostic::new(&LINK_MISSING_ANCHOR, at, format!("the page `{page}` has no anchor `#{anchor}`"))
            .help("use an anchor that the page has, or remove the anchor");
    }
    Diagnostic::new(&LINK_MISSING_PAGE, at, format!("there is no page or file at `{to}`"))
        .help("use the URL path of a page, such as `/guides/backups/`, or a full `https://` URL")
}

/// The pages that are made for a page below its URL, or take the place of one, each with the last part of its URL.
fn derived<'a>(source: &RedirectSource<'a>) -> HashMap<PageKey, Vec<(&'a Page, &'static str)>> {
    let mut derived: HashMap<PageKey, Vec<(&Page, &'static str)>> = HashMap::new();
    for page in source.pages {
        let (of, folder) = match page.kind {
            PageKind::Record(of) => (of, RECORD_FOLDER),
            PageKind::SignOff(of) => (of, SIGN_OFF_FOLDER),
            PageKind::PrintBundle(of) => (of, PRINT_FOLDER),
            _ if lost_its_sheet(source, page) => (page.key, SIGN_OFF_FOLDER),
            _ => continue,
        };
        derived.entry(of).or_default().push((page, folder));
    }
    derived
}

/// Whether a page is a retired document: it has no sign-off sheet, but says why.
fn lost_its_sheet(source: &RedirectSource<'_>, page: &Page) -> bool {
    source.config.attestation.sign_off_lines > 0 && is_registered(page) && page.is_retired()
}

/// Redirects from the sign-off sheets of retired documents to the documents.
fn retired_sheets(source: &RedirectSource<'_>) -> Vec<Redirect> {
    let redirect = |page: &Arc<Page>| {
        let from = below(&page.url, SIGN_OFF_FOLDER);
        let stated_at = Location::file(&page.document.as_ref()?.path);
        is_free(source, &from).then(|| Redirect { from, to: source.config.base_url.href(&page.url), stated_at })
    };
    source.pages.iter().filter(|page| lost_its_sheet(source, page)).filter_map(redirect).collect()
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
