//! What keeps the requirements of builds from being locked.

use crate::archive::Archive;
use crate::example::{Example, REGISTRY, lock};

const PYPROJECT: &str = "[build-system]\nrequires = [\"builder>=2\"]\n";

/// A project whose build requirements uv is to lock.
fn project(code: &'static str) -> Example {
    Example::of(code, "lock2nix")
        .file("uv.lock", lock(REGISTRY).replace("virtual", "editable"))
        .file("pyproject.toml", PYPROJECT)
        .surrounded("UVNIX_LOCK_BUILD_SYSTEMS", "true")
}

/// The same with a uv that answers so.
fn answered(code: &'static str, pylock: &str) -> Example {
    project(code).file("pylock.toml", pylock).with_uv()
}

/// The same with a uv that refuses.
fn refused(code: &'static str, message: &str) -> Example {
    answered(code, "").file("refusal", message)
}

/// The same with a source archive in the place of a wheel, which uv takes when it must.
fn without_wheel(code: &'static str, versions: &[&str]) -> Example {
    let hint = "error: No solution found\nhint: Wheels are required for `builder` because building from \
                source is disabled for all packages (i.e., with `--no-build`)";
    let archive = Archive::sdist("builder", "tar.gz", &[("setup.py", "")]);
    let package = |version: &&str| {
        let hash = archive.hash().replace("sha256:", "");
        format!(
            "[[packages]]\nname = \"builder\"\nversion = \"{version}\"\n\
             sdist = {{ path = \"builder-1.0.tar.gz\", hashes = {{ sha256 = \"{hash}\" }} }}\n"
        )
    };
    let packages = String::from_iter(versions.iter().map(package));
    refused(code, hint)
        .file("pylock-builder.toml", format!("lock-version = \"1.0\"\n{packages}"))
        .file("builder-1.0.tar.gz", &archive.bytes)
}

/// What uv says if an index denies access.
const FORBIDDEN: &str = "error: No solution found when resolving dependencies\n  \
    cause: Because builder was not found in the package registry and you require builder>=2\n\n\
    hint: An index URL (https://pypi.example/simple) could not be queried due to a lack of valid authentication \
    credentials (401 Unauthorized).\n";

/// What uv says if it cannot connect to an index.
const UNREACHABLE: &str = "error: Request failed after 3 retries in 4.9s\n  \
    cause: Failed to fetch: https://pypi.example/simple/builder/\n  \
    cause: error sending request for url (https://pypi.example/simple/builder/)\n  \
    cause: client error (Connect)\n  cause: tcp connect error\n  cause: Connection refused (os error 111)\n";

pub(super) fn examples() -> Vec<Example> {
    let git = "lock-version = \"1.0\"\ncreated-by = \"uv\"\n\n[[packages]]\nname = \"builder\"\n\
               vcs = { type = \"git\", url = \"https://git.example/builder\", \
               commit-id = \"7fc59da2c4dff919db2095a0f0e47101b657131d\" }\n";
    let backend = "backend::locked_build_systems";
    let offline = Example::of("build_lock::offline", "lock2nix --offline")
        .file("uv.lock", lock(REGISTRY).replace("virtual", "editable"))
        .file("pyproject.toml", PYPROJECT)
        .surrounded("UVNIX_LOCK_BUILD_SYSTEMS", "true")
        .file("refusal", "error: builder was not found in the cache")
        .with_uv();
    vec![
        Example::of(backend, "lock2nix --backend nixpkgs --lock-build-systems")
            .file("uv.lock", lock(REGISTRY)),
        project("uv::not_found").variable("PATH", "/nowhere"),
        project("uv::too_old").file("version", "uv 0.6.14").with_uv(),
        project("uv::too_slow").file("slow", "").variable("UV_HTTP_TIMEOUT", "1").with_uv(),
        refused("build_lock::unresolvable", "error: there is no builder>=2"),
        refused("build_lock::unreachable", UNREACHABLE),
        refused("build_lock::forbidden", FORBIDDEN),
        offline,
        without_wheel("build_lock::has_to_be_built", &["1.0"]),
        without_wheel("build_lock::several_versions", &["1.0", "1.1"]),
        answered("build_lock::not_a_pylock", "lock-version = \"2.0\"\n"),
        answered("build_lock::not_from_an_index", git),
        answered("build_lock::no_room", "").variable("TMPDIR", "/nowhere"),
    ]
}
