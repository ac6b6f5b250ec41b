//! The metadata that a script carries in its first comment.
//!
//! <https://packaging.python.org/en/latest/specifications/inline-script-metadata/>

use std::collections::BTreeMap;
use std::ops::Range;
use std::str::FromStr;

use miette::{Diagnostic, NamedSource, SourceSpan};
use pep440_rs::VersionSpecifiers;
use pep508_rs::{ExtraName, PackageName};
use serde::Deserialize;
use thiserror::Error;
use toml::Spanned;

use crate::lock::{Lock, Span};
use crate::project::requirement::BuildRequirement;
use crate::text::address::shown_text;
use crate::text::excerpt::Excerpt;

/// The metadata of a script.
#[derive(Debug)]
pub struct Script {
    requires_python: Option<String>,
    requirements: Vec<Asked>,
    /// The range of the metadata block.
    block: Range<usize>,
}

/// A requirement of a script.
#[derive(Debug)]
struct Asked {
    name: PackageName,
    extras: Vec<ExtraName>,
    specifiers: Option<VersionSpecifiers>,
    span: Range<usize>,
}

/// Errors of the metadata of a script.
#[derive(Debug, Error, Diagnostic)]
pub enum ScriptError {
    /// No block, or more than one.
    #[error("{script} has {found} `# /// script` metadata blocks; expected one")]
    #[diagnostic(
        code(uvnix::script::no_metadata),
        help("write one block; `uv init --script` adds it to a script")
    )]
    NotOneBlock {
        /// The file name of the script.
        script: String,
        /// The number of blocks.
        found: usize,
    },

    /// Metadata that cannot be read.
    #[error("invalid script metadata: {message}")]
    #[diagnostic(code(uvnix::script::bad_metadata), help("fix it, and run `uv lock --script`"))]
    BadMetadata {
        /// The error in the block.
        message: String,
        /// The place of the block.
        #[label("in this block")]
        span: SourceSpan,
    },

    /// The lock was made for other requirements.
    #[error("the lock file does not match the script: {difference}")]
    #[diagnostic(code(uvnix::script::not_what_was_locked), help("run `uv lock --script` again"))]
    NotLocked {
        /// The difference between the script and its lock file.
        difference: String,
        /// The place in the script.
        #[label("in the script")]
        span: SourceSpan,
        /// Where the lock does.
        #[related]
        in_lock: Vec<InLock>,
    },
}

/// The other of the two places that disagree.
#[derive(Debug, Error, Diagnostic)]
#[error("the lock file differs here")]
pub struct InLock {
    #[label("in the lock file")]
    span: SourceSpan,
    #[source_code]
    lock: NamedSource<Excerpt>,
}

impl Script {
    /// Reads the metadata from the text of a script. Errors name the script `name`.
    ///
    /// # Errors
    /// If there is not exactly one block of metadata, or if it is invalid.
    pub fn parse(text: &str, name: &str) -> Result<Self, ScriptError> {
        let blocks = blocks(text);
        let [block] = blocks.as_slice() else {
            return Err(ScriptError::NotOneBlock { script: name.to_owned(), found: blocks.len() });
        };
        let bad = |message: String| ScriptError::BadMetadata {
            message: shown_text(&message),
            span: block.span.clone().into(),
        };
        let metadata: Metadata =
            toml::from_str(&block.content).map_err(|error| bad(error.message().to_owned()))?;
        let requirements = metadata.dependencies.iter().map(|text| {
            let BuildRequirement { name, extras, specifiers, .. } =
                text.get_ref().parse().map_err(&bad)?;
            let specifiers = Some(specifiers).filter(|specifiers| !specifiers.is_empty());
            Ok(Asked { name, extras, specifiers, span: block.place(text.span()) })
        });
        Ok(Self {
            requires_python: metadata.requires_python,
            requirements: requirements.collect::<Result<_, _>>()?,
            block: block.span.clone(),
        })
    }

    /// The metadata of a script as TOML, with each byte at the same offset as in the script. Everything
    /// else is replaced by spaces.
    #[must_use]
    pub fn metadata(text: &str) -> String {
        let blank = |byte: u8| if byte == b'\n' { '\n' } else { ' ' };
        let mut metadata = String::with_capacity(text.len());
        for (inside, outside) in blocks(text).iter().flat_map(Block::line_places) {
            let before = &text.as_bytes()[metadata.len()..outside];
            metadata.extend(before.iter().map(|&byte| blank(byte)));
            metadata.push_str(inside);
        }
        metadata
    }

