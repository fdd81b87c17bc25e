//! Random pages: front matter with every key that has a meaning, text with every construct that other files can see.

use fingerpost::parse::front_matter_keys::known_keys;

use super::chance::Chance;

pub const FOLDERS: &[&str] = &["", "guides/", "sops/", "sops/old/", "x/y/"];
pub const NAMES: &[&str] = &["index", "a", "b", "c", "long-name", "Übung"];
const WORDS: &[&str] = &["boat", "quay", "rope", "tide", "harbour master", "A & B", "水道"];
const FILES: &[&str] =
    &["/file.txt", "/guides/a.pdf", "/picture.svg", "/drawn.svg", "/a.txt", "/sops/form.docx", "/old/"];

/// Lines of front matter, each of which says something that others can see.
const FRONT: &[&str] = &[
    "tags: [one]\n",
    "tags: [One, two]\n",
    "status: withdrawn\n",
    "status: approved\n",
    "status: Nearly\n",
    "status: superseded\n",
    "draft: true\n",
    "updated: 2026-01-02\n",
    "updated: 05/06/2026\n",
    "date: 2025-05-05\n",
    "date: 2026-02-30\n",
    "id: SOP-1\n",
    "doc_id: SOP-2\nversion: 1\n",
    "kind: runbook\n",
    "kind: sop\n",
    "kind: own\n",
    "kind: policy\n",
    "kind: record\n",
    "controlled: true\n",
    "controlled: false\n",
    "superseded_by: SOP-1\n",
    "superseded_by: [/guides/a.md, nobody]\n",
    "replaces: SOP-2\n",
    "aliases: [/old/]\n",
    "aliases: [/guides/a/, /older.html]\n",
    "related: [a.md]\n",
    "related: [SOP-1, /guides/]\n",
    "permalink: /moved/\n",
    "permalink: /a.html\n",
    "permalink: false\n",
    "slug: called\n",
    "order: 3\n",
    "weight: 1\n",
    "hidden: true\n",
    "hide_in_navigation: true\n",
    "noindex: true\n",
    "print_bundle: true\n",
    "templating: true\n",
    "layout: special\n",
    "layout: page\n",
    "description: About it\n",
    "title: Called otherwise\n",
    "sidebar_label: Short\n",
    "eleventyNavigation: {key: k, parent: boat}\n",
    "eleventyNavigation: {key: boat}\n",
    "eleventyNavigation: {key: boat, pinned: true, order: 2}\n",
    "eleventyNavigation: {parent: k, title: Nav, url: /a/, excerpt: Ex}\n",
    "eleventyNavigation: {key: 3, url: false}\n",
    "eleventyNavigation: false\n",
    "eleventyExcludeFromCollections: true\n",
    "language: ar\n",
    "kind: glossary\n",
    "kind: framework\nphases: [a.md, b.md]\nloop: true\n",
    "kind: framework\n",
    "kind: sop\nrecord: [name]\n",
    "record: [Name, Date]\n",
    "glossary: false\n",
    "terms: [boat, nobody]\n",
    "toc: false\n",
    "steps: true\n",
    "title: [\n",
    "owner: Harbour\napproved_by: Jo\n",
    "team: Quay\n",
    "Team: Rope\n",
    "effective: 2026-06-01\n",
    "effective: 2020-06-01\n",
    "review_by: 2026-01-01\n",
    "last_reviewed: 2025-01-01\nreview_interval: 1 year\n",
    "review_interval: now and then\n",
    "withdrawn_on: 2026-03-01\n",
    "revisions: [{version: 1, date: 2025-01-01, note: First}, {version: 2, date: 2026-01-01}]\n",
    "checks: {link: allow}\n",
    "checks: {link/missing-anchor: warn}\n",
    "assessment: false\n",
    "assessment: m\n",
    "assessment_id: q1\n",
    "assessment_order: 2\n",
    "assessment_weight: 3\n",
    "area: North\n",
    "area: South\n",
    "levels: [Low, High]\n",
    "levels: [{name: Low, summary: little, improve: Do more}, {name: High, summary: much}]\n",
    "levels: {1: {name: One, check: Look}, 2: Two, 3: Three}\n",
    "former_titles: [boat]\n",
    "# a comment\n",
];

/// Values for keys that `FRONT` may not have.
const VALUES: &[&str] = &["2026-01-02", "SOP-1", "true", "[a.md]", "boat", "3", "{a: b}", "", "1.10"];

pub fn page_path(chance: &mut Chance) -> String {
    format!("{}{}.md", chance.one(FOLDERS), chance.one(NAMES))
}

/// A line of front matter.
pub fn front_line(chance: &mut Chance) -> String {
    if chance.below(5) > 0 {
        return chance.one(FRONT).to_owned();
    }
    let keys: Vec<&str> = known_keys().collect();
    format!("{}: {}\n", chance.one(&keys), chance.one(VALUES))
}

