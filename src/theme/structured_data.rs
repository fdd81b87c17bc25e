//! A page as linked data (JSON-LD with the words of schema.org), for search engines and other programs.

use minijinja::Value;
use serde_json::{Map, Value as Json, json};

use crate::config::settings::Config;
use crate::parse::document::Document;
use crate::site::answer::PageLink;
use crate::site::page::{Page, PageKind};
use crate::site::terms::TermLink;
use crate::site::tracked::TrackedSite;
use crate::theme::values::none;

/// The data of a page as safe text for a `script` element that is not run; none without the URL of the site, because
/// linked data names things by their whole URLs.
pub fn structured_data(site: &TrackedSite, page: &Page, config: &Config) -> Value {
    if config.base_url.origin.is_empty() {
        return none();
    }
    let url = config.base_url.absolute(&page.url);
    let parts = [article(site, page, config, &url), trail(site, page, config, &url), terms(site, page, config, &url)];
    let graph: Vec<Json> = parts.into_iter().flatten().chain(steps(page, &url)).collect();
    if graph.is_empty() {
        return none();
    }
    let text = json!({ "@context": "https://schema.org", "@graph": graph }).to_string();
    // Without these letters, nothing in the text can end the element or begin a comment.
    Value::from_safe_string(text.replace('<', "\\u003c").replace('>', "\\u003e"))
}

/// An object without the values that a page does not state.
fn object<const N: usize>(values: [(&str, Option<String>); N]) -> Json {
    let stated = values.into_iter().filter_map(|(name, value)| Some((name.to_owned(), Json::from(value?))));
    Json::Object(stated.collect::<Map<_, _>>())
}

fn typed(kind: &str) -> (&'static str, Option<String>) {
    ("@type", Some(kind.to_owned()))
}

/// A page that somebody wrote.
fn article(site: &TrackedSite, page: &Page, config: &Config, url: &str) -> Option<Json> {
    let meta = page.meta()?;
    let title = site.settings().title.clone();
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
    let mut article = object([
        typed("TechArticle"),
        ("@id", Some(url.to_owned())),
        ("headline", Some(page.title.clone())),
        ("description", meta.description.clone()),
        ("inLanguage", Some(page.language(config).to_owned())),
        ("identifier", meta.document_id.clone()),
        ("version", meta.control.version.clone()),
        ("creativeWorkStatus", meta.state.word_of(meta.status.as_deref())),
        ("datePublished", day(meta.date.or(meta.control.effective))),
        ("dateModified", day(page.last_change())),
    ]);
    let home = format!("{}{}/", config.base_url.origin, config.base_url.prefix);
    article["isPartOf"] = object([typed("WebSite"), ("name", Some(title)), ("url", Some(home))]);
    Some(article)
}

/// The way from the home page; none for the home page.
fn trail(site: &TrackedSite, page: &Page, config: &Config, url: &str) -> Option<Json> {
    let above = site.breadcrumbs(page.key);
    let step =
        |link: &PageLink| Some((link.title.clone(), format!("{}{}", config.base_url.origin, link.url.as_ref()?)));
    let above: Vec<(String, String)> = above.iter().filter_map(step).collect();
    if above.is_empty() {
        return None;
    }
    let all = above.into_iter().chain([(page.title.clone(), url.to_owned())]);
    let item = |((name, item), position): ((String, String), usize)| json!({ "@type": "ListItem", "position": position, "name": name, "item": item });
    Some(json!({ "@type": "BreadcrumbList", "itemListElement": all.zip(1..).map(item).collect::<Vec<_>>() }))
}

/// The terms of a glossary: of the whole site where it is generated, else its own.
fn terms(site: &TrackedSite, page: &Page, config: &Config, url: &str) -> Option<Json> {
    if page.kind_name() != "glossary" {
        return None;
    }
    let is_wanted = |term: &&TermLink| page.kind == PageKind::Glossary || term.page == page.key;
    let terms: Vec<Json> = site
        .terms()
        .iter()
        .filter(is_wanted)
        .map(|term| {
            json!({
                "@type": "DefinedTerm",
                "name": term.names.first(),
                "description": term.definition,
                "url": format!("{}{}", config.base_url.origin, term.url),
            })
        })
        .collect();
    Some(json!({ "@type": "DefinedTermSet", "@id": url, "name": page.title, "hasDefinedTerm": terms }))
}

/// The steps of a procedure, each with its own URL.
fn steps(page: &Page, url: &str) -> Option<Json> {
    let document: &Document = page.document.as_deref()?;
    let steps: Vec<Json> = document.facts.steps.iter().zip(&document.step_texts).filter(|(step, _)| !step.is_part).map(|(step, text)| {
        json!({ "@type": "HowToStep", "name": step.number, "text": text, "url": format!("{url}#{}", step.id) })
    }).collect();
    (!steps.is_empty()).then(|| json!({ "@type": "HowTo", "name": page.title, "step": steps }))
}