    /// Refuses a lock that was made for something else; `text` is for showing where.
    ///
    /// # Errors
    /// The first difference between the metadata and the lock.
    pub fn check(&self, lock: &Lock, text: &NamedSource<Excerpt>) -> Result<(), ScriptError> {
        let differs = |difference: String, span: &Range<usize>, in_lock: Option<Span>| {
            let in_lock = in_lock.map(|span| InLock { span: span.into(), lock: text.clone() });
            Err(ScriptError::NotLocked {
                difference,
                span: span.clone().into(),
                in_lock: in_lock.into_iter().collect(),
            })
        };
        if let Some(python) = &self.requires_python
            && VersionSpecifiers::from_str(python)
                != VersionSpecifiers::from_str(&lock.requires_python)
        {
            let locked = &lock.requires_python;
            let difference =
                format!("requires-python is {python:?}, but {locked:?} in the lock file");
            return differs(difference, &self.block, None);
        }
        let mut locked: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for requirement in &lock.requirements {
            locked.entry(&requirement.name).or_default().push(requirement);
        }
        for asked in &self.requirements {
            let Some(same_name) = locked.remove(&asked.name) else {
                if self.requirements.iter().any(|it| it.name == asked.name && it.span != asked.span)
                {
                    continue;
                }
                return differs(format!("`{}` is not locked", asked.name), &asked.span, None);
            };
            // A requirement that `[tool.uv.sources]` sends elsewhere has no specifier in the lock.
            let is_locked = same_name.iter().any(|it| {
                let specifiers = it.specifier.as_deref().map(VersionSpecifiers::from_str);
                it.extras == asked.extras && specifiers.is_none_or(|it| it.ok() == asked.specifiers)
            });
            if !is_locked && same_name.len() == 1 {
                let difference = format!("`{}` was locked for another requirement", asked.name);
                return differs(difference, &asked.span, Some(same_name[0].span.clone()));
            }
        }
        match locked.into_iter().next() {
            Some((name, requirements)) => {
                let in_lock = requirements[0].span.clone();
                differs(format!("the script does not require `{name}`"), &self.block, Some(in_lock))
            }
            None => Ok(()),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Metadata {
    requires_python: Option<String>,
    #[serde(default)]
    dependencies: Vec<Spanned<String>>,
}

/// A metadata block, and its content without the comment signs.
struct Block {
    content: String,
    span: Range<usize>,
    /// Where each line of the content starts, in it and in the script.
    lines: Vec<(usize, usize)>,
}

impl Block {
    /// Converts a range of the content to a range of the script.
    fn place(&self, span: Range<usize>) -> Range<usize> {
        let (inside, outside) = self
            .lines
            .iter()
            .rev()
            .copied()
            .find(|(inside, _)| *inside <= span.start)
            .unwrap_or_default();
        outside + span.start - inside..outside + span.end - inside
    }
}

impl Block {
    /// Each line, with the place in the script where it starts.
    fn line_places(&self) -> impl Iterator<Item = (&str, usize)> {
        self.content.lines().zip(self.lines.iter().map(|&(_, outside)| outside))
    }
}

/// Every `# /// script` block that ends with `# ///`.
fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let start = offset;
        offset += line.len();
        let line = line.trim_end();
        match &mut open {
            None if line == "# /// script" => {
                let span = start..offset;
                open = Some(Block { content: String::new(), span, lines: Vec::new() });
            }
            None => {}
            Some(block) if line == "# ///" => {
                block.span.end = start + line.len();
                blocks.extend(open.take());
            }
            Some(block) => {
                let content = line.strip_prefix("# ").or((line == "#").then_some(""));
                let Some(content) = content else {
                    open = None;
                    continue;
                };
                block.lines.push((block.content.len(), start + line.len() - content.len()));
                block.content.push_str(content);
                block.content.push('\n');
            }
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "\
#!/usr/bin/env python
# /// script
# requires-python = \">=3.11\"
# dependencies = [
#     \"httpx[socks]>=0.28,<1\",
# ]
#
# [tool.uv]
# no-build = true
# ///
import httpx
";

    #[test]
    fn metadata_stands_where_it_stands_in_the_script() {
        let metadata = Script::metadata(SCRIPT);
        let place = SCRIPT.find("no-build").unwrap();
        assert_eq!(metadata.find("no-build"), Some(place));
        let tables: toml::Table = metadata.parse().unwrap();
        assert!(tables["tool"]["uv"]["no-build"].as_bool().unwrap());
    }

    fn check(script: &Script, lock: &Lock) -> Result<(), ScriptError> {
        script.check(lock, &NamedSource::new("script.py.lock", String::new().into()))
    }

    fn lock(requirement: &str) -> Lock {
        let package = "name = 'httpx'\nversion = '0.28.1'\nsource = { registry = 'https://pypi.example/simple' }";
        let text = format!(
            "version = 1\nrequires-python = '>=3.11'\n[manifest]\nrequirements = [{requirement}]\n[[package]]\n{package}"
        );
        Lock::parse(&text).unwrap()
    }

    #[test]
    fn a_lock_of_the_same_requirements_is_this_script_s() {
        let script = Script::parse(SCRIPT, "script.py").unwrap();
        assert_eq!(&SCRIPT[script.requirements[0].span.clone()], "\"httpx[socks]>=0.28,<1\"");
        let same = "{ name = 'httpx', extras = ['socks'], specifier = '<1,>=0.28' }";
        assert!(check(&script, &lock(same)).is_ok());
    }

    #[test]
    fn a_lock_of_other_requirements_is_not() {
        let script = Script::parse(SCRIPT, "script.py").unwrap();
        for other in [
            "",
            "{ name = 'httpx', specifier = '>=0.28,<1' }",
            "{ name = 'httpx', extras = ['socks'], specifier = '>=0.27,<1' }",
            "{ name = 'httpx', extras = ['socks'], specifier = '>=0.28,<1' }, { name = 'more' }",
        ] {
            assert!(check(&script, &lock(other)).is_err(), "{other}");
        }
    }

    #[test]
    fn a_script_has_one_block() {
        let error = Script::parse("print()", "script.py").unwrap_err();
        assert!(error.to_string().starts_with("script.py has 0 "), "{error}");
        let twice = SCRIPT.repeat(2);
        let error = Script::parse(&twice, "script.py").unwrap_err();
        assert!(matches!(error, ScriptError::NotOneBlock { found: 2, .. }), "{error}");
    }
}
