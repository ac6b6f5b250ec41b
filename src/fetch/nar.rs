//! Computes the hash of a folder as Nix does.

use std::io::{self, Read};
use std::path::Path;

use nix_nar::Encoder;
use sha2::{Digest, Sha256};
use uvnix::lock::NarHash;

/// The hash of the Nix archive of a folder.
///
/// <https://nix.dev/manual/nix/latest/store/file-system-object/content-address#serial-nix-archive>.
pub(super) fn hash(folder: &Path) -> io::Result<NarHash> {
    let mut archive = Encoder::new(folder).map_err(io::Error::other)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 64 << 10];
    loop {
        match archive.read(&mut buffer)? {
            0 => return Ok(NarHash::of_bytes(hash.finalize().into())),
            length => hash.update(&buffer[..length]),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_folder_has_the_hash_that_nix_gives_it() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "contents\n").unwrap();
        fs::create_dir(folder.path().join("folder")).unwrap();
        // From `nix-hash --type sha256 --sri`.
        assert_eq!(
            hash(folder.path()).unwrap().as_ref(),
            "sha256-ZzWUwG/4byzCUojUNkuFn7NTuVLDgwNNu1Cx7ReGbhg="
        );
    }
}
