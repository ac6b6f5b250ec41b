"""Builds the local packages of a project, from a copy of it that is a repository."""
from __future__ import annotations

import os
import shutil
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import stubs
from building import Failure, Tools
from report import Result

# In place of a version.
LOCAL = "local"


@dataclass(frozen=True)
class Member:
    """A local package: its names in the report and in the lock, its folder, that of the lock, and the folder of all."""

    name: str
    package: str
    folder: str
    root: str
    whole: Path


def members(lock: Path, folder: Path, most: int) -> list[Member]:
    """The local packages of a lock that have a `pyproject.toml`."""
    whole = folder / lock.relative_to(folder).parts[0]
    found = []
    for package in tomllib.loads(lock.read_text())["package"]:
        path = package["source"].get("editable") or package["source"].get("directory")
        place = Path(os.path.normpath(lock.parent / path)) if path else None
        if place and (place / "pyproject.toml").exists() and place.is_relative_to(whole):
            root, inside = lock.parent.relative_to(whole), place.relative_to(whole)
            found.append(Member(f"{whole.name}/{package['name']}", package["name"], str(inside), str(root), whole))
    return found[: most or None]


def copied(whole: Path, work: Path, mirrors: list[tuple[str, str]]) -> Path:
    """A folder with a copy that has sources and is a repository, and that has the second address of each mirror."""
    copy = work / "project"
    shutil.copytree(whole, copy)
    for file in [*copy.rglob("pyproject.toml"), *copy.rglob("uv.lock")]:
        text = file.read_text()
        for address, instead in mirrors:
            text = text.replace(address, instead)
        file.write_text(text)
    for pyproject in copy.rglob("pyproject.toml"):
        stubs.fill(pyproject.parent)
    who = ["-c", "user.name=a", "-c", "user.email=a@b.example"]
    for command in [
        ["init", "--quiet"],
        ["add", "--all", "--force"],
        [*who, "commit", "--quiet", "--message", "A version"],
        [*who, "tag", "--annotate", "--message", "A version", f"v{stubs.VERSION}"],
    ]:
        subprocess.run(["git", *command], cwd=copy, check=True, capture_output=True)
    return work


def build(tools: Tools, wanted: list[Member], work: Path, build_both: Callable) -> Iterator[Result]:
    """What comes of each member of one project."""
    copy = work / "project"
    with_uv = work / "with-uv"
    shutil.copytree(copy, with_uv)
    try:
        uv_nix = tools.generate(copy / wanted[0].root, "needed")
    except Failure as failure:
        if "widen requires-python" in str(failure):
            # Not for this Python.
            return
        yield from (Result(member.name, LOCAL, preparing=str(failure)) for member in wanted)
        return
    for member in wanted:
        result = Result(member.name, LOCAL)
        version = "" if stubs.has_version(copy / member.folder) else stubs.VERSION
        wheel = work / member.package
        wheel.mkdir()
        build_both(
            result,
            # uv reads the settings of the project, such as exclude-newer.
            lambda: tools.wheel_of_uv(with_uv / member.folder, wheel, ()),
            lambda: tools.wheel_of_nix(uv_nix, member.package, version),
        )
        yield result
