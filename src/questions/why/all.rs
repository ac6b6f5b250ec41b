//! All paths, found backwards: every dependent of a package is itself reachable, so that few steps are in
//! vain.

use std::collections::BTreeSet;

use super::{LISTED_LINKS, Way, WhyQuery, both, is_never};
use crate::lock::PackageId;
use crate::lock::formula::Formula;
use crate::questions::link::LinkId;
use crate::resolution::graph::Node;

/// The number of steps for each requested path. Only cycles cause detours.
const STEPS_FOR_EACH: usize = 20;

/// A step back, and the links that remain to follow from there.
struct Step<'l> {
    node: Node<'l>,
    link: Option<LinkId>,
    conditions: Vec<Formula>,
    left: Vec<LinkId>,
}

/// At most `most` paths to a package without repeated nodes, and whether there can be more. Of paths with many
/// links there are fewer.
pub(super) fn ways(question: &WhyQuery<'_, '_>, id: PackageId, most: usize) -> (Vec<Way>, bool) {
    let mut ways = Vec::new();
    let mut steps_left = most.saturating_mul(STEPS_FOR_EACH);
    let mut links_left = LISTED_LINKS;
    let mut passed = BTreeSet::from([Node::Package(id)]);
    let everywhere = question.each(|_| Formula::ALWAYS);
    let mut stack = vec![opened(question, Node::Package(id), None, everywhere)];
    while let Some(step) = stack.last_mut() {
        let Some(link) = step.left.pop() else {
            passed.remove(&step.node);
            stack.pop();
            continue;
        };
        if ways.len() == most || steps_left == 0 || links_left == 0 {
            return (ways, true);
        }
        steps_left -= 1;
        let from = question.links[link].from;
        if from.package() == id || passed.contains(&from) {
            continue;
        }
        let condition = question.each(|it| question.links.condition(link, question.resolved, it));
        let conditions = both(&step.conditions, &condition);
        if is_never(&conditions) {
            continue;
        }
        let asked_for = question.asked_for(from).map(|asked_for| both(&asked_for, &conditions));
        stack.push(opened(question, from, Some(link), conditions));
        passed.insert(from);
        if let Some(conditions) = asked_for.filter(|conditions| !is_never(conditions)) {
            let links: Vec<LinkId> = stack.iter().rev().filter_map(|step| step.link).collect();
            links_left = links_left.saturating_sub(links.len());
            ways.push(Way { links, conditions });
        }
    }
    (ways, false)
}

fn opened<'l>(
    question: &WhyQuery<'_, 'l>,
    node: Node<'l>,
    link: Option<LinkId>,
    conditions: Vec<Formula>,
) -> Step<'l> {
    Step { node, link, conditions, left: question.links.bringing(node).collect() }
}
