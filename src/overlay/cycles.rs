//! Dependency cycles, for builders that do not support them.
//!
//! A derivation of nixpkgs contains references to its dependencies; therefore they cannot form a cycle.
//! Extras have no derivation of their own: they count as their packages.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use pep508_rs::{ExtraName, PackageName};
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{DfsEvent, NodeFiltered, depth_first_search};

use super::{Dependencies, Edges, Merged, Place};
use crate::environment::{EnvironmentId, EnvironmentSet, Environments};

/// Packages each of which needs all the others.
#[derive(Debug)]
pub struct Cycle<'l> {
    /// Where that is so.
    pub place: Place<'l>,
    /// The packages.
    pub packages: BTreeSet<&'l PackageName>,
    /// Paths within the cycle. The edge from the last package to the first closes the path, and is removed.
    pub paths: CyclePaths<'l>,
}

/// Lists of packages, each of which needs the next, and the last the first.
pub type CyclePaths<'l> = Vec<Vec<&'l PackageName>>;

/// The dependencies of packages and extras in one environment, for any choices.
#[derive(Default)]
struct EnvironmentEdges<'l>(BTreeMap<(&'l PackageName, Option<&'l ExtraName>), Edges<'l>>);

type DependencyGraph<'l> = DiGraph<&'l PackageName, ()>;

impl<'l> Merged<'l> {
    /// Every cycle, with the edges that are cut.
    pub(super) fn cycles(&self) -> Vec<Cycle<'l>> {
        let environments = &self.inputs.resolved.environments;
        let mut found: BTreeMap<(BTreeSet<_>, CyclePaths), EnvironmentSet> = BTreeMap::new();
        for id in environments.all().iter() {
            let graph = self.links(environments, id).graph();
            for cycle in self.cycles_of(&graph) {
                found.entry(cycle).or_default().insert(id);
            }
        }
        let cycles = found.into_iter().map(|((packages, paths), set)| {
            let place = Place::among(environments, &set, environments.all());
            Cycle { place, packages, paths }
        });
        cycles.collect()
    }

    fn links(&self, environments: &Environments, id: EnvironmentId) -> EnvironmentEdges<'l> {
        let mut links = EnvironmentEdges::default();
        for (&name, variants) in &self.packages {
            let here = variants.iter().filter(|it| it.installed.present.contains(id));
            for dependencies in here.map(|variant| &variant.dependencies) {
                links.add(name, &dependencies.everywhere);
                for (place, dependencies) in &dependencies.conditional {
                    if place.is_in(id, environments) {
                        links.add(name, dependencies);
                    }
                }
            }
        }
        links
    }

    /// The cycles of one environment, each with the edges to remove.
    fn cycles_of(
        &self,
        graph: &DependencyGraph<'l>,
    ) -> Vec<(BTreeSet<&'l PackageName>, CyclePaths<'l>)> {
        let components = kosaraju_scc(graph).into_iter().filter(|component| component.len() > 1);
        let cycles = components.map(|component| {
            let packages: BTreeSet<_> = component.iter().map(|&node| graph[node]).collect();
            let is_member = |name: &&PackageName| self.members.contains_key(name);
            let first = packages.iter().copied().find(is_member).or(packages.first().copied());
            let first = component.iter().find(|&&node| Some(graph[node]) == first);
            (packages, paths(graph, &component, *first.expect("it is one of them")))
        });
        cycles.collect()
    }
}

impl<'l> EnvironmentEdges<'l> {
    fn add(&mut self, name: &'l PackageName, dependencies: &Dependencies<'l>) {
        let extras = dependencies.extras.iter().map(|(&extra, edges)| (Some(extra), edges));
        for (extra, edges) in extras.chain([(None, &dependencies.required)]) {
            let known = self.0.entry((name, extra)).or_default();
            for (&target, extras) in edges {
                known.entry(target).or_default().extend(extras);
            }
        }
    }

    /// Which package needs which other, through extras or not.
    fn graph(&self) -> DependencyGraph<'l> {
        let mut graph = DiGraph::new();
        let names: BTreeSet<_> = self.0.keys().map(|&(name, _)| name).collect();
        let nodes: BTreeMap<_, _> =
            names.into_iter().map(|name| (name, graph.add_node(name))).collect();
        for (&name, &node) in &nodes {
            // petgraph follows the edge first that was added last.
            for target in self.needed(name).into_iter().rev() {
                if let Some(&target) = nodes.get(target).filter(|&&target| target != node) {
                    graph.add_edge(node, target, ());
                }
            }
        }
        graph
    }

    fn needed(&self, name: &'l PackageName) -> BTreeSet<&'l PackageName> {
        let mut needed = BTreeSet::new();
        let mut followed = BTreeSet::new();
        let mut open = vec![(name, None)];
        while let Some(node) = open.pop() {
            if !followed.insert(node) {
                continue;
            }
            for (&target, extras) in self.0.get(&node).into_iter().flatten() {
                needed.insert(target);
                open.extend(extras.iter().map(|&extra| (target, Some(extra))));
            }
        }
        needed
    }
}

/// The closed paths that a depth-first search from `first` finds. Without their last edges, the search
/// still reaches every package.
fn paths<'l>(
    graph: &DependencyGraph<'l>,
    component: &[NodeIndex],
    first: NodeIndex,
) -> CyclePaths<'l> {
    let mut before: BTreeMap<NodeIndex, NodeIndex> = BTreeMap::new();
    let mut paths = Vec::new();
    let component: BTreeSet<_> = component.iter().copied().collect();
    let within = NodeFiltered::from_fn(graph, |node| component.contains(&node));
    depth_first_search(&within, [first], |event| match event {
        DfsEvent::TreeEdge(from, to) => {
            before.insert(to, from);
        }
        DfsEvent::BackEdge(mut node, start) => {
            let mut path = vec![graph[node]];
            while node != start {
                node = before[&node];
                path.push(graph[node]);
            }
            path.reverse();
            paths.push(path);
        }
        DfsEvent::Discover(..) | DfsEvent::CrossForwardEdge(..) | DfsEvent::Finish(..) => {}
    });
    paths
}

