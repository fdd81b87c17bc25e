//! Random configuration: a value for every key of `fingerpost.toml`.

use std::collections::{BTreeMap, BTreeSet};

use fingerpost::config::keys::TABLES;

use super::chance::Chance;

/// A key of a table with values in TOML.
struct Setting {
    table: &'static str,
    key: &'static str,
    values: &'static [&'static str],
}

const fn setting(table: &'static str, key: &'static str, values: &'static [&'static str]) -> Setting {
    Setting { table, key, values }
}

const FLAG: &[&str] = &["true", "false"];

const SETTINGS: &[Setting] = &[
    setting("", "title", &["\"One\"", "\"Two & three\"", "\"\""]),
    setting("", "description", &["\"About it\"", "\"About <that>\""]),
    setting("", "base_url", &["\"https://example.org/sub/\"", "\"/sub/\"", "\"https://example.org\"", "\"no URL\""]),
    setting("", "language", &["\"en-GB\"", "\"ar\"", "\"de\"", "\"english\""]),
    setting("", "public_sector", FLAG),
    setting("build", "output", &["\"public\""]),
    setting("build", "content", &["\"content\""]),
    setting("build", "drafts", FLAG),
    setting("build", "host", &["\"apache\"", "\"azure\"", "\"github\"", "\"netlify\"", "\"nginx\""]),
    setting("build", "csp_meta", FLAG),
    setting("build", "plain_text", FLAG),
    setting("build", "markdown", FLAG),
    setting("build", "include", &["[\"*.py\"]", "[\"[z-a]\"]"]),
    setting("build", "exclude", &["[\"*.svg\"]", "[\"/guides/\", \"!a.md\"]", "[\"a.md\"]"]),
    setting("nav", "home_key", &["\"boat\"", "\"k\"", "\"Boat\"", "\"nobody\""]),
    setting("markdown", "raw_html", &["\"safe\"", "\"allow\"", "\"escape\""]),
    setting("markdown", "smart_punctuation", FLAG),
    setting("markdown", "hard_breaks", FLAG),
    setting("markdown", "wiki_links", FLAG),
    setting("search", "synonyms", &["[[\"boat\", \"ship\"]]", "[[\"rope\", \"line\"], [\"tide\"]]"]),
    setting("search", "include_withdrawn", FLAG),
    setting("git", "last_changed", FLAG),
    setting("git", "history", FLAG),
    setting("external", "cache", &["\".cache\""]),
    setting("external", "max_age_days", &["7"]),
    setting("external", "skip", &["[\"https://example.org/*\"]"]),
    setting("external", "check_anchors", FLAG),
    setting("external", "concurrency", &["4"]),
    setting("external", "per_host", &["2"]),
    setting("external", "timeout_seconds", &["5"]),
    setting("external", "total_timeout_seconds", &["50"]),
    setting("external", "retries", &["1"]),
    setting("glossary", "link_terms", FLAG),
    setting("checks", "link/missing-anchor", &["\"warn\"", "\"allow\"", "\"deny\""]),
    setting("checks", "kind", &["\"allow\"", "\"deny\"", "\"loud\""]),
    setting("checks", "warnings", &["\"allow\"", "\"deny\""]),
    setting("defaults", "files", &["\"sops/**\"", "\"**/a.md\"", "\"guides/*\""]),
    setting(
        "defaults",
        "values",
        &[
            "{ kind = \"sop\" }",
            "{ tags = [\"one\"], draft = true }",
            "{ owner = \"Harbour\", controlled = true, layout = \"special\" }",
            "{ hide_in_navigation = true, language = \"ar\" }",
            "{ toc = \"no\" , order = 2, assessment = false }",
        ],
    ),
    setting("redirects", "from", &["\"/old/\"", "\"/guides/a/\"", "\"/older.html\"", "\"/x/y/\""]),
    setting(
        "redirects",
        "to",
        &["\"/guides/a/\"", "\"/nowhere/\"", "\"/old/\"", "\"https://example.org/\"", "\"/a/#boat\""],
    ),
    setting("theme", "name", &["\"own\"", "\"none\""]),
    setting("theme", "logo", &["\"/logo.svg\"", "\"/picture.svg\"", "\"logo.svg\""]),
    setting("theme", "favicon", &["\"/logo.svg\"", "\"/picture.svg\"", "\"icon.png\""]),
    setting("theme", "social_image", &["\"/picture.png\"", "\"/logo.svg\""]),
    setting("theme", "logo_dark", &["\"/drawn.svg\"", "\"/logo.svg\""]),
    setting("theme", "header", &["\"light\"", "\"brand\""]),
    setting("theme", "contrast", &["\"AA\"", "\"AAA\""]),
    setting("theme", "brand", &["\"#0e6470\"", "\"#ffff99\"", "\"pink\""]),
    setting("theme", "accent", &["\"#880000\"", "\"#ffffaa\""]),
    setting("theme", "font", &["\"Georgia, serif\""]),
    setting("theme", "code_font", &["\"Menlo, monospace\""]),
    setting("theme", "width", &["\"65ch\"", "\"wide\""]),
    setting("theme.phase", "tag", &["\"Beta\"", "\"Alpha\""]),
    setting("theme.phase", "text", &["\"New\"", "\"Old\""]),
    setting("theme.announcement", "text", &["\"Closed\"", "\"Open\""]),
    setting("theme.announcement", "title", &["\"More\""]),
    setting("theme.announcement", "url", &["\"/a/\"", "\"/nowhere/\""]),
    setting("theme.head_links", "rel", &["\"me\"", "\"stylesheet\""]),
    setting("theme.head_links", "url", &["\"/a/\"", "\"https://example.org/\""]),
    setting("theme.policy", "scripts", &["[\"https://stats.example.org\"]", "[\"*\"]"]),
    setting("theme.policy", "images", &["[\"https://stats.example.org\"]"]),
    setting("theme.policy", "connections", &["[\"https://*.example.org\"]"]),
    setting("theme.policy", "frames", &["[\"https://example.org:8443\"]"]),
    setting("theme.policy", "forms", &["[\"https://example.org\"]", "[\"http://example.org\"]"]),
    setting("theme.header_links", "title", &["\"Boats\"", "\"Ropes\""]),
    setting(
        "theme.header_links",
        "url",
        &["\"/a/\"", "\"/guides/\"", "\"/file.txt\"", "\"/a/#boat\"", "\"/nowhere/\""],
    ),
    setting("theme", "footer", &["\"The end\"", "\"Harbour <b>office</b>\""]),
    setting("theme.footer_links", "title", &["\"Boats\""]),
    setting("theme.footer_links", "url", &["\"/sops/old/b/\"", "\"/drawn.svg\"", "\"https://example.org/\""]),
    setting("theme", "print_notice", &["\"Uncontrolled\"", "\"Void\""]),
    setting("theme", "edit_url", &["\"https://example.org/edit/{path}\""]),
    setting("theme", "report_url", &["\"https://example.org/?u={url}&t={title}\"", "\"/{url}\""]),
    setting("front_matter_keys", "weight", &["\"order\"", "\"\""]),
    setting("front_matter_keys", "Team", &["\"owner\"", "\"approver\"", "\"\""]),
    setting("front_matter_keys", "order", &["\"\"", "\"version\""]),
    setting("assessment", "id", &["\"guides\"", "\"m\"", "\"Not an id\""]),
    setting("assessment", "title", &["\"Maturity\"", "\"How good\""]),
    setting("assessment", "version", &["1", "\"2.10\""]),
    setting("assessment", "page", &["\"guides/a.md\"", "\"index.md\"", "\"nowhere.md\""]),
    setting("assessment", "questions", &["\"**/*.md\"", "\"*/*.md\"", "\"sops/**\"", "\"none/*\""]),
    setting("assessment", "tag", &["\"one\"", "\"two\""]),
    setting("assessment", "nav_under", &["\"boat\"", "\"k\""]),
    setting("assessment", "category", &["\"nav-parent\"", "\"folder\"", "\"tag\"", "\"area\""]),
    setting("assessment", "levels", &["\"headings\"", "\"table\"", "\"front-matter\""]),
    setting("assessment", "level_heading", &["\"auto\"", "2", "3", "\"Level\"", "\"Stage\""]),
    setting("assessment", "unknown", &["\"No idea\"", "\"\""]),
    setting("assessment", "not_applicable", &["\"Not for us\"", "\"\""]),
    setting("assessment", "notes", FLAG),
    setting("assessment", "minutes", &["1", "20", "0", "9999"]),
    setting(
        "assessment",
        "roles",
        &[
            "{ keep = [\"How to keep it\"] }",
            "{ improve = [\"How to keep it\"] }",
            "{ check = [\"Check\"], keep = [\"rope\"] }",
        ],
    ),
    setting("assessment", "report", &["[\"keep\"]", "[\"improve\", \"check\"]", "[\"nothing\"]"]),
    setting("assessment", "review", &["[\"check\"]", "[\"improve\"]"]),
    setting("assessment", "last_level_improve", &["\"optional\"", "\"required\""]),
    setting("dates", "order", &["\"day-month\"", "\"month-day\"", "\"year\""]),
    setting(
        "attestation",
        "url",
        &["\"https://example.org/read?d={id}&v={version}\"", "\"https://example.org/{what}\""],
    ),
    setting("attestation", "label", &["\"I read it\"", "\"Confirm\""]),
    setting("attestation", "sign_off_lines", &["3", "12", "9999"]),
    setting("kinds.*", "label", &["\"A kind\"", "\"Other kind\""]),
    setting("kinds.*", "description", &["\"What it is\""]),
    setting("kinds.*", "extends", &["\"sop\"", "\"policy\"", "\"own\"", "\"missing\""]),
    setting("kinds.*", "controlled", FLAG),
    setting("kinds.*", "files", &["\"sops/**\"", "\"**/b.md\"", "\"**\""]),
    setting("kinds.*", "layout", &["\"special\"", "\"page\"", "\"missing\""]),
    setting("kinds.*", "banner", &["\"Read with care\"", "\"For <all>\""]),
    setting("kinds.*", "inline_metadata", &["\"table\"", "\"lines\"", "\"any\"", "\"front-matter\""]),
    setting("kinds.*", "search", FLAG),
    setting("kinds.*", "listing", &["[\"owner\"]", "[\"team\", \"version\"]", "[\"nothing\"]"]),
    setting("kinds.*", "ordered", FLAG),
    setting("kinds.*", "subtitles", FLAG),
    setting("kinds.*", "steps", FLAG),
    setting("kinds.*", "record", &["[\"Name\", \"Date\"]", "[]"]),
    setting("kinds.*.fields.*", "label", &["\"Team\"", "\"The team\""]),
    setting("kinds.*.fields.*", "description", &["\"Who does it\""]),
    setting("kinds.*.fields.*", "type", &["\"text\"", "\"date\"", "\"number\"", "\"flag\"", "\"list\""]),
    setting("kinds.*.fields.*", "required", FLAG),
    setting("kinds.*.fields.*", "once_approved", FLAG),
    setting("kinds.*.fields.*", "aliases", &["[\"crew\"]", "[\"Team name\"]"]),
    setting("kinds.*.fields.*", "alternatives", &["[\"owner\"]", "[\"version\"]"]),
    setting("kinds.*.fields.*", "pattern", &["\"[A-Z]+\"", "\"(\""]),
    setting("kinds.*.fields.*", "values", &["[\"Harbour\", \"Quay\"]", "[\"none\"]"]),
    setting("kinds.*.sections", "name", &["\"boat\"", "\"Purpose\"", "\"rope\""]),
    setting("kinds.*.sections", "aliases", &["[\"Meaning\"]", "[\"quay\", \"tide\"]"]),
    setting("kinds.*.sections", "required", FLAG),
    setting("kinds.*.sections", "one_of", &["\"either\""]),
    setting("kinds.*.sections", "steps", &["1", "3"]),
    setting("kinds.*.sections", "field", &["\"team\"", "\"owner\""]),
    setting("kinds.*.sections", "anywhere", FLAG),
    setting("sections", "Purpose", &["[\"boat\"]", "[\"Meaning\", \"rope\"]"]),
    setting("sections", "Scope", &["[\"tide\"]"]),
    setting("readability", "acronyms", &["[\"RNLI\"]"]),
    setting("extra", "phone", &["\"0300\"", "\"<0301>\"", "{ office = 1.10 }"]),
    setting("extra", "list", &["[1, 2]", "[\"a\"]"]),
];

