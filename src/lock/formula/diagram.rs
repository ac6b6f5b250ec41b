//! Binary decision diagrams, each node of which exists once.
//!
//! A diagram is a node and all that its edges lead to. Since the order of choices is fixed and no node exists
//! twice, two diagrams mean the same if, and only if, they are the same edge. An edge can be negated, so that
//! a condition and its opposite share their nodes. Each thread has its own nodes.

use std::cell::RefCell;
use std::marker::PhantomData;

use fixedbitset::FixedBitSet;
use foldhash::fast::RandomState;
use indexmap::{IndexMap, IndexSet};

use super::Choice;

/// An edge of a diagram: twice the number of a node, plus one if it is negated. Node 0 is `true`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Edge {
    number: u32,
    /// It means nothing to another thread.
    thread: PhantomData<*const ()>,
}

/// A choice, and the diagrams that remain if it is made and if it is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Node {
    pub choice: Choice,
    /// Never negated.
    pub made: Edge,
    pub not_made: Edge,
}

impl Node {
    /// What remains of the edge to it if a choice is made and if it is not. The choice is at most its own.
    pub(super) fn split(self, choice: Choice, edge: Edge) -> (Edge, Edge) {
        if self.choice == choice { (self.made, self.not_made) } else { (edge, edge) }
    }
}

/// Results for edges that occur many times.
pub(super) type Known<K, V> = IndexMap<K, V, RandomState>;

/// Edges that were visited.
pub(super) type Seen = IndexSet<Edge, RandomState>;

#[derive(Default)]
struct Diagrams {
    nodes: IndexSet<Node, RandomState>,
    products: Known<(Edge, Edge), Edge>,
    /// The numbers of the nodes whose diagrams are not too large.
    checked: FixedBitSet,
}

thread_local! {
    static DIAGRAMS: RefCell<Diagrams> = RefCell::default();
}

impl Edge {
    pub(super) const TRUE: Self = Self::new(0);
    pub(super) const FALSE: Self = Self::new(1);

    const fn new(number: u32) -> Self {
        Self { number, thread: PhantomData }
    }

    /// The number of its node. Those of the diagrams below it are smaller.
    pub(super) fn place(self) -> usize {
        usize::try_from(self.number / 2).expect("memory has room for the nodes")
    }

    /// Whether its diagram was found not to be too large.
    pub(super) fn is_checked(self) -> bool {
        DIAGRAMS.with_borrow(|diagrams| diagrams.checked.contains(self.place()))
    }

    /// Remembers that its diagram is not too large.
    pub(super) fn set_checked(self) {
        DIAGRAMS.with_borrow_mut(|diagrams| diagrams.checked.grow_and_insert(self.place()));
    }

    pub(super) const fn not(self) -> Self {
        Self::new(self.number ^ 1)
    }

    const fn negated_if(self, other: Self) -> Self {
        Self::new(self.number ^ (other.number & 1))
    }

    /// The diagram that decides between two others.
    pub(super) fn decision(choice: Choice, made: Self, not_made: Self) -> Self {
        DIAGRAMS.with_borrow_mut(|diagrams| diagrams.decision(choice, made, not_made))
    }

    pub(super) fn and(self, other: Self) -> Self {
        DIAGRAMS.with_borrow_mut(|diagrams| diagrams.product(self, other))
    }

    /// The node that it leads to; `None` for `true` and `false`.
    pub(super) fn node(self) -> Option<Node> {
        DIAGRAMS.with_borrow(|diagrams| diagrams.node(self))
    }
}

impl Diagrams {
    fn decision(&mut self, choice: Choice, made: Edge, not_made: Edge) -> Edge {
        if made == not_made {
            return made;
        }
        let node =
            Node { choice, made: made.negated_if(made), not_made: not_made.negated_if(made) };
        let (index, _) = self.nodes.insert_full(node);
        let number = u32::try_from(index + 1).ok().and_then(|number| number.checked_mul(2));
        Edge::new(number.expect("memory ends before the numbers")).negated_if(made)
    }

    fn node(&self, edge: Edge) -> Option<Node> {
        let index = edge.place().checked_sub(1)?;
        let &Node { choice, made, not_made } = self.nodes.get_index(index)?;
        Some(Node { choice, made: made.negated_if(edge), not_made: not_made.negated_if(edge) })
    }

    fn product(&mut self, one: Edge, other: Edge) -> Edge {
        if one == other || other == Edge::TRUE {
            return one;
        }
        if one == other.not() {
            return Edge::FALSE;
        }
        let factors = (one.min(other), one.max(other));
        let (Some(left), Some(right)) = (self.node(factors.0), self.node(factors.1)) else {
            // The constants come first.
            return if factors.0 == Edge::TRUE { factors.1 } else { Edge::FALSE };
        };
        if let Some(&known) = self.products.get(&factors) {
            return known;
        }
        let choice = left.choice.min(right.choice);
        let (left_made, left_not) = left.split(choice, factors.0);
        let (right_made, right_not) = right.split(choice, factors.1);
        let made = self.product(left_made, right_made);
        let not_made = self.product(left_not, right_not);
        let product = self.decision(choice, made, not_made);
        self.products.insert(factors, product);
        product
    }
}
