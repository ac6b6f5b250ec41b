//! Conditions over choices.
//!
//! In a fixed environment, all that is left of a marker is which of the declared conflicts' extras
//! and groups are chosen. A [`Formula`] is that rest: `pep508_rs`' own decision diagrams, which are
//! canonical, with nothing but `extra` in them.

use pep508_rs::{
    ExtraName, ExtraOperator, MarkerExpression, MarkerTree, MarkerTreeKind, MarkerValueExtra,
};

/// A condition over the chosen extras and groups.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Formula(MarkerTree);

/// A choice that has to be made, or must not be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Literal {
    /// The choice, as markers spell it.
    pub choice: ExtraName,
    /// Whether it has to be made.
    pub is_made: bool,
}

/// A disjunction of conjunctions of literals. The empty list is never true; a list with an empty
/// conjunction is always true.
pub type Clauses = Vec<Vec<Literal>>;

impl Formula {
    /// Whatever is chosen.
    pub const ALWAYS: Self = Self(MarkerTree::TRUE);
    /// Whatever is chosen, not.
    pub const NEVER: Self = Self(MarkerTree::FALSE);

    /// [`Self::ALWAYS`] or [`Self::NEVER`].
    #[must_use]
    pub const fn constant(holds: bool) -> Self {
        if holds { Self::ALWAYS } else { Self::NEVER }
    }

    /// That `choice` is made.
    #[must_use]
    pub fn chosen(choice: &ExtraName) -> Self {
        Self(MarkerTree::expression(MarkerExpression::Extra {
            operator: ExtraOperator::Equal,
            name: MarkerValueExtra::Extra(choice.clone()),
        }))
    }

    /// Whether it holds whatever is chosen.
    #[must_use]
    pub fn is_always(&self) -> bool {
        self.0.is_true()
    }

    /// Whether nothing that can be chosen makes it hold.
    #[must_use]
    pub fn is_never(&self) -> bool {
        self.0.is_false()
    }

    /// Both.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        if self.is_always() || other.is_never() {
            return other.clone();
        }
        if other.is_always() || self.is_never() {
            return self.clone();
        }
        let mut both = self.0.clone();
        both.and(other.0.clone());
        Self(both)
    }

    /// At least one of them.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        if self.is_never() || other.is_always() {
            return other.clone();
        }
        if other.is_never() || self.is_always() {
            return self.clone();
        }
        let mut either = self.0.clone();
        either.or(other.0.clone());
        Self(either)
    }

    /// The opposite.
    #[must_use]
    pub fn not(&self) -> Self {
        Self(self.0.negate())
    }

    /// Whether `other` holds wherever this does.
    #[must_use]
    pub fn implies(&self, other: &Self) -> bool {
        self.and(&other.not()).is_never()
    }

    /// `then` where it holds, `otherwise` where not.
    fn decides(&self, then: &Self, otherwise: &Self) -> Self {
        self.and(then).or(&self.not().and(otherwise))
    }

    /// The same where `care` holds, and as simple as that allows elsewhere.
    ///
    /// This is Coudert and Madre's restriction of one decision diagram by another.
    #[must_use]
    pub fn within(&self, care: &Self) -> Self {
        // Most are one of these, and need no diagrams.
        if self.is_always() || care.is_never() {
            return Self::ALWAYS;
        }
        if self.is_never() {
            return Self::NEVER;
        }
        if care.implies(self) {
            return Self::ALWAYS;
        }
        let (Some(mine), Some(cares)) = (self.top(), care.top()) else {
            return self.clone();
        };
        let choice = mine.min(cares);
        let (made, not_made) = self.split(&choice);
        let (care_made, care_not_made) = care.split(&choice);
        if made == not_made {
            return self.within(&care_made.or(&care_not_made));
        }
        if care_made.is_never() {
            return not_made.within(&care_not_made);
        }
        if care_not_made.is_never() {
            return made.within(&care_made);
        }
        let made = made.within(&care_made);
        Self::chosen(&choice).decides(&made, &not_made.within(&care_not_made))
    }

    /// An equivalent disjunction of conjunctions, assuming that `care` is true; each conjunction is
    /// minimal.
    #[must_use]
    pub fn clauses(&self, care: &Self) -> Clauses {
        let simple = self.within(care);
        if simple.is_always() {
            return vec![vec![]];
        }
        if simple.is_never() {
            return Vec::new();
        }
        let mut clauses: Clauses =
            simple.0.to_dnf().iter().map(|clause| literals(clause)).collect();
        for clause in &mut clauses {
            for index in (0..clause.len()).rev() {
                let literal = clause.remove(index);
                if !conjunction(clause).and(care).implies(self) {
                    clause.insert(index, literal);
                }
            }
        }
        clauses.sort_by(|left, right| (left.len(), left).cmp(&(right.len(), right)));
        for index in (0..clauses.len()).rev() {
            let clause = clauses.remove(index);
            let others = clauses.iter().fold(Self::NEVER, |all, one| all.or(&conjunction(one)));
            if !conjunction(&clause).and(care).implies(&others) {
                clauses.insert(index, clause);
            }
        }
        clauses
    }

    /// The first choice that it looks at.
    fn top(&self) -> Option<ExtraName> {
        match self.0.kind() {
            MarkerTreeKind::Extra(node) => name_of(node.name()).cloned(),
            _ => None,
        }
    }

    /// The conditions that remain if `choice` is made and if it is not. `choice` is at most the first
    /// choice.
    fn split(&self, choice: &ExtraName) -> (Self, Self) {
        match self.0.kind() {
            MarkerTreeKind::Extra(node) if name_of(node.name()) == Some(choice) => {
                (Self(node.edge(true)), Self(node.edge(false)))
            }
            _ => (self.clone(), self.clone()),
        }
    }
}

