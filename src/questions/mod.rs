//! Questions about a lock, answered from the same data that the file is made of.
//!
//! | file | answers |
//! |---|---|
//! | [`tree`], [`why`] | the dependency tree; why a package is installed |
//! | [`explain`] | which file of a package each environment installs, and why not another |
//! | [`diff`] | what changes between two locks |
//! | [`adopted`] | what changes from the lock file of another tool |
//! | [`doctor`] | likely problems, before anything is built |
//! | [`verify`] | whether what is locked is what an index has |
//! | [`drawing`] | the packages as a picture |
//! | [`native`] | for `explain` and `doctor`: needs besides Python, and where they come from |
//! | [`subject`], [`link`] | for all of them: which package is meant, and which packages need which |

pub mod adopted;
pub mod diff;
pub mod doctor;
pub mod drawing;
pub mod explain;
pub mod link;
pub mod native;
pub mod subject;
pub mod tree;
pub mod verify;
pub mod why;
