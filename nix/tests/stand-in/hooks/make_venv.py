"""make_venv.py PYTHON OUT

Makes a virtual environment of PYTHON in OUT, with links to the packages in $NIX_PYPROJECT_DEPS.
"""

from __future__ import annotations

import filecmp
import fnmatch
import os
import sys
import sysconfig
from pathlib import Path

NEVER_LINKED = ["nix-support"]


def matches(path: str, variable: str) -> bool:
    globs = os.environ.get(variable, "").split()
    return any(fnmatch.fnmatch(path, glob) for glob in globs)


def agree(left: Path, right: Path) -> bool:
    # Bytecode contains the path of its source, so it may differ for identical sources.
    return left.suffix == ".pyc" or filecmp.cmp(left, right, shallow=False)


def write_script(source: Path, target: Path, python: Path, out: Path) -> None:
    """Makes a script run with the interpreter of the environment, not with that of its package."""
    content = source.read_bytes()
    # A script with a long interpreter path starts it from a second line, in shell.
    head, newline, rest = content.partition(b"\n")
    second, second_newline, rest = rest.partition(b"\n") if head == b"#!/bin/sh" else (b"", b"", rest)
    shebang = head + newline + second + second_newline
    old = os.fsencode(f"{python}/bin/")
    if not content.startswith(b"#!") or old not in shebang:
        target.symlink_to(source)
        return
    target.write_bytes(shebang.replace(old, os.fsencode(f"{out}/bin/")) + rest)
    target.chmod(source.stat().st_mode)


def link(sources: list[Path], relative: str, python: Path, out: Path) -> None:
    """Merges the entries that several packages have at a path into the environment."""
    if relative in NEVER_LINKED or matches(relative, "venvSkip"):
        return
    target = out / relative
    first = sources[0]
    folders = [source for source in sources if source.is_dir()]
    # A folder that only one package has is linked as a whole, unless the environment has it too.
    if folders and (len(folders) > 1 or target.is_dir()):
        target.mkdir(exist_ok=True)
        children: dict[str, list[Path]] = {}
        for folder in folders:
            for child in sorted(folder.iterdir()):
                children.setdefault(child.name, []).append(child)
        for name, found in children.items():
            link(found, f"{relative}/{name}".lstrip("/"), python, out)
        return
    for other in sources[1:]:
        if not agree(first, other) and not matches(relative, "venvIgnoreCollisions"):
            sys.exit(f"two packages have different files at the same path: {first} and {other}")
    if target.parent == out / "bin":
        write_script(first, target, python, out)
    else:
        target.symlink_to(first)


def main() -> None:
    python, out = (Path(argument) for argument in sys.argv[1:])
    executable = Path(sys.executable).name
    site_packages = Path(sysconfig.get_path("purelib")).relative_to(sys.prefix)

    (out / "bin").mkdir(parents=True)
    for name in ["python", "python3", executable]:
        (out / "bin" / name).symlink_to(python / "bin" / executable)
    (out / site_packages).mkdir(parents=True)
    # The interpreter is a virtual environment too: use its base.
    (out / "pyvenv.cfg").write_text((python / "pyvenv.cfg").read_text())

    packages = [Path(path) for path in os.environ["NIX_PYPROJECT_DEPS"].split(":") if path]
    if packages:
        link(list(dict.fromkeys(packages)), "", python, out)


main()
