//! Conditions as the generated file has them: disjunctions of conjunctions.

use std::cmp::Ordering;

use super::diagram::{Edge, Known, Node, Seen};
use super::{Choice, Formula};

/// A choice that has to be made, or must not be.
/// The order of literals is that of the names of their choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Literal {
    /// The choice.
    pub choice: Choice,
    /// Whether it has to be made.
    pub is_made: bool,
}

/// A disjunction of conjunctions of literals. The empty list is never true; a list with an empty
/// conjunction is always true.
pub(crate) type Clauses = Vec<Vec<Literal>>;

impl Formula {
    /// An equivalent disjunction of conjunctions, assuming that `care` is true; each conjunction is
    /// minimal.
    #[must_use]
    pub fn clauses(&self, care: &Self) -> Clauses {
        let simple = self.restricted_to(care);
        if simple.is_always() {
            return vec![vec![]];
        }
        let mut clauses = Vec::new();
        add_paths(simple.0, &mut Vec::new(), &mut clauses);
        let wrong = care.and(&self.not());
        for clause in &mut clauses {
            clause.sort();
            drop_needless(clause, wrong.0);
        }
        clauses.sort_by(|left, right| (left.len(), left).cmp(&(right.len(), right)));
        drop_covered(&mut clauses, care);
        clauses
    }

    /// The choice that has to be made for it, if that is all that it means where `care` holds.
    #[must_use]
    pub fn only_choice(&self, care: &Self) -> Option<Choice> {
        let mut edge = self.0;
        while let Some(Node { choice, not_made, .. }) = edge.node() {
            if not_made == Edge::FALSE {
                let chosen = Self::chosen(choice);
                return (*self == chosen || *self == chosen.and(care)).then_some(choice);
            }
            edge = not_made;
        }
        None
    }

    /// Whether more paths through its diagram than this end in `true`.
    pub(super) fn has_more_paths_than(&self, limit: usize) -> bool {
        paths(self.0, &mut Known::default()) > limit
    }
}

impl Ord for Literal {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |it: &Self| (it.choice.number, it.is_made);
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for Literal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn paths(edge: Edge, known: &mut Known<Edge, usize>) -> usize {
    let Some(Node { made, not_made, .. }) = edge.node() else {
        return usize::from(edge == Edge::TRUE);
    };
    if let Some(&paths) = known.get(&edge) {
        return paths;
    }
    let sum = paths(made, known).saturating_add(paths(not_made, known));
    known.insert(edge, sum);
    sum
}

/// Each path through a diagram that ends in `true`.
fn add_paths(edge: Edge, path: &mut Vec<Literal>, paths: &mut Clauses) {
    let Some(Node { choice, made, not_made }) = edge.node() else {
        if edge == Edge::TRUE {
            paths.push(path.clone());
        }
        return;
    };
    for (is_made, rest) in [(true, made), (false, not_made)] {
        path.push(Literal { choice, is_made });
        add_paths(rest, path, paths);
        path.pop();
    }
}

/// Whether a diagram can be true together with these literals. `failed` are the parts that cannot.
fn is_possible(edge: Edge, literals: &Known<Choice, bool>, failed: &mut Seen) -> bool {
    let Some(Node { choice, made, not_made }) = edge.node() else { return edge == Edge::TRUE };
    if !failed.insert(edge) {
        return false;
    }
    match literals.get(&choice) {
        Some(true) => is_possible(made, literals, failed),
        Some(false) => is_possible(not_made, literals, failed),
        None => is_possible(made, literals, failed) || is_possible(not_made, literals, failed),
    }
}

/// Drops the literals without which a clause still excludes all that is `wrong`, the last ones first, as many
/// at once as possible.
fn drop_needless(clause: &mut Vec<Literal>, wrong: Edge) {
    let (mut end, mut step) = (clause.len(), 1);
    while end > 0 {
        let start = end.saturating_sub(step);
        let rest = clause[..start].iter().chain(&clause[end..]);
        let rest = rest.map(|literal| (literal.choice, literal.is_made)).collect();
        if !is_possible(wrong, &rest, &mut Seen::default()) {
            clause.drain(start..end);
            (end, step) = (start, step * 2);
        } else if step > 1 {
            step /= 2;
        } else {
            end = start;
        }
    }
}

/// Drops the clauses that the others cover where `care` is true, the last ones first.
fn drop_covered(clauses: &mut Clauses, care: &Formula) {
    let mut before = vec![Formula::NEVER];
    for clause in &*clauses {
        before.push(before[before.len() - 1].or(&conjunction(clause)));
    }
    let mut behind = Formula::NEVER;
    for index in (0..clauses.len()).rev() {
        let clause = conjunction(&clauses[index]);
        if clause.and(care).implies(&before[index].or(&behind)) {
            clauses.remove(index);
        } else {
            behind = behind.or(&clause);
        }
    }
}

fn conjunction(clause: &[Literal]) -> Formula {
    clause.iter().fold(Formula::ALWAYS, |all, literal| {
        let chosen = Formula::chosen(literal.choice);
        if literal.is_made { chosen.and(&all) } else { chosen.not().and(&all) }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn choice(index: u16) -> Choice {
        Choice { place: index, number: index }
    }

    fn formula(choices: u16) -> impl Strategy<Value = Formula> {
        let literal = (0..choices).prop_map(|index| Formula::chosen(choice(index)));
        literal.prop_recursive(4, 24, 2, |inner| {
            prop_oneof![
                inner.clone().prop_map(|it| it.not()),
                (inner.clone(), inner.clone()).prop_map(|(left, right)| left.and(&right)),
                (inner.clone(), inner).prop_map(|(left, right)| left.or(&right)),
            ]
        })
    }

    #[test]
    fn what_excludes_each_other_is_not_said_again() {
        let (cpu, gpu) = (Formula::chosen(choice(0)), Formula::chosen(choice(1)));
        let at_most_one = cpu.and(&gpu).not();
        let only_gpu = gpu.and(&cpu.not());
        let clauses = only_gpu.clauses(&at_most_one);
        assert_eq!(clauses, [[Literal { choice: choice(1), is_made: true }]]);
    }

    proptest! {
        #[test]
        fn a_condition_that_only_means_a_choice_is_that_clause(
            chosen in 0..6_u16,
            sets in proptest::collection::vec(proptest::collection::btree_set(0..6_u16, 0..4), 0..4),
            stated in formula(6),
        ) {
            let sets = sets.into_iter().map(|set| Formula::at_most_one(set.into_iter().map(choice)));
            let allowed = sets.fold(Formula::ALWAYS, |all, set| all.and(&set));
            let clause = vec![Literal { choice: choice(chosen), is_made: true }];
            let condition = Formula::chosen(choice(chosen)).and(&allowed);
            prop_assert_eq!(condition.only_choice(&allowed), Some(choice(chosen)));
            prop_assert_eq!(condition.clauses(&allowed), [clause]);
            if let Some(choice) = stated.only_choice(&allowed) {
                let clause = vec![Literal { choice, is_made: true }];
                prop_assert_eq!(stated.clauses(&allowed), [clause]);
            }
        }

        #[test]
        fn clauses_say_the_same_wherever_it_matters(stated in formula(4), care in formula(4)) {
            let clauses = stated.clauses(&care);
            let meant = clauses.iter().fold(Formula::NEVER, |all, one| all.or(&conjunction(one)));
            prop_assert_eq!(meant.and(&care), stated.and(&care));
        }
    }
}
