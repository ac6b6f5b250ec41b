"""Compares what uv and Nix would install for one project."""
from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from urllib.parse import unquote, urldefrag

from environments import SYSTEMS, Environment
from lockfile import File, Package, Project, same_version
from nix import Evaluation, Generated, generate
from oracle import Installed, Oracle, Refusal, names_in
from selections import Selection, sample, selections_of

NOTHING = "nothing to compare"
WORD = r"[A-Za-z0-9._-]+"


@dataclass
class Options:
    uvnix: str
    pythons: list[tuple[int, int | None]]
    systems: list[str]
    selections: int


@dataclass
class Result:
    body: str
    project: str
    counts: Counter = field(default_factory=Counter)
    # Intended differences: cause and count.
    exceptions: Counter = field(default_factory=Counter)
    # Unintended differences: description and places.
    differences: dict[str, list[str]] = field(default_factory=dict)
    note: str = ""

    def differ(self, what: str, where: str) -> None:
        self.differences.setdefault(what, []).append(where)


@dataclass(frozen=True)
class Location:
    body: str
    lock_file: Path
    # The folder to copy: a member of a workspace needs the folders around it.
    whole: Path


def compare(location: Location, options: Options, work: Path) -> Result:
    relative = location.lock_file.relative_to(location.whole)
    name = location.whole.name if relative == Path("uv.lock") else f"{location.whole.name}/{relative}"
    copy = work / re.sub(r"[^A-Za-z0-9_.-]", "_", f"{location.body}-{name}") / location.whole.name
    shutil.rmtree(copy.parent, ignore_errors=True)
    shutil.copytree(location.whole, copy, symlinks=True)
    lock_file = copy / relative
    comparison = Comparison(Project(lock_file.parent, lock_file), copy, options, Result(location.body, name))
    comparison.run()
    return comparison.result


