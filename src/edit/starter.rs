//! The files of a new project: settings, sample pages, and files for the host of the repository and for editors.
//!
//! They come from `starters/`, which is built into the program. `{{ name }}` in them is a value of `Answers`; nothing
//! else is a template there, so what a person answers is never read as one.

use include_dir::{Dir, include_dir};

use crate::base::json::pretty_json;
use crate::base::tree::Tree;
use crate::base::yaml::quoted;
use crate::config;
use crate::parse::kind::schema;

static STARTERS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/starters");

/// What a new site can be for. Each is a folder of `starters/`.
pub const STARTERS_BY_NAME: [&str; 4] = ["guidance", "sop", "maturity", "framework"];
/// The settings of editors.
const EDITOR_SETTINGS: &str = ".vscode/settings.json";
/// The JSON Schema of front matter that they name.
const EDITOR_SCHEMA: &str = ".vscode/front-matter.schema.json";

/// A service that runs jobs for a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    GitHub,
    GitLab,
    AzureDevOps,
}

/// What a new project is made from.
#[derive(Debug, Clone)]
pub struct Answers<'a> {
    /// One of `STARTERS_BY_NAME`; `None` for a project that has its pages already.
    pub starter: Option<&'a str>,
    pub title: &'a str,
    /// A language tag such as `en-GB`.
    pub language: &'a str,
    pub base_url: Option<&'a str>,
    /// The content folder.
    pub content: &'a str,
    /// The date of the first version of the samples, as `2026-11-30`.
    pub today: &'a str,
    pub host: Option<Host>,
}

impl Host {
    /// The host that the URL of a Git remote names.
    pub fn of_remote(url: &str) -> Option<Host> {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let name = rest.split(['/', ':']).next()?;
        let name = name.rsplit('@').next()?.to_lowercase();
        let is_at = |domain: &str| name == domain || name.ends_with(&format!(".{domain}"));
        match () {
            () if is_at("github.com") => Some(Host::GitHub),
            () if is_at("dev.azure.com") || is_at("visualstudio.com") => Some(Host::AzureDevOps),
            () if name.split('.').any(|part| part == "gitlab") => Some(Host::GitLab),
            () => None,
        }
    }

    /// The file with the jobs.
    pub fn file(self) -> &'static str {
        match self {
            Host::GitHub => ".github/workflows/fingerpost.yml",
            Host::GitLab => ".gitlab-ci.yml",
            Host::AzureDevOps => "azure-pipelines.yml",
        }
    }

    fn starter(self) -> &'static str {
        match self {
            Host::GitHub => "ci/github.yml",
            Host::GitLab => "ci/gitlab.yml",
            Host::AzureDevOps => "ci/azure.yml",
        }
    }
}

/// The files of a new project, by their paths below its folder.
pub fn files(answers: &Answers<'_>) -> Tree {
    let mut tree = Tree::default();
    let mut settings = filled(text_of("settings.toml"), answers);
    let starter = answers.starter.and_then(|name| STARTERS.get_dir(name));
    if let Some(folder) = starter {
        if let Some(own) = folder.get_file(folder.path().join("settings.toml")).and_then(|file| file.contents_utf8()) {
            settings += &format!("\n{}", filled(own, answers));
        }
        add_pages(folder, answers, &mut tree);
    }
    let schema = pretty_json(&schema::of_all(&config::read::read(&settings).0.kinds));
    tree.insert(config::FILE_NAME, settings.into_bytes());
    tree.insert(".gitignore", text_of("gitignore").as_bytes().to_vec());
    tree.insert(EDITOR_SCHEMA, schema.into_bytes());
    tree.insert(EDITOR_SETTINGS, editor_settings(answers.content).into_bytes());
    if let Some(host) = answers.host {
        // The braces of GitHub's expressions are not those of a starter.
        let jobs = text_of(host.starter()).replace("{{ version }}", env!("CARGO_PKG_VERSION"));
        tree.insert(host.file(), jobs.into_bytes());
    }
    tree
}

/// Adds the sample pages of a starter.
fn add_pages(folder: &'static Dir<'static>, answers: &Answers<'_>, tree: &mut Tree) {
    for file in folder.files().filter(|file| file.path().extension().is_some_and(|extension| extension == "md")) {
        let text = file.contents_utf8().expect("the pages of a starter are UTF-8");
        let path = file.path().iter().skip(2).map(|part| part.to_str().expect("names of starters are UTF-8"));
        let path: Vec<&str> = std::iter::once(answers.content).chain(path).collect();
        tree.insert(path.join("/"), filled(text, answers).into_bytes());
    }
    folder.dirs().for_each(|inner| add_pages(inner, answers, tree));
}

fn text_of(path: &str) -> &'static str {
    let file = STARTERS.get_file(path).and_then(|file| file.contents_utf8());
    file.unwrap_or_else(|| panic!("`starters/{path}` is a text of this program"))
}

/// A text of a starter with its values.
fn filled(text: &str, answers: &Answers<'_>) -> String {
    let mut pieces = text.split("{{ ");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once(" }}").expect("a value of a starter has its closing braces");
        out += &match name {
            "title" => quoted(answers.title),
            "language" => quoted(answers.language),
            "base_url" => match answers.base_url {
                Some(url) => format!("base_url = {}", quoted(url)),
                None => "# base_url = \"https://guidance.example.org/\"".to_owned(),
            },
            "build" => match answers.content {
                "content" => String::new(),
                content => format!("\n[build]\ncontent = {}\n", quoted(content)),
            },
            "today" => answers.today.to_owned(),
            other => panic!("starters have no value `{other}`"),
        };
        out += rest;
    }
    out
}

/// Editors that read front matter as YAML check it against the schema.
fn editor_settings(content: &str) -> String {
    let pages = format!("{content}/**/*.md");
    pretty_json(&serde_json::json!({
        "[markdown]": { "editor.wordWrap": "on" },
        "yaml.schemas": { EDITOR_SCHEMA: [pages] },
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_the_one_of_the_remote() {
        assert_eq!(Host::of_remote("git@github.com:a/b.git"), Some(Host::GitHub));
        assert_eq!(Host::of_remote("https://user@github.com/a/b"), Some(Host::GitHub));
        assert_eq!(Host::of_remote("ssh://git@gitlab.example.org:22/a/b.git"), Some(Host::GitLab));
        assert_eq!(Host::of_remote("https://org@dev.azure.com/org/p/_git/r"), Some(Host::AzureDevOps));
        assert_eq!(Host::of_remote("https://github.com.example.org/a"), None);
        assert_eq!(Host::of_remote("/srv/gitlab/a.git"), None);
    }

    #[test]
    fn answers_are_data() {
        let answers = Answers {
            starter: Some("guidance"),
            title: "A \"{{ today }}\" = 1",
            language: "en",
            base_url: None,
            content: "docs",
            today: "2026-11-30",
            host: None,
        };
        let tree = files(&answers);
        let settings = tree.get(config::FILE_NAME).expect("there are settings");
        let (config, diagnostics) = config::read::read(&String::from_utf8_lossy(&settings));
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        assert_eq!(config.title.as_deref(), Some("A \"{{ today }}\" = 1"));
        assert_eq!(config.content.as_deref(), Some("docs"));
        assert!(tree.has("docs/guidance/index.md") && !tree.has(Host::GitHub.file()));
    }
}
