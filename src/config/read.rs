//! The nodes of `fingerpost.toml` turned into a `Config`, with a diagnostic for every key or value that does not fit.

use globset::Glob;

use crate::base::code::Level;
use crate::base::codes::text::A11Y_LANGUAGE;
use crate::base::codes::{self, CONFIG_INVALID_VALUE, CONFIG_SYNTAX, CONFIG_UNKNOWN_CODE};
use crate::base::diagnostic::Diagnostic;
use crate::base::language;
use crate::base::nearest::nearest;
use crate::base::node::{Node, Value};
use crate::config::base_url::{BaseUrl, base_url_help};
use crate::config::file_patterns::FilePatterns;
use crate::config::host::SiteHost;
use crate::config::reader::{Reader, is_other_host};
use crate::config::settings::{CheckLevel, Config, DateOrder, Defaults, Git, RawHtml, RedirectSetting, Search};
use crate::config::toml_node;

/// Reads the text of the configuration file. Invalid settings become diagnostics; the rest still apply.
pub fn read(text: &str) -> (Config, Vec<Diagnostic>) {
    let mut reader = Reader::default();
    let (config, diagnostics) = match toml_node::parse(text.strip_prefix('\u{feff}').unwrap_or(text)) {
        Ok(root) => {
            let config = reader.config(&root);
            (config, reader.into_diagnostics())
        }
        Err(error) => {
            reader.report(&CONFIG_SYNTAX, error.span, error.message, None);
            (Config::default(), reader.into_diagnostics())
        }
    };
    let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let shifted = diagnostics.into_iter().map(|mut diagnostic| {
        diagnostic.at.span = diagnostic.at.span.map(|span| span.shifted(bom));
        diagnostic
    });
    (config, shifted.collect())
}

/// Reads a level word.
pub fn check_level(word: &str) -> Option<CheckLevel> {
    match word {
        "allow" | "off" => Some(CheckLevel::Allow),
        "warn" => Some(CheckLevel::Warn),
        "deny" | "error" => Some(CheckLevel::Deny),
        _ => None,
    }
}

/// Whether the name is a code or group; if not, the nearest one.
pub fn known_code(name: &str) -> Result<(), Option<&'static str>> {
    if name == "warnings" || codes::find(name).is_some() || codes::is_group(name) {
        return Ok(());
    }
    let names = codes::ALL.iter().flat_map(|code| [code.group(), code.name]);
    Err(nearest(name, names))
}

/// Whether a name is that of a code or group whose level is fixed.
pub fn is_fatal(name: &str) -> bool {
    let mut meant = codes::ALL.iter().filter(|code| code.name == name || code.group() == name).peekable();
    meant.peek().is_some() && meant.all(|code| code.level == Level::Fatal)
}

impl Reader {
    fn config(&mut self, root: &Node) -> Config {
        self.only(root, "");
        let mut config = Config {
            title: self.text(root, "title"),
            description: self.text(root, "description"),
            ..Config::default()
        };
        self.identity(root, &mut config);
        config.public_sector =
            root.get("public_sector").filter(|_| self.flag(root, "public_sector")).map(|node| node.span);
        config.theme = self.theme(root);
        self.build(root, &mut config);
        if let Some(nav) = self.table(root, "nav") {
            self.only(nav, "nav");
            config.home_key = self.text(nav, "home_key").filter(|key| !key.is_empty());
        }
        if let Some(markdown) = self.table(root, "markdown") {
            self.markdown(markdown, &mut config);
        }
        if let Some(search) = self.table(root, "search") {
            config.search = self.search(search);
        }
        if let Some(git) = self.table(root, "git") {
            self.only(git, "git");
            config.git = Git { last_changed: self.flag(git, "last_changed"), history: self.flag(git, "history") };
        }
        if let Some(external) = self.table(root, "external") {
            config.external = self.external(external);
        }
        if let Some(glossary) = self.table(root, "glossary") {
            self.only(glossary, "glossary");
            config.glossary_links = glossary.get("link_terms").is_none() || self.flag(glossary, "link_terms");
        }
        if let Some(checks) = self.table(root, "checks") {
            config.checks = self.checks(checks);
        }
        config.defaults = self.defaults(root);
        config.redirects = self.redirects(root);
        config.assessments = self.assessments(root);
        if let Some(aliases) = self.table(root, "front_matter_keys") {
            let names = aliases.entries().iter();
            config.aliases =
                names.filter_map(|(alias, node)| Some((alias.clone(), self.as_text(alias, node)?))).collect();
        }
        if let Some(dates) = self.table(root, "dates") {
            config.date_order = self.date_order(dates);
        }
        config.attestation = self.attestation(root);
        config.kinds = self.kinds(root);
        if let Some(readability) = self.table(root, "readability") {
            self.only(readability, "readability");
            config.acronyms = self.texts_at(readability, "acronyms");
        }
        if let Some(extra) = self.table(root, "extra") {
            config.extra = extra.clone();
        }
        config
    }

