//! Text: plain functions that every stage uses.
//!
//! Takes strings from outside; gives strings that are safe to print or to write.
//!
//! | file | open it for |
//! |---|---|
//! | [`printable`] | showing text from outside on a terminal |
//! | [`characters`] | the line-drawing characters of trees, with an ASCII fallback |
//! | [`address`] | URLs, and texts with URLs, without secrets |
//! | [`excerpt`] | excerpts of files in error reports |
//! | [`attribute`] | the name of a package in the Nix package set |
//! | [`closest`](mod@closest) | names that look like an unknown one |
//! | `bytes` | looking into short texts, fast |
//! | `checked` | a value that is checked while it is deserialized, so that an error has its place |

pub mod address;
pub mod attribute;
pub(crate) mod bytes;
pub mod characters;
pub(crate) mod checked;
pub mod closest;
pub mod excerpt;
pub mod printable;
