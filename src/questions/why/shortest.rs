//! The shortest path through each direct dependent.

use std::collections::{BTreeMap, VecDeque};

use super::{Way, WhyQuery, both, is_never};
use crate::lock::PackageId;
use crate::lock::formula::Formula;
use crate::questions::link::LinkId;
use crate::resolution::graph::Node;

/// A node, reached by a shortest path for these conditions.
struct Reached<'l> {
    node: Node<'l>,
    last: Option<(usize, LinkId)>,
    conditions: Vec<Formula>,
}

/// The shortest paths through each direct dependent of `id`. Together they cover all environments.
pub(super) fn ways(question: &WhyQuery<'_, '_>, id: PackageId) -> Vec<Way> {
    let reached = reach(question, id);
    let mut covered: BTreeMap<PackageId, Vec<Formula>> = BTreeMap::new();
    let mut ways = Vec::new();
    for (index, here) in reached.iter().enumerate() {
        for &link in question.links.from(here.node) {
            if question.links[link].to != id || here.node.package() == id {
                continue;
            }
            let condition =
                question.each(|it| question.links.condition(link, question.resolved, it));
            let conditions = both(&here.conditions, &condition);
            let known = covered.entry(here.node.package()).or_default();
            if adds(known, &conditions) {
                ways.push(Way { links: back(&reached, index, link), conditions });
            }
        }
    }
    ways
}

/// The nodes that are reachable without `id`, nearest first. A node occurs again only for conditions that
/// no shorter path covers.
fn reach<'l>(question: &WhyQuery<'_, 'l>, id: PackageId) -> Vec<Reached<'l>> {
    let mut covered: BTreeMap<Node<'l>, Vec<Formula>> = BTreeMap::new();
    let mut reached = Vec::new();
    let nodes = question.resolved.graph.nodes();
    let starts = nodes.filter_map(|(node, _)| Some((node, question.asked_for(node)?)));
    let starts = starts.map(|(node, conditions)| Reached { node, last: None, conditions });
    let mut queue = VecDeque::from_iter(starts);
    while let Some(here) = queue.pop_front() {
        if here.node.package() == id
            || !adds(covered.entry(here.node).or_default(), &here.conditions)
        {
            continue;
        }
        let index = reached.len();
        for &link in question.links.from(here.node) {
            let condition =
                question.each(|it| question.links.condition(link, question.resolved, it));
            let conditions = both(&here.conditions, &condition);
            let needed = &question.links[link];
            let extras = needed.extras.iter().map(|extra| Node::Extra(needed.to, extra));
            for node in [Node::Package(needed.to)].into_iter().chain(extras) {
                let last = Some((index, link));
                queue.push_back(Reached { node, last, conditions: conditions.clone() });
            }
        }
        reached.push(here);
    }
    reached
}

/// Adds conditions to the known ones. Returns whether any is new.
fn adds(known: &mut Vec<Formula>, conditions: &[Formula]) -> bool {
    if known.is_empty() {
        *known = conditions.to_vec();
        return !is_never(conditions);
    }
    let mut is_new = false;
    for (known, here) in known.iter_mut().zip(conditions) {
        let either = known.or(here);
        is_new |= either != *known;
        *known = either;
    }
    is_new
}

/// The links to a node, followed by `link`.
fn back(reached: &[Reached<'_>], mut index: usize, link: LinkId) -> Vec<LinkId> {
    let mut links = vec![link];
    while let Some((before, link)) = reached[index].last {
        links.push(link);
        index = before;
    }
    links.reverse();
    links
}
