//! The nearest existing name for an unknown one: "did you mean".

/// Finds the candidate closest to `name`, letter case ignored, or `None` if none is close enough.
///
/// Close enough is a Damerau–Levenshtein distance of at most a third of the longer name, and at least one letter kept.
/// Among equals the first candidate in the given order wins, so sort the candidates for a stable answer.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = name.to_lowercase();
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let longer = wanted.chars().count().max(candidate.chars().count());
        let limit = (longer / 3).max(1);
        let shorter = wanted.chars().count().min(candidate.chars().count());
        if longer - shorter > limit {
            continue;
        }
        let distance = strsim::damerau_levenshtein(&wanted, &candidate.to_lowercase());
        if distance <= limit && distance < longer && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_name_and_a_stranger_does_not() {
        assert_eq!(nearest("instal.md", ["index.md", "install.md"]), Some("install.md"));
        assert_eq!(nearest("people", ["Security", "People"]), Some("People"));
        assert_eq!(nearest("weather", ["install.md", "People"]), None);
    }
}
