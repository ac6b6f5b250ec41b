"""Compares the derivations of uvnix and uv2nix."""
from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from project import Project, Refused

PATCH_RELEASE = "for uv, Python 3.11.11 is newer than 3.11; for uv2nix, they are equal"
# Prefixes of differences, with their reasons.
KNOWN = {
    "only in uv2nix, with the marker python_full_version <= '3.11'": PATCH_RELEASE,
    "`optional-dependencies`, with the marker python_full_version <= '3.11'": PATCH_RELEASE,
    "`deps` of": "uv2nix treats every editable dependency as a member; uv and uvnix use the members of the workspace",
    "`config` extra-build-dependencies": "uv2nix has parsed requirements, uvnix the text",
    "`requires-python` of a script": "scripts of uv2nix do not have it",
}


@dataclass
class Result:
    name: str
    # Pairs of environment and selection, and those that both reject.
    cells: int = 0
    refused_by_both: int = 0
    # Packages in all cells; those with the same version; those that are not local and, of these, those with the same
    # file, with the same derivation, and with the same one after an override adds build requirements to uv2nix.
    packages: int = 0
    same_version: int = 0
    remote: int = 0
    same_file: int = 0
    same_derivation: int = 0
    same_when_told: int = 0
    # Attributes of local packages that differ, installed and editable.
    local: Counter[str] = field(default_factory=Counter)
    editable: Counter[str] = field(default_factory=Counter)
    local_examples: dict[tuple[str, str], str] = field(default_factory=dict)
    # Differences, with count and example.
    differences: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    @property
    def unexplained(self) -> list[str]:
        return [what for what in self.differences if not what.startswith(tuple(KNOWN))]

    def differ(self, what: str, example: str) -> None:
        self.differences[what] += 1
        self.examples.setdefault(what, example)


@dataclass
class Cell:
    """One environment and one selection."""

    project: Project
    peers: Path
    environment: tuple[str, str]
    chosen: dict | None
    result: Result

    @property
    def where(self) -> str:
        return " ".join(self.environment) + (f" {self.chosen}" if self.chosen else "")

    def evaluate(self, attribute: str) -> dict:
        return self.project.evaluate(attribute, self.peers, self.environment, self.chosen)


def compare(project: Project, peers: Path, grid: list[tuple[str, str]]) -> Result:
    result = Result(project.name)
    for environment in grid:
        for chosen in project.selections:
            result.cells += 1
            compare_cell(Cell(project, peers, environment, chosen, result))
    return result


def compare_cell(cell: Cell) -> None:
    try:
        answers = cell.evaluate("answers")
    except Refused:
        compare_refusals(cell)
        return
    ours, theirs = answers["ours"], answers["theirs"]
    compare_facts(cell, ours["facts"], theirs["facts"])
    for name in sorted({*ours["packages"], *theirs["packages"]}):
        one, other = ours["packages"].get(name), theirs["packages"].get(name)
        if not one or not other:
            what = ("only in uv.nix" if one else "only in uv2nix") + with_marker(cell.project, {name})
            cell.result.differ(what, f"{name} on {cell.where}")
            continue
        compare_package(cell, name, one, other)
        if name in cell.project.local:
            compare_local(cell, name, answers)
        else:
            compare_derivation(cell, name, (one, other), answers)


def compare_local(cell: Cell, name: str, answers: dict) -> None:
    for counter, kind in ((cell.result.local, "differing"), (cell.result.editable, "editable")):
        names = attributes(answers[kind][name])
        counter[names] += 1
        cell.result.local_examples.setdefault((kind, names), cell.project.name)


def attributes(names: list[str] | None) -> str:
    return "refused" if names is None else ", ".join(names) or "none"


