//! Which files of the content folder are published beside the pages.
//!
//! Images, documents and data are. Sources of other tools and code are not, unless a link or a setting asks for them: a
//! folder that comes from another generator is full of templates, which are of no use to readers and may say more than
//! their author wants to publish. Pages in other markup languages are of no use to them either, until somebody converts
//! them.

use std::collections::{BTreeMap, HashSet};

use crate::base::codes::{SOURCE_ACTIVE_FILE, SOURCE_NOT_PUBLISHED};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::path::{OutputPath, SourcePath, extension_of, file_name_of, join};
use crate::base::url::decode;
use crate::config::settings::Config;
use crate::site::answer::LinkUrl;
use crate::site::resolve::Resolution;

/// Endings of templates, of sources of styles and of code.
const ENDINGS: &[&str] = &[
    "asp",
    "aspx",
    "astro",
    "bash",
    "bat",
    "bicep",
    "c",
    "cc",
    "cjs",
    "clj",
    "cmake",
    "cmd",
    "coffee",
    "cpp",
    "cs",
    "cshtml",
    "cts",
    "dart",
    "eex",
    "ejs",
    "elm",
    "erb",
    "erl",
    "eta",
    "ex",
    "exs",
    "fish",
    "fs",
    "ftl",
    "go",
    "gohtml",
    "gotmpl",
    "gradle",
    "groovy",
    "h",
    "haml",
    "handlebars",
    "hbs",
    "hcl",
    "heex",
    "hpp",
    "hs",
    "j2",
    "jade",
    "java",
    "jinja",
    "jinja2",
    "jl",
    "jsp",
    "jsx",
    "kt",
    "less",
    "liquid",
    "lock",
    "lua",
    "mako",
    "map",
    "marko",
    "ml",
    "mts",
    "mustache",
    "njk",
    "php",
    "pl",
    "pm",
    "ps1",
    "psm1",
    "pug",
    "py",
    "r",
    "rb",
    "rs",
    "sass",
    "scala",
    "scss",
    "sh",
    "slim",
    "sql",
    "styl",
    "svelte",
    "swift",
    "tera",
    "tf",
    "tmpl",
    "tpl",
    "ts",
    "tsx",
    "twig",
    "vb",
    "vbs",
    "vue",
    "webc",
    "zsh",
];
/// Endings of pages in other markup languages, and how to make a Markdown page of `page.ENDING`.
const OTHER_MARKUP: &[(&str, &str)] = &[
    ("adoc", "run `asciidoctor -b docbook -o page.xml page.adoc` and `pandoc -f docbook -t gfm -o page.md page.xml`"),
    (
        "asciidoc",
        "run `asciidoctor -b docbook -o page.xml page.asciidoc` and `pandoc -f docbook -t gfm -o page.md page.xml`",
    ),
    ("creole", "run `pandoc -f creole -t gfm -o page.md page.creole`"),
    ("ipynb", "run `jupyter nbconvert --to markdown page.ipynb`"),
    ("mdx", "rename it to `page.md` and write its components in Markdown or HTML"),
    ("mediawiki", "run `pandoc -f mediawiki -t gfm -o page.md page.mediawiki`"),
    ("muse", "run `pandoc -f muse -t gfm -o page.md page.muse`"),
    ("org", "run `pandoc -f org -t gfm -o page.md page.org`"),
    ("qmd", "run `quarto render page.qmd --to gfm`"),
    ("rmd", "run `quarto render page.Rmd --to gfm`"),
    ("rst", "run `pandoc -f rst -t gfm -o page.md page.rst`"),
    ("t2t", "run `pandoc -f t2t -t gfm -o page.md page.t2t`"),
    ("tex", "run `pandoc -f latex -t gfm -o page.md page.tex`"),
    ("textile", "run `pandoc -f textile -t gfm -o page.md page.textile`"),
    ("typ", "run `pandoc -f typst -t gfm -o page.md page.typ`"),
    ("wiki", "run `pandoc -f mediawiki -t gfm -o page.md page.wiki`"),
];
/// Endings of keys, of stores of passwords and of what tools remember with passwords in it.
const SECRETS: &[&str] = &[
    "htpasswd", "jks", "kdbx", "key", "keystore", "p12", "pem", "pfx", "ppk", "sqlite", "sqlite3", "tfstate", "tfvars",
];
/// Names of private keys of SSH.
const KEYS: &[&str] = &["id_dsa", "id_ecdsa", "id_ed25519", "id_rsa"];
/// Ends of names of templates and configuration files.
const NAME_ENDS: &[&str] = &["-lock.json", "-lock.yaml", ".11tydata.js", ".11tydata.json", ".config.js", ".config.mjs"];
/// Names of files for tools, in lower case.
const NAMES: &[&str] = &[
    "_config.yaml",
    "_config.yml",
    "book.toml",
    "cargo.toml",
    "codeowners",
    "composer.json",
    "conf.py",
    "containerfile",
    "dockerfile",
    "gemfile",
    "go.mod",
    "go.sum",
    "jenkinsfile",
    "jsconfig.json",
    "justfile",
    "makefile",
    "mkdocs.yaml",
    "mkdocs.yml",
    "netlify.toml",
    "npm-shrinkwrap.json",
    "owners",
    "owners_aliases",
    "package.json",
    "pipfile",
    "procfile",
    "pyproject.toml",
    "rakefile",
    "requirements.txt",
    "setup.cfg",
    "tox.ini",
    "tsconfig.json",
    "vagrantfile",
    "vercel.json",
];
/// The most names in one diagnostic.
const MOST_NAMED: usize = 10;

