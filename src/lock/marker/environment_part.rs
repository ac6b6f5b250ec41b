//! The part of a marker that is about the environment, after some choices are made.

use pep508_rs::{ExtraName, ExtraOperator, MarkerExpression, MarkerTree, MarkerValueExtra};

/// `marker` without its choices: those that `is_made` are made, the others are not. None: nothing is
/// left of it.
pub(super) fn of(marker: &MarkerTree, is_made: &dyn Fn(&ExtraName) -> bool) -> Option<String> {
    let simple = marker.clone().simplify_extras_with(is_made);
    if simple.is_true() {
        return None;
    }
    let mut rest = MarkerTree::FALSE;
    for clause in simple.to_dnf() {
        let mut conjunction = MarkerTree::TRUE;
        for expression in clause {
            match expression {
                MarkerExpression::Extra { operator: ExtraOperator::NotEqual, .. } => {}
                MarkerExpression::Extra { name: MarkerValueExtra::Extra(_), .. } => {
                    conjunction = MarkerTree::FALSE;
                }
                other => conjunction.and(MarkerTree::expression(other)),
            }
        }
        rest.or(conjunction);
    }
    rest.try_to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rest(marker: &str) -> Option<String> {
        let tree = marker.parse().unwrap();
        of(&tree, &|name| name.as_ref() == "extra-3-app-cpu")
    }

    #[test]
    fn choices_leave_what_is_asked_of_the_environment() {
        let cpu = "extra == 'extra-3-app-cpu'";
        let gpu = "extra == 'extra-3-app-gpu'";
        assert_eq!(rest(cpu), None);
        assert_eq!(
            rest(&format!("(sys_platform == 'linux' and {cpu}) or (os_name == 'nt' and {gpu})")),
            Some("sys_platform == 'linux'".to_owned())
        );
        assert_eq!(
            rest("sys_platform == 'linux' and extra != 'extra-3-app-gpu'"),
            Some("sys_platform == 'linux'".to_owned())
        );
    }
}
