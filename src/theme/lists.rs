//! Answers of the site as lists that templates walk: pages, letters, tags, commits.

use std::sync::Arc;

use minijinja::context;
use minijinja::value::{Enumerator, Object, Value};

use crate::base::history::Commit;
use crate::site::query::{Answer, PageLink, TagLink};
use crate::theme::facts::facts;
use crate::theme::objects::optional;

/// A page in a list. Its parts become values only when a template asks for them.
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

pub fn page_value(link: PageLink) -> Value {
    Value::from_object(LinkObject(link))
}

/// A list of pages.
pub fn pages(answer: Answer) -> Value {
    match answer {
        Answer::Pages(links) => Value::from(links.into_iter().map(page_value).collect::<Vec<_>>()),
        _ => Value::from(()),
    }
}

/// The address of a page; none where there is no such page.
pub fn url(answer: Answer) -> Value {
    match answer {
        Answer::Page(Some(page)) => optional(page.url.as_deref()),
        _ => Value::from(()),
    }
}

/// Pages by letter.
pub fn letters(answer: Answer) -> Value {
    let Answer::Letters(groups) = answer else { return Value::from(()) };
    let group = |(letter, links): (String, Vec<PageLink>)| {
        Value::from_pairs([("letter", Value::from(letter)), ("pages", pages(Answer::Pages(links)))])
    };
    Value::from(groups.into_iter().map(group).collect::<Vec<_>>())
}

/// The page before, or the one after.
pub fn neighbour(answer: Answer, next: bool) -> Value {
    match answer {
        Answer::Adjacent(pages) => {
            let [before, after] = *pages;
            (if next { after } else { before }).map_or_else(|| Value::from(()), page_value)
        }
        _ => Value::from(()),
    }
}

/// A list of tags.
pub fn tags(answer: Answer) -> Value {
    let Answer::Tags(tags) = answer else { return Value::from(()) };
    let value = |tag: &TagLink| {
        Value::from_pairs([
            ("name", Value::from(tag.name.as_str())),
            ("url", Value::from(tag.url.as_str())),
            ("count", Value::from(tag.count)),
        ])
    };
    Value::from(tags.iter().map(value).collect::<Vec<_>>())
}

/// A commit.
pub fn told(commit: &Commit) -> Value {
    let Commit { id, author, date, subject } = commit;
    context! { id => id, author => author, date => date.to_string(), subject => subject }
}
