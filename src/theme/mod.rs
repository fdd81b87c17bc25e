//! Templates and assets: the shipped theme, a theme of the site's own over it, the site's `templates/` over both.
//!
//! Overriding is by file name. Templates are strict about undefined names, escape by themselves, have no clock, file,
//! environment or network, and run on fuel. They see the site only through `page` and `site`, which make queries.

mod assessment;
pub mod assets;
mod contents;
mod control;
mod coverage;
mod documents;
pub mod files;
mod javascript;
mod lists;
mod logo;
pub mod modules;
mod outline;
pub mod page_object;
mod page_urls;
mod palette;
pub mod places;
pub mod policy;
mod scope;
mod shorten;
pub mod site_object;
mod statements;
mod structured_data;
mod styles;
mod template_file;
mod tokens;
mod unused;
mod values;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value};

use crate::base::codes::CONFIG_INVALID_VALUE;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::escape::escaped_html;
use crate::base::hash::Hash;
use crate::base::nearest::nearest;
use crate::base::path::SourcePath;
use crate::base::template_limits;
use crate::base::tree::Tree;
use crate::base::url::encode_path;
use crate::config;
use crate::parse::dates::parse_date;
use crate::theme::assets::{AssetSource, Assets};
use crate::theme::files::{Layer, ThemeFile, ThemeFolders};
use crate::theme::palette::StyleOrigin;
use crate::theme::places::{MarkedTemplates, Marks};
use crate::theme::template_file::{TemplateFile, TemplateText};

/// Instructions that one output may use; a page of the shipped theme needs some thousands.
pub const MOST_WORK: u64 = 20_000_000;
/// How deep templates may include and call each other.
const RECURSION: usize = 200;
/// Where assets are published.
pub const ASSETS_FOLDER: &str = "assets";
/// A theme that is ready to render.
pub struct Theme {
    pub environment: Environment<'static>,
    pub assets: Arc<Assets>,
    /// Whether every template parsed.
    pub is_whole: bool,
    /// A hash of all templates and of the names of all assets.
    pub hash: Hash,
    /// Template name → the file it was read from.
    files: BTreeMap<String, TemplateFile>,
}

/// Loads the theme from the source tree. Templates that do not parse are diagnostics; the rest still renders.
pub fn load(tree: &Tree, places: &ThemeFolders<'_>) -> (Theme, Vec<Diagnostic>) {
    let mut templates: BTreeMap<String, TemplateText> = BTreeMap::new();
    let mut assets: BTreeMap<String, AssetSource> = BTreeMap::new();
    let files = files::merged(tree, places);
    let is_own = files.iter().any(|(name, file)| file.layer != Layer::Shipped && name.starts_with("templates/"));
    for (name, file) in files {
        add_file(&name, file, &mut templates, &mut assets);
    }
    let rules = tokens::rules(places.settings);
    let palette = palette::check(&style_parts(&assets, &rules), places.settings);
    let (assets, mut diagnostics) = assets::prepare(&assets, &rules);
    let assets = Arc::new(assets);
    let mut environment = environment(places.prefix, assets.clone());
    let name = places.name();
    if !places.exists(tree) {
        let message = format!("there is no theme `{name}`");
        diagnostics.push(
            Diagnostic::new(&CONFIG_INVALID_VALUE, Location::file(&config::source_path()), message)
                .help(format!("create the folder `themes/{name}`, or remove the name to use the shipped theme")),
        );
    }
    // Diagnostics point into the files of templates, so their paths count too.
    let texts =
        templates.iter().flat_map(|(name, one)| [name.as_bytes(), one.path.as_str().as_bytes(), one.text.as_bytes()]);
    let names = assets.names.iter().flat_map(|(name, published)| [name.as_bytes(), published.as_bytes()]);
    let hash = Hash::of_parts(texts.chain(names).chain([places.prefix.as_bytes()]));
    // Shipped templates are trusted, unless values of others go through them.
    let read =
        |text| if is_own { TemplateFile::limited(text, environment.syntax()) } else { TemplateFile::trusted(text) };
    let files: BTreeMap<_, _> = templates.into_iter().map(|(name, text)| (name, read(text))).collect();
    for (name, file) in &files {
        if let Err(error) = environment.add_template_owned(name.clone(), file.compiled().to_owned()) {
            diagnostics.push(file.diagnostic(&error));
        }
    }
    let is_whole = diagnostics.is_empty();
    diagnostics.extend(palette);
    diagnostics.extend(logo::check(tree, places.content, places.settings));
    diagnostics.extend(unused::folders(tree, places));
    (Theme { environment, assets, is_whole, hash, files }, diagnostics)
}

/// The sources of the style sheet with the tokens, each with its origin.
fn style_parts(assets: &BTreeMap<String, AssetSource>, rules: &str) -> Vec<(StyleOrigin, String)> {
    let style = assets.iter().filter(|(name, _)| name.split('/').next() == Some(assets::STYLE_SHEET));
    let part = |(_, AssetSource { path, layer, bytes }): (&String, &AssetSource)| {
        let is_own = *layer != Layer::Shipped;
        let origin = if is_own { StyleOrigin::Own(path.clone()) } else { StyleOrigin::Shipped };
        (origin, String::from_utf8_lossy(bytes).into_owned())
    };
    style.map(part).chain([(StyleOrigin::Settings, rules.to_owned())]).collect()
}

