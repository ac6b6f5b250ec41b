//! The libraries that a wheel needs and provides.

use std::io::BufReader;
use std::path::Path;

use uvnix::facts::{WheelLibraries, libraries_in_wheel};
use uvnix::lock::{self, Package};

use super::{LookError, unreadable};
use crate::console::tell;
use crate::fetch::plain_file;

/// Reads a wheel that lies at `path`. Files in it that cannot be read are reported and left out.
pub(super) fn read_libraries(
    path: &Path,
    wheel: &lock::File,
    package: &Package,
) -> Result<WheelLibraries, LookError> {
    let file = plain_file::open(path).map_err(|cause| unreadable(path, cause))?;
    let filename = wheel.name.to_string();
    let read =
        libraries_in_wheel(BufReader::new(file), wheel.name.as_str()).map_err(|message| {
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
