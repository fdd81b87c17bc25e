//! Words and phrases that have a plainer one.

use std::ops::Range;

/// A phrase in lower case, and what to write.
const LISTED: &[(&str, &str)] = &[
    ("additionally", "also"),
    ("a number of", "some, or the number"),
    ("acquire", "get"),
    ("as to whether", "whether"),
    ("ascertain", "find out"),
    ("at this point in time", "now"),
    ("at the present time", "now"),
    ("bring to fruition", "finish"),
    ("cease", "stop"),
    ("cognisant", "aware"),
    ("commence", "start"),
    ("consequently", "so"),
    ("due to the fact that", "because"),
    ("endeavour", "try"),
    ("enquire", "ask"),
    ("ensure that", "make sure"),
    ("facilitate", "help, or say how"),
    ("finalise", "finish"),
    ("for the purpose of", "to, or for"),
    ("henceforth", "from now on"),
    ("herein", "here"),
    ("impact on", "affect"),
    ("in accordance with", "under, or as … says"),
    ("in conjunction with", "with"),
    ("in lieu of", "instead of"),
    ("in order to", "to"),
    ("in relation to", "about"),
    ("in respect of", "about, or for"),
    ("in the event of", "if"),
    ("in the event that", "if"),
    ("initiate", "start"),
    ("it should be noted that", "say it without"),
    ("leverage", "use"),
    ("leveraging", "using"),
    ("liaise with", "talk to, or work with"),
    ("methodology", "method"),
    ("moving forward", "remove it"),
    ("going forward", "remove it"),
    ("notwithstanding", "despite"),
    ("on a regular basis", "regularly, or how often"),
    ("operationalise", "use, or start to use"),
    ("please", "remove it"),
    ("prior to", "before"),
    ("pursuant to", "under"),
    ("robust", "say what it withstands"),
    ("seamless", "say what does not happen"),
    ("seamlessly", "say what does not happen"),
    ("subsequent to", "after"),
    ("subsequently", "later, or then"),
    ("sufficient", "enough"),
    ("synergies", "say what is gained"),
    ("terminate", "end"),
    ("thereafter", "then"),
    ("the majority of", "most"),
    ("utilisation", "use"),
    ("utilise", "use"),
    ("utilising", "using"),
    ("utilization", "use"),
    ("utilize", "use"),
    ("utilizing", "using"),
    ("whilst", "while"),
    ("with regard to", "about"),
    ("with regards to", "about"),
    ("with respect to", "about"),
];

/// The listed words of a sentence, each with a plainer one; the longest phrase at a place counts.
pub fn listed(text: &str, words: &[Range<usize>]) -> Vec<(Range<usize>, &'static str)> {
    let lower: Vec<String> = words.iter().map(|word| text[word.clone()].to_lowercase()).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let matches = |(phrase, _): &&(&str, &str)| {
            let parts = phrase.split(' ');
            parts.clone().count() <= lower.len() - at && parts.zip(&lower[at..]).all(|(part, word)| part == word)
        };
        let longest = LISTED.iter().filter(matches).max_by_key(|(phrase, _)| phrase.len());
        let Some((phrase, instead)) = longest else {
            at += 1;
            continue;
        };
        let length = phrase.split(' ').count();
        found.push((words[at].start..words[at + length - 1].end, *instead));
        at += length;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::readability::english;

    #[test]
    fn whole_phrases_are_found_and_parts_are_not() {
        let text = "Utilise it in order to cease, prior to work. Pleased orders in order.";
        let found: Vec<&str> = listed(text, &english::words(text)).into_iter().map(|(range, _)| &text[range]).collect();
        assert_eq!(found, ["Utilise", "in order to", "cease", "prior to"]);
    }
}
