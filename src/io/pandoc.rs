//! Runs pandoc, which turns Word and OpenDocument files into Markdown.
//!
//! A document is hostile input: pandoc runs without a shell, with fixed arguments, in its sandbox, in a folder of its own,
//! and with limits of time, memory and size.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rayon::prelude::*;
use walkdir::WalkDir;

use crate::base::tree::Tree;
use crate::compile::options::Observer;
use crate::import::documents::WITHOUT_PANDOC;
use crate::import::documents::names::{image_folder, image_name, pandoc_format};
use crate::io::open::open_regular;
use crate::io::program::{self, PrivateFolder};

/// The largest document, in bytes.
const LARGEST_DOCUMENT: u64 = 64 * 1024 * 1024;
/// The most bytes of its text.
const LARGEST_TEXT: u64 = 16 * 1024 * 1024;
/// The most bytes of all its images.
const LARGEST_IMAGES: u64 = 256 * 1024 * 1024;
/// How long pandoc may take for one document.
const LONGEST: Duration = Duration::from_secs(60);
/// Arguments for every document. The runtime of pandoc ends it when it needs more memory.
const ARGUMENTS: [&str; 10] = [
    "+RTS",
    "-M1G",
    "-RTS",
    "--sandbox",
    "--to=gfm+footnotes",
    "--wrap=none",
    "--track-changes=all",
    "--standalone",
    "--extract-media=media",
    "--output=out.md",
];

/// A document as Markdown.
struct Converted {
    text: String,
    /// Names of images in `media/`, with their bytes.
    images: Vec<(String, Vec<u8>)>,
}

/// A tree whose documents are Markdown, under their names, with their images beside them.
pub struct ConvertedTree {
    pub tree: Tree,
    /// Documents that have no text, each with the reason.
    pub skipped: Vec<(String, String)>,
}

/// Converts the documents of a tree.
pub fn convert_all(tree: &Tree, observer: &dyn Observer) -> ConvertedTree {
    let documents: Vec<(&str, &str)> = tree.iter().filter_map(|(path, _)| Some((path, pandoc_format(path)?))).collect();
    let mut converted = ConvertedTree { tree: tree.clone(), skipped: Vec::new() };
    if documents.is_empty() {
        return converted;
    }
    let program = program::find("pandoc", None);
    let results: Vec<Result<Converted, String>> = documents
        .par_iter()
        .map(|(path, format)| {
            observer.step(documents.len());
            convert(program.as_deref().ok_or(WITHOUT_PANDOC)?, tree, path, format)
        })
        .collect();
    for ((path, _), result) in documents.into_iter().zip(results) {
        match result {
            Ok(Converted { text, images }) => {
                converted.tree.insert(path, text.into_bytes());
                let folder = image_folder(path);
                for (name, bytes) in images {
                    converted.tree.insert(format!("{folder}/{}", image_name(&name)), bytes);
                }
            }
            Err(reason) => {
                converted.tree.remove(path);
                converted.skipped.push((path.to_owned(), reason));
            }
        }
    }
    converted
}

fn convert(program: &Path, tree: &Tree, path: &str, format: &str) -> Result<Converted, String> {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let entry = tree.entry(path).filter(|entry| entry.length() <= LARGEST_DOCUMENT);
    let bytes = entry.ok_or("a document of more than 64 MiB")?.bytes().ok_or("a document that cannot be read")?;
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("fingerpost-document-{}-{number}", std::process::id()));
    let folder = PrivateFolder::create(folder).map_err(|error| format!("there is no folder for it: {error}"))?;
    in_folder(program, folder.path(), &bytes, format)
}

fn in_folder(pandoc: &Path, folder: &Path, bytes: &[u8], format: &str) -> Result<Converted, String> {
    let name = format!("in.{format}");
    std::fs::write(folder.join(&name), bytes).map_err(|error| format!("it cannot be copied: {error}"))?;
    let mut command = Command::new(pandoc);
    command.args(ARGUMENTS).arg(format!("--from={format}")).arg(name).current_dir(folder);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let child = command.spawn().map_err(|error| format!("pandoc does not start: {error}"))?;
    let status = program::wait(child, LONGEST).ok().flatten().ok_or("pandoc took longer than a minute")?;
    if !status.success() {
        return Err("pandoc cannot read it: open it and save it again as `.docx`".to_owned());
    }
    let text = read(&folder.join("out.md"), LARGEST_TEXT).ok_or("its text is longer than 16 MiB")?;
    let text = String::from_utf8(text).map_err(|_| "its text is not UTF-8")?;
    Ok(Converted { text, images: images(&folder.join("media"))? })
}

fn images(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, String> {
    let mut left = LARGEST_IMAGES;
    let mut found = Vec::new();
    for entry in
        WalkDir::new(folder).sort_by_file_name().into_iter().flatten().filter(|entry| entry.file_type().is_file())
    {
        let bytes = read(entry.path(), left).ok_or("its images are larger than 256 MiB")?;
        left -= bytes.len() as u64;
        let name: PathBuf = entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_owned();
        let parts: Vec<String> = name.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        found.push((parts.join("/"), bytes));
    }
    Ok(found)
}

/// The bytes of a file of at most some bytes.
fn read(path: &Path, most: u64) -> Option<Vec<u8>> {
    use std::io::Read;
    let mut bytes = Vec::new();
    open_regular(path).ok()?.take(most + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= most).then_some(bytes)
}
