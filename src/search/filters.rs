//! The filters of a search: kinds, tags and states, and the pages that have each.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Value, json};

use crate::search::entries::Entry;
use crate::search::postings::Posting;
use crate::search::rows::state_of;
use crate::search::shards::{Impacts, write_postings};
use crate::site::model::Site;

/// The most tags to filter by.
const MAX_TAGS: usize = 200;

/// The filters of a search, as JSON.
pub struct Filters {
    /// Kinds with the number of their pages.
    pub kinds: Value,
    /// Tags with the number of their pages.
    pub tags: Value,
    /// States with the number of their pages.
    pub states: Value,
    /// The encoded entries of each.
    pub members: Value,
}

/// Counts the pages of each kind and of the tags that most pages have.
pub fn filters(site: &Site, entries: &[Entry]) -> Filters {
    let mut kinds: BTreeMap<&str, Vec<Posting>> = BTreeMap::new();
    let mut tags: BTreeMap<&str, Vec<Posting>> = BTreeMap::new();
    let entry_of: HashMap<_, _> = entries.iter().enumerate().map(|(at, entry)| (entry.page, at)).collect();
    let mut states: BTreeMap<&str, Vec<Posting>> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        let Some(meta) = site.page(entry.page).meta() else { continue };
        if let Some(kind) = meta.kind.as_deref() {
            kinds.entry(kind).or_default().push(Posting::new(at, 0));
        }
        if let Some(state) = state_of(meta) {
            states.entry(state).or_default().push(Posting::new(at, 0));
        }
    }
    for tag in site.tags().iter() {
        let members = tag.pages.iter().filter_map(|page| entry_of.get(page));
        let postings: Vec<Posting> = members.map(|entry| Posting::new(*entry, 0)).collect();
        if !postings.is_empty() {
            tags.insert(&tag.name, postings);
        }
    }
    let mut used: Vec<(&&str, usize)> = tags.iter().map(|(name, pages)| (name, pages.len())).collect();
    used.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let most_used: BTreeSet<String> = used.iter().take(MAX_TAGS).map(|(name, _)| (**name).to_owned()).collect();
    tags.retain(|name, _| most_used.contains(*name));
    let counts = |map: &BTreeMap<&str, Vec<Posting>>| {
        json!(map.iter().map(|(name, pages)| json!([name, pages.len()])).collect::<Vec<_>>())
    };
    let members = |map: &BTreeMap<&str, Vec<Posting>>| {
        let lists = map.iter().map(|(name, pages)| {
            let mut text = String::new();
            write_postings(pages, Impacts::Omitted, &mut text);
            ((*name).to_owned(), Value::String(text))
        });
        Value::Object(lists.collect())
    };
    let all = json!({ "kinds": members(&kinds), "tags": members(&tags), "states": members(&states) });
    Filters { kinds: counts(&kinds), tags: counts(&tags), states: counts(&states), members: all }
}
