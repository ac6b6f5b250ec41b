//! The marker of a package in a `pylock.toml`, which can depend on the chosen extras and dependency groups.
//!
//! Each choice needs the package in some environments. This is all that the marker means if every alternative in it
//! tests at most one choice: `'a' in extras and os_name == 'posix' or 'b' in dependency_groups`.
//!
//! <https://packaging.python.org/en/latest/specifications/pylock-toml/#packages-marker>

use indexmap::IndexMap;

use super::choice::PylockChoice;
use super::comparison::Comparison;
use super::syntax::parse_with_sets;
use super::{Expression, Marker};

/// The environments for each choice; `None`: for every choice, and for none.
pub(crate) type Cases = IndexMap<Option<PylockChoice>, Marker>;

/// The most comparisons in the markers of all cases. Real markers have some ten.
const MOST_COMPARISONS: usize = 1000;

/// Why a marker has no [`Cases`], as the end of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotCases {
    /// `'a' in extras and 'b' in extras`
    Combined,
    /// `'a' not in extras`
    Negated,
    /// Too many cases with a long condition.
    TooComplex,
}

impl NotCases {
    /// The reason, as the end of a sentence about the marker.
    pub(crate) const fn reason(self) -> &'static str {
        match self {
            Self::Combined => "requires several extras or dependency groups together",
            Self::Negated => "requires that an extra or a dependency group is not chosen",
            Self::TooComplex => "has too many cases",
        }
    }
}

impl Marker {
    /// Reads the marker of a package in a `pylock.toml`. The error is one sentence.
    pub(crate) fn of_pylock(text: &str) -> Result<Self, String> {
        Ok(parse_with_sets(text)?.unwrap_or(Self::ALWAYS))
    }

    /// The environments for each choice, if the marker means nothing else.
    pub(crate) fn cases(&self) -> Result<Cases, NotCases> {
        let mut cases = self.0.cases()?;
        cases.retain(|_, marker| *marker != Self::NEVER);
        Ok(cases)
    }
}

impl Expression {
    fn cases(&self) -> Result<Cases, NotCases> {
        match self {
            Self::One(Comparison::Extra { is_requested: false, .. }) => Err(NotCases::Negated),
            Self::One(Comparison::Extra { name, .. }) => {
                Ok(Cases::from([(Some(PylockChoice::of(name)), Marker::ALWAYS)]))
            }
            Self::One(_) => Ok(Cases::from([(None, Marker(self.clone()))])),
            Self::Any(parts) => {
                let mut alternatives: IndexMap<_, Vec<Marker>> = IndexMap::new();
                for part in parts {
                    for (choice, marker) in part.cases()? {
                        alternatives.entry(choice).or_default().push(marker);
                    }
                }
                Ok(alternatives.into_iter().map(|(it, any)| (it, Marker::any(any))).collect())
            }
            Self::All(parts) => all(parts),
        }
    }
}

/// The cases of a conjunction: at most one of its parts may depend on choices.
fn all(parts: &[Expression]) -> Result<Cases, NotCases> {
    let (mut with_choices, mut everywhere) = (None, Vec::new());
    for part in parts {
        let mut cases = part.cases()?;
        if cases.keys().any(Option::is_some) {
            if with_choices.replace(cases).is_some() {
                return Err(NotCases::Combined);
            }
        } else {
            everywhere.push(cases.swap_remove(&None).unwrap_or(Marker::NEVER));
        }
    }
    let everywhere = Marker::all(everywhere);
    let cases = with_choices.unwrap_or_else(|| Cases::from([(None, Marker::ALWAYS)]));
    if cases.len().saturating_mul(everywhere.0.comparisons().count()) > MOST_COMPARISONS {
        return Err(NotCases::TooComplex);
    }
    let both = |(choice, marker)| (choice, Marker::all([everywhere.clone(), marker]));
    Ok(cases.into_iter().map(both).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cases(text: &str) -> Result<Vec<(String, String)>, NotCases> {
        let cases = Marker::of_pylock(text).unwrap().cases()?;
        let shown = cases.into_iter().map(|(choice, marker)| {
            let choice = match choice {
                None => String::new(),
                Some(PylockChoice::Extra(name)) => format!("[{name}]"),
                Some(PylockChoice::Group(name)) => format!(":{name}"),
            };
            (choice, marker.normal_form().unwrap_or_default())
        });
        Ok(shown.collect())
    }

    fn case(choice: &str, marker: &str) -> (String, String) {
        (choice.to_owned(), marker.to_owned())
    }

    #[test]
    fn each_choice_has_the_environments_in_which_it_needs_the_package() {
        let linux = "sys_platform == 'linux'";
        for (text, expected) in [
            ("sys_platform == 'linux'", vec![case("", linux)]),
            ("'Dev_1' in dependency_groups", vec![case(":dev-1", "")]),
            (
                "'a' in extras and sys_platform == 'linux' or 'a' in dependency_groups",
                vec![case("[a]", linux), case(":a", "")],
            ),
            (
                "('a' in extras or 'b' in extras or os_name == 'nt') and sys_platform == 'linux'",
                vec![
                    case("[a]", linux),
                    case("[b]", linux),
                    case("", "os_name == 'nt' and sys_platform == 'linux'"),
                ],
            ),
        ] {
            assert_eq!(cases(text).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn what_depends_on_several_choices_at_once_has_no_cases() {
        let long = |choices: usize, comparisons: usize| {
            let many = |count, one: &dyn Fn(usize) -> String, word| {
                Vec::from_iter((0..count).map(one)).join(word)
            };
            let choices = many(choices, &|it| format!("'a{it}' in extras"), " or ");
            let comparisons = many(comparisons, &|it| format!("os_name != '{it}'"), " and ");
            format!("({choices}) and {comparisons}")
        };
        for (text, why) in [
            ("'a' in extras and 'b' in extras", NotCases::Combined),
            ("('a' in extras or os_name == 'nt') and 'b' in dependency_groups", NotCases::Combined),
            ("'a' not in extras", NotCases::Negated),
            (&long(100, 100), NotCases::TooComplex),
        ] {
            assert_eq!(cases(text), Err(why), "{text}");
        }
        assert_eq!(cases(&long(20, 20)).unwrap().len(), 20);
    }

    #[test]
    fn extras_and_groups_are_sets_of_names() {
        for wrong in
            ["extras in 'a'", "extras == 'a'", "'a' == extras", "'a' in extras and extra == 'a'"]
        {
            assert!(Marker::of_pylock(wrong).is_err(), "{wrong}");
        }
        assert!("'a' in extras".parse::<Marker>().is_err(), "only in a pylock.toml");
    }
}
