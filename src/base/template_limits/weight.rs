//! The weight of a template value: about how many bytes it has when everything in it is written out.
//!
//! A text that is in a list twice counts twice, so a small value that unfolds into a large one is heavy. Values of the site
//! are not unfolded: they belong to this program, and templates cannot make them larger.

use std::fmt::{self, Write};

use minijinja::Value;
use minijinja::value::{DynObject, ObjectRepr};

use super::exceeded::Exceeded;

/// What one value may weigh.
pub(super) const MAX_VALUE: usize = 16 << 20;
/// How deep lists and maps may be nested: they are also dropped level by level, on the stack.
pub(super) const MAX_DEPTH: usize = 30;
/// How much longer the engine takes for a byte of a printed list or object than for one of a text.
const SLOWER: usize = 8;
/// The weight of what is no text.
pub(super) const ITEM: usize = 8;

/// The weight of a value, or why it is too heavy or too deep.
pub(super) fn weight(value: &Value) -> Result<usize, Exceeded> {
    let mut scale = Scale { total: 0 };
    scale.put(value, 0)?;
    Ok(scale.total)
}

/// The work to print a value, in bytes of text. A value of the site can be much longer than it weighs.
pub(super) fn printing_work(value: &Value) -> Result<usize, Exceeded> {
    let mut scale = Scale { total: 0 };
    match value.as_str() {
        Some(text) => Ok(text.len()),
        None => write!(scale, "{value}").map(|()| SLOWER * scale.total).map_err(|_| Exceeded::value(MAX_VALUE)),
    }
}

/// The weight of a value without what is in its items.
pub(super) fn shallow_weight(value: &Value) -> usize {
    match (value.as_str(), value.as_object()) {
        (Some(text), _) => text.len(),
        (None, Some(object)) if !is_of_the_site(object) => {
            ITEM * object.enumerator_len().unwrap_or(0).saturating_add(1)
        }
        _ => ITEM,
    }
}

/// The same value without steps that are left to do, and with one kind of list.
///
/// Lists that are computed on each use can be chained without end, and a tuple is repeated in memory.
pub(super) fn written_out(value: &Value) -> Result<Value, Exceeded> {
    let Some(object) = value.as_object().filter(|object| !is_of_the_site(object)) else { return Ok(value.clone()) };
    let is_plain = object.downcast_ref::<Vec<Value>>().is_some() || object.type_name().contains("BTreeMap<");
    match object.repr() {
        _ if is_plain => Ok(value.clone()),
        ObjectRepr::Seq | ObjectRepr::Iterable => {
            let mut items = Vec::new();
            for item in object.try_iter().into_iter().flatten() {
                if items.len() == MAX_VALUE / ITEM {
                    return Err(Exceeded::value(MAX_VALUE));
                }
                items.push(item);
            }
            Ok(Value::from(items))
        }
        ObjectRepr::Map if is_chained(object) => Ok(Value::from_pairs(object.try_iter_pairs().into_iter().flatten())),
        _ => Ok(value.clone()),
    }
}

/// Whether an object was made by this program, not by a template.
fn is_of_the_site(object: &DynObject) -> bool {
    object.type_name().contains("fingerpost::")
}

/// Whether a map is computed from others on each use.
fn is_chained(object: &DynObject) -> bool {
    object.type_name().contains("::merge_object::")
}

/// Whether a value can be changed after it was made, so that nothing is known about what is in it later.
pub(super) fn is_namespace(value: &Value) -> bool {
    value.as_object().is_some_and(|object| object.type_name().ends_with("::Namespace"))
}

struct Scale {
    total: usize,
}

impl Scale {
    fn put(&mut self, value: &Value, depth: usize) -> Result<(), Exceeded> {
        if let Some(text) = value.as_str() {
            return self.add(text.len().saturating_add(ITEM));
        }
        self.add(ITEM)?;
        let Some(object) = value.as_object().filter(|object| !is_of_the_site(object)) else { return Ok(()) };
        if depth > 0 && is_namespace(value) {
            return Err(Exceeded::namespace());
        }
        if depth == MAX_DEPTH {
            return Err(Exceeded::depth(MAX_DEPTH));
        }
        match object.repr() {
            ObjectRepr::Seq | ObjectRepr::Iterable => {
                object.try_iter().into_iter().flatten().try_for_each(|item| self.put(&item, depth + 1))
            }
            ObjectRepr::Map => object.try_iter_pairs().into_iter().flatten().try_for_each(|(key, item)| {
                self.put(&key, depth + 1)?;
                self.put(&item, depth + 1)
            }),
            _ => Ok(()),
        }
    }

    fn add(&mut self, bytes: usize) -> Result<(), Exceeded> {
        self.total = self.total.saturating_add(bytes);
        if self.total > MAX_VALUE { Err(Exceeded::value(MAX_VALUE)) } else { Ok(()) }
    }
}

impl fmt::Write for Scale {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.add(text.len()).map_err(|_| fmt::Error)
    }
}
