//! The modules of the preview, joined into the script that each of its pages loads.

use std::sync::LazyLock;

use include_dir::{Dir, include_dir};

use crate::base::path::SourcePath;
use crate::theme::modules::{self, Module};

static FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/src/io/serve/preview");

/// The joined script.
pub(super) static SCRIPT: LazyLock<String> = LazyLock::new(|| {
    let scripts = FILES.files().filter_map(|file| {
        let name = file.path().to_str().filter(|name| name.ends_with(".js"))?;
        let module = Module { path: SourcePath::new(name), text: file.contents_utf8()? };
        Some((name.to_owned(), module))
    });
    modules::join(&scripts.collect(), "").expect("a test joins the modules of the preview")
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_modules_of_the_preview_can_be_joined() {
        assert!(SCRIPT.starts_with("(()=>{\"use strict\";"));
    }
}
