//! The template of a page: the layout that it names, else the one for its kind.

use crate::site::answer::TemplateChoice;
use crate::site::model::Site;
use crate::site::page::{PageId, PageKind};

/// The template file that a layout names: `sop` and `sop.html` are `sop.html`; partials cannot be layouts.
pub fn layout_file(layout: &str) -> Option<String> {
    let name = layout.strip_suffix(".html").unwrap_or(layout);
    (!name.contains('/')).then(|| format!("{name}.html"))
}

/// The template of a page.
pub(super) fn choose(site: &Site, id: PageId) -> TemplateChoice {
    let page = site.page(id);
    let only = |default: &str| TemplateChoice { layout: None, default: default.to_owned() };
    if let Some(own) = site.assessments.parts.get(&id) {
        return only(&format!("assessment-{}.html", own.part.name()));
    }
    only(match page.kind {
        PageKind::Authored | PageKind::Listing if id == site.home => "home.html",
        PageKind::Authored => {
            let own = page.meta().and_then(|meta| meta.layout.as_deref());
            let of_kind = || page.kind_settings(&site.config)?.layout.as_ref().map(|(layout, _)| layout.as_str());
            let layout = own.or_else(of_kind).and_then(layout_file);
            return TemplateChoice { layout, default: "page.html".to_owned() };
        }
        PageKind::Listing => "section.html",
        PageKind::Tags => "tags.html",
        PageKind::Tag(_) => "tag.html",
        PageKind::Tree => "tree.html",
        PageKind::Changes => "changes.html",
        PageKind::Glossary => "glossary.html",
        PageKind::Register => "register.html",
        PageKind::Coverage => "coverage.html",
        PageKind::PrintBundle(_) => "print.html",
        PageKind::Assessment(_, part) => return only(&format!("assessment-{}.html", part.name())),
        PageKind::Record(_) => "record.html",
        PageKind::SignOff(_) => "sign-off.html",
        PageKind::SingleDocument(_) => "book.html",
        PageKind::NotFound => "404.html",
    })
}
