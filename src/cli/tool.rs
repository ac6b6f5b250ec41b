//! The arguments of `tool`.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Subcommand};
use pep508_rs::PackageName;
use uvnix::environment::Python;
use uvnix::project::BuildRequirement;
use uvnix::text::address::has_userinfo;

use super::{LookupOptions, Verbosity};

/// Package one program from the index or from a repository
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    disable_help_subcommand = true,
    after_help = "\
Writes a folder with pyproject.toml, uv.lock, uv.nix and default.nix. Import it in a flake, or in a NixOS or \
home-manager configuration:

  pkgs.callPackage ./httpie { inherit pyproject-nix; }

The package has only the programs of NAME. Edit default.nix and pyproject.toml as you like.

To read the dependencies of packages without wheels, uv may build them, which runs their code. `--no-build` \
forbids it.

Examples:
  uvnix tool httpie                           the newest version
  uvnix tool httpie==3.2.4                    this version
  uvnix tool 'black[jupyter]' --with isort    with an extra, and with another package
  uvnix tool --from git+https://example.com/app@main
  uvnix tool app --index https://index.example/simple
  uvnix tool upgrade                          newer versions for all tools in this folder

Exit codes:
  0  success
  1  error
  2  invalid command line"
)]
pub(crate) struct Tool {
    #[command(subcommand)]
    pub action: Option<ToolAction>,

    #[command(flatten)]
    pub new: NewTool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ToolAction {
    Upgrade(ToolUpgrade),
}

/// The tool to package
#[derive(Debug, Args)]
pub(crate) struct NewTool {
    /// Package with the program, such as httpie, httpie==3.2.4, httpie@3.2.4 or 'black[jupyter]'
    #[arg(value_name = "NAME[==VERSION]", required_unless_present = "from")]
    pub name: Option<ToolName>,

    // Further names are refused, with the ways to package them. clap would take them for subcommands.
    #[arg(hide = true, value_name = "NAME", value_parser = further)]
    further: Vec<String>,

    /// Where the package comes from, instead of the index: git+https://…, or the URL of a wheel or an sdist
    #[arg(long, value_name = "URL", value_parser = url)]
    pub from: Option<String>,

    /// Index to look in before the default one; a NAME is that of its variables for credentials (repeatable)
    #[arg(long = "index", value_name = "[NAME=]URL")]
    pub indexes: Vec<ToolIndex>,

    /// Install another package too, for example a plugin (repeatable)
    #[arg(long = "with", value_name = "PACKAGE")]
    pub with: Vec<ToolName>,

    /// Python to run it with, such as 3.12, 3.13t or pypy3.11 [default: 3.13, python3 of nixpkgs]
    #[arg(long, value_name = "VERSION")]
    pub python: Option<Python>,

    /// Folder to create [default: the name of the package]
    #[arg(short, long, value_name = "FOLDER")]
    pub output: Option<PathBuf>,

    #[command(flatten)]
    pub locking: ToolLocking,
}

/// Lock the newest versions of tools and of their dependencies
#[derive(Debug, Args)]
#[command(after_help = "\
Changes uv.lock, uv.nix and uvnix.lock of each tool, and prints what changed, as `uvnix diff`. Keeps the \
requirements in pyproject.toml, the locked build requirements, and default.nix.

Examples:
  uvnix tool upgrade           all tools in this folder
  uvnix tool upgrade httpie    one tool

Exit codes:
  0  success
  1  error; the other tools are upgraded
  2  invalid command line")]
pub(crate) struct ToolUpgrade {
    /// Folder of a tool (repeatable) [default: all in this folder]
    #[arg(value_name = "NAME")]
    pub folders: Vec<PathBuf>,

    #[command(flatten)]
    pub locking: ToolLocking,
}

/// A tool is one package.
fn further(name: &str) -> Result<String, String> {
    Err(format!(
        "a tool is one package: add another with `--with {name}`, or run `uvnix tool {name}` for a tool of its own"
    ))
}

/// How a tool is locked and generated.
#[derive(Debug, Args)]
pub(crate) struct ToolLocking {
    /// Do not let uv build packages to read their dependencies; uv then selects versions with wheels
    #[arg(long)]
    pub no_build: bool,

    #[command(flatten)]
    pub lookup: LookupOptions,

