//! The settings of the old site written as `fingerpost.toml`.

use std::fmt::Write as _;

use crate::base::language::invalid_tag;
use crate::base::node::{Node, Value};
use crate::base::yaml::quoted;
use crate::config::base_url::BaseUrl;
use crate::import::notes::{Notes, Topic, quotation};
use crate::import::old_site::{Link, OldSite};

/// Writes the settings. What cannot be a setting is a note.
pub fn settings(site: &OldSite, label: &str, notes: &mut Notes) -> String {
    let mut out = format!("# Settings of this site, imported from {label}. The manual explains all of them.\n\n");
    let mut line = |key: &str, value: &Option<String>| {
        if let Some(value) = value {
            let _ = writeln!(out, "{key} = {}", quoted(value));
        }
    };
    line("title", &site.title);
    line("description", &site.description);
    let url = site.base_url.clone().filter(|url| {
        let is_valid = BaseUrl::parse(url).is_some();
        if !is_valid {
            notes.file(Topic::Settings, "", format!("the URL of the site is not a full URL: {}", quotation(url)));
        }
        is_valid
    });
    line("base_url", &url);
    let language = site.language.as_ref().map(|language| language.replace('_', "-"));
    line("language", &language.filter(|language| invalid_tag(language).is_none()));
    if site.hard_breaks || site.smart_punctuation {
        out.push_str("\n[markdown]\n");
        for (key, is_set) in [("hard_breaks", site.hard_breaks), ("smart_punctuation", site.smart_punctuation)] {
            if is_set {
                let _ = writeln!(out, "{key} = true");
            }
        }
    }
    if let Some(key) = &site.home_key {
        let _ = write!(out, "\n[nav]\nhome_key = {}\n", quoted(key));
    }
    theme(site, &mut out);
    if !site.ignored_keys.is_empty() {
        out.push_str("\n# Keys that had another meaning in the old tool\n[front_matter_keys]\n");
        for key in &site.ignored_keys {
            let _ = writeln!(out, "{key} = \"\"");
        }
    }
    for (files, values) in &site.defaults {
        let _ = write!(out, "\n[[defaults]]\nfiles = {}\nvalues = {}\n", quoted(files), toml(values));
    }
    for redirect in &site.redirects {
        let _ = write!(out, "\n[[redirects]]\nfrom = {}\nto = {}\n", quoted(&redirect.from), quoted(&redirect.to));
    }
    out
}

fn theme(site: &OldSite, out: &mut String) {
    let images = [("logo", &site.logo), ("favicon", &site.favicon)];
    if site.footer.is_some() || images.iter().any(|(_, path)| path.is_some()) {
        out.push_str("\n[theme]\n");
        if let Some(footer) = &site.footer {
            let _ = writeln!(out, "footer = {}", quoted(footer));
        }
        for (key, path) in images {
            if let Some(path) = path {
                let _ = writeln!(out, "{key} = {}", quoted(&format!("/{}", path.trim_start_matches('/'))));
            }
        }
    }
    if let Some(phase) = &site.phase {
        let _ = write!(out, "\n[theme.phase]\ntag = {}\n", quoted(phase));
    }
    for (name, links) in [("header_links", &site.header_links), ("footer_links", &site.footer_links)] {
        for Link { title, url } in links {
            let _ = write!(out, "\n[[theme.{name}]]\ntitle = {}\nurl = {}\n", quoted(title), quoted(url));
        }
    }
}

/// A value of front matter as TOML on one line. TOML has no null, so such entries are left out.
fn toml(node: &Node) -> String {
    match &node.value {
        Value::Map(entries) => {
            let entries = entries.iter().filter(|(_, node)| node.value != Value::Null);
            let entries: Vec<String> = entries.map(|(key, node)| format!("{} = {}", quoted(key), toml(node))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        Value::List(items) => format!("[{}]", items.iter().map(toml).collect::<Vec<_>>().join(", ")),
        Value::Bool(truth) => truth.to_string(),
        Value::Int(number) => number.to_string(),
        _ => quoted(&node.text().unwrap_or_default()),
    }
}
