//! Reads a published site, to compare it with a new compile.

use std::io::ErrorKind;
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
        if !is_folder || !name.ends_with(".html") {
            return Ok(None);
        }
        let page = path.join(name);
        match disk::read(&page) {
            Ok(bytes) => Ok(String::from_utf8(bytes).ok()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::io("read", &page, &error)),
        }
    };
    let files = manifest.files.keys().filter(|name| !is_copy(name, &manifest));
    files.map(|name| Ok((name.clone(), text(name)?))).collect()
}
