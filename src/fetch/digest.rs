//! Computes the hashes that a lock file contains.

use std::io::{self, Read};

use blake2::Blake2b256;
use digest::DynDigest;
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use uvnix::lock::{Hash, HashAlgorithm};

/// The SHA-256 of some bytes, and their hash by the lock's algorithm if that is another.
pub(super) struct Digest {
    sha256: Sha256,
    other: Option<(HashAlgorithm, Box<dyn DynDigest>)>,
}

impl Digest {
    /// The digest of no bytes.
    pub(super) fn new(algorithm: HashAlgorithm) -> Self {
        let other: Option<Box<dyn DynDigest>> = match algorithm {
            HashAlgorithm::Sha256 => None,
            HashAlgorithm::Md5 => Some(Box::new(Md5::new())),
            HashAlgorithm::Sha1 => Some(Box::new(Sha1::new())),
            HashAlgorithm::Sha384 => Some(Box::new(Sha384::new())),
            HashAlgorithm::Sha512 => Some(Box::new(Sha512::new())),
            HashAlgorithm::Blake2b => Some(Box::new(Blake2b256::new())),
        };
        let other = other.map(|digest| (algorithm, digest));
        Self { sha256: Sha256::new(), other }
    }

    /// Appends bytes.
    pub(super) fn update(&mut self, bytes: &[u8]) {
        sha2::Digest::update(&mut self.sha256, bytes);
        if let Some((_, digest)) = &mut self.other {
            digest.update(bytes);
        }
    }

    /// The SHA-256, and the hash by the lock's algorithm.
    pub(super) fn finish(self) -> (Hash, Hash) {
        let sha256 = hash(HashAlgorithm::Sha256, &sha2::Digest::finalize(self.sha256));
        let named = match self.other {
            Some((algorithm, digest)) => hash(algorithm, &digest.finalize()),
            None => sha256.clone(),
        };
        (sha256, named)
    }
}

fn hash(algorithm: HashAlgorithm, digest: &[u8]) -> Hash {
    Hash::of_bytes(algorithm, digest).expect("each algorithm gives its number of bytes")
}

/// The SHA-256 of a file, and its hash by the algorithm.
pub(crate) fn digest_of(mut file: impl Read, algorithm: HashAlgorithm) -> io::Result<(Hash, Hash)> {
    let mut digest = Digest::new(algorithm);
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(digest.finish()),
            Ok(length) => digest.update(&buffer[..length]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_algorithm_agrees_with_python() {
        for (algorithm, expected) in [
            (HashAlgorithm::Md5, "md5:900150983cd24fb0d6963f7d28e17f72"),
            (HashAlgorithm::Sha1, "sha1:a9993e364706816aba3e25717850c26c9cd0d89d"),
            (
                HashAlgorithm::Sha256,
                "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            ),
            (
                HashAlgorithm::Blake2b,
                "blake2b:bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319",
            ),
        ] {
            let mut digest = Digest::new(algorithm);
            digest.update(b"a");
            digest.update(b"bc");
            assert_eq!(digest.finish().1.to_string(), expected);
        }
        let digest = Digest::new(HashAlgorithm::Sha384).finish();
        assert!(digest.1.as_ref().starts_with("sha384:38b060a751ac9638"));
        let digest = Digest::new(HashAlgorithm::Sha512).finish();
        assert!(digest.1.as_ref().starts_with("sha512:cf83e1357eefb8bd"));
    }
}
