//! Conditions over choices.
//!
//! In a fixed environment, all that is left of a marker is which of the declared conflicts' extras
//! and groups are chosen. A [`Formula`] is that rest.

mod clauses;
mod diagram;

use miette::Diagnostic;
use thiserror::Error;

use diagram::{Edge, Known, Node, Seen};

pub(crate) use clauses::{Clauses, Literal};

/// A condition over the chosen extras and groups.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Formula(Edge);

/// An extra, a group or a project that a specification chooses or does not choose.
///
/// The order of choices is that of diagrams. If the choices of two groups are independent, and those of one
/// group have adjacent places, then the diagram of a condition over both groups is as large as the sum of the
/// two, not the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Choice {
    /// Its place in diagrams.
    pub place: u16,
    /// Its number, in the order of names.
    pub number: u16,
}

/// A condition that is too large for the generated file.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[error("{0}")]
#[diagnostic(
    code(uvnix::resolve::too_many_choices),
    help(
        "declare fewer conflicts, or move some of the extras and groups to projects of their own; \
         the limit is fixed"
    )
)]
pub struct TooComplex(pub String);

/// The most nodes of a diagram.
const MOST_NODES: usize = 5000;
/// The most conjunctions of a disjunction.
const MOST_CLAUSES: usize = 1000;

impl Formula {
    /// Whatever is chosen.
    pub const ALWAYS: Self = Self(Edge::TRUE);
    /// Whatever is chosen, not.
    pub const NEVER: Self = Self(Edge::FALSE);

    /// [`Self::ALWAYS`] or [`Self::NEVER`].
    #[must_use]
    pub const fn constant(holds: bool) -> Self {
        if holds { Self::ALWAYS } else { Self::NEVER }
    }

    /// That `choice` is made.
    #[must_use]
    pub fn chosen(choice: Choice) -> Self {
        Self(Edge::decision(choice, Edge::TRUE, Edge::FALSE))
    }

    /// That at most one of these choices is made.
    #[must_use]
    pub fn at_most_one(choices: impl IntoIterator<Item = Choice>) -> Self {
        let mut choices = Vec::from_iter(choices);
        choices.sort();
        let (mut at_most_one, mut none) = (Edge::TRUE, Edge::TRUE);
        // From the last node of the diagram to the first.
        for choice in choices.into_iter().rev() {
            at_most_one = Edge::decision(choice, none, at_most_one);
            none = Edge::decision(choice, Edge::FALSE, none);
        }
        Self(at_most_one)
    }

    /// Whether it holds whatever is chosen.
    #[must_use]
    pub fn is_always(&self) -> bool {
        self.0 == Edge::TRUE
    }

    /// Whether nothing that can be chosen makes it hold.
    #[must_use]
    pub fn is_never(&self) -> bool {
        self.0 == Edge::FALSE
    }

    /// Whether it does not depend on what is chosen.
    #[must_use]
    pub fn is_constant(&self) -> bool {
        self.is_always() || self.is_never()
    }

    /// Whether it is that one choice is made.
    #[must_use]
    pub(crate) fn is_choice(&self) -> bool {
        let leads_to_both = |it: Node| it.made == Edge::TRUE && it.not_made == Edge::FALSE;
        self.0.node().is_some_and(leads_to_both)
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
        Self(self.0.and(other.0))
    }

    /// At least one of them.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        self.not().and(&other.not()).not()
    }

    /// The opposite.
    #[must_use]
    pub fn not(&self) -> Self {
        Self(self.0.not())
    }

    /// Whether `other` holds wherever this does.
    #[must_use]
    pub fn implies(&self, other: &Self) -> bool {
        self.and(&other.not()).is_never()
    }

    /// An equivalent condition, assuming that `care` is true, with a diagram that is as small as possible.
    ///
    /// This is Coudert and Madre's restriction of one decision diagram by another.
    #[must_use]
    pub fn restricted_to(&self, care: &Self) -> Self {
        // Most conditions are true wherever they matter.
        if care.implies(self) {
            return Self::ALWAYS;
        }
        Self(restrict(self.0, care.0, &mut Known::default()))
    }

    /// Refuses a condition with a large diagram.
    pub fn check(&self, what: &str) -> Result<(), TooComplex> {
        if self.is_constant() || self.0.is_checked() {
            return Ok(());
        }
        if self.is_larger_than(MOST_NODES) {
            return Err(TooComplex(format!(
                "the condition for {what} is too complex: its decision diagram has more than \
                 {MOST_NODES} nodes"
            )));
        }
        self.0.set_checked();
        Ok(())
    }

    /// Refuses a condition that needs many conjunctions.
    pub fn check_clauses(&self, care: &Self, what: &str) -> Result<(), TooComplex> {
        if self.restricted_to(care).has_more_paths_than(MOST_CLAUSES) {
            return Err(TooComplex(format!(
                "the condition for {what} is too complex: it has more than {MOST_CLAUSES} \
                 alternatives"
            )));
        }
        Ok(())
    }

    /// Whether its diagram has more nodes than this.
    fn is_larger_than(&self, nodes: usize) -> bool {
        // Two edges lead to each node, and there are not more nodes than that of the largest number.
        if 2 * self.0.place() <= nodes {
            return false;
        }
        let (mut seen, mut rest) = (Seen::default(), vec![self.0]);
        while let Some(edge) = rest.pop() {
            if let Some(Node { made, not_made, .. }) = edge.node()
                && seen.insert(edge)
            {
                rest.extend([made, not_made]);
            }
            if seen.len() > nodes {
                return true;
            }
        }
        false
    }
}

fn restrict(edge: Edge, care: Edge, known: &mut Known<(Edge, Edge), Edge>) -> Edge {
    if care == Edge::FALSE {
        return Edge::TRUE;
    }
    let (Some(node), Some(cares)) = (edge.node(), care.node()) else { return edge };
    if let Some(&known) = known.get(&(edge, care)) {
        return known;
    }
    let choice = node.choice.min(cares.choice);
    let restricted = if node.choice > choice {
        // It does not depend on the choice.
        restrict(edge, cares.made.not().and(cares.not_made.not()).not(), known)
    } else {
        let (care_made, care_not_made) = cares.split(choice, care);
        if care_made == Edge::FALSE {
            restrict(node.not_made, care_not_made, known)
        } else if care_not_made == Edge::FALSE {
            restrict(node.made, care_made, known)
        } else {
            let made = restrict(node.made, care_made, known);
            Edge::decision(choice, made, restrict(node.not_made, care_not_made, known))
        }
    };
    known.insert((edge, care), restricted);
    restricted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_diagram_of_independent_groups_is_small() {
        let choice = |place| Choice { place, number: place };
        let pairs = (0..40).map(|group| [choice(2 * group), choice(2 * group + 1)]);
        let pairs = Vec::from_iter(pairs.map(Formula::at_most_one));
        let all = pairs.iter().fold(Formula::ALWAYS, |all, pair| all.and(pair));
        assert!(!all.is_larger_than(80));
        assert!(all.is_larger_than(79));
        assert_eq!(pairs[3].restricted_to(&all), Formula::ALWAYS);
    }

    #[test]
    fn what_means_the_same_is_the_same() {
        let [a, b] = [0, 1].map(|place| Formula::chosen(Choice { place, number: place }));
        assert_eq!(a.and(&b).not(), a.not().or(&b.not()));
        assert_eq!(a.or(&a.not()), Formula::ALWAYS);
        assert_eq!(a.or(&b).and(&a.not()), b.and(&a.not()));
        assert!(a.and(&b).implies(&a) && !a.implies(&b));
    }
}