fn name_of(extra: &MarkerValueExtra) -> Option<&ExtraName> {
    match extra {
        MarkerValueExtra::Extra(name) => Some(name),
        MarkerValueExtra::Arbitrary(_) => None,
    }
}

fn conjunction(clause: &[Literal]) -> Formula {
    clause.iter().fold(Formula::ALWAYS, |all, literal| {
        let chosen = Formula::chosen(&literal.choice);
        all.and(&if literal.is_made { chosen } else { chosen.not() })
    })
}

fn literals(clause: &[MarkerExpression]) -> Vec<Literal> {
    let mut literals: Vec<Literal> = clause
        .iter()
        .filter_map(|expression| match expression {
            MarkerExpression::Extra { operator, name } => Some(Literal {
                choice: name_of(name)?.clone(),
                is_made: *operator == ExtraOperator::Equal,
            }),
            _ => None,
        })
        .collect();
    literals.sort();
    literals
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn choice(index: usize) -> ExtraName {
        ExtraName::new(format!("choice-{index}")).unwrap()
    }

    fn formula(choices: usize) -> impl Strategy<Value = Formula> {
        let literal = (0..choices).prop_map(|index| Formula::chosen(&choice(index)));
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
        let (cpu, gpu) = (Formula::chosen(&choice(0)), Formula::chosen(&choice(1)));
        let at_most_one = cpu.and(&gpu).not();
        let only_gpu = gpu.and(&cpu.not());
        let clauses = only_gpu.clauses(&at_most_one);
        assert_eq!(clauses, [[Literal { choice: choice(1), is_made: true }]]);
    }

    proptest! {
        #[test]
        fn clauses_say_the_same_wherever_it_matters(stated in formula(4), care in formula(4)) {
            let clauses = stated.clauses(&care);
            let meant = clauses.iter().fold(Formula::NEVER, |all, one| all.or(&conjunction(one)));
            prop_assert_eq!(meant.and(&care), stated.and(&care));
        }
    }
}
