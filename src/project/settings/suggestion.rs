//! Suggestions for an unknown name.

use strsim::damerau_levenshtein;

/// The known name that looks most like `name`, unless none looks like it.
pub(super) fn closest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let most = (name.chars().count() / 3).max(1);
    let distances = known.into_iter().map(|known| (damerau_levenshtein(name, known), known));
    let (distance, closest) = distances.min()?;
    (distance <= most).then_some(closest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_hand_is_seen_and_another_word_is_not() {
        let known = ["build-inputs", "build-system", "env"];
        assert_eq!(closest("build-input", known), Some("build-inputs"));
        assert_eq!(closest("evn", known), Some("env"));
        assert_eq!(closest("patches", known), None);
        assert_eq!(closest("env", []), None);
    }
}
