//! Declared conflicts, and the choices that they allow.
//!
//! uv writes a choice into markers as an extra with a made-up name: `extra-3-app-cpu` is the extra
//! `cpu` of `app`, whose name has three bytes.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use foldhash::fast::RandomState;
use indexmap::IndexMap;
use pep508_rs::ExtraName;
use petgraph::graph::NodeIndex;

use crate::lock::formula::{Choice, Clauses, Formula, Literal, TooComplex};
use crate::lock::{ConflictItem, Lock};
use crate::resolution::graph::Graph;
use crate::text::attribute::attribute;

/// The conflicts of a lock.
#[derive(Debug)]
pub struct Conflicts<'l> {
    sets: Vec<Vec<&'l ConflictItem>>,
    /// The items of all sets.
    choices: Choices<'l>,
    /// For each node of the graph, the condition that it is chosen.
    chosen: Vec<Formula>,
    allowed: Formula,
    /// The alternatives of the conditions that were asked for: many packages have the same.
    clauses: RefCell<IndexMap<Formula, Clauses, RandomState>>,
}

/// Items by their names in markers.
type Choices<'l> = IndexMap<String, Named<'l>, RandomState>;

/// An item, and the choice that it is.
#[derive(Debug)]
struct Named<'l> {
    item: &'l ConflictItem,
    choice: Choice,
    /// That the choice is made.
    chosen: Formula,
}

/// The most choices of a lock. The algorithms on decision diagrams are recursive.
const MOST_CHOICES: u16 = 1000;

impl<'l> Conflicts<'l> {
    /// The conflicts of the lock of `graph`.
    pub fn of(graph: &Graph<'l>) -> Result<Self, TooComplex> {
        let sets = sets(graph.lock);
        let choices = choices(&sets)?;
        let of = |item: &ConflictItem| choices.get(&in_markers(item));
        let constraint = |set: &Vec<&ConflictItem>| {
            let mut choices = Vec::from_iter(set.iter().filter_map(|item| Some(of(item)?.choice)));
            choices.sort();
            choices
        };
        let mut constraints = Vec::from_iter(sets.iter().map(constraint));
        constraints.sort();
        let mut allowed = Formula::ALWAYS;
        // From the last nodes of the diagram to the first.
        for choices in constraints.into_iter().rev() {
            allowed = Formula::at_most_one(choices).and(&allowed);
            allowed.check("the declared conflicts")?;
        }
        let packages: BTreeSet<_> = sets.iter().flatten().map(|item| item.package()).collect();
        let chosen = |node: NodeIndex| {
            let package = graph.digraph[node].package();
            let is_any = packages.contains(&graph.lock[package].name);
            let named = is_any.then(|| of(&graph.item(node))).flatten();
            named.map_or(Formula::ALWAYS, |it| it.chosen.clone())
        };
        let chosen = graph.digraph.node_indices().map(chosen).collect();
        Ok(Self { sets, choices, chosen, allowed, clauses: RefCell::default() })
    }

    /// The sets of choices of which at most one can be made, sorted.
    #[must_use]
    pub fn sets(&self) -> &[Vec<&'l ConflictItem>] {
        &self.sets
    }

    /// The condition that the choice behind this extra of a marker is made; `None` if the extra is not a
    /// choice.
    #[must_use]
    pub fn choice(&self, extra: &ExtraName) -> Option<Formula> {
        self.choices.get(extra.as_ref()).map(|it| it.chosen.clone())
    }

    /// The condition that no two conflicting choices are made.
    #[must_use]
    pub fn allowed(&self) -> &Formula {
        &self.allowed
    }

    /// The condition that stands for all that are the same where no two conflicting choices are made.
    ///
    /// That is a constant, or that one choice is made, or else no more than what is allowed. One of many choices that
    /// exclude each other is thus a diagram of one node, and not of one for each of them.
    #[must_use]
    pub(crate) fn normal(&self, condition: Formula) -> Formula {
        if condition.is_constant() || condition.is_choice() {
            return condition;
        }
        let allowed = condition.and(&self.allowed);
        if allowed == self.allowed {
            return Formula::ALWAYS;
        }
        allowed.only_choice(&self.allowed).map_or(allowed, Formula::chosen)
    }

    /// A condition as alternatives, where no two conflicting choices are made. Those of the extras and groups of a
    /// conflict mean that one choice, which is seen without the work for others.
    #[must_use]
    pub fn clauses(&self, condition: &Formula) -> Clauses {
        if let Some(choice) = condition.only_choice(&self.allowed) {
            return vec![vec![Literal { choice, is_made: true }]];
        }
        let mut known = self.clauses.borrow_mut();
        let clauses = known.entry(condition.clone());
        clauses.or_insert_with(|| condition.clauses(&self.allowed)).clone()
    }