/// What decides which files are published.
pub(super) struct DownloadSource<'a> {
    pub config: &'a Config,
    /// The content folder, as diagnostics name it.
    pub content: &'a str,
    pub resolutions: &'a [Vec<Resolution>],
}

/// The files that are published; sources of tools that are not are reported once for each kind of file, and what may not
/// be published with its own diagnostic.
pub(super) fn published(
    files: BTreeMap<String, OutputPath>,
    refused: &BTreeMap<String, Diagnostic>,
    source: &DownloadSource<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<String, OutputPath> {
    if refused.is_empty() && files.keys().all(|path| pattern_of_source(path).is_none()) {
        return files;
    }
    let linked = linked(source);
    let (mut kept, mut left_out) = (BTreeMap::new(), BTreeMap::<String, Vec<String>>::new());
    for (path, output) in files {
        let is_wanted = |path: &str| linked.contains(output.url().as_str()) || source.config.include.matches(path);
        match pattern_of_source(&path).filter(|_| !is_wanted(&path)) {
            Some(pattern) => left_out.entry(pattern).or_default().push(path),
            None => drop(kept.insert(path, output)),
        }
    }
    let mentioned = mentioned(source);
    for (path, diagnostic) in refused {
        let pattern = pattern_of_source(path).or_else(|| hidden_folder(path)).or_else(|| {
            // Where a page wants it, the author has to decide; where none does, nothing is missing from the site.
            let is_unwanted = diagnostic.code.name == SOURCE_ACTIVE_FILE.name
                && diagnostic.at.span.is_none()
                && !mentioned.contains(file_name_of(path));
            Some(format!("*.{}", extension_of(path).filter(|_| is_unwanted)?))
        });
        match pattern.filter(|_| !source.config.include.matches(path)) {
            Some(pattern) => left_out.entry(pattern).or_default().push(path.clone()),
            None => diagnostics.push(diagnostic.clone()),
        }
    }
    diagnostics.extend(left_out.iter().map(|(pattern, paths)| report(pattern, paths, refused, source)));
    kept
}

/// The finding about files of one kind.
fn report(
    pattern: &str,
    paths: &[String],
    refused: &BTreeMap<String, Diagnostic>,
    source: &DownloadSource<'_>,
) -> Diagnostic {
    let first = &paths[0];
    let ending = extension_of(first);
    let conversion = ending.as_deref().and_then(conversion);
    let is_refused = refused.contains_key(first);
    let is_secret =
        ending.is_some_and(|ending| SECRETS.contains(&ending.as_str())) || KEYS.contains(&file_name_of(first));
    let help = if let Some(how) = conversion {
        format!(
            "to make a page of it, {how}; to publish the file itself, link to it or add `\"{pattern}\"` to `include` under \
             `[build]`; to leave out such files without this message, add it to `exclude`"
        )
    } else if is_refused {
        format!(
            "move a file to `static/` to publish it; to leave out such files without this message, add `\"{pattern}\"` to \
             `exclude` under `[build]`"
        )
    } else {
        format!(
            "link to a file to publish it, or add `\"{pattern}\"` to `include` under `[build]`; to leave out such files \
             without this message, add it to `exclude`"
        )
    };
    let what = if conversion.is_some() {
        ["a page in another markup language", "pages in other markup languages"]
    } else if is_secret {
        ["a file that may hold secrets", "files that may hold secrets"]
    } else if is_refused && pattern_of_source(first).or_else(|| hidden_folder(first)).is_none() {
        ["a file that can run code in readers' browsers", "files that can run code in readers' browsers"]
    } else {
        ["a source file of a tool", "source files of tools"]
    };
    let at = join(source.content, first).unwrap_or_else(|| first.clone());
    let message = not_published(paths, what);
    Diagnostic::new(&SOURCE_NOT_PUBLISHED, Location::file(&SourcePath::new(at)), message).help(help)
}

/// The names of files that links without a target name.
fn mentioned(source: &DownloadSource<'_>) -> HashSet<String> {
    let broken = source.resolutions.iter().flatten().filter(|link| link.problem.is_some());
    let urls = broken.map(|link| match &link.url {
        LinkUrl::Site(url) => url.as_str(),
        LinkUrl::Verbatim(url) => url.as_ref(),
    });
    urls.map(|url| decode(file_name_of(url.split(['?', '#']).next().unwrap_or(url)))).collect()
}

/// URLs of files that pages, menus and redirects link to.
fn linked(source: &DownloadSource<'_>) -> HashSet<String> {
    let files = source.resolutions.iter().flatten().filter(|link| link.page.is_none());
    let urls = files.filter_map(|link| match &link.url {
        LinkUrl::Site(url) => Some(url.as_str()),
        LinkUrl::Verbatim(_) => None,
    });
    let theme = &source.config.theme;
    let menus = theme.header_links.iter().chain(&theme.footer_links).map(|link| link.url.as_str());
    let redirects = source.config.redirects.iter().map(|redirect| redirect.to.as_str());
    let path = |url: &str| url.split(['?', '#']).next().unwrap_or(url).to_owned();
    urls.chain(menus).chain(redirects).map(path).collect()
}

/// The pattern of a folder such as `_includes/`, which Jekyll and others do not publish.
fn hidden_folder(path: &str) -> Option<String> {
    let (folder, _) = path.split_once('/')?;
    folder.starts_with('_').then(|| format!("{folder}/"))
}

/// The pattern of files like this one, if it is a source of a tool.
fn pattern_of_source(path: &str) -> Option<String> {
    let name = file_name_of(path);
    let folded = name.to_lowercase();
    if NAMES.contains(&folded.as_str()) || KEYS.contains(&folded.as_str()) {
        return Some(name.to_owned());
    }
    if let Some(end) = NAME_ENDS.iter().find(|end| folded.ends_with(**end)) {
        return Some(format!("*{end}"));
    }
    let is_left_out = |ending: &String| {
        ENDINGS.contains(&ending.as_str()) || SECRETS.contains(&ending.as_str()) || conversion(ending).is_some()
    };
    Some(format!("*.{}", extension_of(path).filter(is_left_out)?))
}

/// How to make a Markdown page of a file with this ending, if it is a page in another markup language.
fn conversion(ending: &str) -> Option<&'static str> {
    OTHER_MARKUP.iter().find(|(other, _)| *other == ending).map(|(_, how)| *how)
}

/// Says that files are not published, because of what they are: in words for one, and for more.
fn not_published(paths: &[String], [one, many]: [&str; 2]) -> String {
    let named: Vec<String> = paths.iter().take(MOST_NAMED).map(|path| format!("`{path}`")).collect();
    let more = match paths.len().saturating_sub(MOST_NAMED) {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    match paths {
        [_] => format!("{} is not published, because it is {one}", named[0]),
        _ => format!("{} {many} are not published: {}{more}", paths.len(), named.join(", ")),
    }
}
