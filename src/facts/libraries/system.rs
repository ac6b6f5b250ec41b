//! The libraries that are there without asking for them.

/// The libraries of glibc, which autoPatchelf finds next to the loader.
const GLIBC: [&str; 15] = [
    "ld-linux-aarch64.so.1",
    "ld-linux-x86-64.so.2",
    "libBrokenLocale.so.1",
    "libanl.so.1",
    "libc.so.6",
    "libc_malloc_debug.so.0",
    "libdl.so.2",
    "libm.so.6",
    "libmvec.so.1",
    "libnsl.so.1",
    "libpthread.so.0",
    "libresolv.so.2",
    "librt.so.1",
    "libthread_db.so.1",
    "libutil.so.1",
];

/// The libraries of PEP 599 that nixpkgs has in `pythonManylinuxPackages.manylinux2014`.
/// `nix/builders/package.nix` adds them to wheels with such tags.
const MANYLINUX: [&str; 13] = [
    "libGL.so.1",
    "libICE.so.6",
    "libSM.so.6",
    "libX11.so.6",
    "libXext.so.6",
    "libXrender.so.1",
    "libexpat.so.1",
    "libgcc_s.so.1",
    "libglib-2.0.so.0",
    "libgobject-2.0.so.0",
    "libgthread-2.0.so.0",
    "libstdc++.so.6",
    "libz.so.1",
];

/// The libraries of PEP 513 that later lists no longer have.
const MANYLINUX1: [&str; 3] = ["libcrypt.so.1", "libncursesw.so.5", "libpanelw.so.5"];

/// Whether a wheel with this file name gets a library from the C library, or because of its platform tags.
pub(super) fn is_promised(filename: &str, library: &str) -> bool {
    let has = |tag: &str| filename.contains(tag);
    let is_musl_s = |name: &str| name.starts_with("libc.musl-") || name.starts_with("ld-musl-");
    GLIBC.contains(&library)
        || is_musl_s(library)
        || (has("manylinux") && MANYLINUX.contains(&library))
        || (has("manylinux1_") && MANYLINUX1.contains(&library))
}
