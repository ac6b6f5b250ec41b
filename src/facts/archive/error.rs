//! Errors of archives.

use miette::Diagnostic;
use thiserror::Error;

/// An archive whose build files cannot be read.
#[derive(Debug, Error, Diagnostic)]
pub enum ArchiveError {
    /// Neither its name nor its first bytes are those of an archive.
    #[error("`{filename}` is not an archive of a supported format")]
    #[diagnostic(
        code(uvnix::archive::unknown_format),
        help("supported formats are .tar.gz, .tar.bz2, .tar.xz, .tar and .zip")
    )]
    UnknownFormat {
        /// Its name.
        filename: String,
    },

    /// Its contents are not those of such an archive, or are damaged.
    #[error("the archive cannot be read: {message}")]
    #[diagnostic(
        code(uvnix::archive::unreadable),
        help("download it again; if the error remains, the publisher must fix the archive")
    )]
    Unreadable {
        /// The error in the archive.
        message: String,
    },

    /// It ends too early.
    #[error("the archive ends in the middle of a file")]
    #[diagnostic(
        code(uvnix::archive::truncated),
        help("download it again: the file is probably incomplete")
    )]
    Truncated,

    /// It unpacks to more than a source archive of its size does.
    #[error("the archive unpacks to more than {limit} bytes")]
    #[diagnostic(
        code(uvnix::archive::too_large),
        help("this looks like a decompression bomb: do not use the package")
    )]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },

    /// It has more files than a source archive has.
    #[error("the archive has more than {limit} files")]
    #[diagnostic(
        code(uvnix::archive::too_many_entries),
        help("this looks like an archive that is made to do harm; leave the package out")
    )]
    TooManyEntries {
        /// The limit.
        limit: u64,
    },

    /// A file that is read whole is larger than such a file is.
    #[error("`{path}` has {size} bytes; the limit is {limit}")]
    #[diagnostic(
        code(uvnix::archive::file_too_large),
        help("such a file is never that large: do not use the package")
    )]
    FileTooLarge {
        /// The file.
        path: String,
        /// Its size in bytes, according to the archive.
        size: u64,
        /// How large it may be.
        limit: u64,
    },

    /// The name of a file would lead out of the folder that it is unpacked in.
    #[error("the archive has a file that is unpacked outside of its folder: `{path}`")]
    #[diagnostic(
        code(uvnix::archive::unsafe_path),
        help("this looks like an archive that is made to do harm; leave the package out")
    )]
    UnsafePath {
        /// Its name.
        path: String,
    },

    /// A file that has to be text is not.
    #[error("`{path}` is not UTF-8")]
    #[diagnostic(
        code(uvnix::archive::not_text),
        help("the publisher of the package must fix it; other build tools cannot read it either")
    )]
    NotText {
        /// The file.
        path: String,
    },

    /// A link whose end is not a file of the archive.
    #[error("`{path}` is a link to `{target}`, which is not a file in the archive")]
    #[diagnostic(
        code(uvnix::archive::broken_link),
        help("uvnix follows one link, inside the archive; the publisher must include the file")
    )]
    BrokenLink {
        /// The link.
        path: String,
        /// The target of the link.
        target: String,
    },
}
