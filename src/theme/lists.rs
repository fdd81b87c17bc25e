//! Answers of the site as lists that templates walk: pages, letters, tags, commits.

use std::fmt::Debug;
use std::sync::Arc;

use minijinja::context;
use minijinja::value::{Enumerator, Object, ObjectRepr, Value};

use crate::base::history::Commit;
use crate::site::answer::{LetterGroup, PageLink, TagLink};
use crate::theme::values::{facts, none, optional};

/// A page in a list. Its fields become values only when a template uses them.
#[derive(Debug)]
struct LinkObject(PageLink);

impl Object for LinkObject {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        Some(match key {
            "title" => Value::from(self.0.title.as_str()),
            "url" => optional(self.0.url.as_deref()),
            "description" => optional(self.0.description.as_deref()),
            "updated" => optional(self.0.updated.as_deref()),
            "state" => optional(self.0.state.word()),
            "document_id" => optional(self.0.document_id.as_deref()),
            "version" => optional(self.0.change.as_ref().and_then(|change| change.version.as_deref())),
            "note" => optional(self.0.change.as_ref().and_then(|change| change.note.as_deref())),
            "facts" => facts(&self.0.facts),
            _ => return None,
        })
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Str(&["title", "url", "description", "updated", "state", "document_id", "version", "note", "facts"])
    }
}

/// A page.
pub fn page_value(link: PageLink) -> Value {
    Value::from_object(LinkObject(link))
}

/// A page with the pages below it.
pub fn section_value(link: PageLink, children: Vec<PageLink>) -> Value {
    context! { children => pages(children), ..page_value(link) }
}

/// A list of pages.
pub fn pages(links: Vec<PageLink>) -> Value {
    Value::from(links.into_iter().map(page_value).collect::<Vec<_>>())
}

/// A list whose values are made when a template takes them. Those of all pages would take more memory than the answer that
/// they are made of.
#[derive(Debug)]
struct LazyList<T> {
    items: Arc<[T]>,
    value: fn(&T) -> Value,
}

impl<T: Debug + Send + Sync + 'static> Object for LazyList<T> {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Seq
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.items.get(key.as_usize()?).map(self.value)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Seq(self.items.len())
    }
}

/// A list of the values of these items.
pub fn lazy_list<T: Debug + Send + Sync + 'static>(items: Arc<[T]>, value: fn(&T) -> Value) -> Value {
    Value::from_object(LazyList { items, value })
}

/// Pages by letter.
pub fn letters(groups: Arc<[LetterGroup]>) -> Value {
    lazy_list(groups, |group| {
        let pages = lazy_list(group.pages.clone(), |link| page_value(link.clone()));
        Value::from_pairs([("letter", Value::from(group.letter.as_str())), ("pages", pages)])
    })
}

/// The page before or after, if there is one.
pub fn neighbour(link: Option<PageLink>) -> Value {
    link.map_or_else(none, page_value)
}

/// A list of tags.
pub fn tags(tags: &[TagLink]) -> Value {
    let value = |tag: &TagLink| {
        Value::from_pairs([
            ("name", Value::from(tag.name.as_str())),
            ("slug", Value::from(tag.slug.as_str())),
            ("url", Value::from(tag.url.as_str())),
            ("count", Value::from(tag.count)),
        ])
    };
    Value::from(tags.iter().map(value).collect::<Vec<_>>())
}

/// A commit.
pub fn commit_value(commit: &Commit) -> Value {
    let Commit { id, author, date, subject } = commit;
    context! { id => id, author => author, date => date.to_string(), subject => subject }
}