class Comparison:
    def __init__(self, project: Project, whole: Path, options: Options, result: Result) -> None:
        self.project = project
        self.options = options
        self.result = result
        self.oracle = Oracle(project, whole)
        self.evaluation: Evaluation
        self.left_out: dict[str, str] = {}
        self.explained: dict[tuple, str] = {}

    def run(self) -> None:
        project, result, options = self.project, self.result, self.options
        environments = list(project.environments(options.pythons, options.systems))
        if self.oracle.needs_sync:
            # Only for environments on which uv can install.
            environments = [environment for environment in environments if SYSTEMS[environment.system].uv_platform]
        minors = {environment.minor for environment in environments}
        generated = generate(options.uvnix, project, options.systems, minors)
        if generated.error:
            self.judge_refusal(generated, environments)
            return
        self.left_out = generated.left_out
        selections = sample(selections_of(project), options.selections)
        if not environments or not selections:
            result.note = NOTHING
            return
        self.evaluation = Evaluation(generated.file, project, selections)
        for _, group in groupby(environments, key=lambda environment: environment.python):
            same_python = list(group)
            systems = self.evaluation.cells(same_python)
            for environment in same_python:
                answers = systems[environment.system]
                for selection in selections:
                    self.compare_cell(environment, selection, answers)

    def judge_refusal(self, generated: Generated, environments: list[Environment]) -> None:
        """uvnix wrote no file: uv must have nothing to install either."""
        result = self.result
        if not environments:
            is_right = generated.code in ("uvnix::environment::not_supported", "uvnix::environment::no_python")
            result.note = "nothing to compare: uvnix rejects it, as expected" if is_right else NOTHING
        elif generated.code == "uvnix::input::no_member" and self.uv_misses_a_folder(environments):
            result.counts["refused"] += 1
            result.counts["same reason"] += 1
            result.note = "rejected by both: the folder of a member is missing"
        elif generated.code == "uvnix::resolve::two_of_one_name":
            # In each environment; where there are others, uvnix leaves these out.
            both = re.search(r"both (.*?) would be", " ".join(generated.error.replace("│", " ").split()))
            named = both[1] if both else "two versions of a package"
            result.exceptions[f"an environment that uvnix leaves out: both {named} would be installed"] += len(environments)
        else:
            result.differ("uvnix rejects it: " + " ".join(generated.error.split())[:300], "every environment")

    def uv_misses_a_folder(self, environments: list[Environment]) -> bool:
        for selection in selections_of(self.project):
            answer = self.oracle.sync(selection, environments[0]) if environments else None
            if isinstance(answer, Refusal) and "Distribution not found" in answer.message:
                return True
        return False

    # ---- one environment, one selection

    def compare_cell(self, environment: Environment, selection: Selection, answers: dict) -> None:
        counts = self.result.counts
        where = f"{environment.name} {selection.label}"
        found = answers["cells"][selection.label]
        expected = self.oracle.installed(selection, environment)
        if isinstance(expected, Refusal):
            self.compare_refusal(expected, found is None, environment, selection)
            return
        if found is None and (reason := self.left_out.get(environment.name)):
            # uv itself installs one version over the other.
            self.result.exceptions[f"an environment that uvnix leaves out: {reason}"] += 1
            return
        counts["cells"] += 1
        if found is None:
            self.result.differ(f"only uvnix rejects it: {self.explain(environment, selection, '')}", where)
            return
        packages = found["packages"] or {name: answers["packages"][name] for name in found["closure"]}
        ignored = self.project.uninstalled
        packages = {
            own_name(name): package for name, package in packages.items() if name not in ignored
        }
        expected = {name: candidates for name, candidates in expected.items() if name not in ignored}
        difference = set_difference(expected, packages)
        if difference:
            self.result.differ(f"set: {difference}", where)
        else:
            counts["sets equal"] += 1
        for name in sorted(expected.keys() & packages.keys()):
            if "file" in packages[name]:
                self.compare_file(name, expected[name], packages[name]["file"], environment, selection)

    def compare_refusal(
        self, expected: Refusal, refuses: bool, environment: Environment, selection: Selection
    ) -> None:
        names = names_in(expected)
        where = f"{environment.name} {selection.label}"
        summary = " ".join(expected.message.split("error:")[-1].split())[:200]
        # Only the version of the interpreter differs between environments.
        reason = re.sub(r"Python \d+\.\d+\.\d+", "this Python", summary)
        if not refuses:
            self.result.differ(f"only uv rejects it: {reason}", where)
            return
        self.result.counts["refused"] += 1
        message = self.explain(environment, selection, "", key=(selection.label, reason))
        words = set(re.findall(WORD, message))
        named = [words.issuperset(re.findall(WORD, name)) for name in names]
        # If several groups do not support this Python, Nix reports the first that it evaluates.
        is_same = any(named) if "Python requirement" in expected.message else all(named)
        if names and is_same:
            self.result.counts["same reason"] += 1
        elif self.is_declared_conflict(message):
            self.result.exceptions["the selection violates several conflicts, and uvnix names another one than uv"] += 1
        else:
            self.result.differ(f"other reason: uv: {reason} uvnix: {message}", where)

    def is_declared_conflict(self, message: str) -> bool:
        """Whether all items in the message belong to one set of the lock's conflicts."""
        blamed = re.search(r"uvnix: (.*) exclude each other", message)
        names = set(re.split(" and |, ", blamed[1])) if blamed else set()
        sets = [{item_name(item) for item in items} for items in self.project.lock.get("conflicts", [])]
        return bool(names) and any(names <= items for items in sets)

    def explain(self, environment: Environment, selection: Selection, package: str, key: tuple = ()) -> str:
        key = key or (environment, selection.label, package)
        if key not in self.explained:
            self.explained[key] = self.evaluation.explanation(environment, selection, package)
        return self.explained[key]

    # ---- one file

    def compare_file(
        self, name: str, candidates: list[Package], found: dict | None, environment: Environment, selection: Selection
    ) -> None:
        counts = self.result.counts
        where = f"{environment.name} {selection.label}"
        files = [package.file_for(environment) for package in candidates]
        if len(set(files)) > 1:
            counts["one of several files"] += 1
        if found is None:
            self.judge_missing_file(name, files, environment, selection)
            return
        counts["files"] += 1
        if any(file and self.is_same(file, found) for file in files):
            counts["files equal"] += 1
        else:
            wanted = " or ".join(file.name if file else "nothing" for file in files)
            taken = unquote(os.path.basename(found["place"]))
            taken += " from elsewhere, or with another hash," if taken == wanted else ""
            self.result.differ(f"file of {name}: {taken} instead of {wanted}", where)

    def judge_missing_file(
        self, name: str, files: list[File | None], environment: Environment, selection: Selection
    ) -> None:
        """uvnix rejects the file of a package, when it is evaluated."""
        file = next((file for file in files if file), None)
        is_forbidden = file and not file.name.endswith(".whl") and self.project.forbids_building(name)
        if file is None or is_forbidden:
            self.result.counts["files rejected by both"] += 1
            message = self.explain(environment, selection, name, key=("file", name, files[0]))
            if name not in message:
                self.result.differ(f"the message does not name {name}: {message}", environment.name)
        elif file.is_absolute_path:
            self.result.exceptions["a file at an absolute path, which a flake cannot reach"] += 1
        elif file.hash is None:
            self.result.exceptions["a file whose hash is not in the lock"] += 1
        else:
            message = self.explain(environment, selection, name)
            where = f"{environment.name} {selection.label}"
            self.result.differ(f"file of {name}: {message} instead of {file.name}", where)

    def is_same(self, file: File, found: dict) -> bool:
        if "://" not in file.place:
            wanted = os.path.normpath(self.project.folder / file.place)
            return os.path.normpath(found["place"]) == wanted
        # uvnix writes no user names and passwords.
        place = re.sub(r"(?<=://)[^/@]*@", "", file.place)
        same_place = unquote(urldefrag(found["place"])[0]) == unquote(urldefrag(place)[0])
        return same_place and file.hash in (None, found["hash"])


def own_name(attribute: str) -> str:
    """The attribute of a package: `lib_` if the set itself uses its name, such as `lib`."""
    return attribute.removesuffix("_")


def item_name(item: dict) -> str:
    """A side of a conflict, as uvnix prints it."""
    if "extra" in item:
        return f"{item['package']}[{item['extra']}]"
    return f"{item['package']}:{item['group']}" if "group" in item else item["package"]


def set_difference(expected: Installed, packages: dict) -> str:
    parts = []
    for name in sorted(expected.keys() | packages.keys()):
        if name not in packages:
            parts.append(f"-{name}")
        elif name not in expected:
            parts.append(f"+{name}")
        else:
            version = packages[name]["version"]
            versions = [package.version for package in expected[name]]
            # The lock does not contain dynamic versions.
            if not any(wanted is None or same_version(wanted, version) for wanted in versions):
                parts.append(f"{name} {version} instead of {' or '.join(map(str, versions))}")
    return " ".join(parts[:8]) + (f" … ({len(parts)} in all)" if len(parts) > 8 else "")
