//! The `[kinds]` and `[sections]` tables turned into `Kinds`, over the shipped ones.
//!
//! The settings of a site override the kind that it `extends`, and that overrides the shipped kind of that name. Fields
//! are merged one by one; a list of sections is replaced as a whole.

use std::sync::{Arc, LazyLock};

use globset::Glob;
use regex::Regex;

use crate::base::codes::CONFIG_INVALID_VALUE;
use crate::base::diagnostic::Diagnostic;
use crate::base::nearest::nearest;
use crate::base::node::{Node, Value};
use crate::config::kinds::{
    DOCUMENT, Field, FieldType, Files, Information, Kind, KindSection, Kinds, Pattern, normalized,
};
use crate::config::reader::Reader;
use crate::config::toml_node;

/// The shipped kinds as TOML.
const SHIPPED: &str = include_str!("shipped.toml");

static SHIPPED_NODE: LazyLock<Node> =
    LazyLock::new(|| toml_node::parse(SHIPPED).expect("the shipped kinds are TOML, which a test holds"));

/// The longest chain of `extends`.
const DEEPEST: usize = 8;

/// The shipped kinds.
pub fn shipped_kinds() -> Arc<Kinds> {
    static KINDS: LazyLock<Arc<Kinds>> = LazyLock::new(|| Arc::new(read_shipped().0));
    Arc::clone(&KINDS)
}

fn read_shipped() -> (Kinds, Vec<Diagnostic>) {
    let mut reader = Reader::default();
    let kinds = reader.all_kinds(&Node::empty_map());
    (kinds, reader.into_diagnostics())
}

/// The kinds of a site, with the shipped kinds under their shipped names.
fn named_as_shipped(own: &Node, shipped: &Node) -> Node {
    let mut own = own.clone();
    if let Value::Map(entries) = &mut own.value {
        for (name, _) in entries.iter_mut() {
            let same = shipped.entries().iter().find(|(known, _)| normalized(known) == normalized(name));
            if let Some((known, _)) = same {
                name.clone_from(known);
            }
        }
    }
    own
}

impl Reader {
    /// Reads the kinds of a site.
    pub(in crate::config) fn kinds(&mut self, root: &Node) -> Arc<Kinds> {
        if root.get("kinds").is_none() && root.get("sections").is_none() {
            return shipped_kinds();
        }
        Arc::new(self.all_kinds(root))
    }

    fn all_kinds(&mut self, root: &Node) -> Kinds {
        let empty = Node::empty_map();
        let own = self.table(root, "kinds").unwrap_or(&empty);
        let names = self.section_names(root);
        let shipped = SHIPPED_NODE.get("kinds").unwrap_or(&empty);
        let mut list = Vec::new();
        // Names of shipped kinds ignore case.
        let own = &named_as_shipped(own, shipped);
        let only_own = own.entries().iter().filter(|(name, _)| shipped.get(name).is_none());
        for (name, _) in shipped.entries().iter().chain(only_own) {
            if let Some(own) = own.get(name).filter(|node| !matches!(node.value, Value::Map(_))) {
                let help = format!("write `[kinds.{name}]` on a line of its own");
                let message = format!("the kind `{name}` is {}, not a table", own.kind());
                self.report(&CONFIG_INVALID_VALUE, own.span, message, Some(help));
                continue;
            }
            let mut node = self.joined(name, own, shipped, DEEPEST);
            if matches!(node.get("controlled"), Some(Node { value: Value::Bool(true), .. })) && name != DOCUMENT {
                let document = self.joined(DOCUMENT, own, shipped, DEEPEST);
                node.inherit(&only(&document, "fields"));
            }
            list.push(self.kind(name, &node, &names));
        }
        Kinds::new(list)
    }

    /// Merges the settings of a kind: the site's, those of the kind that it extends, and the shipped ones.
    fn joined(&mut self, name: &str, own: &Node, shipped: &Node, depth: usize) -> Node {
        let mut node = own.get(name).cloned().unwrap_or_else(Node::empty_map);
        // A kind may extend the shipped kind of its own name, which it does anyway.
        let mut base = shipped.get(name).cloned().unwrap_or_else(Node::empty_map);
        let like = node.get("extends").or_else(|| base.get("extends")).cloned();
        if let Some((like, text)) = like.as_ref().and_then(|like| Some((like, like.text()?)))
            && text != name
        {
            let is_known = own.get(&text).is_some() || shipped.get(&text).is_some();
            if is_known && depth > 0 {
                let mut other = self.joined(&text, own, shipped, depth - 1);
                // The label and the files are not inherited.
                if let Value::Map(entries) = &mut other.value {
                    entries.retain(|(key, _)| !matches!(key.as_str(), "label" | "description" | "files" | "extends"));
                }
                base.inherit(&other);
            } else if !like.inherited {
                let known = shipped.entries().iter().chain(own.entries()).map(|(name, _)| name.as_str());
                let (message, help) = if is_known {
                    (
                        "kinds cannot extend each other in a cycle".to_owned(),
                        Some("remove one of the `extends`".to_owned()),
                    )
                } else {
                    let help = nearest(&text, known).map(|near| format!("did you mean `{near}`?"));
                    (format!("there is no kind `{text}` to extend"), help)
                };
                self.report(&CONFIG_INVALID_VALUE, like.span, message, help);
            }
        }
        node.inherit(&base);
        node
    }

