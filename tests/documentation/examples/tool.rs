//! What keeps a program from being packaged.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::archive::Archive;
use crate::example::Example;
use crate::server::Server;

/// A library on the index, and a uv that locks it.
fn library() -> Example {
    let mut wheel = ZipWriter::new(Cursor::new(Vec::new()));
    wheel.start_file("app-1.0.dist-info/METADATA", SimpleFileOptions::default()).expect("a name");
    wheel.write_all(b"Name: app\n").expect("writing to memory succeeds");
    let wheel = wheel.finish().expect("writing to memory succeeds").into_inner();
    let wheel = Archive::new("app 1.0", "app-1.0-py3-none-any.whl", wheel);
    let lock = format!(
        "version = 1\nrequires-python = \"==3.13.*\"\n\n[[package]]\nname = \"uvnix-tool\"\nversion = \"0\"\n\
         source = {{ virtual = \".\" }}\ndependencies = [{{ name = \"app\" }}]\n\n\
         [[package]]\nname = \"app\"\nversion = \"1.0\"\n\
         source = {{ registry = \"https://pypi.example/simple\" }}\nwheels = [{}]\n",
        wheel.file()
    );
    Example::of("tool::no_program", "tool app")
        .file("locked.lock", lock)
        .with_uv()
        .served(Server::of(&[&wheel]))
}

pub(super) fn examples() -> Vec<Example> {
    vec![
        Example::of("tool::exists", "tool httpie").file("httpie/notes", ""),
        Example::of("tool::two_sources", "tool app==1.0 --from git+https://git.example/app")
            .with_uv(),
        Example::of("tool::not_locked", "tool no-such-package")
            .file("refusal", "error: No solution found: no-such-package was not found")
            .with_uv(),
        library(),
        Example::of("tool::no_tool", "tool upgrade httpie").with_uv(),
    ]
}
