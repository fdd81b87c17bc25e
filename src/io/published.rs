//! Reads a published site, to compare it with a new compile.

use std::path::Path;

use crate::check::url_stability::Published;
use crate::io::compressed::is_copy;
use crate::io::disk;
use crate::io::error::Error;
use crate::io::manifest::Manifest;
use crate::render::plan::MANIFEST_FILE;

/// Reads a published folder with the text of its pages, or only its list of files.
pub fn read(path: &Path) -> Result<Published, Error> {
    let is_folder = path.is_dir();
    let list = if is_folder { path.join(MANIFEST_FILE) } else { path.to_path_buf() };
    let Some(manifest) = Manifest::read_file(&list)? else {
        return Err(Error::new(format!("there is no build manifest at `{}`", list.display()))
            .help("use a published folder, or its `fingerpost-manifest.json`"));
    };
    let text = |name: &str| {
        let is_page = is_folder && name.ends_with(".html");
        is_page.then(|| disk::read(&path.join(name)).ok().and_then(|bytes| String::from_utf8(bytes).ok())).flatten()
    };
    let files = manifest.files.keys().filter(|name| !is_copy(name, &manifest)).cloned();
    Ok(files.map(|name| (text(&name), name)).map(|(text, name)| (name, text)).collect())
}
