//! `fingerpost verify`: whether a published folder, or a site on the web, is what a build wrote.

use std::path::Path;

use serde_json::json;

use crate::cli::args::{Global, Verify};
use crate::cli::terminal::Terminal;
use crate::cli::{Outcome, load};
use crate::io::error::Error;
use crate::io::manifest::Manifest;
use crate::io::verify::{self, Difference, Differences, Website};
use crate::render::plan::MANIFEST_FILE;
use crate::report::tally::counted;

/// Runs the command.
pub fn run(global: &Global, wanted: &Verify, terminal: &Terminal) -> Result<Outcome, Error> {
    let list = wanted.manifest.as_deref().map(list).transpose()?;
    let (manifest, mut found) = if wanted.place.contains("://") {
        let site = Website::at(&wanted.place);
        let manifest = list.map_or_else(|| site.list(), Ok)?;
        let found = site.differences(&manifest)?;
        (manifest, found)
    } else {
        let folder = Path::new(&wanted.place);
        if !folder.is_dir() {
            return Err(Error::new(format!("there is no folder `{}`", folder.display())));
        }
        let manifest = match list {
            Some(manifest) => manifest,
            None => self::list(&folder.join(MANIFEST_FILE))?,
        };
        let found = verify::published(folder, &manifest)?;
        (manifest, found)
    };
    if wanted.allow_extra {
        found.by_path.retain(|_, difference| *difference != Difference::Extra);
    }
    let sources = match wanted.sources {
        true => Some(verify::sources(&load(global, Vec::new())?.tree, &manifest)),
        false => None,
    };
    let is_same = found.by_path.is_empty() && sources.as_ref().is_none_or(|sources| sources.by_path.is_empty());
    if terminal.is_json() {
        terminal.print(&as_json(&found, sources.as_ref(), &manifest));
    } else {
        terminal.print(&as_text(&found, sources.as_ref(), &manifest));
    }
    Ok(if is_same { Outcome::Clean } else { Outcome::Refused })
}

fn list(path: &Path) -> Result<Manifest, Error> {
    Manifest::read_file(path)?.ok_or_else(|| {
        Error::new(format!("no list of published files at `{}`", path.display()))
            .help("name the folder that a build published, or a manifest with `--manifest`")
    })
}

fn as_json(found: &Differences, sources: Option<&Differences>, manifest: &Manifest) -> String {
    let words = |found: &Differences| {
        let words = found.by_path.iter().map(|(path, difference)| (path.clone(), json!(difference.word())));
        json!({ "listed": found.listed, "differences": words.collect::<serde_json::Map<_, _>>() })
    };
    let all = json!({
        "generator": manifest.generator,
        "options": manifest.options,
        "files": words(found),
        "sources": sources.map(words),
    });
    serde_json::to_string_pretty(&all).expect("plain values become JSON") + "\n"
}

fn as_text(found: &Differences, sources: Option<&Differences>, manifest: &Manifest) -> String {
    let mut out = String::new();
    for (path, difference) in found.by_path.iter().chain(sources.into_iter().flat_map(|sources| &sources.by_path)) {
        out += &format!("{:7}  {path}\n", difference.word());
    }
    let options: Vec<String> = manifest.options.iter().map(|(name, value)| format!("{name} {value}")).collect();
    let options = if options.is_empty() { String::new() } else { format!(" ({})", options.join(", ")) };
    out += &format!("{} of {}{options}: {}\n", counted(found.listed, "file"), manifest.generator, sums(found));
    if let Some(sources) = sources {
        out += &format!("{}: {}\n", counted(sources.listed, "source"), sums(sources));
    }
    out
}

fn sums(found: &Differences) -> String {
    let count = |wanted| found.by_path.values().filter(|difference| **difference == wanted).count();
    let all =
        [(Difference::Changed, "changed"), (Difference::Missing, "missing"), (Difference::Extra, "not in the list")];
    let sums: Vec<String> = all
        .into_iter()
        .filter(|(difference, _)| count(*difference) > 0)
        .map(|(difference, word)| format!("{} {word}", count(difference)))
        .collect();
    if sums.is_empty() { "all as listed".to_owned() } else { sums.join(", ") }
}
