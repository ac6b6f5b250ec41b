//! Names that someone who wrote an unknown name may have meant.

use strsim::damerau_levenshtein;

/// How many names are suggested.
const SUGGESTIONS: usize = 3;

/// The known names that look most like `name` or contain it, the closest first.
#[must_use]
pub fn closest_few<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Vec<&'k str> {
    let most = (name.chars().count() / 3).max(1);
    let near = known.into_iter().filter_map(|known| {
        let distance = damerau_levenshtein(name, known);
        let is_part = name.len() > 2 && known.contains(name);
        (distance <= most || is_part).then_some((distance, known))
    });
    let mut near = Vec::from_iter(near);
    near.sort_unstable();
    near.dedup();
    near.into_iter().take(SUGGESTIONS).map(|(_, known)| known).collect()
}

/// The first of them.
#[must_use]
pub fn closest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    closest_few(name, known).first().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_alike_or_hold_the_name_are_suggested() {
        let closest =
            |name| closest_few(name, ["requests", "request", "requests-toolbelt", "numpy"]);
        assert_eq!(closest("reqests"), ["requests", "request"]);
        assert_eq!(closest("toolbelt"), ["requests-toolbelt"]);
        assert!(closest("polars").is_empty());
    }

    #[test]
    fn a_slip_of_the_hand_is_seen_and_another_word_is_not() {
        let known = ["build-inputs", "build-system", "env"];
        assert_eq!(closest("build-input", known), Some("build-inputs"));
        assert_eq!(closest("evn", known), Some("env"));
        assert_eq!(closest("patches", known), None);
        assert_eq!(closest("env", []), None);
    }
}