    #[command(flatten)]
    pub verbosity: Verbosity,
}

/// A package: its name, and which extras and versions of it.
#[derive(Debug, Clone)]
pub(crate) struct ToolName {
    /// Its name.
    pub name: PackageName,
    /// The requirement in `pyproject.toml`.
    pub requirement: String,
    /// The name with the extras.
    pub with_extras: String,
    /// Whether it is limited to some versions.
    pub has_versions: bool,
}

impl FromStr for ToolName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = match text.split_once('@') {
            // As uvx accepts it.
            Some((name, "latest")) => name.to_owned(),
            Some((name, version)) if version.starts_with(|it: char| it.is_ascii_digit()) => {
                format!("{name}=={version}")
            }
            _ => text.to_owned(),
        };
        if text.contains("://") {
            return Err("pass the URL with `--from`".to_owned());
        }
        let requirement: BuildRequirement = text.parse()?;
        if requirement.has_url || !requirement.marker.is_always() {
            return Err("it has more than a name, extras and versions".to_owned());
        }
        let spelling = requirement.spelling();
        let versions = requirement.specifiers.iter().map(ToString::to_string);
        let versions = Vec::from_iter(versions).join(",");
        Ok(Self {
            with_extras: spelling[..spelling.len() - versions.len()].to_owned(),
            has_versions: !versions.is_empty(),
            name: requirement.name,
            requirement: spelling,
        })
    }
}

/// An index, with its name if it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ToolIndex {
    /// Its name.
    pub name: Option<String>,
    /// Its URL.
    pub url: String,
}

impl FromStr for ToolIndex {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // As uv reads it: a URL may contain `=`.
        let (name, url) = match text.split_once('=') {
            Some((name, url)) if !name.contains(':') => (Some(name.to_owned()), url),
            _ => (None, text),
        };
        let is_letter = |it: char| it.is_ascii_alphanumeric() || "-_.".contains(it);
        if name.as_deref().is_some_and(|name| name.is_empty() || !name.chars().all(is_letter)) {
            return Err("the name of an index has letters, digits and -_. only".to_owned());
        }
        let url = url::Url::parse(url).ok().filter(|it| ["https", "http"].contains(&it.scheme()));
        let url = url.ok_or("it is not an address that starts with https:// or http://")?;
        if has_userinfo(&url) {
            return Err("pyproject.toml is committed: pass NAME=URL without credentials, and set \
                        UV_INDEX_<NAME>_USERNAME and UV_INDEX_<NAME>_PASSWORD, or use a netrc file"
                .to_owned());
        }
        Ok(Self { name, url: url.into() })
    }
}

/// A URL of `--from`.
fn url(text: &str) -> Result<String, String> {
    let text = text.trim();
    let is_url = ["git+", "https://", "http://"].iter().any(|start| text.starts_with(start));
    if is_url && !text.contains(char::is_whitespace) {
        Ok(text.to_owned())
    } else {
        Err("it has to start with git+, https:// or http://; for a local folder, run `uvnix init` there"
            .to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_named_as_for_uvx() {
        let requirement = |text: &str| text.parse::<ToolName>().map(|it| it.requirement);
        assert_eq!(requirement("HTTPie").unwrap(), "httpie");
        assert_eq!(requirement("httpie==3.2.4").unwrap(), "httpie==3.2.4");
        assert_eq!(requirement("httpie@3.2.4").unwrap(), "httpie==3.2.4");
        assert_eq!(requirement("httpie@latest").unwrap(), "httpie");
        let it: ToolName = "Black[jupyter,d] >=24, <25".parse().unwrap();
        assert_eq!(it.requirement, "black[d,jupyter]>=24,<25");
        assert_eq!(it.with_extras, "black[d,jupyter]");
        for text in ["", "-x", "../a", "a b", "a @ b", "a; os_name == 'nt'", "git+https://a"] {
            assert!(requirement(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_index_has_a_name_or_not_and_no_credentials() {
        let index = |text: &str| text.parse::<ToolIndex>().map(|it| (it.name, it.url));
        let url = "https://index.example/simple?a=b";
        assert_eq!(index(url), Ok((None, url.to_owned())));
        assert_eq!(index(&format!("ours={url}")), Ok((Some("ours".to_owned()), url.to_owned())));
        for text in ["", "ours", "=https://a.example", "a b=https://a.example", "ours=../index"] {
            assert!(index(text).is_err(), "{text}");
        }
        assert!(index("https://me:secret@index.example").unwrap_err().contains("netrc"));
    }

    #[test]
    fn a_package_comes_from_a_url() {
        assert!(url("git+file:///srv/app@main").is_ok() && url("https://a.example/a.whl").is_ok());
        assert!(url("../app").is_err() && url("https://a b").is_err());
    }
}