    /// Refuses a condition that needs many alternatives.
    pub fn check_clauses(&self, condition: &Formula, what: &str) -> Result<(), TooComplex> {
        match condition.only_choice(&self.allowed) {
            Some(_) => Ok(()),
            None => condition.check_clauses(&self.allowed, what),
        }
    }

    /// The condition that a node is chosen; always true if it has no conflicts.
    #[must_use]
    pub fn chosen(&self, node: NodeIndex) -> &Formula {
        &self.chosen[node.index()]
    }

    /// The condition that `item` is chosen; always true if it has no conflicts.
    #[must_use]
    pub fn chosen_item(&self, item: &ConflictItem) -> Formula {
        let choice = self.choices.get(&in_markers(item));
        choice.map_or(Formula::ALWAYS, |it| it.chosen.clone())
    }

    /// Whether a node has conflicts.
    #[must_use]
    pub fn has(&self, node: NodeIndex) -> bool {
        !self.chosen(node).is_always()
    }

    /// Whether the text of a marker names a choice.
    #[must_use]
    pub fn are_in(&self, marker: &str) -> bool {
        self.choices.keys().any(|name| marker.contains(name.as_str()))
    }

    /// The choices under which a condition is true, where no two conflicting ones are made: a list of alternatives.
    /// Empty: always.
    #[must_use]
    pub fn alternatives(&self, condition: &Formula) -> Vec<Vec<String>> {
        self.in_words(&self.clauses(condition))
    }

    /// Clauses as lists of choices. Empty: always.
    #[must_use]
    pub fn in_words(&self, clauses: &Clauses) -> Vec<Vec<String>> {
        if clauses.iter().any(Vec::is_empty) {
            return Vec::new();
        }
        let describe = |clause: &Vec<Literal>| clause.iter().map(|&it| self.describe(it)).collect();
        clauses.iter().map(describe).collect()
    }

    /// The item that a choice is.
    fn item(&self, choice: Choice) -> &'l ConflictItem {
        self.choices[usize::from(choice.number)].item
    }

    /// The name of a choice in markers.
    #[must_use]
    pub fn name(&self, choice: Choice) -> String {
        in_markers(self.item(choice))
    }

    /// A literal in words: `app[cpu]`, `not app:dev`.
    #[must_use]
    pub fn describe(&self, literal: Literal) -> String {
        let name = describe(self.item(literal.choice));
        if literal.is_made { name } else { format!("not {name}") }
    }
}

/// `app`, `app[cpu]`, or `app:dev`.
#[must_use]
pub(crate) fn describe(item: &ConflictItem) -> String {
    match item {
        ConflictItem::Project(package) => attribute(package).into_owned(),
        ConflictItem::Extra(package, extra) => format!("{}[{extra}]", attribute(package)),
        ConflictItem::Group(package, group) => format!("{}:{group}", attribute(package)),
    }
}

fn in_markers(item: &ConflictItem) -> String {
    let (kind, package, name) = match item {
        ConflictItem::Project(package) => ("project", package, None),
        ConflictItem::Extra(package, extra) => ("extra", package, Some(extra)),
        ConflictItem::Group(package, group) => ("group", package, Some(group)),
    };
    let length = package.as_ref().len();
    let mut text = format!("{kind}-{length}-{package}");
    if let Some(name) = name {
        text.push('-');
        text.push_str(name.as_ref());
    }
    text
}

fn sets(lock: &Lock) -> Vec<Vec<&ConflictItem>> {
    let sets = lock.conflicts.iter().map(|set| {
        let mut items = Vec::from_iter(&set.items);
        items.sort();
        items.dedup();
        items
    });
    let mut sets = Vec::from_iter(sets);
    sets.sort();
    sets.dedup();
    sets
}

/// The items of all sets by their names in markers. In diagrams, those of one group are adjacent.
fn choices<'l>(sets: &[Vec<&'l ConflictItem>]) -> Result<Choices<'l>, TooComplex> {
    let groups = groups(sets);
    let mut named =
        Vec::from_iter(groups.iter().map(|(&item, &group)| (in_markers(item), group, item)));
    named.sort();
    let mut places = Vec::from_iter(named.iter().map(|(name, group, _)| (*group, name)));
    places.sort();
    let place =
        |group: usize, name: &String| places.partition_point(|place| *place < (group, name));
    let choice = |number: usize, (name, group, item): &(String, usize, &'l ConflictItem)| {
        let place =
            u16::try_from(place(*group, name)).ok().filter(|place| *place < MOST_CHOICES)?;
        let number = u16::try_from(number).ok()?;
        let choice = Choice { place, number };
        Some((name.clone(), Named { item, choice, chosen: Formula::chosen(choice) }))
    };
    let choices = named.iter().enumerate().map(|(number, named)| choice(number, named));
    choices.collect::<Option<_>>().ok_or_else(|| {
        let count = named.len();
        let limit = format!("uvnix supports at most {MOST_CHOICES}");
        TooComplex(format!("the conflicts name {count} extras and groups, and {limit}"))
    })
}