    /// The aliases of sections by name: the shipped ones, with those of `[sections]` added.
    fn section_names(&mut self, root: &Node) -> Vec<(String, Vec<String>)> {
        let empty = Node::empty_map();
        let shipped = SHIPPED_NODE.get("sections").unwrap_or(&empty);
        let mut names: Vec<(String, Vec<String>)> =
            shipped.entries().iter().map(|(name, node)| (name.clone(), node.texts().unwrap_or_default())).collect();
        let Some(own) = self.table(root, "sections") else { return names };
        for (name, node) in own.entries() {
            let Some(aliases) = node.texts() else {
                let help = format!("write `{name} = [\"…\", \"…\"]`");
                self.report(&CONFIG_INVALID_VALUE, node.span, format!("`{name}` is not a list of names"), Some(help));
                continue;
            };
            match names.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
                Some((_, known)) => known.extend(aliases),
                None => names.push((name.clone(), aliases)),
            }
        }
        names
    }

    fn kind(&mut self, name: &str, node: &Node, names: &[(String, Vec<String>)]) -> Kind {
        let prefix = format!("kinds.{name}.");
        self.only_below(node, "kinds.*", &prefix);
        let fields = self.table(node, "fields").cloned().unwrap_or_else(Node::empty_map);
        Kind {
            name: name.to_owned(),
            label: self.text(node, "label").unwrap_or_else(|| in_words(name)),
            description: self.text(node, "description"),
            controlled: self.flag(node, "controlled"),
            files: self.files(node),
            layout: self.text(node, "layout").map(|layout| (layout, span_of(node, "layout"))),
            banner: self.text(node, "banner"),
            information: self.information(node),
            is_found: node.get("search").is_none() || self.flag(node, "search"),
            listing: self.texts_at(node, "listing"),
            is_ordered: self.flag(node, "ordered"),
            has_subtitles: node.get("subtitles").is_none() || self.flag(node, "subtitles"),
            has_steps: self.flag(node, "steps"),
            record: self.texts_at(node, "record"),
            fields: fields.entries().iter().filter_map(|(field, node)| self.field(&prefix, field, node)).collect(),
            sections: self.sections(&prefix, node, names),
        }
    }

    fn files(&mut self, node: &Node) -> Option<Files> {
        let text = self.text(node, "files")?;
        match Glob::new(&text) {
            Ok(glob) => Some(Files(glob.compile_matcher())),
            Err(error) => {
                let message = format!("`{text}` is not a valid file pattern");
                self.report(&CONFIG_INVALID_VALUE, span_of(node, "files"), message, Some(error.kind().to_string()));
                None
            }
        }
    }

    fn information(&mut self, node: &Node) -> Information {
        match self.text(node, "inline_metadata").as_deref() {
            None | Some("front-matter") => Information::FrontMatter,
            Some("table") => Information::Table,
            Some("lines") => Information::Lines,
            Some("any") => Information::Any,
            Some(other) => {
                let message = format!("`{other}` is not a place to read metadata from");
                let help = "use `front-matter`, `table`, `lines` or `any`";
                self.report(&CONFIG_INVALID_VALUE, span_of(node, "inline_metadata"), message, Some(help.into()));
                Information::FrontMatter
            }
        }
    }

    fn field(&mut self, prefix: &str, name: &str, own: &Node) -> Option<Field> {
        if !matches!(own.value, Value::Map(_)) {
            let help = format!("write `[{prefix}fields.{name}]` on a line of its own");
            self.report(
                &CONFIG_INVALID_VALUE,
                own.span,
                format!("`{name}` is {}, not a table", own.kind()),
                Some(help),
            );
            return None;
        }
        let mut node = own.clone();
        let shared = SHIPPED_NODE.get("fields").and_then(|fields| fields.get(name));
        if let Some(shared) = shared {
            node.inherit(shared);
        }
        let mut aliases = self.texts_at(&node, "aliases");
        aliases.extend(shared.and_then(|shared| shared.get("aliases")?.texts()).unwrap_or_default());
        aliases.dedup();
        self.only_below(&node, "kinds.*.fields.*", &format!("{prefix}fields.{name}."));
        Some(Field {
            name: name.to_owned(),
            label: self.text(&node, "label").unwrap_or_else(|| in_words(name)),
            description: self.text(&node, "description"),
            kind: self.field_type(&node),
            is_required: self.flag(&node, "required"),
            is_for_approved: self.flag(&node, "once_approved"),
            aliases,
            alternatives: self.texts_at(&node, "alternatives"),
            pattern: self.pattern(&node),
            values: self.texts_at(&node, "values"),
        })
    }

    fn field_type(&mut self, node: &Node) -> FieldType {
        match self.text(node, "type").as_deref() {
            None | Some("text") => FieldType::Text,
            Some("date") => FieldType::Date,
            Some("number") => FieldType::Number,
            Some("boolean") => FieldType::Flag,
            Some("list") => FieldType::List,
            Some(other) => {
                let message = format!("`{other}` is not a field type");
                let help = "use `text`, `date`, `number`, `boolean` or `list`";
                self.report(&CONFIG_INVALID_VALUE, span_of(node, "type"), message, Some(help.into()));
                FieldType::Text
            }
        }
    }

    fn pattern(&mut self, node: &Node) -> Option<Pattern> {
        let written = self.text(node, "pattern")?;
        // Compile the pattern alone first, so that an error quotes what the author wrote.
        let made = Regex::new(&written).and_then(|within| Ok((within, Regex::new(&format!("^(?:{written})$"))?)));
        match made {
            Ok((within, whole)) => Some(Pattern { written, whole, within }),
            Err(error) => {
                let reason = error.to_string();
                let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
                let message = format!("`{written}` is not a pattern");
                self.report(&CONFIG_INVALID_VALUE, span_of(node, "pattern"), message, Some(reason));
                None
            }
        }
    }

    fn sections(&mut self, prefix: &str, node: &Node, names: &[(String, Vec<String>)]) -> Vec<KindSection> {
        let Some(list) = node.get("sections") else { return Vec::new() };
        let Value::List(items) = &list.value else {
            let help = "write `sections = [\"Purpose\", { name = \"References\", required = false }]`";
            let message = format!("`sections` is {}, not a list", list.kind());
            self.report(&CONFIG_INVALID_VALUE, list.span, message, Some(help.into()));
            return Vec::new();
        };
        items.iter().filter_map(|item| self.section(prefix, item, names)).collect()
    }

    fn section(&mut self, prefix: &str, item: &Node, names: &[(String, Vec<String>)]) -> Option<KindSection> {
        let (name, is_required) = match &item.value {
            Value::Map(_) => {
                self.only_below(item, "kinds.*.sections", &format!("{prefix}sections."));
                (self.required(item, "name")?, item.get("required").is_none() || self.flag(item, "required"))
            }
            Value::Text(name) => (name.clone(), true),
            _ => {
                let message = format!("a section is {}, not a name or a table", item.kind());
                self.report(&CONFIG_INVALID_VALUE, item.span, message, None);
                return None;
            }
        };
        let shared = names.iter().find(|(known, _)| known.eq_ignore_ascii_case(&name)).map(|(_, names)| names.clone());
        let mut aliases = self.texts_at(item, "aliases");
        aliases.extend(shared.unwrap_or_default());
        let steps = item.get("steps").map_or(0, |steps| match steps.value {
            Value::Int(number) if (0..=1_000).contains(&number) => number as usize,
            _ => {
                let help = "write the minimum number of steps, such as `steps = 1`";
                self.report(
                    &CONFIG_INVALID_VALUE,
                    steps.span,
                    "`steps` is not a number of steps".into(),
                    Some(help.into()),
                );
                0
            }
        });
        let (one_of, field) = (self.text(item, "one_of"), self.text(item, "field"));
        let is_anywhere = self.flag(item, "anywhere");
        Some(KindSection { name, aliases, is_required, one_of, steps, field, is_anywhere })
    }
}

/// A map with one entry of another.
fn only(node: &Node, key: &str) -> Node {
    let entries = node.entries().iter().filter(|(name, _)| name == key).cloned().collect();
    Node::new(Value::Map(entries), node.span)
}

fn span_of(node: &Node, key: &str) -> crate::base::span::Span {
    node.get(key).map_or(node.span, |node| node.span)
}

/// `effective_date` as people write it: `Effective date`.
fn in_words(name: &str) -> String {
    let words = name.replace(['_', '-', '.'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_kinds_have_nothing_wrong() {
        let (kinds, diagnostics) = read_shipped();
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        for name in ["document", "sop", "sop-lab", "runbook", "policy", "guidance", "framework", "question", "glossary"]
        {
            assert!(kinds.find(name).is_some(), "no kind {name}");
        }
        let sop = kinds.find("SOP").expect("a name is found in capitals");
        assert!(sop.controlled && sop.sections.iter().any(|section| section.name == "Procedure" && section.steps > 0));
    }
}