    /// The language and the URL of the site.
    fn identity(&mut self, root: &Node, config: &mut Config) {
        if let Some(language) = self.text(root, "language") {
            if let (Some(meant), Some(node)) = (language::invalid_tag(&language), root.get("language")) {
                let message = format!("`{language}` is not a language tag");
                self.report(&A11Y_LANGUAGE, node.span, message, Some(language::advice(meant)));
            }
            config.language = language;
        }
        if let Some(node) = root.get("base_url") {
            match node.text().as_deref().and_then(BaseUrl::parse) {
                Some(url) => config.base_url = url,
                None => self.report(
                    &CONFIG_INVALID_VALUE,
                    node.span,
                    format!("`base_url` is not a full URL: `{}`", node.text().unwrap_or_default()),
                    Some(base_url_help(node.text().as_deref().unwrap_or_default())),
                ),
            }
        }
    }

    fn build(&mut self, root: &Node, config: &mut Config) {
        let Some(build) = self.table(root, "build") else { return };
        self.only(build, "build");
        config.output = self.text(build, "output");
        config.content = self.text(build, "content");
        config.drafts = self.flag(build, "drafts");
        config.host = self.host(build);
        config.csp_meta = self.flag(build, "csp_meta") || config.host.is_some_and(SiteHost::has_no_headers);
        config.plain_text = self.flag(build, "plain_text");
        config.markdown_copies = self.flag(build, "markdown");
        config.include = self.file_patterns(build, "include");
        config.exclude = self.file_patterns(build, "exclude");
    }

    /// Patterns of files; an invalid one is reported, and none of the list applies.
    fn file_patterns(&mut self, table: &Node, key: &str) -> FilePatterns {
        let patterns = self.texts_at(table, key);
        FilePatterns::new(&patterns).unwrap_or_else(|message| {
            let span = table.get(key).map_or(table.span, |node| node.span);
            let help = "use the patterns of `.gitignore`, such as `*.erb` or `/drafts/`".to_owned();
            self.report(&CONFIG_INVALID_VALUE, span, format!("invalid file pattern {message}"), Some(help));
            FilePatterns::default()
        })
    }

    fn markdown(&mut self, table: &Node, config: &mut Config) {
        self.only(table, "markdown");
        config.markdown.smart_punctuation = self.flag(table, "smart_punctuation");
        config.markdown.hard_breaks = self.flag(table, "hard_breaks");
        config.markdown.wiki_links = self.flag(table, "wiki_links");
        let Some(node) = table.get("raw_html") else { return };
        match node.text().as_deref() {
            Some("safe") => config.markdown.raw_html = RawHtml::Safe,
            Some("allow") => config.markdown.raw_html = RawHtml::Allow,
            Some("escape") => config.markdown.raw_html = RawHtml::Escape,
            _ => self.report(
                &CONFIG_INVALID_VALUE,
                node.span,
                format!("`raw_html` cannot be `{}`", node.text().unwrap_or_default()),
                Some("use `safe`, `allow` or `escape`".into()),
            ),
        }
    }

    fn date_order(&mut self, table: &Node) -> Option<DateOrder> {
        self.only(table, "dates");
        let node = table.get("order")?;
        match node.text().as_deref() {
            Some("day-month") => Some(DateOrder::DayMonth),
            Some("month-day") => Some(DateOrder::MonthDay),
            _ => {
                let help = "use `day-month` or `month-day`".to_owned();
                self.report(
                    &CONFIG_INVALID_VALUE,
                    node.span,
                    format!("`order` cannot be `{}`", node.text().unwrap_or_default()),
                    Some(help),
                );
                None
            }
        }
    }

