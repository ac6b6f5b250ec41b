//! What each environment installs.
//!
//! Takes a lock and the environments; gives [`Resolved`](resolved::Resolved): for each environment, the
//! packages, extras and groups that it reaches, with the choices that this requires. uv has already chosen
//! the versions; so resolving means following the edges whose markers are true.
//!
//! | file | open it for |
//! |---|---|
//! | `graph` | packages, extras and groups as a graph |
//! | `conflict` | declared conflicts, and the choices that they allow |
//! | `reach` | the part of the graph that one environment reaches |
//! | `activation` | choices that imply other choices |
//! | [`artifact`] | what a package can be installed from, and the wheel that fits best |
//! | [`installed`] | the file that each environment installs of a package |
//! | [`resolved`] | all of these, for every environment |

pub(crate) mod activation;
pub mod artifact;
pub(crate) mod conflict;
pub(crate) mod graph;
pub mod installed;
pub(crate) mod reach;
pub mod resolved;
