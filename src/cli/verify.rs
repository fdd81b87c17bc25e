//! `fingerpost verify`: compares a published folder, or a site on the web, with its build manifest.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::base::json::pretty_json;
use crate::cli::load::load;
use crate::cli::options::GlobalOptions;
use crate::cli::outcome::Outcome;
use crate::cli::terminal::Terminal;
use crate::io::error::Error;
use crate::io::manifest::Manifest;
use crate::io::verify::{self, Difference, Differences};
use crate::render::plan::MANIFEST_FILE;
use crate::report::tally::counted;

/// Options of `fingerpost verify`.
#[derive(Debug, clap::Args)]
pub struct VerifyArgs {
    /// Published folder, or the URL of the published site
    #[arg(value_name = "DIR|URL")]
    pub place: String,
    /// Manifest to compare with [default: fingerpost-manifest.json in the folder]
    #[arg(long, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
    /// Also check that the source files match the manifest
    #[arg(long)]
    pub sources: bool,
    /// Ignore files that are not in the manifest
    #[arg(long)]
    pub allow_extra: bool,
}

/// Runs the command.
pub fn run(global: &GlobalOptions, args: &VerifyArgs, terminal: &Terminal) -> Result<Outcome, Error> {
    let given = args.manifest.as_deref().map(manifest).transpose()?;
    let Compared { manifest, mut found } = match args.place.contains("://") {
        true => compare_website(&args.place, given)?,
        false => compare_folder(Path::new(&args.place), given)?,
    };
    if args.allow_extra {
        found.by_path.retain(|_, difference| *difference != Difference::Extra);
    }
    let sources = match args.sources {
        true => Some(verify::sources(&load(global, Vec::new())?.tree, &manifest)),
        false => None,
    };
    let is_same = found.by_path.is_empty() && sources.as_ref().is_none_or(|sources| sources.by_path.is_empty());
    if terminal.is_json() {
        terminal.print(&as_json(&found, sources.as_ref(), &manifest));
    } else {
        terminal.print(&as_text(&found, sources.as_ref(), &manifest));
    }
    Ok(if is_same { Outcome::Clean } else { Outcome::Failed })
}

/// What was compared with a manifest, and what differs.
struct Compared {
    manifest: Manifest,
    found: Differences,
}

fn compare_folder(folder: &Path, manifest: Option<Manifest>) -> Result<Compared, Error> {
    if !folder.is_dir() {
        return Err(Error::new(format!("there is no folder `{}`", folder.display())));
    }
    let manifest = manifest.map_or_else(|| self::manifest(&folder.join(MANIFEST_FILE)), Ok)?;
    let found = verify::published(folder, &manifest)?;
    Ok(Compared { manifest, found })
}

#[cfg(feature = "external")]
fn compare_website(url: &str, manifest: Option<Manifest>) -> Result<Compared, Error> {
    let website = crate::io::verify_website::Website::at(url);
    let manifest = manifest.map_or_else(|| website.manifest(), Ok)?;
    let found = website.differences(&manifest)?;
    Ok(Compared { manifest, found })
}

#[cfg(not(feature = "external"))]
fn compare_website(_: &str, _: Option<Manifest>) -> Result<Compared, Error> {
    Err(Error::new("this build of Fingerpost cannot request external URLs")
        .help("rebuild it with the Cargo feature `external`, or verify a folder"))
}

fn manifest(path: &Path) -> Result<Manifest, Error> {
    Manifest::read_file(path)?.ok_or_else(|| {
        Error::new(format!("there is no manifest at `{}`", path.display()))
            .help("use a folder that Fingerpost published, or add `--manifest`")
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
    pretty_json(&all)
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
    let all = [
        (Difference::Changed, "changed"),
        (Difference::Missing, "missing"),
        (Difference::Extra, "not in the manifest"),
    ];
    let sums: Vec<String> = all
        .into_iter()
        .filter(|(difference, _)| count(*difference) > 0)
        .map(|(difference, word)| format!("{} {word}", count(difference)))
        .collect();
    if sums.is_empty() { "all match the manifest".to_owned() } else { sums.join(", ") }
}
