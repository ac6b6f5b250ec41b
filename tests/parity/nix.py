"""Runs uvnix, and evaluates the files that it writes."""
from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from environments import USUAL_MINORS, USUAL_SYSTEMS, Environment
from lockfile import Project
from selections import Selection

HERE = Path(__file__).resolve().parent
STORE = HERE.parent.parent / "nix" / "tests" / "store.sh"
# Deep dependency graphs need more stack than a shell gives by default.
RUN = 'source "$0"; ulimit -s unlimited 2>/dev/null || true; exec nix-instantiate "$@"'


class EvaluationError(Exception):
    pass


@dataclass
class Generated:
    """The result of uvnix for a project: a file or an error."""

    file: Path
    error: str = ""
    warnings: str = ""

    @property
    def code(self) -> str:
        return self.error.split()[0] if self.error.startswith("uvnix::") else ""

    @property
    def left_out(self) -> dict[str, str]:
        """Environments in which the lock installs two versions of a package."""
        return dict(re.findall(r"^warning: environment skipped: on (\S+), (both .*)$", self.warnings, re.MULTILINE))


def generate(uvnix: str, project: Project, systems: list[str], minors: set[int]) -> Generated:
    """The file for these systems and minor versions of Python; by default, uvnix writes it for the usual ones."""
    path = project.lock_file if project.script else project.folder
    name = "uv.nix" if not project.script else project.script.removesuffix(".py") + ".py.nix"
    file = project.folder / name
    command = [uvnix, "lock2nix", str(path), "--output", str(file), "--force", "--lookup", "none"]
    if not set(systems) <= set(USUAL_SYSTEMS):
        command += [part for system in systems for part in ("--system", system)]
    if not minors <= set(USUAL_MINORS):
        command += [part for minor in sorted(minors) for part in ("--python", f"3.{minor}")]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300)
    said = run.stderr.strip()
    return Generated(file, error=said) if run.returncode else Generated(file, warnings=said)


class Evaluation:
    """Evaluates one generated file, in one process per interpreter."""

    def __init__(self, file: Path, project: Project, selections: list[Selection]) -> None:
        self.file = file
        self.project = project
        self.selections = selections
        # Errors that `attempt` in Nix could not catch.
        self.failures: dict[tuple[Environment, Selection], str] = {}

    def cells(self, environments: list[Environment]) -> dict:
        """By system: `cells`, by label, and the `packages` that they share. All on one interpreter.

        A cell is None where uv.nix refuses the selection.
        """
        try:
            return self.instantiate("cells", environments, self.selections, {})
        except EvaluationError:
            # Nix cannot continue after some errors, so evaluate each selection on its own.
            return self.one_by_one(environments)

    def one_by_one(self, environments: list[Environment]) -> dict:
        systems: dict = {environment.system: {"cells": {}, "packages": {}} for environment in environments}
        for environment in environments:
            whole = systems[environment.system]
            for selection in self.selections:
                try:
                    one = self.instantiate("cells", [environment], [selection], {})[environment.system]
                except EvaluationError as error:
                    self.failures[environment, selection] = str(error)
                    one = {"cells": {selection.label: None}, "packages": {}}
                whole["cells"] |= one["cells"]
                whole["packages"] |= one["packages"]
        return systems

    def explanation(self, environment: Environment, selection: Selection, package: str = "") -> str:
        """The error message of the evaluation; empty if it succeeds."""
        more = {"system": environment.system, "selection": selection.label, "package": package}
        try:
            self.instantiate("explanation", [environment], [selection], more)
        except EvaluationError as error:
            return str(error)
        return self.failures.get((environment, selection), "")

    def instantiate(
        self, attribute: str, environments: list[Environment], selections: list[Selection], more: dict[str, str]
    ) -> dict:
        first = environments[0]
        arguments = {
            "uvNix": str(self.file),
            "python": f"3.{first.minor}",
            "pythonFullVersion": first.python,
            "systems": json.dumps([environment.system for environment in environments]),
            "selections": json.dumps({selection.label: selection.for_nix() for selection in selections}),
            "files": json.dumps(self.project.names_with_files),
            "shared": json.dumps(not self.project.has_conflicts),
            "peers": os.path.realpath(os.environ["PEERS"]) if os.environ.get("PEERS") else "",
        } | more
        command = ["bash", "-c", RUN, str(STORE), "--eval", "--strict", "--json", "--attr", attribute]
        for name, value in arguments.items():
            command += ["--argstr", name, value]
        command.append(str(HERE / "evaluate.nix"))
        run = subprocess.run(command, capture_output=True, text=True, timeout=1200)
        if run.returncode:
            raise EvaluationError(message_of(run.stderr))
        return json.loads(run.stdout)


def message_of(stderr: str) -> str:
    """Nix's own message, without its trace."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", stderr)
    error = text.split("error:", 1)[-1]
    error = re.split(r"\n\s*(?:at |… |\(use '--show-trace')", error)[0]
    return " ".join(error.split())[:1000]
