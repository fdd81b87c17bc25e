//! The last site with some other documents, where these change little: linking everything again would take longer.
//!
//! What is kept here depends on nothing that has changed. `tests/it/incremental.rs` compares with clean builds.

use std::sync::Arc;

use crate::base::hash::Hash;
use crate::config::settings::Config;
use crate::parse::document::{Document, Facts};
use crate::parse::meta::{Meta, Navigation as Declared};
use crate::site::assessment::gather::gather;
use crate::site::assessment::model::Model;
use crate::site::assessment::pages::Assessments;
use crate::site::assessment::source::Source;
use crate::site::framework::{FrameworkSource, Frameworks};
use crate::site::model::Site;
use crate::site::navigation;
use crate::site::page::{Page, PageId, PageKey};
use crate::site::routes::derived_title;

/// Whether a page with these facts is published at the same place, with the same links and anchors, and is in the same
/// lists. Its title, its place in the navigation and what is said about it may differ.
pub fn has_same_place(before: &Facts, after: &Facts, config: &Config) -> bool {
    let is_by_title = config.markdown.wiki_links && before.title != after.title;
    let is_by_text = config.as_of.is_some() || !config.assessments.is_empty();
    !is_by_title && !is_by_text && place_of(before) == place_of(after)
}

/// A hash of the facts that decide it.
fn place_of(facts: &Facts) -> Hash {
    let Facts {
        front: _,
        title: _,
        title_id,
        meta,
        history,
        headings,
        anchors,
        links,
        terms,
        phases,
        steps,
        has_steps,
        coverage,
        field_values: _,
        structure: _,
    } = facts;
    let meta =
        Meta { title: None, description: None, label: None, order: None, navigation: Declared::Folder, ..meta.clone() };
    let of_text = (title_id, headings, anchors, links, terms, steps, has_steps);
    Hash::of_value(&(meta, history, phases, coverage, of_text))
}

/// The same site with other text on some pages: documents that have the same facts. `None` where the models of the
/// assessments no longer fit their pages.
pub fn with_texts(site: &Site, documents: &[(String, Arc<Document>)]) -> Option<Site> {
    let mut site = site.clone();
    for (content_path, document) in documents {
        if let Some(id) = site.by_key.get(&PageKey::authored(content_path)) {
            let page = Page {
                title: document.facts.title.clone(),
                document: Some(document.clone()),
                ..(*site.pages[id.0]).clone()
            };
            let uses = site.glossary.uses_of(*id, &page, &site.config);
            if site.term_uses[id.0] != uses {
                Arc::make_mut(&mut site.term_uses)[id.0] = uses;
            }
            site.pages[id.0] = Arc::new(page);
        }
    }
    if !site.config.assessments.is_empty() {
        site.assessments = Arc::new(reread_assessments(&site)?);
    }
    Some(site)
}

/// Reads the models again from other texts, for the same pages.
fn reread_assessments(site: &Site) -> Option<Assessments> {
    let before = &site.assessments;
    let starts: Vec<PageId> = before.placed.iter().map(|placed| placed.start).collect();
    let source = Source {
        config: &site.config,
        pages: &site.pages,
        navigation: &site.navigation,
        starts: &starts,
        ids: &site.by_key,
    };
    let (models, diagnostics) = gather(source);
    let models: Vec<Arc<Model>> = models.into_iter().map(Arc::new).collect();
    before.has_same_shape(&models).then(|| Assessments {
        models,
        diagnostics,
        placed: before.placed.clone(),
        parts: before.parts.clone(),
        questions: before.questions.clone(),
    })
}

/// The same site where some pages have other facts, but the same places, see `has_same_place`.
pub fn with_facts(site: &Site, documents: &[(String, Arc<Document>)]) -> Option<Site> {
    let mut site = with_texts(site, documents)?;
    for (content_path, document) in documents {
        let key = PageKey::authored(content_path);
        for page in site.pages.iter_mut().filter(|page| page.kind.origin() == Some(key)) {
            let title = derived_title(page.kind, &document.facts.title);
            *page = Arc::new(Page { title, ..(**page).clone() });
        }
    }
    let navigation = navigation::build::build(&site.pages, site.home, site.config.home_key.as_deref());
    let source = FrameworkSource { pages: &site.pages, navigation: &navigation, index: &site.index };
    site.frameworks = Arc::new(Frameworks::new(&source));
    site.navigation = Arc::new(navigation);
    Some(site)
}