/// Front matter with another line, in place of one with the same key.
pub fn with_line(front: &str, line: &str) -> String {
    let key = |line: &str| line.split(':').next().unwrap_or_default().to_owned();
    let others: String = front.split_inclusive('\n').filter(|other| key(other) != key(line)).collect();
    format!("{line}{others}")
}

/// A whole page.
pub fn page(chance: &mut Chance) -> String {
    let front = (0..chance.below(4)).fold(String::new(), |front, _| with_line(&front, &front_line(chance)));
    let mut text = format!("# {}\n\n", chance.one(WORDS));
    if chance.below(4) == 0 {
        text += chance.one(INFORMATION);
    }
    if chance.below(3) == 0 {
        text += &question(chance);
    }
    for _ in 0..chance.below(6) {
        text += &block(chance);
    }
    if front.is_empty() { text } else { format!("---\n{front}---\n{text}") }
}

/// Facts at the top of the text.
const INFORMATION: &[&str] = &[
    "| Field | Value |\n|---|---|\n| Owner | Quay |\n| Team | Boat |\n\n",
    "**Version:** 2.1\n**Owner:** Rope\n\n",
    "**Document number:** SOP-3\n\n",
];

/// Levels of a question, as headings or as a table.
pub fn question(chance: &mut Chance) -> String {
    match chance.below(4) {
        0 => "| Level | What |\n|---|---|\n| 1. Low | a little |\n| 2. High | much |\n\n".to_owned(),
        1 => "| Stage | How to do better |\n|---|---|\n| Low | More |\n| High | |\n\n".to_owned(),
        _ => {
            let mut text = "## Low: a little\n\nMore of it.\n\n### How to do better\n\n[Begin](/a.md)\n\n".to_owned();
            if chance.below(2) == 0 {
                text += &format!("### How to keep it\n\nKeep {}.\n\n", chance.one(WORDS));
            }
            text + "## High: much\n\n"
        }
    }
}

/// A block of text.
pub fn block(chance: &mut Chance) -> String {
    let target = format!("{}{}.md", chance.one(FOLDERS), chance.one(NAMES));
    match chance.below(24) {
        0 => format!("[link](/{target})\n\n"),
        1 => format!("## {}\n\n", chance.one(WORDS)),
        2 => format!("![[{}]]\n\n", chance.one(NAMES)),
        3 => "![picture](/picture.svg) ![drawn](/drawn.svg)\n\n".to_owned(),
        4 => format!("[there](/{target}#{})\n\n", chance.one(WORDS)),
        5 => "A note.[^1]\n\n[^1]: Why.\n\n".to_owned(),
        6 => "{{ site.title }} {{ site.extra.phone }} {{ page.owner }}\n\n".to_owned(),
        7 => format!("## Definitions\n\n{}: {} {}\n\n", chance.one(WORDS), chance.one(WORDS), chance.below(9)),
        8 => format!("*[{}]: {}\n\n", chance.one(WORDS), chance.below(9)),
        9 => format!("1. {}\n\n- [ ] {}\n\n", chance.one(WORDS), chance.one(WORDS)),
        10 => format!("[a file]({})\n\n", chance.one(FILES)),
        11 => "Follow SOP-1, then SOP-2 step 1, never SOP-3.\n\n".to_owned(),
        12 => format!("## {}\n\n", chance.one(&["Meaning", "SiteDiff:", "1. Purpose", "Scop", "Purpose"])),
        13 => question(chance),
        14 => format!("[[{}]] and [[{}#{}]]\n\n", chance.one(NAMES), chance.one(NAMES), chance.one(WORDS)),
        15 => format!("![[{}#{}]]\n\n", chance.one(NAMES), chance.one(WORDS)),
        16 => format!("<a id=\"own\" href=\"/{target}\">raw</a> <img src=\"/picture.svg\" alt=\"x\">\n\n"),
        17 => "<!-- fingerpost-ignore link: meant -->\n\n[nowhere](/nowhere.md)\n\n".to_owned(),
        18 => "## Revision history\n\n| Version | Date | Change |\n|---|---|---|\n| 1 | 2025-01-01 | First |\n\n"
            .to_owned(),
        19 => "## Phases\n\n| Phase | What |\n|---|---|\n| [Plan](/a.md) | [form](/guides/a.pdf) |\n| Do | b |\n\n"
            .to_owned(),
        20 => format!("Step {}: {}\n\n2. Two\n   1. Below\n\n", chance.below(3), chance.one(WORDS)),
        21 => format!("> [!NOTE]\n> {} \"quoted\" -- {}\n\n", chance.one(WORDS), chance.one(WORDS)),
        22 => "[out](https://example.org/) [old](/old/) [own](/sub/a/)\n\n".to_owned(),
        _ => format!("{} {}\n\n", chance.one(WORDS), chance.below(1000)),
    }
}
