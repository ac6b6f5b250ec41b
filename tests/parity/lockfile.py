"""A project as uv sees it: its lock file and pyproject.toml."""
from __future__ import annotations

import functools
import posixpath
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Iterator
from urllib.parse import unquote, urlsplit

from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from environments import PATCHES, Environment, holds, wheel_rank

LOCAL = ("editable", "virtual", "directory")
ROOT_WITHOUT_PROJECT = "workspace-root"


@dataclass(frozen=True)
class File:
    """A wheel or sdist in the lock; `place` is its URL or path."""

    place: str
    hash: str | None

    @property
    def name(self) -> str:
        return unquote(posixpath.basename(urlsplit(self.place).path if "://" in self.place else self.place))

    @property
    def is_absolute_path(self) -> bool:
        return self.place.startswith("/")


@dataclass(eq=False)
class Package:
    data: dict

    @property
    def name(self) -> str:
        return self.data["name"]

    @property
    def version(self) -> str | None:
        return self.data.get("version")

    @property
    def source(self) -> dict:
        return self.data.get("source", {})

    @property
    def is_local(self) -> bool:
        return any(kind in self.source for kind in LOCAL)

    @functools.cached_property
    def hashes(self) -> set[str]:
        files = [*self.data.get("wheels", []), self.data.get("sdist", {})]
        return {file["hash"] for file in files if "hash" in file}

    def file_of(self, entry: dict) -> File:
        where = entry.get("url") or entry.get("path")
        if where is None and "filename" in entry:
            where = entry["filename"]
        if where is None:
            where = self.source.get("url") or self.source.get("path")
        registry = self.source.get("registry", "")
        if "path" in entry and registry and "://" not in registry and not where.startswith("/"):
            # The path is relative to the folder of the index.
            where = posixpath.normpath(posixpath.join(registry, where))
        return File(where, entry.get("hash"))

    def file_for(self, environment: Environment) -> File | None:
        """The file that uv installs there; None: uv finds no usable file and fails."""
        best: tuple | None = None
        for entry in self.data.get("wheels", []):
            file = self.file_of(entry)
            rank = wheel_rank(entry.get("filename") or file.name, environment)
            # If several are equal, the first in the lock.
            if rank is not None and (best is None or rank > best[0]):
                best = (rank, file)
        if best:
            return best[1]
        return self.file_of(self.data["sdist"]) if "sdist" in self.data else None


@functools.cache
def same_version(left: str | None, right: str | None) -> bool:
    if left is None or right is None or left == right:
        return True
    try:
        return Version(left) == Version(right)
    except InvalidVersion:
        return False


def same_source(locked: str, exported: str) -> bool:
    def address(text: str) -> str:
        text = re.sub(r"^git\+", "", text).split("#")[0].split("?")[0].split("@")[0].rstrip("/")
        return text.split("://")[-1]

    def part(pattern: str, text: str) -> str | None:
        found = re.search(pattern, text)
        return found and found[1]

    commits = part(r"#([0-9a-f]{40})", locked), part(r"@([0-9a-f]{40})", exported)
    folders = part(r"subdirectory=([^&#]+)", locked), part(r"subdirectory=([^&#]+)", exported)
    differ = all(commits) and commits[0] != commits[1]
    return not differ and folders[0] == folders[1] and address(locked) == address(exported)


