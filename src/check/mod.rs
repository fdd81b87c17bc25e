//! Checks over the linked site and over finished outputs; one file a family of codes.
//!
//! `severity` comes last: a diagnostic is made with the level of its code, and settings change that.

pub mod active_files;
pub mod configured_links;
pub mod document_ids;
pub mod duplicates;
pub mod encodings;
pub mod external;
pub mod glossary;
pub mod kinds;
pub mod link_policy;
pub mod links;
pub mod output;
pub mod pages;
pub mod readability;
mod redirect_chains;
pub mod references;
pub mod refused_files;
pub mod repeats;
pub mod severity;
pub mod site_diff;
pub mod url_stability;
mod urls;

use crate::base::diagnostic::Diagnostic;
use crate::site::model::Site;

/// Whether a check finds a fatal error in a linked site, in less time than all checks take.
pub fn is_fatal(site: &Site) -> bool {
    site.assessments().diagnostics.iter().any(Diagnostic::is_fatal)
        || kinds::check(site).iter().any(Diagnostic::is_fatal)
}

/// Runs every check over a linked site.
pub fn of_site(site: &Site) -> Vec<Diagnostic> {
    let mut diagnostics = links::check(site);
    diagnostics.extend(configured_links::check(site));
    diagnostics.extend(site.navigation().diagnostics.iter().cloned());
    diagnostics.extend(link_policy::check(site));
    diagnostics.extend(pages::check(site));
    diagnostics.extend(duplicates::check(site));
    diagnostics.extend(site.assessments().diagnostics.iter().cloned());
    diagnostics.extend(glossary::check(site));
    diagnostics.extend(kinds::check(site));
    diagnostics.extend(document_ids::check(site));
    diagnostics.extend(references::check(site));
    diagnostics
}
