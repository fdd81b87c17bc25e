//! `page.toc`: the headings of a page as a list of contents. Of a label with a sentence it has the label.

use std::sync::Arc;

use minijinja::value::{Enumerator, Object, Value};

use crate::parse::document::Document;
use crate::parse::headings::label_of;

/// The contents list: h2 with the h3 below each.
pub fn contents(document: &Arc<Document>) -> Value {
    let mut list: Vec<(usize, Vec<usize>)> = Vec::new();
    let headings = &document.facts.headings;
    for (at, heading) in
        headings.iter().enumerate().filter(|(_, heading)| heading.level <= 3 && !heading.title.is_empty())
    {
        match list.last_mut() {
            Some((parent, children)) if heading.level > headings[*parent].level => children.push(at),
            _ => list.push((at, Vec::new())),
        }
    }
    let object =
        |at: usize, children: Value| Value::from_object(HeadingObject { document: document.clone(), at, children });
    let none = Value::from(Vec::<Value>::new());
    let section = |(at, children): (usize, Vec<usize>)| {
        let below: Vec<Value> = children.into_iter().map(|child| object(child, none.clone())).collect();
        object(at, Value::from(below))
    };
    Value::from(list.into_iter().map(section).collect::<Vec<_>>())
}

/// A heading in the contents list.
#[derive(Debug)]
struct HeadingObject {
    document: Arc<Document>,
    at: usize,
    children: Value,
}

impl Object for HeadingObject {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        let heading = &self.document.facts.headings[self.at];
        Some(match key {
            "id" => Value::from(heading.id.as_str()),
            "title" => Value::from(label_of(&heading.title).unwrap_or(&heading.title)),
            "level" => Value::from(heading.level),
            "children" => self.children.clone(),
            _ => return None,
        })
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Str(&["id", "title", "level", "children"])
    }
}
