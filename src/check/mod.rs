//! Checks over the linked site and over finished outputs; one file a family of codes.
//!
//! `severity` comes last: a diagnostic is made with the level of its code, and settings change that.

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

/// Runs every check over a linked site.
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