impl<'l> Cycle<'l> {
    /// The edges that are cut: of which package, and to which others.
    #[must_use]
    pub fn cut(&self) -> BTreeMap<&'l PackageName, BTreeSet<&'l PackageName>> {
        let mut cut: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for path in &self.paths {
            if let [first, .., last] = path[..] {
                cut.entry(last).or_default().insert(first);
            }
        }
        cut
    }
}

impl Cycle<'_> {
    /// The help text for it.
    pub const HELP: &'static str = "nixpkgs does not support dependency cycles. A package that depends on one of them gets \
         all of them; to use one of them directly, call `dependenciesOf`";
}

/// Its paths, and the environments in which they exist.
impl fmt::Display for Cycle<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        const SHOWN: usize = 5;
        let more = self.paths.len().saturating_sub(SHOWN);
        let paths = self.paths.iter().take(SHOWN).filter_map(|path| {
            let (first, last) = (path.first()?, path.last()?);
            let path: Vec<_> = path.iter().chain([first]).map(ToString::to_string).collect();
            Some(format!("{} (removed: {last} → {first})", path.join(" → ")))
        });
        let paths: Vec<_> = paths.collect();
        write!(formatter, "dependency cycle: {}", paths.join("; "))?;
        if more > 0 {
            write!(formatter, "; and {more} more")?;
        }
        match &self.place.environments {
            None => Ok(()),
            Some(scopes) => {
                let scopes: Vec<_> = scopes.iter().copied().collect();
                write!(formatter, "; on {}", scopes.join(", "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Inputs;
    use super::*;
    use crate::environment::EnvironmentOptions;
    use crate::project::Workspace;
    use crate::resolution::resolved::Resolved;

    /// The cycles of a lock with `app` and these packages, each with its dependencies.
    fn cycles(packages: &[(&str, &str)]) -> Vec<String> {
        let mut text = "version = 1\nrequires-python = '==3.12.*'\n".to_owned();
        for (name, needs) in packages {
            let source = match *name {
                "app" => "editable = '.'",
                _ => "registry = 'https://pypi.example/simple'",
            };
            for line in ["[[package]]", &format!("name = '{name}'"), "version = '1'"] {
                text = text + line + "\n";
            }
            text = text + "source = { " + source + " }\n" + needs + "\n";
        }
        let (workspace, options) = (Workspace::of_texts(&text, ""), EnvironmentOptions::default());
        let resolved = Resolved::of(workspace.lock(), &options).unwrap();
        let inputs = Inputs { resolved: &resolved, workspace: &workspace };
        Merged::of(inputs).cycles().iter().map(ToString::to_string).collect()
    }

    fn needs(names: &[&str]) -> String {
        let names: Vec<_> = names.iter().map(|name| format!("{{ name = '{name}' }}")).collect();
        format!("dependencies = [{}]", names.join(", "))
    }

    #[test]
    fn what_needs_itself_or_nothing_in_a_cycle_is_no_cycle() {
        let (app, a) = (needs(&["a", "b"]), needs(&["a", "b"]));
        assert_eq!(cycles(&[("app", &app), ("a", &a), ("b", "")]), [""; 0]);
    }

    #[test]
    fn a_cycle_is_cut_where_a_walk_from_its_first_package_comes_back() {
        let (app, a, b) = (needs(&["b"]), needs(&["alone", "b"]), needs(&["a"]));
        let found = cycles(&[("app", &app), ("a", &a), ("alone", ""), ("b", &b)]);
        assert_eq!(found, ["dependency cycle: a → b → a (removed: b → a)"]);
    }

    #[test]
    fn a_package_of_the_project_keeps_what_it_needs() {
        let (app, a) = (needs(&["a"]), needs(&["app"]));
        let found = cycles(&[("app", &app), ("a", &a)]);
        assert_eq!(found, ["dependency cycle: app → a → app (removed: a → app)"]);
    }

    #[test]
    fn an_extra_closes_a_cycle_where_it_is_asked_for() {
        let b = needs(&["a"]);
        let a = "optional-dependencies = { more = [{ name = 'b' }] }";
        let asked = "dependencies = [{ name = 'c' }]";
        let c = "dependencies = [{ name = 'a', extra = ['more'] }]";
        let lock = |c| cycles(&[("app", asked), ("a", a), ("b", &b), ("c", c)]);
        assert_eq!(lock(c), [""; 0]);
        let all = cycles(&[
            ("app", asked),
            ("a", "dependencies = [{ name = 'c', extra = ['more'] }]"),
            ("b", &b),
            (
                "c",
                "dependencies = [{ name = 'a' }]\noptional-dependencies = { more = [{ name = 'b' }] }",
            ),
        ]);
        assert_eq!(
            all,
            ["dependency cycle: a → b → a (removed: b → a); \
              a → c → a (removed: c → a)"]
        );
    }

    #[test]
    fn a_cycle_of_some_environments_says_where_it_is() {
        let app = needs(&["a"]);
        let a = "dependencies = [{ name = 'b', marker = \"sys_platform == 'linux'\" }]";
        let b = needs(&["a"]);
        let found = cycles(&[("app", &app), ("a", a), ("b", &b)]);
        assert_eq!(found, ["dependency cycle: a → b → a (removed: b → a); on linux"]);
    }
}
