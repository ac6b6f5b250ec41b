//! Environments: an interpreter on a platform, such as `cp312-x86_64-linux`.
//!
//! Takes `requires-python`, the markers of a lock and the user's options; gives [`Environments`], each with
//! the marker values of PEP 508 and the wheel tags that it accepts, in order of preference. Both describe the
//! target, never the machine that runs uvnix.
//!
//! | file | open it for |
//! |---|---|
//! | `interpreter` | Python implementations and versions |
//! | `platform` | Nix systems, with their minimum glibc, musl or macOS |
//! | `nixpkgs` | the Pythons and systems of nixpkgs, which are the default |
//! | `variable` | marker values that the user sets |
//! | `selection` | the choice of environments for a file |
//! | `scope` | names for sets of environments, such as `cp312-linux` |
//! | `set` | environments by number, and sets of them |
//! | `misfit` | the reason why a wheel does not fit |

mod interpreter;
mod misfit;
pub mod nixpkgs;
mod platform;
mod scope;
mod selection;
mod set;
mod variable;

use pep440_rs::Version;
use pep508_rs::{MarkerEnvironment, MarkerEnvironmentBuilder};

use crate::lock::wheel::Tag;

pub use interpreter::{Implementation, Interpreter, Python};
pub use misfit::{Misfit, TagPart};
pub use platform::{Libc, Platform, System, SystemName, TargetVersion};
pub use scope::Environments;
pub use selection::{EnvironmentError, EnvironmentOptions, select};
pub use set::{ByEnvironment, EnvironmentId, EnvironmentSet};
pub use variable::MarkerValue;

/// An interpreter on a platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// The Python it runs.
    pub interpreter: Interpreter,
    /// The system it runs on.
    pub platform: Platform,
    values: MarkerEnvironment,
}

/// How well a wheel's tag fits: the smaller, the better.
pub type Rank = (u16, u16);

impl Environment {
    /// An interpreter on a platform. `stated` are the marker values that the user sets.
    #[must_use]
    pub fn new(interpreter: Interpreter, platform: Platform, stated: &[MarkerValue]) -> Self {
        let values = usual_values(interpreter, platform);
        let values = stated.iter().fold(values, |values, stated| stated.set(values));
        Self { interpreter, platform, values }
    }

    /// The same environment with a part of its interpreter.
    #[must_use]
    pub fn part(&self, interpreter: Interpreter) -> Self {
        Self { interpreter, ..self.clone() }
    }

    /// The marker values: those that follow from the environment, and those that the user states.
    #[must_use]
    pub const fn values(&self) -> &MarkerEnvironment {
        &self.values
    }

    /// How well a tag fits, or why it does not fit.
    ///
    /// <https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/>
    ///
    /// # Errors
    /// The tags that would fit instead.
    pub fn fit<'a>(&'a self, tag: &'a Tag<'a>) -> Result<Rank, Misfit<'a>> {
        let (interpreter, platform) =
            (self.interpreter.rank(tag), self.platform.rank(&tag.platform));
        if let (Some(interpreter), Some(platform)) = (interpreter, platform) {
            return Ok((interpreter, platform));
        }
        Err(Misfit {
            tag,
            interpreter: interpreter.is_none().then_some(&self.interpreter),
            platform: platform.is_none().then_some(&self.platform),
        })
    }
}

/// The marker values that follow from the environment. The release and the version of the system are
/// unknown, and therefore empty.
fn usual_values(interpreter: Interpreter, platform: Platform) -> MarkerEnvironment {
    let (implementation, name) = match interpreter.python.implementation {
        Implementation::CPython | Implementation::FreeThreaded => ("CPython", "cpython"),
        Implementation::PyPy => ("PyPy", "pypy"),
    };
    let (platform_system, sys_platform) = match platform.name.libc {
        Libc::Darwin => ("Darwin", "darwin"),
        Libc::Glibc | Libc::Musl => ("Linux", "linux"),
    };
    // The versions follow: a builder takes only texts.
    let values: MarkerEnvironment = MarkerEnvironmentBuilder {
        implementation_name: name,
        implementation_version: "0",
        os_name: "posix",
        platform_machine: platform.name.system.machine(),
        platform_python_implementation: implementation,
        platform_release: "",
        platform_system,
        platform_version: "",
        python_full_version: "0",
        python_version: "0",
        sys_platform,
    }
    .try_into()
    .expect("`0` is a version");
    let python_version = Version::new([3, interpreter.python.minor]);
    values
        .with_implementation_version(interpreter.implementation_version())
        .with_python_full_version(interpreter.full_version())
        .with_python_version(python_version)
}
