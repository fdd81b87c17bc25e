//! Redirects by the URL that they begin at, and where each chain of them ends.

use std::collections::{HashMap, HashSet};

use crate::base::path::OutputPath;
use crate::site::model::Site;
use crate::site::page::Redirect;

/// All redirects of a site.
pub(super) struct RedirectChains<'a> {
    /// The base path of the site.
    prefix: &'a str,
    /// By URL without the base path.
    by_url: HashMap<String, &'a Redirect>,
    /// The last redirect of the chain that begins at an output; `None` where the chain ends in a loop.
    ends: HashMap<&'a OutputPath, Option<&'a Redirect>>,
}

impl<'a> RedirectChains<'a> {
    /// Follows every chain once.
    pub(super) fn new(site: &'a Site) -> RedirectChains<'a> {
        let by_url =
            site.redirects().iter().map(|redirect| (redirect.from.url().as_str().to_owned(), redirect)).collect();
        let prefix = &site.config().base_url.prefix;
        let mut chains = RedirectChains { prefix, by_url, ends: HashMap::new() };
        for redirect in site.redirects().iter() {
            chains.follow(redirect);
        }
        chains
    }

    fn follow(&mut self, first: &'a Redirect) {
        let mut passed = Vec::new();
        let mut seen = HashSet::new();
        let mut at = first;
        let end = loop {
            if let Some(end) = self.ends.get(&at.from) {
                break *end;
            }
            if !seen.insert(&at.from) {
                break None;
            }
            passed.push(&at.from);
            match self.next(at) {
                Some(next) => at = next,
                None => break Some(at),
            }
        };
        self.ends.extend(passed.into_iter().map(|from| (from, end)));
    }

    /// The redirect at a URL without the base path.
    pub(super) fn at(&self, url: &str) -> Option<&'a Redirect> {
        self.by_url.get(url).copied()
    }

    /// The redirect that another one goes to.
    pub(super) fn next(&self, redirect: &Redirect) -> Option<&'a Redirect> {
        self.at(redirect.to.strip_prefix(self.prefix)?)
    }

    /// The last redirect of a chain; `None` for a loop.
    pub(super) fn last(&self, redirect: &Redirect) -> Option<&'a Redirect> {
        self.ends.get(&redirect.from).copied().flatten()
    }

    /// Whether there are no redirects.
    pub(super) fn is_empty(&self) -> bool {
        self.by_url.is_empty()
    }
}
