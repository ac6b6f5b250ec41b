"""What src/facts/libraries/system.rs says, said a second time."""

import re

GLIBC = """
ld-linux-aarch64.so.1 ld-linux-x86-64.so.2 libBrokenLocale.so.1 libanl.so.1 libc.so.6
libc_malloc_debug.so.0 libdl.so.2 libm.so.6 libmvec.so.1 libnsl.so.1 libpthread.so.0 libresolv.so.2
librt.so.1 libthread_db.so.1 libutil.so.1
""".split()

MANYLINUX = """
libGL.so.1 libICE.so.6 libSM.so.6 libX11.so.6 libXext.so.6 libXrender.so.1 libexpat.so.1 libgcc_s.so.1
libglib-2.0.so.0 libgobject-2.0.so.0 libgthread-2.0.so.0 libstdc++.so.6 libz.so.1
""".split()

MANYLINUX1 = ["libcrypt.so.1", "libncursesw.so.5", "libpanelw.so.5"]


def promised(filename: str) -> set[str]:
    """The libraries that a wheel with this file name gets without asking for them."""
    libraries = set(GLIBC)
    if "manylinux" in filename:
        libraries.update(MANYLINUX)
    if "manylinux1_" in filename:
        libraries.update(MANYLINUX1)
    return libraries


def is_shared(name: str) -> bool:
    """Whether a file can be a library for other wheels."""
    stem, dot, _ = name.partition(".so")
    is_private = re.search(r"-[0-9a-f]{8}$", stem)
    is_module = ".cpython-" in stem or ".pypy" in stem
    return bool(dot) and stem.startswith("lib") and not is_private and not is_module
