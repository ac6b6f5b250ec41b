//! The version of the code that reads archives, for those who keep what it has read.

/// Files with their contents, by paths from here.
macro_rules! sources {
    ($($path:literal),* $(,)?) => { [$(($path, include_bytes!($path).as_slice())),*] };
}

/// The code that decides what is read in an archive, and the crates that unpack it.
const SOURCES: [(&str, &[u8]); 15] = sources![
    "../../Cargo.lock",
    "archive.rs",
    "archive/archive_scan.rs",
    "archive/error.rs",
    "archive/format.rs",
    "archive/meter.rs",
    "archive/tar.rs",
    "archive/zip.rs",
    "libraries.rs",
    "libraries/elf.rs",
    "libraries/known.rs",
    "libraries/name.rs",
    "libraries/system.rs",
    "libraries/wheel.rs",
    "metadata.rs",
];

/// Differs between two versions of uvnix that may read different things in the same archive.
pub const READER: u64 = fingerprint(&SOURCES);

/// The FNV-1a hash of all contents.
const fn fingerprint(sources: &[(&str, &[u8])]) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut source = 0;
    while source < sources.len() {
        let text = sources[source].1;
        let mut place = 0;
        while place < text.len() {
            hash = (hash ^ text[place] as u64).wrapping_mul(0x0100_0000_01b3);
            place += 1;
        }
        source += 1;
    }
    hash
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn a_change_of_any_byte_is_another_version() {
        assert_ne!(fingerprint(&[("a", b"abc")]), fingerprint(&[("a", b"abd")]));
        assert_ne!(fingerprint(&[("a", b"abc")]), fingerprint(&[("a", b"abc"), ("b", b"d")]));
        assert_ne!(READER, fingerprint(&SOURCES[1..]));
    }

    #[test]
    fn every_file_of_the_code_that_reads_archives_is_part_of_its_version() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/facts");
        let known = BTreeSet::from(SOURCES.map(|(path, _)| path.to_owned()));
        for folder in ["archive", "libraries"] {
            assert!(known.contains(&format!("{folder}.rs")));
            for entry in fs::read_dir(here.join(folder)).unwrap() {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_str().unwrap();
                let is_code = path.extension().is_some_and(|it| it == "rs") && name != "tests.rs";
                assert!(!is_code || known.contains(&format!("{folder}/{name}")), "{name}");
            }
        }
    }
}
