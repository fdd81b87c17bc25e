//! Judgements about the whole site, beyond what translating finds; one file a family.
//!
//! Levels are applied here too, last: a finding is made with its code's own severity and moved by the site's settings.

pub mod configured_links;
pub mod document_ids;
pub mod duplicates;
pub mod external;
pub mod glossary;
pub mod kinds;
pub mod link_policy;
pub mod links;
pub mod output;
pub mod pages;
pub mod readability;
pub mod references;
pub mod severity;
pub mod site_diff;
pub mod url_stability;
mod urls;

use crate::base::diagnostic::Diagnostic;
use crate::site::model::Site;

/// Every judgement over a linked site.
pub fn of_site(site: &Site) -> Vec<Diagnostic> {
    let mut findings = links::check(site);
    findings.extend(configured_links::check(site));
    findings.extend(link_policy::check(site));
    findings.extend(pages::check(site));
    findings.extend(duplicates::check(site));
    findings.extend(site.assessments().findings.iter().cloned());
    findings.extend(glossary::check(site));
    findings.extend(kinds::check(site));
    findings.extend(document_ids::check(site));
    findings.extend(references::check(site));
    findings
}