/// Kinds that `kinds.*` means, and fields of them.
const KINDS: &[&str] = &["sop", "runbook", "own", "document"];
const FIELDS: &[&str] = &["team", "version"];
/// Tables that are lists of tables, with what an entry needs.
const LISTS: &[(&str, &[(&str, &str)])] = &[
    ("defaults", &[("files", "\"**\""), ("values", "{}")]),
    ("redirects", &[("from", "\"/gone/\""), ("to", "\"/\"")]),
    ("theme.header_links", &[("title", "\"Home\""), ("url", "\"/\"")]),
    ("theme.head_links", &[("rel", "\"me\""), ("url", "\"/\"")]),
    ("theme.footer_links", &[("title", "\"Home\""), ("url", "\"/\"")]),
    ("assessment", &[]),
    ("sections", &[("name", "\"Scope\"")]),
];
/// The ways to say which pages are questions, of which an assessment has one.
const QUESTIONS: &[&str] = &["questions", "tag", "nav_under"];

/// A table of the file: its concrete name and, in a list of tables, its place.
type Place = (String, usize);

/// A configuration that changes key by key.
#[derive(Clone, Default)]
pub struct Settings {
    tables: BTreeMap<Place, BTreeMap<&'static str, &'static str>>,
    /// The table that half of the edits change.
    focus: Option<&'static str>,
}

