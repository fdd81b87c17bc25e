//! Renders the Markdown of pages with `templating: true` with minijinja, before it is parsed.
//!
//! The template sees the page's own front matter and the site's settings, nothing of other pages, so that a page stays
//! a function of its own file. There is no file, clock, environment or network, and fuel ends what would run for ever.

use minijinja::value::Value;
use minijinja::{Environment, ErrorKind, UndefinedBehavior};

use crate::base::node::{self, Node};
use crate::base::template_limits;
use crate::base::template_limits::exceeded::Exceeded;
use crate::base::template_limits::rewrite::Limited;
use crate::parse::settings::SiteSettings;

/// Instructions that one page may use.
const FUEL: u64 = 200_000;
/// The most text that a template may make, in bytes.
const MAX_PAGE: usize = 16 << 20;

/// Why a page could not be rendered: words, and the byte range in the template where it is known.
#[derive(Debug)]
pub struct TemplateError {
    pub message: String,
    pub range: Option<std::ops::Range<usize>>,
    pub is_syntax: bool,
    pub help: Option<String>,
}

/// Renders the body of a page as a template.
pub fn render(body: &str, front: &Node, site: &SiteSettings) -> Result<String, TemplateError> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_debug(true);
    // A value that is not given prints nothing; only a name that does not exist is an error.
    environment.set_formatter(
        |out, state, value| if value.is_none() { Ok(()) } else { template_limits::format(out, state, value) },
    );
    template_limits::prepare(&mut environment);
    let context = Value::from_pairs([("page", value(front)), ("site", site_value(site))]);
    let limited = Limited::of(body, environment.syntax());
    let rendered = environment.render_named_str("page.txt", &limited.text, context).map_err(|error| {
        let exceeded = Exceeded::of(&error);
        let detail = error.detail().map(|detail| format!("{}: {detail}", error.kind()));
        TemplateError {
            message: exceeded.map(|found| found.message.clone()).or(detail).unwrap_or(error.kind().to_string()),
            range: error.range().map(|range| limited.original(range)),
            is_syntax: error.kind() == ErrorKind::SyntaxError,
            help: exceeded.map(|found| found.help.clone()),
        }
    })?;
    if rendered.len() > MAX_PAGE {
        return Err(TemplateError {
            message: format!("the template makes a page of more than {} MiB", MAX_PAGE >> 20),
            range: None,
            is_syntax: false,
            help: Some("split the page".to_owned()),
        });
    }
    Ok(rendered)
}

/// The settings that a page can print, as `site`.
fn site_value(site: &SiteSettings) -> Value {
    let optional = |text: &Option<String>| text.as_deref().map_or_else(|| Value::from(()), Value::from);
    Value::from_pairs([
        ("title", optional(&site.title)),
        ("description", optional(&site.description)),
        ("language", Value::from(site.language.as_str())),
        ("extra", value(&site.extra)),
    ])
}

/// A node as a template value. Scalars print as they were written; a missing key of a map is `none`, not an error.
pub fn value(node: &Node) -> Value {
    match &node.value {
        node::Value::Null => Value::from(()),
        node::Value::Bool(truth) => Value::from(*truth),
        node::Value::Int(number) => as_written(node, number.to_string(), Value::from(*number)),
        node::Value::Float(number) => as_written(node, number.to_string(), Value::from(*number)),
        node::Value::Text(text) => Value::from(text.as_str()),
        node::Value::List(items) => Value::from(items.iter().map(value).collect::<Vec<_>>()),
        node::Value::Map(entries) => Value::from_pairs(entries.iter().map(|(key, node)| (key.clone(), value(node)))),
    }
}

fn as_written(node: &Node, printed: String, number: Value) -> Value {
    match &node.source {
        Some(source) if **source != *printed => Value::from(source.as_ref()),
        _ => number,
    }
}