def compare_facts(cell: Cell, ours: dict, theirs: dict) -> None:
    differ = cell.result.differ
    for name in ("name", "specification"):
        if ours[name] != theirs[name]:
            differ(f"`{name}`", f"{cell.where}: {ours[name]} for {theirs[name]}")
    if ours["requires-python"] != theirs["requires-python"]:
        kind = "`requires-python`" + (" of a script" if theirs["name"] else "")
        differ(kind, f"{cell.where}: {ours['requires-python']} for {theirs['requires-python']}")
    for key in sorted(ours["config"].keys() | theirs["config"].keys()):
        one, other = ours["config"].get(key), theirs["config"].get(key)
        if one != other:
            differ(f"`config` {key}", f"{cell.where}: {one} for {other}")
    for kind, specification in (theirs["deps"] or {}).items():
        for name in sorted(specification.keys() | ours["deps"][kind].keys()):
            if name not in ours["deps"][kind]:
                differ(f"`deps` of {name}, which is not a member", f"{cell.where}: {kind}")
            elif ours["deps"][kind][name] != specification.get(name):
                differ("`deps`", f"{cell.where}: {kind} of {name}")


def compare_package(cell: Cell, name: str, one: dict, other: dict) -> None:
    result = cell.result
    result.packages += 1
    if one["version"] == other["version"]:
        result.same_version += 1
    else:
        result.differ("version", f"{name} {one['version']} for {other['version']} on {cell.where}")
    # None: uvnix rejects a part that is not selected; uv2nix leaves it out.
    for kind, said in other["passthru"].items():
        if (ours := one["passthru"][kind]) is not None and ours != said:
            marker = with_marker(cell.project, needed(said) - needed(ours))
            result.differ(f"`{kind}`{marker}", f"{name} on {cell.where}: {ours} for {said}")


def needed(dependencies: dict) -> set[str]:
    """The names of packages, at any depth."""
    inner = [needed(value) for value in dependencies.values() if isinstance(value, dict)]
    return {name for name, extras in dependencies.items() if isinstance(extras, list)}.union(*inner)


def with_marker(project: Project, names: set[str]) -> str:
    """The marker with which these packages are needed, if it is always the same."""
    edges = (edge for package in project.lock.get("package", []) for edge in edges_of(package))
    markers = {edge.get("marker") for edge in edges if edge["name"] in names}
    return f", with the marker {marker}" if len(markers) == 1 and (marker := markers.pop()) else ""


def edges_of(package: dict) -> list[dict]:
    parts = [*package.get("optional-dependencies", {}).values(), *package.get("dev-dependencies", {}).values()]
    return [edge for part in [package.get("dependencies", []), *parts] for edge in part]


def compare_derivation(cell: Cell, name: str, sides: tuple[dict, dict], answers: dict) -> None:
    result = cell.result
    result.remote += 1
    places = [file_of(side) for side in sides]
    if places[0] != places[1]:
        result.differ("file", f"{name} on {cell.where}: {places[0]} for {places[1]}")
        return
    result.same_file += 1
    if (on_builder := answers["onBuilder"].get(name, [])) and answers["differing"][name] == []:
        result.differ(f"derivation on the builder: {attributes(on_builder)}", f"{name} on {cell.where}")
    if sides[0]["drvPath"] == sides[1]["drvPath"] is not None:
        result.same_derivation += 1
    elif answers["built"][name] == []:
        result.same_when_told += 1
    else:
        result.differ(f"derivation: {attributes(answers['differing'][name])}", f"{name} on {cell.where}")


def file_of(package: dict) -> str:
    """A URL, or the name of a local file without its folder."""
    place, file_hash = package["file"]["place"], package["file"]["hash"]
    return re.sub(r"^.*/([0-9a-z]{32}-)?", "", place) if file_hash is None else f"{place} {file_hash}"


def compare_refusals(cell: Cell) -> None:
    reasons = {}
    for side in ("ours", "theirs"):
        try:
            cell.evaluate(side)
        except Refused as refused:
            reasons[side] = str(refused)
    if len(reasons) == 2:
        cell.result.refused_by_both += 1
    elif reasons:
        ((side, reason),) = reasons.items()
        what = "refused by uv.nix only" if side == "ours" else "refused by uv2nix only"
        cell.result.differ(f"{what}: {reason}", cell.where)
    else:
        cell.result.differ("the comparison itself fails", cell.where)
