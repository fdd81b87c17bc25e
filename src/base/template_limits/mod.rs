//! Limits of memory and work for templates, which a stranger may have written.
//!
//! The engine counts instructions, but one instruction can double a text, and thirty of them fill the memory. So templates are
//! compiled with calls behind each operation that can make something larger or read it whole (`rewrite.rs`). These calls
//! weigh the value (`weight.rs`) and count what one page processes. Nothing depends on the clock: the same page always
//! ends at the same place.

pub mod depth;
pub mod exceeded;
mod filters;
pub mod rewrite;
mod spending;
mod weight;

use minijinja::value::Value;
use minijinja::{Environment, Error, ErrorKind, Output, State};

use exceeded::Exceeded;
use spending::spend;
use weight::{printing_work, shallow_weight, weight, written_out};

/// Adds the calls of limited templates to an environment.
pub fn prepare(environment: &mut Environment<'_>) {
    environment.set_unknown_method_callback(|state, value, name, arguments| match (name, arguments) {
        (rewrite::KEEP, []) => keep(state, value),
        (rewrite::STORE, []) => store(value),
        (rewrite::READ, []) => read(state, value),
        (rewrite::MEASURE, []) => measure(state, value),
        _ => Err(Error::from(ErrorKind::UnknownMethod)),
    });
    environment.add_filter(rewrite::KEEP, keep);
    environment.add_filter(rewrite::MEASURE, measure);
    environment.add_function(rewrite::WRITE, |state: &mut State<'_, '_>, bytes: usize| {
        spend(state, bytes).map(|()| Value::from_safe_string(String::new()))
    });
    environment.add_function(rewrite::REFUSE, || Err::<Value, _>(Exceeded::operators(depth::MOST).into()));
    environment.remove_global("debug");
    filters::add(environment);
}

/// Counts a value that is about to be printed.
pub fn print(state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    spend(state, printing_work(value)?)
}

/// Prints a value as the engine does, within the limits.
pub fn format(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    print(state, value)?;
    minijinja::escape_formatter(out, state, value)
}

/// A value that was made.
fn keep(state: &mut State<'_, '_>, value: &Value) -> Result<Value, Error> {
    let value = written_out(value)?;
    spend(state, weight(&value)?)?;
    Ok(value)
}

/// A value that is stored in a namespace. What was made is counted already.
fn store(value: &Value) -> Result<Value, Error> {
    if weight::is_namespace(value) { Err(Exceeded::namespace().into()) } else { Ok(written_out(value)?) }
}

/// A value that is read whole.
fn read(state: &mut State<'_, '_>, value: &Value) -> Result<Value, Error> {
    spend(state, weight(value)?)?;
    Ok(value.clone())
}

/// A value of which every item is looked at.
fn measure(state: &mut State<'_, '_>, value: &Value) -> Result<Value, Error> {
    spend(state, shallow_weight(value))?;
    Ok(value.clone())
}
