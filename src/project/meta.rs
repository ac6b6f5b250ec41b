//! What a project says about itself: the `meta` of its package in Nix.
//!
//! <https://packaging.python.org/en/latest/specifications/pyproject-toml/>

use super::ProjectWire;
use crate::text::printable::is_obeyed;

/// The `meta` of a package.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Meta {
    /// The program that `nix run` starts.
    pub main_program: Option<String>,
    /// One line about the project.
    pub description: Option<String>,
    /// Its URL.
    pub homepage: Option<String>,
    /// Its license, as an SPDX expression.
    pub license: Option<String>,
}

impl ProjectWire {
    /// What it says about itself.
    pub(super) fn meta(&self) -> Meta {
        let Self { name, description, license, urls, scripts, .. } = self;
        let urls = urls.iter().map(|(label, url)| (label.as_str(), url.as_str()));
        // Before PEP 639, it was a table with a text or the name of a file.
        let license = license.as_ref().and_then(toml::Value::as_str);
        let meta = Meta {
            main_program: main_program(name.as_deref(), scripts.keys().map(String::as_str)),
            description: description.clone(),
            homepage: homepage(urls),
            license: license.map(str::to_owned),
        };
        meta.readable()
    }
}

impl Meta {
    /// The same without text that a reviewer cannot read, and without a license that is not an expression.
    #[must_use]
    pub fn readable(self) -> Self {
        let is_readable = |text: &String| !text.is_empty() && !text.contains(is_obeyed);
        Self {
            main_program: self.main_program.filter(is_readable),
            description: self.description.filter(is_readable),
            homepage: self.homepage.filter(is_readable),
            license: self.license.filter(|license| is_license(license)),
        }
    }
}

/// The main one of some programs: the one with the name of the project; else the only one.
#[must_use]
pub fn main_program<'p>(
    project: Option<&str>,
    programs: impl Iterator<Item = &'p str> + Clone,
) -> Option<String> {
    let spelled = |name: &str| name.to_lowercase().replace(['_', '.'], "-");
    let of_the_project = project.map(spelled);
    let main = programs.clone().find(|program| Some(spelled(program)) == of_the_project);
    let mut all = programs;
    let only = all.next().filter(|_| all.next().is_none());
    main.or(only).map(str::to_owned)
}

/// The home page among some URLs with labels, which are compared without punctuation and case.
#[must_use]
pub fn homepage<'u>(urls: impl IntoIterator<Item = (&'u str, &'u str)>) -> Option<String> {
    let plain = |label: &str| label.to_lowercase().replace(|it: char| !it.is_alphanumeric(), "");
    let mut urls = urls.into_iter();
    urls.find(|(label, _)| plain(label) == "homepage").map(|(_, url)| url.to_owned())
}

/// Whether a text has the characters of an SPDX expression.
fn is_license(text: &str) -> bool {
    let is_part = |it: char| it.is_ascii_alphanumeric() || ".-+:() ".contains(it);
    !text.is_empty() && text.chars().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meta(text: &str) -> Meta {
        toml::from_str::<ProjectWire>(text).unwrap().meta()
    }

    #[test]
    fn the_main_program_has_the_name_of_the_project_or_is_the_only_one() {
        let program = |text: &str| meta(text).main_program;
        assert_eq!(
            program("name = 'My_App'\nscripts = { tool = 'a:b', my-app = 'a:b' }").unwrap(),
            "my-app"
        );
        assert_eq!(program("name = 'app'\nscripts = { tool = 'a:b' }").unwrap(), "tool");
        assert_eq!(program("name = 'app'\nscripts = { tool = 'a:b', other = 'a:b' }"), None);
        assert_eq!(program("name = 'app'"), None);
    }

    #[test]
    fn a_label_of_a_url_is_compared_without_punctuation_and_case() {
        let text = "[urls]\nSource = 'https://a.example'\n'Home-Page' = 'https://b.example'";
        assert_eq!(meta(text).homepage.unwrap(), "https://b.example");
    }

    #[test]
    fn a_license_is_an_spdx_expression() {
        let license = |text: &str| meta(text).license;
        assert_eq!(license("license = 'MIT OR Apache-2.0'").unwrap(), "MIT OR Apache-2.0");
        assert_eq!(license("license = { text = 'MIT' }"), None);
        assert_eq!(license("license = \"MIT\\nand more\""), None);
    }

    #[test]
    fn text_that_a_reviewer_cannot_read_is_left_out() {
        assert_eq!(meta("description = \"a\\u202eb\""), Meta::default());
        assert_eq!(
            meta("description = 'Tools for élèves'").description.unwrap(),
            "Tools for élèves"
        );
    }
}
