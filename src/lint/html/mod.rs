//! Rules for the HTML of a page. They run on a tree of its elements, which is built event by event.
//!
//! The examples of the rules that are named here (ACT Rules Community Group) have their likes in `tests/suite/act.site`.

mod accessible_names;
mod bold_headings;
mod duplicate_ids;
mod element_tree;
mod frames;
mod headings;
mod images;
mod inline_colours;
mod languages;
mod links;
mod tables;
mod tree_builder;
mod unclosed_elements;

use crate::config::settings::RawHtml;
use crate::lint::context::LintContext;
use crate::lint::html::element_tree::ElementTree;
use crate::lint::html::tree_builder::TreeBuilder;
use crate::lint::report::Report;
use crate::lint::rule::Rule;
use crate::parse::parsed::ParsedPage;

/// All rules for HTML.
pub(super) struct Html<'a> {
    /// The tree so far; `None` where the page has no HTML that is published.
    builder: Option<TreeBuilder<'a>>,
}

impl<'a> Html<'a> {
    pub(super) fn new(page: &'a ParsedPage<'a>) -> Html<'a> {
        let is_needed = page.has_html && page.raw_html != RawHtml::Escape;
        Html { builder: is_needed.then(|| TreeBuilder::new(page.raw_html)) }
    }
}

impl<'a> Rule<'a> for Html<'a> {
    fn event(&mut self, context: &LintContext<'a>, _report: &mut Report<'a>) {
        if let Some(builder) = &mut self.builder {
            builder.event(context);
        }
    }

    fn finish(&mut self, report: &mut Report<'a>) {
        if let Some(builder) = self.builder.take() {
            check(&builder.finish(), report);
        }
    }
}

fn check(tree: &ElementTree, report: &mut Report<'_>) {
    duplicate_ids::check(tree, report);
    unclosed_elements::check(tree, report);
    headings::check_levels(tree, report);
    for (at, element) in tree.elements() {
        if element.is_raw {
            inline_colours::check(element, report);
            languages::check(tree, at, element, report);
            frames::check(tree, at, element, report);
        }
        if tree.is_hidden(at) {
            continue;
        }
        links::check(tree, at, element, report);
        if element.is_raw {
            images::check(tree, at, element, report);
            headings::check_empty(tree, at, element, report);
            bold_headings::check(tree, at, element, report);
            tables::check(tree, at, element, report);
        }
    }
}