@dataclass
class Project:
    folder: Path
    lock_file: Path
    packages: list[Package] = field(init=False)

    def __post_init__(self) -> None:
        self.lock = tomllib.loads(self.lock_file.read_text())
        self.packages = [Package(data) for data in self.lock.get("package", [])]
        self.script = None
        self.manifest: dict = {}
        if self.lock_file.name != "uv.lock":
            self.script = self.lock_file.name.removesuffix(".lock")
        elif (self.folder / "pyproject.toml").exists():
            self.manifest = tomllib.loads((self.folder / "pyproject.toml").read_text())

    @functools.cached_property
    def name(self) -> str | None:
        return canonicalize_name(self.manifest["project"]["name"]) if "project" in self.manifest else None

    @property
    def settings(self) -> dict:
        return self.manifest.get("tool", {}).get("uv", {})

    def forbids_building(self, name: str) -> bool:
        """Whether uv fails where a package has no wheel."""
        settings = self.settings
        return settings.get("no-build") is True or name in map(canonicalize_name, settings.get("no-build-package", []))

    @functools.cached_property
    def root(self) -> str | None:
        """The package of the root in the overlay."""
        if self.script:
            return None
        if self.name is None:
            return ROOT_WITHOUT_PROJECT if self.groups else None
        return self.name if any(package.name == self.name for package in self.packages) else None

    @functools.cached_property
    def extras(self) -> list[str]:
        extras = self.manifest.get("project", {}).get("optional-dependencies", {})
        return sorted(canonicalize_name(extra) for extra in extras)

    @functools.cached_property
    def groups(self) -> list[str]:
        groups = {canonicalize_name(group) for group in self.manifest.get("dependency-groups", {})}
        if "dev-dependencies" in self.settings:
            groups.add("dev")
        # uv uses the lock, which may contain a group that pyproject.toml no longer has.
        for package in self.packages:
            if package.name == self.name:
                for table in ("dev-dependencies", "dependency-groups"):
                    groups |= {canonicalize_name(group) for group in package.data.get(table, {})}
        return sorted(groups)

    @functools.cached_property
    def default_groups(self) -> list[str]:
        declared = self.settings.get("default-groups", ["dev"])
        return self.groups if declared == "all" else sorted(set(self.groups) & set(map(canonicalize_name, declared)))

    @functools.cached_property
    def members(self) -> list[str]:
        return [canonicalize_name(member) for member in self.lock.get("manifest", {}).get("members", [])]

    @property
    def has_conflicts(self) -> bool:
        return bool(self.lock.get("conflicts"))

    @functools.cached_property
    def restricts_groups(self) -> bool:
        """Whether a group has its own requires-python, which uv checks against the interpreter."""
        tables = [self.lock.get("manifest", {}), *(package.data for package in self.packages)]
        in_lock = any(table.get("group-requires-python") for table in tables)
        in_settings = any("requires-python" in group for group in self.settings.get("dependency-groups", {}).values())
        return in_lock or in_settings

    @functools.cached_property
    def uninstalled(self) -> set[str]:
        """Virtual packages: uv does not install them; in the overlay, they are empty packages."""
        virtual = {package.name for package in self.packages if "virtual" in package.source}
        return virtual | ({ROOT_WITHOUT_PROJECT} if self.name is None else set())

    @functools.cached_property
    def names_with_files(self) -> list[str]:
        """Packages whose file Nix may be asked for. Excludes git sources: evaluating them downloads."""
        by_name: dict[str, list[Package]] = {}
        for package in self.packages:
            by_name.setdefault(package.name, []).append(package)
        kinds = ("registry", "url", "path")
        return sorted(
            name
            for name, packages in by_name.items()
            if all(any(kind in package.source for kind in kinds) for package in packages)
        )

    def environments(self, pythons: list[tuple[int, int | None]], systems: list[str]) -> Iterator[Environment]:
        required = SpecifierSet(self.lock.get("requires-python", ""))
        supported = self.lock.get("supported-markers", [])
        for minor, asked in pythons:
            patches = [PATCHES[minor], *range(30)] if asked is None else [asked]
            admitted = (patch for patch in patches if required.contains(f"3.{minor}.{patch}", prereleases=True))
            patch = next(admitted, None)
            if patch is None:
                continue
            for environment in (Environment(minor, patch, system) for system in systems):
                if not supported or any(holds(marker, environment) for marker in supported):
                    yield environment

    def candidates(self, name: str, version: str | None = None) -> list[Package]:
        named = [package for package in self.packages if package.name == canonicalize_name(name)]
        if version is None:
            return named
        exact = [package for package in named if package.version == version]
        return exact or [package for package in named if same_version(package.version, version)]

    def by_path(self, path: str) -> list[Package]:
        wanted = posixpath.normpath(path)
        kinds = (*LOCAL, "path")
        places = [
            (package.source[kind], package) for package in self.packages for kind in kinds if kind in package.source
        ]
        exact = [package for place, package in places if posixpath.normpath(place) == wanted]
        name = posixpath.basename(path)
        return exact or [package for place, package in places if posixpath.basename(place) == name]
