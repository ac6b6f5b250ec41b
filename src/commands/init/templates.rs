//! The texts that `uvnix init` fills in, with placeholders such as `@name@`.

use uvnix::project::settings::Backend;

/// The texts for one backend.
#[derive(Debug, Clone, Copy)]
pub(super) struct Templates {
    /// A whole flake.
    pub whole: &'static str,
    /// The packages of a whole flake: the environment, or an application and its environment.
    pub packages: [&'static str; 2],
    /// The lines to add to an existing flake.
    pub lines: &'static str,
    /// A `default.nix`.
    pub plain: &'static str,
}

/// The `shell.nix` next to any `default.nix`.
pub(super) const SHELL: &str = include_str!("templates/shell.default");

/// With the functions of uvnix' own flake.
const PROJECT: Templates = Templates {
    whole: include_str!("templates/project.flake"),
    packages: [""; 2],
    lines: include_str!("templates/project.lines"),
    plain: include_str!("templates/project.default"),
};
/// Without them.
const ALONE: Templates = Templates {
    whole: include_str!("templates/alone.flake"),
    packages: [
        include_str!("templates/alone.environment"),
        include_str!("templates/alone.application"),
    ],
    lines: include_str!("templates/alone.lines"),
    plain: include_str!("templates/alone.default"),
};
const NIXPKGS: Templates = Templates {
    whole: include_str!("templates/nixpkgs.flake"),
    packages: [""; 2],
    lines: include_str!("templates/nixpkgs.lines"),
    plain: include_str!("templates/nixpkgs.default"),
};

impl Templates {
    /// Those for a backend, with or without the flake of uvnix.
    pub(super) fn of(backend: Backend, has_uvnix: bool) -> Self {
        match (backend, has_uvnix) {
            (Backend::PyprojectNix, true) => PROJECT,
            (Backend::PyprojectNix, false) => ALONE,
            (Backend::Nixpkgs, _) => NIXPKGS,
        }
    }
}

/// What a project has, or not: lines that only one of both needs begin with `@with-…@` or `@without-…@`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Features {
    /// The flake of uvnix.
    pub uvnix: bool,
    /// Tests.
    pub tests: bool,
}

impl Features {
    /// The line without its mark; `None` if the project does not need it.
    fn line(self, line: &str) -> Option<&str> {
        let marks = [
            ("@with-uvnix@", self.uvnix),
            ("@without-uvnix@", !self.uvnix),
            ("@with-tests@", self.tests),
            ("@without-tests@", !self.tests),
        ];
        let found = marks.iter().find_map(|(mark, holds)| Some((line.strip_prefix(mark)?, holds)));
        match found {
            Some((rest, holds)) => Some(rest).filter(|_| *holds),
            None => Some(line),
        }
    }
}

/// Replaces the placeholders of a template; a line that consists of one with an empty value goes.
pub(super) fn filled_in(template: &str, features: Features, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(template.len());
    for line in template.split_inclusive('\n').filter_map(|line| features.line(line)) {
        let is_empty = |(name, value): &&(&str, &str)| *name == line.trim() && value.is_empty();
        if !values.iter().any(|it| is_empty(&it)) {
            text.push_str(line);
        }
    }
    values.iter().fold(text, |text, (name, value)| text.replace(name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_without_a_value_goes() {
        let template = "a\n  @b@\n@with-uvnix@c @d@\n@without-tests@f\n";
        let has = Features { uvnix: true, tests: true };
        assert_eq!(filled_in(template, has, &[("@b@", ""), ("@d@", "e")]), "a\nc e\n");
        let lacks = Features { uvnix: false, tests: false };
        assert_eq!(filled_in(template, lacks, &[("@b@", "b"), ("@d@", "e")]), "a\n  b\nf\n");
    }
}
