//! Links to targets to avoid: retired documents, redirected URLs, their own page.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::base::codes::{
    LINK_ABSOLUTE_SELF, LINK_INSECURE, LINK_REDIRECT_CHAIN, LINK_REDIRECT_CYCLE, LINK_REDIRECTED, LINK_SAME_PAGE,
    LINK_WITHDRAWN,
};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::path::{OutputPath, UrlPath, folder_of, join};
use crate::base::span::Span;
use crate::check::links::{relative, retargeted};
use crate::check::redirect_chains::RedirectChains;
use crate::check::urls::{self, malformed};
use crate::config;
use crate::parse::kind::requirements::listed;
use crate::parse::links::{Inside, Link, Role, Target};
use crate::site::model::Site;
use crate::site::page::{PageId, Redirect};
use crate::site::related;
use crate::site::resolve::Resolution;
use crate::site::routes::output_of_url;

/// Hosts that have no certificate and need none.
const LOCAL: &[&str] = &["localhost", "127.0.0.1", "[::1]"];

/// Checks every link that has a target, and every redirect.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let chains = RedirectChains::new(site);
    let found = (0..site.pages().len()).into_par_iter().flat_map_iter(|at| {
        let links = site.pages()[at].document.iter().flat_map(|document| document.links());
        let pairs = links.zip(&site.resolutions()[at]);
        pairs
            .filter_map(|(link, resolution)| check_link(site, PageId(at), link, resolution, &chains))
            .collect::<Vec<_>>()
    });
    found.chain(redirects(site, &chains).into_par_iter()).chain(stated(site).into_par_iter()).collect()
}

fn check_link(
    site: &Site,
    from: PageId,
    (link, span): (&Link, Span),
    resolution: &Resolution,
    chains: &RedirectChains<'_>,
) -> Option<Diagnostic> {
    let document = site.page(from).document.as_ref()?;
    let at = Location::at(&document.path, span);
    let inside = match &link.target {
        Target::Outside(url) => return outside(site, url, at),
        Target::Document(_) => return withdrawn(site, from, resolution.page?, at),
        Target::Inside(inside) => inside,
    };
    if resolution.problem.is_some() {
        return None;
    }
    if let Some(redirect) = redirect_of(site, from, inside, chains) {
        let diagnostic = Diagnostic::new(&LINK_REDIRECTED, at, format!("`{}` is a redirected URL", inside.path));
        // A redirect loop is reported at the redirect.
        let redirect = chains.last(redirect)?;
        return Some(Diagnostic {
            fix: to_page(site, from, redirect).and_then(|path| retargeted(link, &path)),
            ..diagnostic.help(format!("link to `{}`", redirect.to))
        });
    }
    let target = resolution.page?;
    if target == from && link.role == Role::Follow && inside.fragment.is_none() && inside.query.is_none() {
        let message = "this link goes to its own page".to_owned();
        let help = "link to a section, such as `#steps`, or remove the link";
        return Some(Diagnostic::new(&LINK_SAME_PAGE, at, message).help(help));
    }
    withdrawn(site, from, target, at)
}

fn withdrawn(site: &Site, from: PageId, target: PageId, at: Location) -> Option<Diagnostic> {
    let is_retired = |page: PageId| site.page(page).meta().is_some_and(|meta| meta.state.is_retired());
    // Links between withdrawn pages are fine, and so are links from a page to those that it replaces.
    if !is_retired(target) || is_retired(from) || target == from {
        return None;
    }
    let successors = related::successors(site, target);
    if successors.iter().any(|successor| successor.key == site.page(from).key && successor.url.is_some()) {
        return None;
    }
    let page = site.page(target);
    let state = page.meta().and_then(|meta| meta.state.word()).unwrap_or("withdrawn");
    let names: Vec<String> = successors.iter().map(|successor| format!("`{}`", successor.title)).collect();
    let help = match names.is_empty() {
        true => "link to a current document, or remove the link".to_owned(),
        false => format!("link to its replacement: {}", listed(&names, "or")),
    };
    let message = format!("`{}` is {state}", page.title);
    Some(Diagnostic::new(&LINK_WITHDRAWN, at, message).help(help))
}

/// The target page of a redirect, as a link on another page would write it.
fn to_page(site: &Site, from: PageId, redirect: &Redirect) -> Option<String> {
    let url = redirect.to.strip_prefix(&site.config().base_url.prefix)?;
    let target = site.page(site.page_at(&UrlPath::new(url))?);
    target.document.as_ref()?;
    Some(relative(folder_of(&site.page(from).content_path), &target.content_path))
}

