"""Asks uv what it would install: the packages for each selection and environment, or uv's error."""
from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import uv
from environments import SYSTEMS, Environment, holds
from lockfile import Package, Project, same_source, same_version
from selections import Selection

# Each name with its package or, if uv does not say which source it means, its packages.
Installed = dict[str, list[Package]]


@dataclass(frozen=True)
class Refusal:
    message: str


@dataclass
class Requirement:
    packages: list[Package]
    marker: str | None


REQUIREMENT = re.compile(r"^(?:-e )?(?P<what>.*?)(?: ; (?P<marker>.*?))?$")
PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==(\S+)$")
DIRECT = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*) @ (\S+)$")
UNUSABLE = re.compile(r"error: Distribution `([^`=@ ]+)(?:==(\S+))?[^`]*` can't be installed")
# A dry run reads local folders and archives, which are missing if only the lock was collected.
NOT_HERE = re.compile(r"Distribution not found at|find-links|No such file|Failed to determine installation plan")


def parse_export(project: Project, text: str) -> list[Requirement]:
    """Parses the requirements of `uv export`, and finds their packages in the lock."""
    requirements = []
    for line in text.replace("\\\n", " ").splitlines():
        line = line.strip()
        if not line or line.startswith(("#", "--")):
            continue
        line, *hashes = re.split(r"\s+--hash=", line)
        parts = REQUIREMENT.match(line.strip())
        assert parts
        packages = meant_by(project, parts["what"].strip())
        # If two sources have the same version, the hashes decide.
        with_hashes = [package for package in packages if hashes and set(map(str.strip, hashes)) <= package.hashes]
        packages = with_hashes or packages
        if not packages:
            raise ValueError(f"no package in the lock matches {line!r}")
        requirements.append(Requirement(packages, parts["marker"]))
    return requirements


def meant_by(project: Project, what: str) -> list[Package]:
    if pinned := PINNED.match(what):
        packages = project.candidates(pinned[1], pinned[2])
        return [package for package in packages if "registry" in package.source] or packages
    if direct := DIRECT.match(what):
        packages = project.candidates(direct[1])
        sources = [
            package
            for package in packages
            if any(isinstance(place, str) and same_source(place, direct[2]) for place in package.source.values())
        ]
        return sources or packages
    return project.by_path(what.removeprefix("file://"))


class Oracle:
    """uv's answers for one project, which is in the tree `whole`."""

    def __init__(self, project: Project, whole: Path) -> None:
        self.project = project
        self.whole = whole
        # `uv export` answers for all environments at once, but not exactly if choices conflict or if a group
        # requires another interpreter.
        self.needs_sync = project.has_conflicts or project.restricts_groups
        self.exported: dict[str, list[Requirement] | Refusal] = {}

    def export(self, selection: Selection) -> list[Requirement] | Refusal:
        if selection.label not in self.exported:
            options = ["export", "--no-annotate", "--no-header", "--quiet", *selection.options]
            answer = uv.ask(self.project, self.whole, options)
            self.exported[selection.label] = (
                Refusal(answer.errors) if answer.code else parse_export(self.project, answer.output)
            )
        return self.exported[selection.label]

    def installed(self, selection: Selection, environment: Environment) -> Installed | Refusal:
        exported = self.export(selection)
        if isinstance(exported, Refusal):
            return exported
        live: Installed = {}
        for requirement in exported:
            if holds(requirement.marker, environment):
                for package in requirement.packages:
                    live.setdefault(package.name, []).append(package)
        if not self.needs_sync:
            return live
        changes = self.sync(selection, environment)
        if isinstance(changes, Refusal):
            return live if NOT_HERE.search(changes.message) else changes
        installed: Installed = {}
        for name, version in changes:
            packages = [package for package in live.get(name, []) if same_version(package.version, version)]
            installed[name] = packages or self.project.candidates(name, version)
        return installed

    def sync(self, selection: Selection, environment: Environment) -> list[tuple[str, str | None]] | Refusal:
        """Names and versions that `uv sync` would install."""
        options = ["sync", "--dry-run", "--output-format", "json", *selection.options]
        if platform := SYSTEMS[environment.system].uv_platform:
            options += ["--python-platform", platform]
        unusable: list[tuple[str, str | None]] = []
        while True:
            answer = uv.ask(self.project, self.whole, options, environment.python)
            refused = UNUSABLE.search(answer.errors) if answer.code else None
            if not refused or refused[1] in [name for name, _ in unusable]:
                break
            # uv fails at a package without a usable file: exclude the package and ask again.
            unusable.append((refused[1], refused[2]))
            options += ["--no-install-package", refused[1]]
        if answer.code:
            return Refusal(answer.errors)
        changes = json.loads(answer.output)["sync"]["changes"]
        return [(change["name"], change.get("version")) for change in changes] + unusable


def names_in(refusal: Refusal) -> list[str]:
    """The packages, extras and groups in uv's error."""
    conflict = re.search(
        r"error: (?:Found conflicting (.*?) enabled|(.*?) (?:is|are) incompatible with the declared)", refusal.message
    )
    if conflict:
        return re.findall(r"`([^`]+)`", conflict[1] or conflict[2])
    groups = re.findall(r"dependency-groups\.([A-Za-z0-9._-]+?)\.requires-python", refusal.message)
    groups = groups or re.findall(r"- [^:\s]+:([A-Za-z0-9._-]+):", refusal.message)
    return groups or re.findall(r"`[^`:]+:([^`]+)`", refusal.message)
