//! Looking up the package of a question, and the errors if there is none.

use miette::Diagnostic;
use pep508_rs::PackageName;
use thiserror::Error;

use crate::lock::{Lock, PackageId};
use crate::questions::link::Links;
use crate::resolution::resolved::Resolved;
use crate::text::closest::closest_few;
use crate::text::printable::spelled_out;

/// The number of markers in an error.
const MARKERS: usize = 3;

/// A question without an answer.
#[derive(Debug, Error, Diagnostic)]
pub enum QuestionError {
    /// Not the name of a package.
    #[error("`{name}` is not a package name")]
    #[diagnostic(
        code(uvnix::question::not_a_name),
        help("write only the name, without a version or extras")
    )]
    NotAName {
        /// The argument.
        name: String,
    },

    /// A package that the lock does not have.
    #[error("package `{name}` is not in the lock file")]
    #[diagnostic(code(uvnix::question::unknown_package), help("{advice}"))]
    Unknown {
        /// The argument.
        name: String,
        /// The suggested names.
        advice: String,
    },

    /// A package that none of the selected environments installs.
    #[error("`{name}` is in the lock file, but it is not installed in {here}")]
    #[diagnostic(code(uvnix::question::elsewhere), help("{advice}"))]
    Elsewhere {
        /// The name of the package.
        name: String,
        /// The selected environments.
        here: String,
        /// The environments that install it, or its marker.
        advice: String,
    },
}

/// Every version of the package that `name` means, in the order of the lock.
///
/// # Errors
/// If it is not a name, or if the lock has no such package.
pub fn find(lock: &Lock, name: &str) -> Result<Vec<PackageId>, QuestionError> {
    let Ok(wanted) = name.parse::<PackageName>() else {
        return Err(QuestionError::NotAName { name: spelled_out(name) });
    };
    let meant = lock.packages().filter(|(_, package)| package.name == wanted);
    let meant: Vec<_> = meant.map(|(id, _)| id).collect();
    if !meant.is_empty() {
        return Ok(meant);
    }
    let closest = closest_few(wanted.as_ref(), lock.packages().map(|(_, it)| it.name.as_ref()));
    let advice = match closest.as_slice() {
        [] => "run `uvnix tree` to list all packages".to_owned(),
        closest => format!("did you mean {}?", either(closest)),
    };
    Err(QuestionError::Unknown { name: wanted.to_string(), advice })
}

/// The error for a package that none of the selected environments, called `here`, installs. It names those
/// of `others` that do.
#[must_use]
pub fn elsewhere(ids: &[PackageId], here: &str, others: &Resolved<'_>) -> QuestionError {
    let environments = &others.environments;
    let set = environments.set(|environment| ids.iter().any(|&id| others.has(environment, id)));
    let scopes: Vec<_> = environments.cover(&set, environments.all()).into_iter().collect();
    let advice = if scopes.is_empty() {
        only_where(ids, others)
    } else {
        let scopes = scopes.join(", ");
        format!("it is installed in {scopes}: select these with `--python` and `--system`")
    };
    let name = others.graph.lock[ids[0]].name.to_string();
    QuestionError::Elsewhere { name, here: here.to_owned(), advice }
}

/// The markers that exclude a package from every environment of a file.
fn only_where(ids: &[PackageId], resolved: &Resolved<'_>) -> String {
    let links = Links::of(&resolved.graph);
    let into = ids.iter().flat_map(|&id| links.to(id));
    let mut markers: Vec<_> =
        into.filter_map(|&id| links.marker(id, resolved, &|_| true)).collect();
    markers.sort_by_key(|marker| (marker.len(), marker.clone()));
    markers.dedup();
    markers.truncate(MARKERS);
    if markers.is_empty() {
        return "no environment of this lock file installs it".to_owned();
    }
    let markers: Vec<_> = markers.iter().map(|marker| format!("`{marker}`")).collect();
    let markers = markers.join(" or ");
    format!("no environment of this lock file installs it; it is required only if {markers}")
}

/// `` `a` ``, `` `b` or `c` ``.
fn either(names: &[&str]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(" or ")
}
