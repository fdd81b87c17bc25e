//! The nearest existing name for an unknown one: "did you mean".

/// Suggestions for one kind of finding. Each costs a look at every name, and nobody reads so many one by one.
pub const MOST_SUGGESTIONS: usize = 200;
/// Names with more letters get no suggestion: comparing two takes time that grows with the product of their lengths.
const LONGEST_NAME: usize = 100;
/// The most candidates that are compared letter by letter, of those that have about the same letters.
const MOST_COMPARED: usize = 1_000;

/// Finds the candidate closest to `name`, letter case ignored, or `None` if none is close enough.
///
/// Close enough is a Damerau–Levenshtein distance of at most a third of the longer name, and at least one letter kept.
/// Among equals the first candidate in the given order wins, so sort the candidates for a stable answer.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = name.to_lowercase();
    let length = wanted.chars().count();
    if length > LONGEST_NAME {
        return None;
    }
    let letters = letters(&wanted);
    let mut best: Option<(usize, &str)> = None;
    let mut compared = 0;
    for candidate in candidates {
        // A letter has at most four bytes.
        if candidate.len() > 4 * (LONGEST_NAME + LONGEST_NAME / 2) {
            continue;
        }
        let other = candidate.chars().count();
        let longer = length.max(other);
        let limit = (longer / 3).max(1);
        if longer - length.min(other) > limit {
            continue;
        }
        let candidate_letters = self::letters(candidate);
        let differ = |one: u64, other: u64| (one & !other).count_ones() as usize > limit;
        if differ(letters, candidate_letters) || differ(candidate_letters, letters) {
            continue;
        }
        compared += 1;
        if compared > MOST_COMPARED {
            break;
        }
        let distance = strsim::damerau_levenshtein(&wanted, &candidate.to_lowercase());
        if distance <= limit && distance < longer && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The set of letters of a name, each as one of 64 bits. One edit changes at most one letter of a name, so names whose
/// sets differ in more letters than the limit are further apart than that.
fn letters(name: &str) -> u64 {
    name.chars().flat_map(char::to_lowercase).fold(0, |set, letter| set | 1 << (letter as u32 % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn similar_names_are_suggested_and_others_are_not() {
        assert_eq!(nearest("instal.md", ["index.md", "install.md"]), Some("install.md"));
        assert_eq!(nearest("people", ["Security", "People"]), Some("People"));
        assert_eq!(nearest("weather", ["install.md", "People"]), None);
    }
}
