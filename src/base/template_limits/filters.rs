//! Filters, tests and functions of the engine whose result can be much larger than what goes in, or that read much at once.
//!
//! Each computes first how large its result can be, and counts it.

use minijinja::value::{Kwargs, Rest, Value, ValueKind, ValueOrKwargs};
use minijinja::{Environment, Error, ErrorKind, State, filters, functions, tests};

use super::exceeded::Exceeded;
use super::spending::spend;
use super::weight::{ITEM, MAX_DEPTH, MAX_VALUE, shallow_weight, weight};

/// How large the result of a call can be, from its arguments.
type Estimate = fn(&[Value]) -> Result<usize, Error>;

/// The most that escaping makes of one byte: `&#x27;`.
const ESCAPED: usize = 6;

pub(super) fn add(environment: &mut Environment<'_>) {
    let limited: [(&str, Value, Estimate); 7] = [
        ("replace", Value::from_function(filters::replace), replaced),
        ("join", Value::from_function(filters::join), joined),
        ("indent", Value::from_function(filters::indent), indented),
        ("tojson", Value::from_function(filters::tojson), indented),
        ("format", Value::from_function(filters::format), formatted),
        ("batch", Value::from_function(filters::batch), counted),
        ("slice", Value::from_function(filters::slice), counted),
    ];
    for (name, filter, estimate) in limited {
        environment.add_filter(name, move |state: &mut State<'_, '_>, arguments: Rest<ValueOrKwargs>| {
            call(state, &filter, &arguments.into_values(), estimate)
        });
    }
    environment.add_filter("sum", sum);
    let compared: [(&[&str], Value); 7] = [
        (&["eq", "equalto", "=="], Value::from_function(tests::is_eq)),
        (&["ne", "!="], Value::from_function(tests::is_ne)),
        (&["lt", "lessthan", "<"], Value::from_function(tests::is_lt)),
        (&["le", "<="], Value::from_function(tests::is_le)),
        (&["gt", "greaterthan", ">"], Value::from_function(tests::is_gt)),
        (&["ge", ">="], Value::from_function(tests::is_ge)),
        (&["in"], Value::from_function(tests::is_in)),
    ];
    for (names, test) in compared {
        for name in names {
            let test = test.clone();
            environment.add_test(*name, move |state: &mut State<'_, '_>, arguments: Rest<ValueOrKwargs>| {
                call(state, &test, &arguments.into_values(), read).map(|found| found.is_true())
            });
        }
    }
    let made =
        [("dict", Value::from_function(functions::dict)), ("namespace", Value::from_function(functions::namespace))];
    for (name, function) in made {
        environment.add_function(name, move |state: &mut State<'_, '_>, arguments: Rest<ValueOrKwargs>| {
            call(state, &function, &arguments.into_values(), read)
        });
    }
}

fn call(state: &mut State<'_, '_>, function: &Value, arguments: &[Value], estimate: Estimate) -> Result<Value, Error> {
    let bytes = estimate(arguments)?;
    if bytes > MAX_VALUE {
        return Err(Exceeded::value(MAX_VALUE).into());
    }
    spend(state, bytes)?;
    function.call(state, arguments)
}

/// Everything that goes in.
fn read(arguments: &[Value]) -> Result<usize, Error> {
    arguments.iter().try_fold(0_usize, |sum, value| Ok(sum.saturating_add(weight(value)?)))
}

fn replaced(arguments: &[Value]) -> Result<usize, Error> {
    let [text, from, to, ..] = arguments else { return Ok(0) };
    let (text, from, to) = (text.to_string(), from.to_string(), to.to_string());
    let found = if from.is_empty() { text.len() + 1 } else { text.matches(&from).count() };
    Ok(text.len().saturating_add(found.saturating_mul(ESCAPED * to.len())))
}

fn joined(arguments: &[Value]) -> Result<usize, Error> {
    let [list, rest @ ..] = arguments else { return Ok(0) };
    let items = list.try_iter().map_or(0, |items| items.take(MAX_VALUE).count());
    let joiner = rest.iter().map(longest_text).max().unwrap_or(0);
    Ok(weight(list)?.saturating_add(items.saturating_mul(joiner)))
}

/// The length of the longest text among an argument or named arguments.
fn longest_text(argument: &Value) -> usize {
    values(argument).iter().filter_map(|value| value.as_str().map(str::len)).max().unwrap_or(0)
}

/// The largest number among an argument or named arguments.
fn largest_number(argument: &Value) -> usize {
    values(argument).iter().filter_map(Value::as_usize).max().unwrap_or(0)
}

/// An argument, or the values of named arguments.
fn values(argument: &Value) -> Vec<Value> {
    match Kwargs::try_from(argument.clone()) {
        Ok(named) => named.args().filter_map(|name| named.peek(name).ok()).collect(),
        Err(_) => vec![argument.clone()],
    }
}

/// A text or a value that gets an indentation in front of each line.
fn indented(arguments: &[Value]) -> Result<usize, Error> {
    let [value, rest @ ..] = arguments else { return Ok(0) };
    let width = rest.iter().map(largest_number).max().unwrap_or(0);
    let weight = weight(value)?;
    let lines = match value.as_str() {
        Some(text) => text.matches('\n').count() + 1,
        None if width == 0 => 0,
        // In JSON, each item is a line, behind an indentation for each level.
        None => weight / ITEM * MAX_DEPTH,
    };
    Ok(weight.saturating_add(lines.saturating_mul(width)))
}

fn formatted(arguments: &[Value]) -> Result<usize, Error> {
    let [form, rest @ ..] = arguments else { return Ok(0) };
    let form = form.as_str().unwrap_or_default();
    let widths = form.split('%').skip(1).map(|field| widest(field.split_once(')').map_or(field, |(_, field)| field)));
    let widths = widths.fold(0_usize, usize::saturating_add);
    let stars = form.matches('*').count().saturating_mul(rest.iter().map(largest_number).max().unwrap_or(0));
    let size = read(arguments)?.saturating_mul(ESCAPED);
    Ok(size.saturating_add(widths).saturating_add(stars))
}

/// The sum of width and precision at the beginning of a field such as `10.3f`.
fn widest(field: &str) -> usize {
    let end = field.find(|letter: char| letter.is_ascii_alphabetic()).unwrap_or(field.len());
    let digits = field[..end].split(|letter: char| !letter.is_ascii_digit()).filter(|digits| !digits.is_empty());
    digits.fold(0, |sum, digits| digits.parse().map_or(usize::MAX, |width| sum.saturating_add(width)))
}

/// A list that is cut into lists, which are filled up.
fn counted(arguments: &[Value]) -> Result<usize, Error> {
    let [list, rest @ ..] = arguments else { return Ok(0) };
    let count = rest.iter().map(largest_number).max().unwrap_or(0);
    Ok(shallow_weight(list).saturating_add(count.saturating_mul(ITEM)))
}

/// The sum of numbers; texts and lists would be copied again for each item.
fn sum(state: &mut State<'_, '_>, arguments: Rest<ValueOrKwargs>) -> Result<Value, Error> {
    let arguments = arguments.into_values();
    let start = arguments.get(2).cloned().or_else(|| {
        let named = arguments.last().and_then(|last| Kwargs::try_from(last.clone()).ok())?;
        named.peek::<Value>("start").ok()
    });
    if start.is_some_and(|start| start.kind() != ValueKind::Number) {
        return Err(Error::new(ErrorKind::InvalidOperation, "`sum` adds numbers only"));
    }
    spend(state, arguments.first().map_or(0, shallow_weight))?;
    Value::from_function(filters::sum).call(state, &arguments)
}
