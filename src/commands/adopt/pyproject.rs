//! What `adopt` needs of a `pyproject.toml`.

use std::collections::{BTreeMap, BTreeSet};

use pep508_rs::PackageName;
use toml::{Table, Value};
use uvnix::lock::foreign::{Reference, Seed};

/// Settings that uv compares with those of an existing lock, and their names there.
const OPTIONS: [(&str, &str); 3] = [
    ("resolution", "resolution-mode"),
    ("prerelease", "prerelease-mode"),
    ("fork-strategy", "fork-strategy"),
];

/// Tables with requirements that uv does not read.
const UNREAD: [&[&str]; 4] = [
    &["poetry", "group"],
    &["poetry", "dev-dependencies"],
    &["poetry", "extras"],
    &["pdm", "dev-dependencies"],
];

/// The `pyproject.toml` of a project.
pub(super) struct ProjectTable {
    table: Table,
}

impl ProjectTable {
    pub(super) fn of(table: Table) -> Self {
        Self { table }
    }

    /// Whether uv finds the requirements of the project.
    pub(super) fn has_project(&self) -> bool {
        self.table.contains_key("project")
    }

    /// The tables with requirements that uv does not read, such as `tool.poetry.group`.
    pub(super) fn unread(&self) -> Vec<String> {
        let has = |path: &&&[&str]| self.tool(path).is_some();
        UNREAD.iter().filter(has).map(|path| format!("[tool.{}]", path.join("."))).collect()
    }

    /// What the seed of a lock has to fit. `uv_toml` is used instead of `[tool.uv]` if it exists.
    pub(super) fn seed(&self, uv_toml: Option<&Table>) -> Seed {
        let setting = |key| uv_toml.map_or_else(|| self.tool(&["uv", key]), |table| table.get(key));
        let options = OPTIONS.iter().filter_map(|(key, name)| {
            Some(((*name).to_owned(), setting(*key)?.as_str()?.to_owned()))
        });
        Seed { references: self.references(), options: options.collect() }
    }

    /// The same with one more requirement that the resolution has to meet.
    pub(super) fn with_constraints(&self, constraints: &[String]) -> String {
        let mut table = self.table.clone();
        let uv = ["tool", "uv"].into_iter().try_fold(&mut table, |table, key| {
            table.entry(key).or_insert_with(|| Table::new().into()).as_table_mut()
        });
        let list = uv.map(|uv| uv.entry("constraint-dependencies").or_insert(Value::Array(vec![])));
        if let Some(Value::Array(list)) = list {
            list.extend(constraints.iter().map(|it| Value::String(it.clone())));
        }
        table.to_string()
    }

    fn tool(&self, path: &[&str]) -> Option<&Value> {
        path.iter().try_fold(self.table.get("tool")?, |value, key| value.get(*key))
    }

    /// The branches, tags and commits that the project names, by the package from there.
    fn references(&self) -> BTreeMap<PackageName, BTreeSet<Reference>> {
        let mut references: BTreeMap<PackageName, BTreeSet<Reference>> = BTreeMap::new();
        let mut add = |name: &str, reference: &str| {
            if let Ok(name) = PackageName::new(name.to_owned()) {
                references.entry(name).or_default().insert(Reference(reference.to_owned()));
            }
        };
        let sources = self.tool(&["uv", "sources"]).and_then(Value::as_table);
        for (name, source) in sources.into_iter().flatten() {
            let one = std::slice::from_ref(source);
            for source in source.as_array().map_or(one, Vec::as_slice) {
                let named =
                    ["branch", "tag", "rev"].iter().filter_map(|key| source.get(key)?.as_str());
                named.for_each(|reference| add(name, reference));
            }
        }
        for requirement in self.requirements() {
            let Some((name, url)) = requirement.split_once('@') else { continue };
            let url = url.split(['#', ';']).next().unwrap_or_default().trim();
            if let Some((_, reference)) = url.rsplit_once('@').filter(|_| url.starts_with("git+")) {
                add(name.split('[').next().unwrap_or_default().trim(), reference);
            }
        }
        references
    }

    /// The requirements of the project, of its extras and of its groups.
    fn requirements(&self) -> impl Iterator<Item = &str> {
        let project = self.table.get("project");
        let extras = project.and_then(|it| it.get("optional-dependencies")?.as_table());
        let groups = self.table.get("dependency-groups").and_then(Value::as_table);
        let lists = extras.into_iter().chain(groups).flat_map(|table| table.values());
        let lists = lists.chain(project.and_then(|it| it.get("dependencies")));
        lists.filter_map(Value::as_array).flatten().filter_map(Value::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pyproject(text: &str) -> ProjectTable {
        ProjectTable::of(text.parse().unwrap())
    }

    #[test]
    fn the_references_to_repositories_are_found_everywhere() {
        let project = pyproject(
            "[project]\ndependencies = ['A_b[x] @ git+ssh://git@git.example/a@v1#subdirectory=b', 'click']\n\
             [dependency-groups]\ndev = ['c @ git+https://git.example/c@main ; os_name == \"nt\"', \
             { include-group = 'x' }]\n\
             [tool.uv.sources]\nd = { git = 'https://git.example/d', branch = 'next' }\n\
             e = [{ git = 'https://git.example/e', tag = 'v2', marker = 'a' }, { index = 'x' }]\n",
        );
        let references = project.seed(None).references;
        let shown = references.iter().map(|(name, them)| {
            let them = Vec::from_iter(them.iter().map(|Reference(text)| text.as_str()));
            format!("{name}: {}", them.join(" "))
        });
        assert_eq!(Vec::from_iter(shown), ["a-b: v1", "c: main", "d: next", "e: v2"]);
    }

    #[test]
    fn settings_of_the_resolver_are_in_the_spelling_of_the_lock() {
        let project = pyproject("[tool.uv]\nresolution = 'lowest'\nprerelease = 'allow'\n");
        let options = project.seed(None).options;
        assert_eq!(options["resolution-mode"], "lowest");
        assert_eq!(options["prerelease-mode"], "allow");
        let other = "resolution = 'lowest-direct'".parse().unwrap();
        assert_eq!(project.seed(Some(&other)).options.len(), 1);
    }

    #[test]
    fn constraints_are_added_to_those_of_the_project() {
        let project =
            pyproject("[tool.uv]\nconstraint-dependencies = ['a<2']\n[tool.poetry.extras]\n");
        let text = project.with_constraints(&["b==1".to_owned()]);
        let list = &text.parse::<Table>().unwrap()["tool"]["uv"]["constraint-dependencies"];
        assert_eq!(list.as_array().unwrap().len(), 2);
        let bare = pyproject("[project]\n").with_constraints(&["b==1".to_owned()]);
        assert!(bare.contains("b==1"));
        assert_eq!(project.unread(), ["[tool.poetry.extras]"]);
    }
}
