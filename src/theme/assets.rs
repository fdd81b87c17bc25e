//! The files of a theme → the files that are published: joined, minified, with the site's tokens, named by their content.
//!
//! A name with a hash in it can be cached for ever; a page that names a file changes when the file does. A folder whose name
//! ends in `.css` or `.js` is published as one file: style sheets in the order of their names, modules as one script.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::base::diagnostic::Diagnostic;
use crate::base::hash::Hash;
use crate::base::path::SourcePath;
use crate::base::tree::Bytes;
use crate::theme::files::Layer;
use crate::theme::javascript;
use crate::theme::modules::{self, Module};
use crate::theme::styles;

/// The style sheet that the site's tokens are added to.
pub(super) const STYLE_SHEET: &str = "site.css";
/// The folder of modules that several scripts import. It is not published as such.
const SHARED_MODULES: &str = "shared/";
/// Hexadecimal digits of the hash in a published name: 64 bits.
const NAME_LENGTH: usize = 16;

/// A file of the theme, and where it comes from.
#[derive(Debug, Clone)]
pub struct AssetSource {
    pub path: SourcePath,
    pub layer: Layer,
    pub bytes: Bytes,
}

/// Assets that are ready to publish.
#[derive(Debug, Default)]
pub struct Assets {
    /// Published name → bytes.
    pub files: BTreeMap<String, Bytes>,
    /// The name in the theme → the published name.
    pub names: BTreeMap<String, String>,
}

/// Prepares a theme's assets for publishing. `tokens` are style rules that the settings of the site give.
///
/// Scripts whose modules cannot be joined are published empty, with diagnostics that keep the site from being published.
pub fn prepare(sources: &BTreeMap<String, AssetSource>, tokens: &str) -> (Assets, Vec<Diagnostic>) {
    let mut assets = Assets::default();
    let (scripts, diagnostics) = scripts(sources);
    for (name, script) in scripts {
        assets.add(name, Arc::new(script.into_bytes()));
    }
    let others = sources.iter().filter(|(name, _)| !is_module(name) && bundle(name, ".css").is_none());
    // Style sheets come last, because they name other assets.
    let (files, plain): (Vec<_>, Vec<_>) = others.partition(|(name, _)| !name.ends_with(".css"));
    for (name, AssetSource { bytes, .. }) in files {
        let bytes = match std::str::from_utf8(bytes) {
            Ok(text) if name.ends_with(".js") => Arc::new(javascript::minified(text).into_bytes()),
            _ => bytes.clone(),
        };
        assets.add(name.clone(), bytes);
    }
    let mut styles: BTreeMap<&str, Vec<u8>> = BTreeMap::new();
    for (name, AssetSource { bytes, .. }) in sources {
        if let Some(folder) = bundle(name, ".css") {
            styles.entry(folder).or_default().extend_from_slice(bytes);
        }
    }
    styles.extend(plain.into_iter().map(|(name, source)| (name.as_str(), source.bytes.to_vec())));
    for (name, bytes) in styles {
        let Ok(text) = std::str::from_utf8(&bytes) else {
            assets.add(name.to_owned(), Arc::new(bytes));
            continue;
        };
        let text = if name == STYLE_SHEET { format!("{text}{tokens}") } else { text.to_owned() };
        let text = assets.with_published_names(&styles::with_fallbacks(&styles::minified(&text)));
        assets.add(name.to_owned(), Arc::new(text.into_bytes()));
    }
    (assets, diagnostics)
}

/// The folder that a file is a part of, if files of it are published as one with this ending.
fn bundle<'a>(name: &'a str, ending: &str) -> Option<&'a str> {
    name.split_once('/').map(|(folder, _)| folder).filter(|folder| folder.ends_with(ending))
}

fn is_module(name: &str) -> bool {
    name.ends_with(".js") && name.starts_with(SHARED_MODULES) || bundle(name, ".js").is_some()
}