    fn search(&mut self, table: &Node) -> Search {
        self.only(table, "search");
        let mut synonyms = Vec::new();
        if let Some(node) = table.get("synonyms") {
            let groups = if let Value::List(groups) = &node.value { groups.as_slice() } else { &[] };
            for group in groups {
                let words: Vec<String> = match &group.value {
                    Value::List(words) => words.iter().filter_map(Node::text).collect(),
                    _ => Vec::new(),
                };
                if words.len() > 1 {
                    synonyms.push(words);
                }
            }
            if synonyms.len() < groups.len() || !matches!(node.value, Value::List(_)) {
                let help = "write `synonyms = [[\"VM\", \"virtual machine\"], [\"bill\", \"invoice\"]]`";
                let message = "`synonyms` is not a list of word groups".to_owned();
                self.report(&CONFIG_INVALID_VALUE, node.span, message, Some(help.into()));
            }
        }
        Search { synonyms, include_withdrawn: self.flag(table, "include_withdrawn") }
    }

    fn checks(&mut self, table: &Node) -> Vec<(String, CheckLevel)> {
        let mut levels = Vec::new();
        for (name, node) in table.entries() {
            if let Err(near) = known_code(name) {
                let help = match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "`fingerpost explain` lists all codes".to_owned(),
                };
                let help = Some(help);
                self.report(&CONFIG_UNKNOWN_CODE, node.key_span, format!("no finding code or group `{name}`"), help);
                continue;
            }
            match node.text().as_deref().and_then(check_level) {
                Some(level) if level != CheckLevel::Deny && is_fatal(name) => self.report(
                    &CONFIG_INVALID_VALUE,
                    node.span,
                    format!("the level of `{name}` cannot be changed, because it is a fatal error"),
                    Some("remove this line, and fix what the code reports".into()),
                ),
                Some(level) => levels.push((name.clone(), level)),
                None => self.report(
                    &CONFIG_INVALID_VALUE,
                    node.span,
                    format!("`{}` is not a level, for `{name}`", node.text().unwrap_or_default()),
                    Some("use `allow`, `warn` or `deny`".into()),
                ),
            }
        }
        // A group is set before its codes, so that the more specific setting wins whatever the order in the file.
        levels.sort_by_key(|(name, _)| name.contains('/'));
        levels
    }

    fn defaults(&mut self, root: &Node) -> Vec<Defaults> {
        let mut all = Vec::new();
        for table in self.tables(root, "defaults") {
            self.only(table, "defaults");
            let Some(files) = self.required(table, "files") else { continue };
            let glob = match Glob::new(&files) {
                Ok(glob) => glob.compile_matcher(),
                Err(error) => {
                    let span = table.get("files").map_or(table.span, |node| node.span);
                    self.report(
                        &CONFIG_INVALID_VALUE,
                        span,
                        format!("`{files}` is not a valid file pattern"),
                        Some(error.kind().to_string()),
                    );
                    continue;
                }
            };
            match table.get("values") {
                Some(values) if matches!(values.value, Value::Map(_)) => {
                    all.push(Defaults { files: glob, values: values.clone() });
                }
                _ => self.report(
                    &CONFIG_INVALID_VALUE,
                    table.span,
                    "these defaults have no `values`".into(),
                    Some("add `values = { owner = \"…\" }`".into()),
                ),
            }
        }
        all
    }

    fn redirects(&mut self, root: &Node) -> Vec<RedirectSetting> {
        let mut all = Vec::new();
        for table in self.tables(root, "redirects") {
            self.only(table, "redirects");
            let (Some(from), Some(to)) = (self.required(table, "from"), self.required(table, "to")) else { continue };
            let span_of = |key: &str| table.get(key).map_or(table.span, |node| node.span);
            if is_other_host(&to) {
                let help = "use a path from the root of the site, or a full `https://` URL".to_owned();
                let message = format!("`{}` is not a valid URL", to.escape_debug());
                self.report(&CONFIG_INVALID_VALUE, span_of("to"), message, Some(help));
                continue;
            }
            all.push(RedirectSetting { from_span: span_of("from"), to_span: span_of("to"), from, to });
        }
        all
    }
}
