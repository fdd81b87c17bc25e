//! Files and parts of a site's own templates that are never shown: a wrong name, a wrong folder, text outside blocks.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::codes::TEMPLATE_NEVER_SHOWN;
use crate::base::codes::text::THEME_UNUSED_FILE;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::nearest::nearest;
use crate::base::path::SourcePath;
use crate::base::span::Span;
use crate::base::tree::Tree;
use crate::theme::files::{self, FOLDERS, Layer, ThemeFolders};
use crate::theme::outline::{Block, Outline};
use crate::theme::template_file::TemplateFile;

/// Folders of themes that are not read, one finding each.
pub(super) fn folders(tree: &Tree, places: &ThemeFolders<'_>) -> Vec<Diagnostic> {
    let mut seen = BTreeSet::new();
    let mut diagnostics = Vec::new();
    for (path, _) in tree.below("themes").filter(|_| places.has_folders) {
        let mut parts = path.split('/').skip(1);
        let (Some(theme), Some(folder)) = (parts.next(), parts.next()) else { continue };
        let at = Location::file(&SourcePath::new(path));
        if parts.next().is_none() {
            if theme == places.name()
                && let Some(right) = folder_for(folder)
            {
                let message = format!("`{folder}` is not in a folder of the theme, so it is not used");
                let help = format!("move it to `themes/{theme}/{right}/`");
                diagnostics.push(Diagnostic::new(&THEME_UNUSED_FILE, at, message).help(help));
            }
        } else if theme != places.name() {
            // Several themes may be there on purpose, but then one of them has been chosen.
            let is_forgotten = places.settings.name.is_none() || theme == files::DEFAULT;
            if is_forgotten && FOLDERS.contains(&folder) && seen.insert((theme, "")) {
                let help = match &places.settings.name {
                    Some(name) => format!("move its files to `themes/{name}/`, the theme of the site, or delete them"),
                    None => format!("to use it, write `name = \"{theme}\"` under `[theme]` in the settings"),
                };
                diagnostics.push(
                    Diagnostic::new(&THEME_UNUSED_FILE, at, format!("the theme `{theme}` is not used")).help(help),
                );
            }
        } else if !FOLDERS.contains(&folder) && seen.insert((theme, folder)) {
            let message = format!("a theme has no folder `{folder}`, so its files are not used");
            let help = match nearest(folder, FOLDERS) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "put templates in `templates`, and style sheets, scripts and images in `assets`".to_owned(),
            };
            diagnostics.push(Diagnostic::new(&THEME_UNUSED_FILE, at, message).help(help));
        }
    }
    diagnostics
}

/// The folder of a theme in which a file belongs, by its ending.
fn folder_for(name: &str) -> Option<&'static str> {
    match name.rsplit_once('.')?.1 {
        "html" => Some(files::TEMPLATES),
        "css" | "js" | "svg" | "png" | "woff2" => Some("assets"),
        _ => None,
    }
}

/// As `Theme::unused`.
pub(super) fn templates(all: &BTreeMap<String, TemplateFile>, layouts: Option<&BTreeSet<String>>) -> Vec<Diagnostic> {
    let outlines = || all.values().filter_map(|file| file.outline.as_ref());
    let named: BTreeSet<&str> =
        outlines().flat_map(|outline| outline.names.iter().chain(&outline.parent)).map(String::as_str).collect();
    let is_computed = outlines().any(|outline| outline.is_computed);
    let own = all.iter().filter(|(_, file)| file.layer != Layer::Shipped);
    own.flat_map(|(name, file)| {
        let is_layout = layouts.map_or(!name.contains('/'), |layouts| layouts.contains(name));
        let is_note = name.ends_with(".md");
        let is_used = is_computed || is_shipped(name) || named.contains(&**name) || is_layout || is_note;
        let unused = (!is_used).then(|| unused(name, file));
        unused.into_iter().chain(never_shown(file, all))
    })
    .collect()
}

fn is_shipped(name: &str) -> bool {
    files::shipped(files::DEFAULT, &format!("templates/{name}")).is_some()
}

fn unused(name: &str, file: &TemplateFile) -> Diagnostic {
    let message = format!("no page and no other template uses the template `{name}`");
    let help = match (similar_shipped(name), name.strip_suffix(".html")) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, Some(layout)) if !layout.contains('/') => {
            format!("name it as a layout (`layout: {layout}`), include it in another template, or delete it")
        }
        _ => "include it in another template, or delete it; assets belong in `themes/NAME/assets/`".to_owned(),
    };
    Diagnostic::new(&THEME_UNUSED_FILE, Location::file(&file.path), message).help(help)
}

/// The shipped template whose name differs in some letters, or only in its folder.
fn similar_shipped(name: &str) -> Option<&'static str> {
    let shipped = files::shipped_templates();
    let stem = |name: &str| name.rsplit('/').next().unwrap_or(name).trim_end_matches(".html").to_owned();
    let stems: Vec<String> = shipped.iter().map(|name| stem(name)).collect();
    let near = nearest(&stem(name), stems.iter().map(String::as_str))?;
    stems.iter().position(|stem| stem == near).map(|at| shipped[at])
}

/// In a template that extends another, only blocks that the other has are shown.
fn never_shown(file: &TemplateFile, all: &BTreeMap<String, TemplateFile>) -> Vec<Diagnostic> {
    let Some(outline) = &file.outline else { return Vec::new() };
    let Some(known) = outline.parent.as_deref().and_then(|parent| blocks_of(parent, all)) else { return Vec::new() };
    let at = |range: &std::ops::Range<usize>| Location::at(&file.path, Span::new(range.start, range.end));
    // `self.name()` shows a block anywhere.
    let is_called = |name: &str| file.text.contains(&format!("self.{name}"));
    let is_unknown = |block: &&Block| !block.is_inner && !known.contains(&*block.name) && !is_called(&block.name);
    let blocks = outline.blocks.iter().filter(is_unknown).map(|block| {
        let parent = outline.parent.as_deref().unwrap_or_default();
        let message = format!("`{parent}` has no block `{}`, so this block is never shown", block.name);
        let help = match nearest(&block.name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("its blocks are {}", known.iter().copied().collect::<Vec<_>>().join(", ")),
        };
        Diagnostic::new(&TEMPLATE_NEVER_SHOWN, at(&block.range), message).help(help)
    });
    let outside = outline.outside.iter().map(|range| {
        Diagnostic::new(&TEMPLATE_NEVER_SHOWN, at(range), "text outside blocks is never shown".to_owned())
            .help("a template with `extends` shows only blocks: move the text into one")
    });
    blocks.chain(outside).collect()
}

/// The blocks of a template and of those that it extends; `None` if they are not all known.
fn blocks_of<'t>(name: &str, all: &'t BTreeMap<String, TemplateFile>) -> Option<BTreeSet<&'t str>> {
    let mut blocks = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut next = Some(name);
    while let Some(name) = next.filter(|name| seen.insert((*name).to_owned())) {
        let outline: &Outline = all.get(name)?.outline.as_ref()?;
        if outline.is_computed && outline.parent.is_none() {
            return None;
        }
        blocks.extend(outline.blocks.iter().map(|block| block.name.as_str()));
        next = outline.parent.as_deref();
    }
    Some(blocks)
}