/// The redirect that a link uses.
fn redirect_of<'a>(site: &Site, from: PageId, inside: &Inside, chains: &RedirectChains<'a>) -> Option<&'a Redirect> {
    if chains.is_empty() || inside.path.is_empty() {
        return None;
    }
    let folder = folder_of(&site.page(from).content_path);
    let path = inside.path.strip_prefix(&site.config().base_url.prefix).unwrap_or(&inside.path);
    let joined = path.strip_prefix('/').map_or_else(|| join(folder, path), |path| join("", path))?;
    let file = format!("/{}", crate::base::url::encode_path(&joined));
    let found = chains.at(&file).or_else(|| chains.at(&format!("{}/", file.trim_end_matches('/'))))?;
    // A page at the URL of a redirect is reported as a collision.
    site.page_at(&found.from.url()).is_none().then_some(found)
}

/// The path within this site that a full URL names.
pub(super) fn own_path<'a>(site: &Site, url: &'a str) -> Option<&'a str> {
    let base = &site.config().base_url;
    let host = without_scheme(&base.origin)?;
    let rest = without_scheme(url)?;
    let (own, path) = rest.split_at_checked(host.len())?;
    // A host has no case, and a site is the same without encryption.
    let below = path.strip_prefix(&base.prefix).filter(|_| own.eq_ignore_ascii_case(host))?;
    (below.is_empty() || below.starts_with(['/', '?', '#'])).then(|| below.strip_prefix('/').unwrap_or_default())
}

/// What follows `https://`, `http://` or `//`.
fn without_scheme(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("//")?;
    let is_web = ["", "http:", "https:"].iter().any(|web| scheme.eq_ignore_ascii_case(web));
    is_web.then_some(rest)
}

fn outside(site: &Site, url: &str, at: Location) -> Option<Diagnostic> {
    if let Some(path) = own_path(site, url) {
        return Some(
            Diagnostic::new(&LINK_ABSOLUTE_SELF, at, "this link has the full URL of this site".to_owned())
                .help(format!("use `/{path}` or the path of the file, so that the link is checked")),
        );
    }
    let origin = site.config().base_url.origin.as_str();
    let rest = url.strip_prefix("http://").filter(|_| origin.starts_with("https://") && malformed(url).is_none())?;
    let host = rest.split(['/', ':', '?', '#']).next().unwrap_or_default();
    let is_local = LOCAL.contains(&host) || host.ends_with(".localhost") || host.starts_with('[');
    (!is_local).then(|| {
        Diagnostic::new(&LINK_INSECURE, at, format!("`{url}` is not encrypted"))
            .help(format!("use `https://{rest}` if the site supports it"))
    })
}

/// URLs of other sites in the settings.
fn stated(site: &Site) -> Vec<Diagnostic> {
    let found = site.config().redirects.iter().flat_map(|redirect| {
        let at = Location::at(&config::source_path(), redirect.to_span);
        [urls::check(&redirect.to, &at), outside(site, &redirect.to, at)]
    });
    found.flatten().collect()
}

/// Reports redirects to redirects: chains and loops.
fn redirects(site: &Site, chains: &RedirectChains<'_>) -> Vec<Diagnostic> {
    let config = &site.config().redirects;
    let stated: HashMap<OutputPath, _> =
        config.iter().rev().map(|stated| (output_of_url(&stated.from), stated)).collect();
    let mut diagnostics = Vec::new();
    for redirect in site.redirects().iter() {
        let Some(next) = chains.next(redirect) else { continue };
        let url = site.href(&redirect.from.url());
        let stated = stated.get(&redirect.from);
        let at = match stated {
            Some(stated) => Location::at(&redirect.stated_at.path, stated.to_span),
            None => redirect.stated_at.clone(),
        };
        diagnostics.push(match chains.last(next) {
            None => Diagnostic::new(&LINK_REDIRECT_CYCLE, at, format!("`{url}` is part of a redirect loop"))
                .help("change one of the redirects to go to a page"),
            Some(last) => Diagnostic::new(&LINK_REDIRECT_CHAIN, at, format!("`{url}` redirects to another redirect"))
                .help(format!("redirect to `{}` directly", last.to)),
        });
    }
    diagnostics
}