/// Numbers the items: those of one number are connected by sets that share an item.
fn groups<'l>(sets: &[Vec<&'l ConflictItem>]) -> BTreeMap<&'l ConflictItem, usize> {
    let mut members: Vec<Vec<&ConflictItem>> = Vec::new();
    let mut groups: BTreeMap<&ConflictItem, usize> = BTreeMap::new();
    for set in sets {
        let known = set.iter().filter_map(|item| groups.get(item)).min();
        let group = known.copied().unwrap_or(members.len());
        members.resize_with(members.len().max(group + 1), Vec::new);
        for &item in set {
            let joined = match groups.get(item) {
                Some(&known) if known == group => continue,
                Some(&known) => std::mem::take(&mut members[known]),
                None => vec![item],
            };
            groups.extend(joined.iter().map(|&item| (item, group)));
            members[group].extend(joined);
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use pep508_rs::PackageName;
    use proptest::prelude::*;

    use super::*;

    /// A lock of a package with extras, and the sets of those that exclude each other.
    fn lock(extras: &[String], sets: &[&[String]]) -> Lock {
        let items = |set: &&[String]| {
            let items = set.iter().map(|extra| format!("{{ package = 'app', extra = '{extra}' }}"));
            format!("[{}]", Vec::from_iter(items).join(", "))
        };
        let sets = Vec::from_iter(sets.iter().map(items)).join(", ");
        let extras = extras.iter().map(|extra| format!("{extra} = []"));
        let extras = Vec::from_iter(extras).join("\n");
        let text = format!(
            "version = 1\nrequires-python = '>=3.12'\nconflicts = [{sets}]\n\n[[package]]\nname = 'app'\n\
             version = '1'\nsource = {{ virtual = '.' }}\n\n[package.optional-dependencies]\n{extras}"
        );
        Lock::parse(&text).unwrap()
    }

    fn chosen(conflicts: &Conflicts<'_>, extra: &str) -> Formula {
        let (package, extra) = (PackageName::from_str("app"), ExtraName::from_str(extra));
        conflicts.chosen_item(&ConflictItem::Extra(package.unwrap(), extra.unwrap()))
    }

    /// Steps that make a condition on a stack: an extra, or what is done with the conditions before it.
    fn condition(steps: &[usize], extras: &[Formula]) -> Formula {
        let mut stack = Vec::new();
        for &step in steps {
            let made = match (extras.get(step), step % 3) {
                (Some(extra), _) => extra.clone(),
                (None, 0) => stack.pop().unwrap_or(Formula::ALWAYS).not(),
                (None, is_and) => {
                    let [one, other] = [(); 2].map(|()| stack.pop().unwrap_or(Formula::NEVER));
                    if is_and == 1 { one.and(&other) } else { one.or(&other) }
                }
            };
            stack.push(made);
        }
        stack.pop().unwrap_or(Formula::NEVER)
    }

    proptest! {
        #[test]
        fn conditions_have_the_same_normal_form_if_they_are_the_same_for_all_that_is_allowed(
            pair in [prop::collection::vec(0..12_usize, 1..8), prop::collection::vec(0..12_usize, 1..8)],
        ) {
            let extras = ["a", "b", "c", "d", "e", "f"].map(str::to_owned);
            let lock = lock(&extras, &[&extras[..3], &extras[2..5]]);
            let graph = Graph::build(&lock).unwrap();
            let conflicts = Conflicts::of(&graph).unwrap();
            let extras = extras.map(|extra| chosen(&conflicts, &extra));
            let allowed = conflicts.allowed();
            let [one, other] = pair.map(|steps| condition(&steps, &extras));
            let normal = [&one, &other].map(|it| conflicts.normal(it.clone()));
            prop_assert_eq!(normal[0].and(allowed), one.and(allowed));
            prop_assert_eq!(normal[0] == normal[1], one.and(allowed) == other.and(allowed));
            prop_assert_eq!(normal[0].is_never(), one.and(allowed).is_never());
            prop_assert_eq!(conflicts.clauses(&normal[0]), conflicts.clauses(&one.and(allowed)));
        }
    }

    #[test]
    fn one_of_many_extras_that_exclude_each_other_is_one_choice() {
        let extras = Vec::from_iter((0..300).map(|number| format!("extra-{number}")));
        let lock = lock(&extras, &[&extras]);
        let graph = Graph::build(&lock).unwrap();
        let conflicts = Conflicts::of(&graph).unwrap();
        let last = chosen(&conflicts, "extra-299");
        assert!(conflicts.normal(last.clone()).is_choice());
        assert_eq!(conflicts.normal(last.and(conflicts.allowed())), last);
    }
}
