//! Names of one thing, which a search takes for each other.

use std::collections::BTreeSet;

use crate::parse::definition_lines::is_short_form;
use crate::parse::definitions::Term;
use crate::site::model::Site;

/// Words that initials may leave out.
const SMALL: [&str; 9] = ["a", "an", "and", "as", "for", "in", "of", "the", "to"];

/// The groups of the settings, then the names of each term and abbreviation that a page explains.
pub fn synonyms(site: &Site) -> Vec<Vec<String>> {
    let mut groups = site.config().search.synonyms.clone();
    let terms = site.pages().iter().filter(|page| page.is_searchable(site.config()));
    let terms = terms.filter_map(|page| page.document.as_ref()).flat_map(|document| &document.facts.terms);
    let names: BTreeSet<Vec<String>> = terms.map(names_of).filter(|names| names.len() > 1).collect();
    groups.extend(names);
    groups
}

/// The names of a term, and what its initials stand for.
fn names_of(term: &Term) -> Vec<String> {
    let mut names = term.names.clone();
    let long = term.names.iter().filter(|name| is_short_form(name)).find_map(|name| long_form(name, &term.definition));
    names.extend(long.filter(|long| !term.names.contains(long)));
    names
}

/// The words at the beginning of a definition that begin with the letters of a short form.
fn long_form(short: &str, definition: &str) -> Option<String> {
    let short = short.strip_suffix('s').unwrap_or(short).to_lowercase();
    let mut letters = short.chars().peekable();
    let mut words = Vec::new();
    for word in definition.split([' ', '-']) {
        let word = word.trim_matches(|letter: char| !letter.is_alphanumeric());
        let initial = word.chars().flat_map(char::to_lowercase).next()?;
        words.push(word);
        if letters.next_if_eq(&initial).is_none() && !SMALL.contains(&word) {
            return None;
        }
        if letters.peek().is_none() {
            return Some(words.join(" "));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_spelt_out_by_the_first_words_of_a_definition() {
        for (short, definition, long) in [
            ("SLA", "Service level agreement: what we promise.", Some("Service level agreement")),
            ("IaC", "infrastructure as code", Some("infrastructure as code")),
            ("MFA", "Multi-factor authentication.", Some("Multi factor authentication")),
            ("SOPs", "standard operating procedures", Some("standard operating procedures")),
            ("DoS", "denial of service", Some("denial of service")),
            ("ISO", "International Organization for Standardization", None),
            ("RTO", "The time until a service runs again.", None),
        ] {
            assert_eq!(long_form(short, definition).as_deref(), long, "{short}");
        }
    }
}
