//! The libraries that a wheel needs and provides.

use uvnix::facts::{WheelLibraries, libraries_in_wheel};
use uvnix::lock::{File, Package};

use super::LookError;
use super::archive::Archive;
use crate::console::tell;

/// Reads a wheel. Files in it that cannot be read are reported and left out.
pub(super) fn read_libraries(
    archive: &Archive<'_>,
    wheel: &File,
    package: &Package,
) -> Result<WheelLibraries, LookError> {
    let filename = wheel.name.to_string();
    let read = archive.read("libraries", libraries_in_wheel, |message| {
        let name = package.name.to_string();
        LookError::UnreadableWheel { name, filename: filename.clone(), message }
    })?;
    for (path, reason) in read.unreadable {
        tell(format_args!(
            "warning: cannot read {path} in {filename}: {reason}. If it needs libraries, its build fails"
        ));
    }
    Ok(read.libraries)
}
