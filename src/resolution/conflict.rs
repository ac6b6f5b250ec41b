//! Declared conflicts, and the choices that they allow.
//!
//! uv writes a choice into markers as an extra with a made-up name: `extra-3-app-cpu` is the extra
//! `cpu` of `app`, whose name has three bytes.

use std::collections::BTreeMap;

use pep508_rs::ExtraName;

use crate::lock::formula::{Formula, Literal};
use crate::lock::{ConflictItem, Lock};
use crate::text::attribute::attribute;

/// The conflicts of a lock.
#[derive(Debug)]
pub struct Conflicts<'l> {
    sets: Vec<Vec<&'l ConflictItem>>,
    /// Each choice under its name in markers, with its formula.
    choices: BTreeMap<ExtraName, (&'l ConflictItem, Formula)>,
    /// For each choice, the condition that it is made.
    chosen: BTreeMap<&'l ConflictItem, Formula>,
    allowed: Formula,
}

impl<'l> Conflicts<'l> {
    /// The conflicts that `lock` declares.
    #[must_use]
    pub fn of(lock: &'l Lock) -> Self {
        let mut sets: Vec<Vec<_>> = lock
            .conflicts
            .iter()
            .map(|set| {
                let mut items: Vec<_> = set.items.iter().collect();
                items.sort();
                items.dedup();
                items
            })
            .collect();
        sets.sort();
        sets.dedup();
        let named = sets.iter().flatten().map(|&item| {
            let name = in_markers(item);
            let chosen = Formula::chosen(&name);
            (name, (item, chosen))
        });
        let choices: BTreeMap<_, _> = named.collect();
        let chosen: BTreeMap<_, _> =
            choices.values().map(|(item, chosen)| (*item, chosen.clone())).collect();
        let allowed =
            sets.iter().fold(Formula::ALWAYS, |all, set| all.and(&at_most_one(set, &chosen)));
        Self { sets, choices, chosen, allowed }
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
        self.choices.get(extra).map(|(_, chosen)| chosen.clone())
    }

    /// The condition that no two conflicting choices are made.
    #[must_use]
    pub fn allowed(&self) -> &Formula {
        &self.allowed
    }

    /// The condition that `item` is chosen; always true if it has no conflicts.
    #[must_use]
    pub fn chosen(&self, item: &ConflictItem) -> Formula {
        self.chosen.get(item).cloned().unwrap_or(Formula::ALWAYS)
    }

    /// Whether `item` has conflicts.
    #[must_use]
    pub fn has(&self, item: &ConflictItem) -> bool {
        self.chosen.contains_key(item)
    }

    /// Whether the text of a marker names a choice.
    #[must_use]
    pub fn are_in(&self, marker: &str) -> bool {
        self.choices.keys().any(|name| marker.contains(name.as_ref()))
    }

    /// The choices under which `formula` is true, assuming `care`: a list of alternatives. Empty: always.
    #[must_use]
    pub fn alternatives(&self, formula: &Formula, care: &Formula) -> Vec<Vec<String>> {
        let clauses = formula.clauses(care);
        if clauses.iter().any(Vec::is_empty) {
            return Vec::new();
        }
        let describe = |clause: &Vec<Literal>| clause.iter().map(|it| self.describe(it)).collect();
        clauses.iter().map(describe).collect()
    }

    /// A literal in words: `app[cpu]`, `not app:dev`.
    #[must_use]
    pub fn describe(&self, literal: &Literal) -> String {
        let item = self.choices.get(&literal.choice);
        let name = item.map_or_else(|| literal.choice.to_string(), |(item, _)| describe(item));
        if literal.is_made { name } else { format!("not {name}") }
    }
}

/// `app`, `app[cpu]`, or `app:dev`.
#[must_use]
pub fn describe(item: &ConflictItem) -> String {
    match item {
        ConflictItem::Project(package) => attribute(package).into_owned(),
        ConflictItem::Extra(package, extra) => format!("{}[{extra}]", attribute(package)),
        ConflictItem::Group(package, group) => format!("{}:{group}", attribute(package)),
    }
}

fn in_markers(item: &ConflictItem) -> ExtraName {
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
    ExtraName::new(text).expect("names joined by hyphens are a name")
}

fn at_most_one(set: &[&ConflictItem], chosen: &BTreeMap<&ConflictItem, Formula>) -> Formula {
    let mut at_most_one = Formula::ALWAYS;
    for (index, one) in set.iter().enumerate() {
        for other in &set[..index] {
            at_most_one = at_most_one.and(&chosen[one].and(&chosen[other]).not());
        }
    }
    at_most_one
}