fn add_file(
    name: &str,
    ThemeFile { path, layer, bytes }: ThemeFile,
    templates: &mut BTreeMap<String, TemplateText>,
    assets: &mut BTreeMap<String, AssetSource>,
) {
    if let Some(name) = name.strip_prefix("templates/") {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        templates.insert(name.to_owned(), TemplateText { path, layer, text });
    } else if let Some(name) = name.strip_prefix("assets/") {
        assets.insert(name.to_owned(), AssetSource { path, layer, bytes });
    }
}

fn environment(prefix: &str, assets: Arc<Assets>) -> Environment<'static> {
    let mut environment = Environment::new();
    let syntax =
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().expect("only white space rules are set");
    environment.set_syntax(syntax);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(MOST_WORK));
    environment.set_recursion_limit(RECURSION);
    environment.set_formatter(write_value);
    template_limits::prepare(&mut environment);
    let base = prefix.to_owned();
    environment.add_function("asset", move |name: &str| match assets.names.get(name) {
        Some(published) => Ok(format!("{base}/{ASSETS_FOLDER}/{}", encode_path(published))),
        None => {
            let near = nearest(name, assets.names.keys().map(String::as_str));
            let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            Err(Error::new(ErrorKind::InvalidOperation, format!("the theme has no asset `{name}`{near}")))
        }
    });
    let base = prefix.to_owned();
    environment.add_function(
        "url",
        move |path: &str| if path.starts_with('/') { format!("{base}{path}") } else { path.to_owned() },
    );
    environment.add_filter("date", date);
    environment
}

/// Writes a value: nothing for none, safe text unchanged, the rest escaped if the template is HTML by its name.
///
/// Unlike the engine's own escaping, `/` stays as it is: in double-quoted attributes and in content it is harmless.
fn write_value(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    if value.is_none() {
        return Ok(());
    }
    template_limits::print(state, value)?;
    let escapes = matches!(state.auto_escape(), AutoEscape::Html);
    match value.as_str() {
        Some(text) if escapes && !value.is_safe() => out.write_str(&escaped_html(text)).map_err(Error::from),
        Some(text) => out.write_str(text).map_err(Error::from),
        None => minijinja::escape_formatter(out, state, value),
    }
}

/// Formats a date such as `2026-11-30`, for example with `%-d %B %Y`; other text stays unchanged.
fn date(value: &Value, format: &str) -> Result<String, Error> {
    if value.is_none() {
        return Ok(String::new());
    }
    let text = value.to_string();
    let Some(date) = parse_date(&text) else { return Ok(text) };
    jiff::fmt::strtime::format(format, date).map_err(|error| Error::new(ErrorKind::InvalidOperation, error.to_string()))
}

impl Theme {
    /// Whether another theme publishes its assets under the same names.
    pub fn has_same_assets(&self, other: &Theme) -> bool {
        self.assets.files.keys().eq(other.assets.files.keys())
    }

    /// Whether the theme has a template of this name.
    pub fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// Templates of the site that no other template and no page uses, and parts of templates that are never shown.
    /// `layouts` are the files of layouts that pages and kinds name, if all of them are known.
    pub fn unused(&self, layouts: Option<&BTreeSet<String>>) -> Vec<Diagnostic> {
        unused::templates(&self.files, layouts)
    }

    /// The same theme with marks where its templates write an attribute, and the meaning of each mark.
    pub fn marked(&self) -> (Theme, Marks) {
        let MarkedTemplates { environment, marks } = MarkedTemplates::of(&self.environment, &self.files);
        let (assets, files) = (self.assets.clone(), self.files.clone());
        (Theme { environment, assets, is_whole: self.is_whole, hash: self.hash, files }, marks)
    }

    /// The file of a template.
    pub fn source_of(&self, name: &str) -> SourcePath {
        self.files.get(name).map_or_else(|| SourcePath::new(name), |file| file.path.clone())
    }

    /// Renders a template. `expected` is about how many bytes it will give: room that fits is not copied as it grows.
    ///
    /// `work` counts the instructions of one output. A template that fails counts as all that one may take.
    pub fn render(
        &self,
        name: &str,
        context: Value,
        expected: usize,
        work: &mut u64,
    ) -> Result<String, Box<Diagnostic>> {
        let mut out = Vec::with_capacity(expected);
        let rendered = self.environment.get_template(name).and_then(|template| {
            if *work > MOST_WORK {
                return Err(ErrorKind::OutOfFuel.into());
            }
            let rendered = template.render_captured_to(context, &mut out)?;
            Ok(rendered.state().fuel_levels().map_or(0, |(consumed, _)| consumed))
        });
        *work += *rendered.as_ref().unwrap_or(&MOST_WORK);
        match rendered {
            Ok(_) => Ok(String::from_utf8(out).expect("the engine writes text")),
            Err(error) => Err(Box::new(self.diagnostic(&error, name))),
        }
    }

    /// An error of the template engine as a diagnostic at the template's own line.
    fn diagnostic(&self, error: &Error, name: &str) -> Diagnostic {
        // Errors inside an included or inherited template carry its name; the innermost has the place of the error.
        let mut innermost = error;
        while let Some(inner) = std::error::Error::source(innermost).and_then(|source| source.downcast_ref::<Error>()) {
            innermost = inner;
        }
        let stated = innermost.name().or(error.name()).unwrap_or(name);
        match self.files.get(stated) {
            Some(file) => file.diagnostic(innermost),
            None => template_file::diagnostic(innermost, Location::file(&SourcePath::new(stated))),
        }
    }
}