impl Settings {
    /// A configuration that mostly changes tables whose name begins with `focus`, and has a value there from the start.
    pub fn with_focus(focus: &'static str, chance: &mut Chance) -> Settings {
        let mut settings = Settings { focus: Some(focus), ..Settings::default() };
        settings.set(setting_of(focus, chance), chance);
        settings
    }

    /// Sets or removes a few keys.
    pub fn edit(&mut self, chance: &mut Chance) -> String {
        if chance.below(40) == 0 {
            self.tables.clear();
            return "no settings".to_owned();
        }
        let mut changed = Vec::new();
        for _ in 0..1 + chance.below(3) {
            let setting = match self.focus.filter(|_| chance.below(2) == 0) {
                Some(focus) => setting_of(focus, chance),
                None => &SETTINGS[chance.below(SETTINGS.len())],
            };
            changed.push(self.set(setting, chance));
        }
        changed.join(", ")
    }

    /// Sets or removes a key, seldom its whole table.
    fn set(&mut self, setting: &Setting, chance: &mut Chance) -> String {
        let place = place(setting.table, chance);
        let table = self.tables.entry(place.clone()).or_default();
        if chance.below(4) == 0 {
            table.remove(setting.key);
        } else {
            if QUESTIONS.contains(&setting.key) {
                table.retain(|key, _| !QUESTIONS.contains(key));
            }
            table.insert(setting.key, chance.one(setting.values));
        }
        if table.is_empty() && setting.table != "assessment" || chance.below(24) == 0 {
            self.tables.remove(&place);
        }
        format!("{place:?} {}", setting.key)
    }

