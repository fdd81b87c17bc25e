//! The names of the files of pages and of words, in parts: a search reads only the names near the pages that it shows and
//! near its words.
//!
//! A small site has one part, which is in the head of the index; of a large one, the head names a file for each.

use std::ops::Range;

use serde_json::{Value, json};

use crate::search::shards::DIGITS;

/// The most files that one part names.
const FILES: usize = 64;
/// The most files of words that the head names itself: a part that is a file of its own takes readers one more request.
const WORD_FILES: usize = 256;

/// The parts, each with its number of pages: the part itself if it is the only one, else the name that `write` gives to its
/// file. A part has the names without anything between them, and the number of pages of each file as a digit.
pub fn directories(names: &[String], shards: &[Range<usize>], write: impl Fn(&str) -> String) -> Value {
    let is_one = names.len() <= FILES;
    let parts = names.chunks(FILES).zip(shards.chunks(FILES)).map(|(names, shards)| {
        let pages: usize = shards.iter().map(Range::len).sum();
        let counts: String = shards.iter().map(|shard| char::from(DIGITS[shard.len()])).collect();
        let part = json!({ "names": names.concat(), "counts": counts });
        json!([pages, if is_one { part } else { Value::String(write(&part.to_string())) }])
    });
    Value::Array(parts.collect())
}

/// The parts of the files of words, which are pairs of a first word and a name: each with its first word.
pub fn word_directories(shards: &[Value], write: impl Fn(&str) -> String) -> Value {
    if shards.len() <= WORD_FILES {
        return shards.iter().take(1).map(|first| json!([first[0], shards])).collect();
    }
    shards.chunks(FILES).map(|part| json!([part[0][0], write(&Value::from(part).to_string())])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(files: usize) -> Value {
        let names: Vec<String> = (0..files).map(|file| format!("{file:016x}")).collect();
        let shards: Vec<Range<usize>> = (0..files).map(|file| file * 3..file * 3 + 3).collect();
        directories(&names, &shards, |part| format!("a file of {} bytes", part.len()))
    }

    #[test]
    fn few_files_are_named_in_the_head_and_many_in_files_of_their_own() {
        assert_eq!(parts(0), json!([]));
        assert_eq!(parts(1), json!([[3, { "names": "0000000000000000", "counts": "3" }]]));
        let many = parts(FILES + 1);
        assert_eq!(many[0][0], 3 * FILES);
        assert!(many[0][1].as_str().is_some_and(|name| name.starts_with("a file of 11")), "{many}");
        assert_eq!(many[1][0], 3);
        assert_eq!(many.as_array().map(Vec::len), Some(2));
    }

    #[test]
    fn few_files_of_words_are_named_in_the_head_and_many_in_files_of_their_own() {
        let parts = |files: usize| {
            let shards: Vec<Value> = (0..files).map(|file| json!([format!("word{file:03}"), "name"])).collect();
            word_directories(&shards, |part| format!("a file of {} bytes", part.len()))
        };
        assert_eq!(parts(0), json!([]));
        assert_eq!(parts(2), json!([["word000", [["word000", "name"], ["word001", "name"]]]]));
        let many = parts(WORD_FILES + 1);
        assert_eq!(many[1], json!(["word064", "a file of 1217 bytes"]));
        assert_eq!(many.as_array().map(Vec::len), Some(WORD_FILES / FILES + 1));
    }
}
