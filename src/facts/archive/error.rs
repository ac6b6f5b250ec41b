//! What can be wrong with an archive.

use miette::Diagnostic;
use thiserror::Error;

/// An archive whose build files cannot be read.
#[derive(Debug, Error, Diagnostic)]
pub enum ArchiveError {
    /// Neither its name nor its first bytes are those of an archive.
    #[error("`{filename}` is no archive that uvnix can read")]
    #[diagnostic(
        code(uvnix::archive::unknown_format),
        help("source archives are .tar.gz, .tar.bz2, .tar.xz, .tar or .zip files")
    )]
    UnknownFormat {
        /// Its name.
        filename: String,
    },

    /// Its contents are not those of such an archive, or are damaged.
    #[error("the archive cannot be read: {message}")]
    #[diagnostic(
        code(uvnix::archive::unreadable),
        help("fetch it again; if it stays so, the publisher has to mend it")
    )]
    Unreadable {
        /// What is wrong with it.
        message: String,
    },

    /// It ends too early.
    #[error("the archive ends in the middle of a file")]
    #[diagnostic(
        code(uvnix::archive::truncated),
        help("fetch it again: the download was most likely cut off")
    )]
    Truncated,

    /// It unpacks to more than a source archive of its size does.
    #[error("the archive unpacks to more than {limit} bytes")]
    #[diagnostic(
        code(uvnix::archive::too_large),
        help("this looks like an archive that is made to fill disks; leave the package out")
    )]
    TooLarge {
        /// What it may unpack to.
        limit: u64,
    },

    /// It has more files than a source archive has.
    #[error("the archive has more than {limit} files")]
    #[diagnostic(
        code(uvnix::archive::too_many_entries),
        help("this looks like an archive that is made to do harm; leave the package out")
    )]
    TooManyEntries {
        /// How many it may have.
        limit: u64,
    },

    /// A file that is read whole is larger than such a file is.
    #[error("`{path}` has {size} bytes; at most {limit} are read")]
    #[diagnostic(
        code(uvnix::archive::file_too_large),
        help("no such file is that large; leave the package out")
    )]
    FileTooLarge {
        /// The file.
        path: String,
        /// How large it says to be.
        size: u64,
        /// How large it may be.
        limit: u64,
    },

    /// The name of a file would lead out of the folder that it is unpacked in.
    #[error("the archive has a file that would be written elsewhere: `{path}`")]
    #[diagnostic(
        code(uvnix::archive::unsafe_path),
        help("this looks like an archive that is made to do harm; leave the package out")
    )]
    UnsafePath {
        /// Its name.
        path: String,
    },

    /// A file that has to be text is not.
    #[error("`{path}` is no UTF-8 text")]
    #[diagnostic(
        code(uvnix::archive::not_text),
        help("the publisher has to mend it; no build tool can read it either")
    )]
    NotText {
        /// The file.
        path: String,
    },

    /// A link whose end is not a file of the archive.
    #[error("`{path}` is a link to `{target}`, which is no file of the archive")]
    #[diagnostic(
        code(uvnix::archive::broken_link),
        help("a link is followed once, inside the archive; the publisher has to put the file in")
    )]
    BrokenLink {
        /// The link.
        path: String,
        /// What it says.
        target: String,
    },
}
