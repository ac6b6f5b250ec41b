"""Kinds of environments, and what becomes of a project in each."""
from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass, field

from project import Project, Refused
from tree import Tree

BACKENDS = ("pyproject.nix", "nixpkgs")


@dataclass(frozen=True)
class Kind:
    name: str
    python: str
    systems: tuple[str, ...] = ("x86_64-linux",)
    # Further arguments of `world.nix`, as pairs.
    more: tuple[tuple[str, str], ...] = ()
    has_settings: bool = False

    @property
    def attribute(self) -> str:
        """The Python in nixpkgs."""
        digits = self.python.replace(".", "")
        return f"python{digits.removesuffix('t')}{'FreeThreading' if digits.endswith('t') else ''}"


# For one package of each project, which is then built from its sdist.
SETTINGS = """
[tool.uvnix.packages.{package}]
source = "sdist"
build-system = ["setuptools"]
build-inputs = ["openssl", "zlib"]
native-build-inputs = ["cmake", "pkg-config"]
env = {{ LEVEL = "2" }}
"""
# setuptools and wheel need these themselves.
BOOTSTRAP = {"packaging", "setuptools", "wheel"}

KINDS = [
    *(Kind(f"Python {python}", python) for python in ("3.11", "3.12", "3.13", "3.14", "3.15")),
    Kind("with settings", "3.13", has_settings=True),
    Kind("free-threaded", "3.14t"),
    Kind("on aarch64-linux", "3.13", ("aarch64-linux",), more=(("system", "aarch64-linux"),)),
    Kind("cross to aarch64-linux", "3.13", ("x86_64-linux", "aarch64-linux"), (("cross", "aarch64-multiplatform"),)),
    Kind("musl", "3.13", ("x86_64-linux", "x86_64-linux-musl"), (("cross", "musl64"),)),
]


@dataclass
class Outcome:
    """What becomes of one project in one kind of environment."""

    project: str
    # By backend: whether the environment evaluates, the message of uvnix, what the tree lacks, or another error.
    evaluated: set[str] = field(default_factory=set)
    rejected: dict[str, str] = field(default_factory=dict)
    lacking: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    def judge(self, backend: str, message: str) -> None:
        for pattern, name in LACKING.items():
            if found := re.search(pattern, message):
                self.lacking[backend] = found.expand(name)
                return
        (self.rejected if message.startswith("uvnix: ") else self.failed)[backend] = message


# Errors about what the tree does not have, and its name.
LACKING = {
    r"needs (\S+) to build, but neither nixpkgs' Python set": r"`\1`",
    r"attribute '([^']+)' missing": r"`\1`",
    r"\[tool\.uvnix\.packages\.\S+\] names (\S+), which nixpkgs does not have": r"`\1`",
    # Without a hash, which nobody has looked up, it is fetched during the evaluation.
    r"Failed to fetch git repository '([^']+)'": r"\1, which needs the network",
}


def evaluate(tree: Tree, uvnix: str, projects: list[Project], kind: Kind) -> list[Outcome]:
    """The outcome of each project that supports the environment."""
    outcomes = {}
    for backend in BACKENDS:
        name = f"{kind.name.replace(' ', '-')}-{backend}.nix"
        described = {}
        for project in projects:
            if generate(uvnix, project, kind, backend, name):
                dependencies = "default" if project.lock.get("conflicts") else "all"
                file = str(project.file.with_name(name))
                described[project.name] = {"file": file, "dependencies": dependencies}
                outcomes.setdefault(project.name, Outcome(project.name))
        attempt(tree, kind, backend, described, outcomes)
    return list(outcomes.values())


def attempt(tree: Tree, kind: Kind, backend: str, projects: dict[str, dict], outcomes: dict[str, Outcome]) -> None:
    """Evaluates projects together; those with an error again, on their own."""
    values = dict(kind.more) | {"python": kind.attribute}
    attribute = backend.replace(".", "-")
    if len(projects) == 1:
        [name] = projects
        try:
            tree.environments(f"derivations.{attribute}", projects, values)
            outcomes[name].evaluated.add(backend)
        except Refused as error:
            outcomes[name].judge(backend, str(error))
        return
    try:
        found = tree.environments(f"attempts.{attribute}", projects, values)
        for name, derivation in found.items():
            if derivation:
                outcomes[name].evaluated.add(backend)
            else:
                attempt(tree, kind, backend, {name: projects[name]}, outcomes)
    except Refused:
        # Nix cannot continue after some errors.
        names = list(projects)
        for half in (names[: len(names) // 2], names[len(names) // 2 :]):
            attempt(tree, kind, backend, {name: projects[name] for name in half}, outcomes)


def adjust(project: Project) -> bool:
    """Writes settings for the first package with an sdist; false if there is none."""
    packages = project.lock.get("package", [])
    names = sorted(one["name"] for one in packages if one.get("sdist") and "registry" in one["source"])
    names = [name for name in names if name not in BOOTSTRAP]
    pyproject = project.place / "pyproject.toml"
    if not names or not pyproject.is_file():
        return False
    pyproject.write_text(pyproject.read_text() + SETTINGS.format(package=names[0]))
    return True


def generate(uvnix: str, project: Project, kind: Kind, backend: str, name: str) -> bool:
    """Writes the file of a project; false if the project does not support the environment, or uvnix the lock."""
    systems = [part for system in kind.systems for part in ("--system", system)]
    command = [uvnix, "lock2nix", str(project.lock_file), "--output", str(project.file.with_name(name))]
    command += ["--force", "--lookup", "none", "--quiet", "--backend", backend, "--python", kind.python, *systems]
    return subprocess.run(command, capture_output=True, timeout=300).returncode == 0
