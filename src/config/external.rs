//! The `[external]` table: how `check --external` checks links to other sites.

use globset::Glob;

use crate::base::codes::CONFIG_INVALID_VALUE;
use crate::base::node::{Node, Value};
use crate::base::path::join;
use crate::config::reader::Reader;

/// The settings for external links.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct External {
    /// Where results are kept, below the project folder; `None` is the cache folder.
    pub cache: Option<String>,
    /// The number of days for which a successful result is reused from the cache.
    pub max_age_days: u32,
    /// Patterns of URLs that are not requested.
    pub skip: Vec<String>,
    /// Whether hosts in private networks may be requested. Only the command line says so: a pull request can change the
    /// file of settings.
    pub allow_private: bool,
    /// Whether pages are fetched to look for the anchors that links name.
    pub check_anchors: bool,
    /// The most requests at once, over all and to one host.
    pub concurrency: u32,
    pub per_host: u32,
    /// The timeout of one request.
    pub timeout_seconds: u32,
    /// The timeout of the whole run.
    pub total_timeout_seconds: u32,
    /// The number of retries after a temporary error.
    pub retries: u32,
}

impl Default for External {
    fn default() -> External {
        External {
            cache: None,
            max_age_days: 7,
            skip: Vec::new(),
            allow_private: false,
            check_anchors: false,
            concurrency: 16,
            per_host: 2,
            timeout_seconds: 20,
            total_timeout_seconds: 600,
            retries: 2,
        }
    }
}

impl Reader {
    /// Reads the `[external]` table.
    pub(super) fn external(&mut self, table: &Node) -> External {
        self.only(table, "external");
        let usual = External::default();
        External {
            cache: self.cache_path(table),
            max_age_days: self.number(table, "max_age_days", 0, 3650).unwrap_or(usual.max_age_days),
            skip: self.patterns(table, "skip"),
            allow_private: usual.allow_private,
            check_anchors: self.flag(table, "check_anchors"),
            concurrency: self.number(table, "concurrency", 1, 256).unwrap_or(usual.concurrency),
            per_host: self.number(table, "per_host", 1, 64).unwrap_or(usual.per_host),
            timeout_seconds: self.number(table, "timeout_seconds", 1, 600).unwrap_or(usual.timeout_seconds),
            total_timeout_seconds: self
                .number(table, "total_timeout_seconds", 1, 86_400)
                .unwrap_or(usual.total_timeout_seconds),
            retries: self.number(table, "retries", 0, 10).unwrap_or(usual.retries),
        }
    }

    /// A path that stays below the project folder.
    fn cache_path(&mut self, table: &Node) -> Option<String> {
        let path = self.text(table, "cache")?;
        if !path.is_empty() && join("", &path).as_deref() == Some(path.as_str()) {
            return Some(path);
        }
        let span = table.get("cache").map_or(table.span, |node| node.span);
        let help = "use a file in the project folder, such as `fingerpost-external.json`";
        self.report(
            &CONFIG_INVALID_VALUE,
            span,
            format!("`{path}` is not a path below the project folder"),
            Some(help.into()),
        );
        None
    }

    fn number(&mut self, table: &Node, key: &str, least: u32, most: u32) -> Option<u32> {
        let node = table.get(key)?;
        let number = if let Value::Int(number) = node.value { u32::try_from(number).ok() } else { None };
        let number = number.filter(|number| (least..=most).contains(number));
        if number.is_none() {
            let help = format!("write a whole number from {least} to {most}");
            self.report(&CONFIG_INVALID_VALUE, node.span, format!("`{key}` is not a valid number"), Some(help));
        }
        number
    }

    fn patterns(&mut self, table: &Node, key: &str) -> Vec<String> {
        let Some(node) = table.get(key) else { return Vec::new() };
        let Value::List(items) = &node.value else {
            let help = format!("write `{key} = [\"https://www.example.org/*\"]`");
            self.report(
                &CONFIG_INVALID_VALUE,
                node.span,
                format!("`{key}` is {}, not a list", node.kind()),
                Some(help),
            );
            return Vec::new();
        };
        let mut patterns = Vec::new();
        for item in items {
            match item.text() {
                Some(text) if Glob::new(&text).is_ok() => patterns.push(text),
                _ => {
                    let help = "use a URL, in which `*` matches any text".to_owned();
                    self.report(
                        &CONFIG_INVALID_VALUE,
                        item.span,
                        "this is not a valid URL pattern".to_owned(),
                        Some(help),
                    );
                }
            }
        }
        patterns
    }
}