    /// The text of `fingerpost.toml`.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for ((name, nth), keys) in &self.tables {
            let last = name.rsplit('.').next().unwrap_or_default();
            let list = LISTS.iter().find(|(list, _)| list == name || (*list == last && name != "sections"));
            let mut keys = keys.clone();
            if let Some((_, needed)) = list {
                for (key, value) in *needed {
                    keys.entry(key).or_insert(value);
                }
            }
            if name == "assessment" {
                keys.entry("id").or_insert(["\"m\"", "\"n\""][*nth]);
                if !QUESTIONS.iter().any(|key| keys.contains_key(key)) {
                    keys.insert("questions", "\"**/*.md\"");
                }
            }
            if name == "theme.phase" {
                keys.entry("tag").or_insert("\"Beta\"");
            }
            if name == "theme.announcement" {
                keys.entry("text").or_insert("\"Closed\"");
            }
            text += &match (name.is_empty(), list.is_some()) {
                (true, _) => String::new(),
                (false, true) => format!("[[{name}]]\n"),
                (false, false) => format!("[{name}]\n"),
            };
            for (key, value) in keys {
                text += &format!("\"{key}\" = {value}\n");
            }
        }
        text
    }
}

fn setting_of(table: &str, chance: &mut Chance) -> &'static Setting {
    let settings: Vec<&Setting> = SETTINGS.iter().filter(|setting| setting.table.starts_with(table)).collect();
    settings[chance.below(settings.len())]
}

/// Where a setting goes: names for `*`, and one of two places in a list.
fn place(table: &'static str, chance: &mut Chance) -> Place {
    let kind = format!("kinds.{}", chance.one(KINDS));
    let name = table.replace("kinds.*", &kind).replace("fields.*", &format!("fields.{}", chance.one(FIELDS)));
    let is_list = table == "kinds.*.sections" || LISTS.iter().any(|(list, _)| *list == table && table != "sections");
    (name, if is_list { chance.below(2) } else { 0 })
}

#[test]
fn every_key_of_the_configuration_is_among_the_random_edits() {
    let covered: BTreeSet<String> =
        SETTINGS.iter().map(|setting| format!("{}.{}", setting.table, setting.key)).collect();
    let has_table = |name: &str| {
        SETTINGS.iter().any(|setting| setting.table == name || setting.table.starts_with(&format!("{name}.")))
    };
    let missing: Vec<String> = TABLES
        .iter()
        .flat_map(|table| table.keys.iter().map(move |key| (table.name, *key)))
        .filter(|(table, key)| {
            let below = if table.is_empty() { (*key).to_owned() } else { format!("{table}.{key}") };
            !covered.contains(&format!("{table}.{key}")) && !has_table(&below)
        })
        .map(|(table, key)| format!("{table}.{key}"))
        .collect();
    assert!(missing.is_empty(), "give values for {missing:?} in `SETTINGS`");
}

#[test]
fn most_random_configurations_are_read_without_a_syntax_error() {
    let mut chance = Chance(1);
    let mut settings = Settings::default();
    for _ in 0..300 {
        settings.edit(&mut chance);
        let text = settings.text();
        let (_, diagnostics) = fingerpost::config::read::read(&text);
        let syntax = diagnostics.iter().find(|diagnostic| diagnostic.code.name == "config/syntax");
        assert!(syntax.is_none(), "{syntax:?}\n{text}");
        let unknown = diagnostics.iter().find(|diagnostic| diagnostic.code.name == "config/unknown-key");
        assert!(unknown.is_none(), "{unknown:?}\n{text}");
    }
}
