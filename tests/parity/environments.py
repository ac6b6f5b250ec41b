"""Environments: the values of their markers, and the tags of wheels in uv's order of preference."""
from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from packaging.markers import Marker

GLIBC_MINOR = 40
MUSL_MINOR = 2
MACOS_MAJOR = 14

# The patch release for a minor version, unless the command line or a project asks for another.
PATCHES = {9: 21, 10: 16, 11: 11, 12: 8, 13: 1, 14: 0, 15: 0}


@dataclass(frozen=True)
class System:
    machine: str
    kernel: str
    libc: str
    # The value for `uv sync --python-platform`; None: uv does not support the system.
    uv_platform: str | None


SYSTEMS = {
    "x86_64-linux": System("x86_64", "linux", "glibc", f"x86_64-manylinux_2_{GLIBC_MINOR}"),
    "aarch64-linux": System("aarch64", "linux", "glibc", f"aarch64-manylinux_2_{GLIBC_MINOR}"),
    "armv7l-linux": System("armv7l", "linux", "glibc", None),
    "x86_64-linux-musl": System("x86_64", "linux", "musl", "x86_64-unknown-linux-musl"),
    "aarch64-linux-musl": System("aarch64", "linux", "musl", "aarch64-unknown-linux-musl"),
    "x86_64-darwin": System("x86_64", "darwin", "darwin", "x86_64-apple-darwin"),
    "aarch64-darwin": System("arm64", "darwin", "darwin", "aarch64-apple-darwin"),
}
# The default Pythons and systems of uvnix.
USUAL_MINORS = range(11, 16)
USUAL_SYSTEMS = ["x86_64-linux", "aarch64-linux", "aarch64-darwin"]


@dataclass(frozen=True, order=True)
class Environment:
    minor: int
    patch: int
    system: str

    @property
    def python(self) -> str:
        return f"3.{self.minor}.{self.patch}"

    @property
    def name(self) -> str:
        return f"cp3{self.minor}-{self.system}"

    def marker_values(self) -> dict[str, str]:
        system = SYSTEMS[self.system]
        return {
            "extra": "",
            "implementation_name": "cpython",
            "implementation_version": self.python,
            "os_name": "posix",
            "platform_machine": system.machine,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": {"linux": "Linux", "darwin": "Darwin"}[system.kernel],
            "platform_version": "",
            "python_full_version": self.python,
            "python_version": f"3.{self.minor}",
            "sys_platform": system.kernel,
        }


def parse_pythons(text: str) -> list[tuple[int, int | None]]:
    """Parses `3.11,3.12.4` into minor and patch releases; None: a patch release that the project supports."""
    pythons = []
    for version in text.split(","):
        parts = [int(part) for part in version.split(".")]
        if parts[0] != 3 or parts[1] not in PATCHES or not 2 <= len(parts) <= 3:
            raise SystemExit(f"parity: invalid Python version `{version}`: use one such as 3.12 or 3.12.4")
        pythons.append((parts[1], parts[2] if len(parts) == 3 else None))
    return pythons


@functools.cache
def parsed(marker: str) -> Marker:
    return Marker(marker)


@functools.cache
def holds(marker: str | None, environment: Environment) -> bool:
    return not marker or parsed(marker).evaluate(environment.marker_values())


def platform_tags(system_name: str) -> list[str]:
    system = SYSTEMS[system_name]
    if system.libc == "glibc":
        tags = []
        oldest = 5 if system.machine == "x86_64" else 17
        legacy = {5: "manylinux1", 12: "manylinux2010", 17: "manylinux2014"}
        for minor in range(GLIBC_MINOR, oldest - 1, -1):
            tags.append(f"manylinux_2_{minor}_{system.machine}")
            if minor in legacy:
                tags.append(f"{legacy[minor]}_{system.machine}")
        return [*tags, f"linux_{system.machine}"]
    if system.libc == "musl":
        minors = range(MUSL_MINOR, -1, -1)
        return [*(f"musllinux_1_{minor}_{system.machine}" for minor in minors), f"linux_{system.machine}"]
    intel = ["x86_64", "intel", "fat64", "fat32", "universal2", "universal"]
    is_intel = system.machine == "x86_64"
    recent = intel if is_intel else ["arm64", "universal2"]
    old = intel if is_intel else ["universal2"]
    return [
        *(f"macosx_{major}_0_{kind}" for major in range(MACOS_MAJOR, 10, -1) for kind in recent),
        *(f"macosx_10_{minor}_{kind}" for minor in range(16, 3, -1) for kind in old),
    ]


@functools.cache
def tag_ranks(minor: int, system: str) -> dict[tuple[str, str, str], int]:
    """All tags that CPython 3.minor accepts there, with their rank: 0 is the best."""
    platforms = platform_tags(system)
    tags = [(f"cp3{minor}", f"cp3{minor}", platform) for platform in platforms]
    for older in range(minor, 1, -1):
        tags += [(f"cp3{older}", "abi3", platform) for platform in platforms]
        if older == minor:
            tags += [(f"cp3{older}", "none", platform) for platform in platforms]
    for older in range(minor, -1, -1):
        tags += [(f"py3{older}", "none", platform) for platform in platforms]
        if older == minor:
            tags += [("py3", "none", platform) for platform in platforms]
    tags.append((f"cp3{minor}", "none", "any"))
    for older in range(minor, -1, -1):
        tags.append((f"py3{older}", "none", "any"))
        if older == minor:
            tags.append(("py3", "none", "any"))
    ranks: dict[tuple[str, str, str], int] = {}
    for rank, tag in enumerate(tags):
        ranks.setdefault(tag, rank)
    return ranks


def wheel_rank(file_name: str, environment: Environment) -> tuple[int, tuple[int, str] | tuple[()]] | None:
    """A higher number is better; None: the wheel does not fit the environment."""
    parts = file_name.removesuffix(".whl").split("-")
    if len(parts) not in (5, 6):
        return None
    build: tuple[int, str] | tuple[()] = ()
    if len(parts) == 6 and (number := re.match(r"(\d+)(.*)", parts[2])):
        build = (int(number[1]), number[2])
    ranks = tag_ranks(environment.minor, environment.system)
    pythons, abis, platforms = (part.split(".") for part in parts[-3:])
    tags = [(python, abi, platform) for python in pythons for abi in abis for platform in platforms]
    places = [ranks[tag] for tag in tags if tag in ranks]
    return (-min(places), build) if places else None
