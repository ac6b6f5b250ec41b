//! What provokes each error, in the order of the pipeline.

mod adopt;
mod answers;
mod archives;
mod builds;
mod crates;
mod files;
mod init;
mod locks;
mod pylock;
mod servers;
mod settings;
mod tool;
mod verify;

use crate::example::{Example, Shown};

/// An example of every error that an input can provoke.
pub(crate) fn all() -> Vec<Shown> {
    let provoked = [
        files::examples(),
        init::examples(),
        adopt::examples(),
        tool::examples(),
        locks::examples(),
        pylock::examples(),
        settings::examples(),
        archives::examples(),
        servers::examples(),
        crates::examples(),
        builds::examples(),
        answers::examples(),
        verify::examples(),
    ];
    let provoked = provoked.into_iter().flatten().map(Example::run);
    provoked.chain(archives::alone()).collect()
}
