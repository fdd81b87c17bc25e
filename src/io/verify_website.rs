//! A published site on the web, compared with the manifest that its build wrote.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::base::hash::sha256_hex;
use crate::base::path::OutputPath;
use crate::io::error::Error;
use crate::io::external::fetch::{Client, Download};
use crate::io::external::hosts::{Reach, system_lookup};
use crate::io::manifest::Manifest;
use crate::io::verify::{Difference, Differences};
use crate::render::hosts::files::is_for_host;
use crate::render::plan::MANIFEST_FILE;

/// How long a host may take for one file.
const TIMEOUT: Duration = Duration::from_secs(30);
/// How many files are requested at a time.
const AT_ONCE: usize = 4;

/// A site on the web.
pub struct Website {
    client: Client,
    /// Its URL, with a slash at the end.
    base: String,
}

impl Website {
    /// The site at a URL from the command line, which may therefore be in a private network.
    pub fn at(url: &str) -> Website {
        let base = format!("{}/", url.trim_end_matches('/'));
        Website { client: Client::behind_system_proxy(system_lookup(), Reach::Private, TIMEOUT), base }
    }

    /// The manifest that its build wrote.
    pub fn manifest(&self) -> Result<Manifest, Error> {
        let url = format!("{}{MANIFEST_FILE}", self.base);
        match self.client.file(&url) {
            Ok(Download::File(bytes)) => Manifest::parse(&bytes, &url),
            Ok(_) => Err(Error::new(format!("there is no manifest at `{url}`"))
                .help("use the URL of the home page, or add `--manifest`")),
            Err(why) => Err(Error::new(format!("cannot fetch `{url}`: {why}"))),
        }
    }

    /// Whether a host redirects to the target in the manifest, with its own name before it or without.
    fn is_same(&self, wanted: &str, found: &str) -> bool {
        let origin_end = self.base.find("://").and_then(|at| self.base[at + 3..].find('/').map(|slash| at + 3 + slash));
        let origin = &self.base[..origin_end.unwrap_or(self.base.len())];
        wanted == found || wanted.starts_with('/') && found.strip_prefix(origin) == Some(wanted)
    }

    /// Compares every file in the manifest with what the host serves. Pages are requested by the URL that readers use,
    /// and a redirect of the host is as good as the page that redirects.
    /// Files that are only for the host are skipped.
    pub fn differences(&self, manifest: &Manifest) -> Result<Differences, Error> {
        let files: Vec<(&String, &String)> = manifest.files.iter().filter(|(path, _)| !is_for_host(path)).collect();
        let next = AtomicUsize::new(0);
        let worker = || {
            let mut found = Vec::new();
            while let Some((path, hash)) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                let url = format!("{}{}", self.base, OutputPath::new(path).url().as_str().trim_start_matches('/'));
                match self.client.file(&url) {
                    Ok(Download::File(bytes)) if sha256_hex(&bytes) == **hash => {}
                    Ok(Download::Moved(target))
                        if manifest.redirects.get(*path).is_some_and(|to| self.is_same(to, &target)) => {}
                    Ok(Download::File(_) | Download::Moved(_)) => found.push(((*path).clone(), Difference::Changed)),
                    Ok(Download::Missing) => found.push(((*path).clone(), Difference::Missing)),
                    Err(why) => return Err(Error::new(format!("cannot fetch `{url}`: {why}"))),
                }
            }
            Ok(found)
        };
        let found: Result<Vec<Vec<_>>, Error> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(worker)).collect();
            workers.into_iter().map(|worker| worker.join().expect("requests do not panic")).collect()
        });
        Ok(Differences { by_path: found?.into_iter().flatten().collect(), listed: files.len() })
    }
}