/// Joins the modules of each folder of a script.
fn scripts(sources: &BTreeMap<String, AssetSource>) -> (Vec<(String, String)>, Vec<Diagnostic>) {
    let mut modules = BTreeMap::new();
    for (name, AssetSource { path, bytes, .. }) in sources.iter().filter(|(name, _)| is_module(name)) {
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        modules.insert(name.clone(), Module { path: path.clone(), text });
    }
    let folders: BTreeSet<&str> = modules.keys().filter_map(|name| bundle(name, ".js")).collect();
    // A file of that name takes the place of the folder.
    let folders = folders.into_iter().filter(|folder| !sources.contains_key(*folder));
    let (mut scripts, mut diagnostics) = (Vec::new(), Vec::new());
    for folder in folders {
        let script = modules::join(&modules, &format!("{folder}/")).unwrap_or_else(|found| {
            diagnostics.extend(found);
            String::new()
        });
        scripts.push((folder.to_owned(), script));
    }
    (scripts, diagnostics)
}

impl Assets {
    fn add(&mut self, name: String, bytes: Bytes) {
        let hash = &Hash::of(&bytes).hex()[..NAME_LENGTH];
        let folder = name.rfind('/').map_or(0, |slash| slash + 1);
        let published = match name[folder..].rfind('.').filter(|dot| *dot > 0) {
            Some(dot) => format!("{}-{hash}{}", &name[..folder + dot], &name[folder + dot..]),
            None => format!("{name}-{hash}"),
        };
        self.files.insert(published.clone(), bytes);
        self.names.insert(name, published);
    }

    /// A style sheet whose `url(…)` name the published files.
    fn with_published_names(&self, style: &str) -> String {
        let mut out = String::with_capacity(style.len());
        let mut rest = style;
        while let Some(at) = rest.find("url(") {
            let (before, after) = rest.split_at(at + "url(".len());
            out.push_str(before);
            let end = after.find(')').unwrap_or(after.len());
            let written = after[..end].trim().trim_matches(['"', '\'']);
            let (name, fragment) = written.split_at(written.find('#').unwrap_or(written.len()));
            match self.names.get(name) {
                Some(published) => {
                    out.push_str(published);
                    out.push_str(fragment);
                }
                None => out.push_str(&after[..end]),
            }
            rest = &after[end..];
        }
        out.push_str(rest);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(files: &[(&str, &str)]) -> BTreeMap<String, AssetSource> {
        let source = |name: &str, text: &str| AssetSource {
            path: SourcePath::new(name),
            layer: Layer::Shipped,
            bytes: Arc::new(text.as_bytes().to_vec()),
        };
        files.iter().map(|(name, text)| ((*name).to_owned(), source(name, text))).collect()
    }

    #[test]
    fn a_folder_is_printed_as_one_file() {
        let files = [
            ("a.js/2.js", "import { one } from \"../shared/b.js\";\none();\n"),
            ("shared/b.js", "export function one() {}\n"),
            ("c.css/2.css", ".b {}\n"),
            ("c.css/1.css", ".a {}\n"),
        ];
        let (assets, diagnostics) = prepare(&sources(&files), "");
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        let text = |name: &str| String::from_utf8_lossy(&assets.files[&assets.names[name]]).into_owned();
        assert!(text("a.js").contains("function one(){}"), "{}", text("a.js"));
        assert_eq!(text("c.css"), ".a{}.b{}");
        assert_eq!(assets.names.keys().collect::<Vec<_>>(), ["a.js", "c.css"]);
    }

    #[test]
    fn style_sheets_name_the_published_files() {
        let files = [("a.svg", "<svg/>"), ("site.css", "a { b: url(\"a.svg#c\") }")];
        let (assets, _) = prepare(&sources(&files), ":root { --x: 1 }");
        let style = &assets.files[&assets.names["site.css"]];
        let style = std::str::from_utf8(style).expect("text");
        assert!(style.contains(&format!("url({}#c)", assets.names["a.svg"])), "{style}");
        assert!(style.ends_with(":root{--x: 1}"), "{style}");
    }
}
