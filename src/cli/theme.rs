//! `fingerpost theme`: lists the files of the theme, shows one, and copies one into the project to change it.

use std::collections::BTreeMap;

use crate::base::diagnostic::Diagnostic;
use crate::base::nearest::nearest;
use crate::base::tree::Tree;
use crate::cli::load::{LoadedProject, load};
use crate::cli::options::GlobalOptions;
use crate::cli::outcome::Outcome;
use crate::cli::progress::Progress;
use crate::cli::terminal::Terminal;
use crate::compile;
use crate::config;
use crate::io::cache::Cache;
use crate::io::edit as project_files;
use crate::io::error::Error;
use crate::site::model::Site;
use crate::theme::files::{self, Layer, SHIPPED_THEMES, TEMPLATES, ThemeFile, ThemeFolders};

/// Options of `fingerpost theme`.
#[derive(Debug, clap::Args)]
pub struct ThemeArgs {
    /// What to do
    pub action: ThemeAction,
    /// Name of a file, such as `page.html`, `partials/head.html` or `site.css/1-tokens.css`
    #[arg(required_if_eq_any([("action", "show"), ("action", "eject")]))]
    pub file: Option<String>,
    /// With `show`: print the file of the shipped theme, even if the project replaces it
    #[arg(long)]
    pub shipped: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ThemeAction {
    /// List the files of the theme, and which of them are yours
    List,
    /// Print a file as the site uses it
    Show,
    /// Copy a shipped file into the project, where you can change it
    Eject,
}

/// Runs the command.
pub fn run(global: &GlobalOptions, args: &ThemeArgs, terminal: &Terminal) -> Result<Outcome, Error> {
    let loaded = load(global, Vec::new())?;
    let memo = Cache::new(&loaded.project).memo();
    let linked = compile::link::link(&loaded.tree, &loaded.options, &memo, &Progress::silent());
    let is_of_settings = |diagnostic: &Diagnostic| diagnostic.is_fatal() && diagnostic.at.path == config::source_path();
    let fatal: Vec<Diagnostic> =
        linked.diagnostics().filter(|diagnostic| is_of_settings(diagnostic)).cloned().collect();
    if !fatal.is_empty() {
        terminal.render(&fatal, &loaded.tree);
        return Ok(Outcome::Failed);
    }
    let site = linked.site;
    let files = theme_files(&loaded, &site);
    let name = args.file.as_deref().unwrap_or_default();
    if args.action == ThemeAction::List && !name.is_empty() {
        return Err(
            Error::new("`theme list` lists all files").help(format!("to see one: `fingerpost theme show {name}`"))
        );
    }
    if args.action != ThemeAction::Show && args.shipped {
        return Err(Error::new("`--shipped` is an option of `theme show`"));
    }
    let theme = site.config().theme.name.as_deref().unwrap_or_default();
    match args.action {
        ThemeAction::List => list(&files, theme, terminal),
        ThemeAction::Show => show(find(&files, name)?, args.shipped.then_some(theme), terminal)?,
        ThemeAction::Eject => eject(&loaded, &site, find(&files, name)?, terminal)?,
    }
    Ok(Outcome::Clean)
}

/// The files of the theme of a site, by their names in it.
pub(super) fn theme_files(loaded: &LoadedProject, site: &Site) -> BTreeMap<String, ThemeFile> {
    files::merged(&loaded.tree, &ThemeFolders::of(site.config(), &loaded.options.content, loaded.options.has_folders))
}

fn list(files: &BTreeMap<String, ThemeFile>, theme: &str, terminal: &Terminal) {
    let width = files.keys().map(String::len).max().unwrap_or_default();
    let used = if theme.is_empty() { SHIPPED_THEMES[0] } else { theme };
    let mut text = format!("theme: {used}; shipped themes: {}\n\n", SHIPPED_THEMES.join(", "));
    for (name, file) in files {
        let origin = match (file.layer, files::shipped(theme, name)) {
            (Layer::Shipped, _) if file.path.as_str().starts_with("themes/default/") => "shipped".to_owned(),
            (Layer::Shipped, _) => format!("shipped with `{used}`"),
            (_, Some(_)) => format!("{}, replaces the shipped file", file.path),
            (_, None) => file.path.to_string(),
        };
        text += &format!("{name:width$}  {origin}\n");
    }
    terminal.print(&text);
}

/// Prints a file; with `shipped`, as the shipped theme of this name has it.
fn show((name, file): (&str, &ThemeFile), shipped: Option<&str>, terminal: &Terminal) -> Result<(), Error> {
    let missing = || Error::new(format!("the shipped theme has no file `{name}`"));
    let bytes = match shipped {
        Some(theme) => files::shipped(theme, name).ok_or_else(missing)?,
        None => &file.bytes,
    };
    let text = std::str::from_utf8(bytes).map_err(|_| Error::new(format!("`{name}` is not a text file")))?;
    terminal.print(text);
    Ok(())
}

fn eject(
    loaded: &LoadedProject,
    site: &Site,
    (name, file): (&str, &ThemeFile),
    terminal: &Terminal,
) -> Result<(), Error> {
    if file.layer != Layer::Shipped {
        return Err(Error::new(format!("`{name}` is already in the project, in `{}`", file.path)));
    }
    if !loaded.options.has_folders {
        return Err(Error::new("the content folder is the whole project, so it has no folder for templates")
            .help("create a project around the folder: `fingerpost init --content FOLDER`"));
    }
    let path = match name.split_once('/') {
        Some((TEMPLATES, _)) => name.to_owned(),
        Some(("new", _)) => format!("{TEMPLATES}/{name}"),
        _ => {
            let folders = ThemeFolders::of(site.config(), &loaded.options.content, loaded.options.has_folders);
            if !folders.exists(&loaded.tree) {
                return Err(Error::new(format!("there is no theme `{}`", folders.name()))
                    .help("create its folder below `themes/`, or remove the name from the settings"));
            }
            format!("themes/{}/{name}", folders.name())
        }
    };
    let mut tree = Tree::default();
    tree.insert(path.as_str(), file.bytes.clone());
    let created = project_files::create_all(&loaded.project, &tree)?;
    if !created.kept.is_empty() {
        return Err(Error::new(format!("`{path}` already exists")));
    }
    terminal.info(&format!("wrote {path}; it replaces the shipped file from now on, also after an upgrade"));
    Ok(())
}

/// A file by its name in the theme, or by that of a template without its folder.
fn find<'f>(files: &'f BTreeMap<String, ThemeFile>, name: &str) -> Result<(&'f str, &'f ThemeFile), Error> {
    let names = [name.to_owned(), format!("{TEMPLATES}/{name}"), format!("assets/{name}")];
    if let Some((name, file)) = names.iter().find_map(|name| files.get_key_value(name)) {
        return Ok((name, file));
    }
    let parts: Vec<&str> = files
        .keys()
        .filter(|file| names.iter().any(|name| file.starts_with(&format!("{name}/"))))
        .map(String::as_str)
        .collect();
    if !parts.is_empty() {
        return Err(Error::new(format!("`{name}` is made from several files")).help(parts.join(", ")));
    }
    let near = names.iter().find_map(|name| nearest(name, files.keys().map(String::as_str)));
    let help = near
        .map_or_else(|| "`fingerpost theme list` lists the files".to_owned(), |near| format!("did you mean `{near}`?"));
    Err(Error::new(format!("the theme has no file `{name}`")).help(help))
}
