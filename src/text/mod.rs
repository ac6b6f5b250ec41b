//! Text: what may be printed, and what may be written into a file of Nix.

pub mod attribute;
pub mod characters;
pub(crate) mod checked;
pub mod printable;
