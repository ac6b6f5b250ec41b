"""A project of uv2nix, and its evaluation."""
from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
STORE = HERE.parent.parent / "nix" / "tests" / "store.sh"
# Deep dependency graphs need more stack than a shell gives by default.
RUN = 'source "$0"; ulimit -s unlimited 2>/dev/null || true; exec nix-instantiate "$@"'


class Refused(Exception):
    """Nix or uvnix failed; the message is one line."""


@dataclass
class Project:
    name: str
    # The folder of `uv.lock`, or the script.
    place: Path
    lock: dict = field(repr=False)
    refusal: str = ""

    @property
    def lock_file(self) -> Path:
        return Path(f"{self.place}.lock") if self.place.suffix == ".py" else self.place / "uv.lock"

    @property
    def file(self) -> Path:
        return Path(f"{self.place}.nix") if self.place.suffix == ".py" else self.place / "uv.nix"

    @property
    def local(self) -> set[str]:
        """The packages that are built from a folder, and virtual packages."""
        kinds = {"editable", "directory", "virtual"}
        return {package["name"] for package in self.lock.get("package", []) if kinds & package["source"].keys()}

    @property
    def selections(self) -> list[dict[str, list[str]] | None]:
        """The selections: everything or, if that is a conflict, each side on its own."""
        items = [item for conflict in self.lock.get("conflicts", []) for item in conflict]
        return [{item["package"]: [item.get("extra") or item["group"]]} for item in items] or [None]

    def generate(self, uvnix: str) -> None:
        self.refusal = generate(uvnix, self.lock_file)

    def evaluate(self, attribute: str, peers: Path, environment: tuple[str, str], chosen: dict | None) -> dict:
        if self.refusal and attribute != "theirs":
            raise Refused(self.refusal)
        python, system = environment
        system, _, host = system.partition(">")
        values = {"peers": peers, "project": self.place, "uvNix": self.file, "python": python, "system": system}
        values["crossSystem"] = host
        if chosen is not None:
            values["chosen"] = json.dumps(chosen)
        return instantiate(HERE / "evaluate.nix", values, attribute)


def generate(uvnix: str, lock_file: Path) -> str:
    """The error of uvnix for a lock; empty if it succeeds."""
    command = [uvnix, "lock2nix", str(lock_file), "--lookup", "none", "--quiet"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300)
    return " ".join(run.stderr.split()) if run.returncode else ""


def instantiate(file: Path, values: dict, attribute: str = "") -> dict:
    command = ["bash", "-c", RUN, str(STORE), "--eval", "--strict", "--json", "--attr", attribute]
    for name, value in values.items():
        command += ["--argstr", name, str(value)]
    run = subprocess.run([*command, str(file)], capture_output=True, text=True, timeout=300)
    if run.returncode:
        raise Refused(reason(run.stderr))
    return json.loads(run.stdout)


def reason(report: str) -> str:
    """The error without its trace."""
    lines = [line.strip() for line in report.splitlines() if line.strip()]
    errors = [line.removeprefix("error: ") for line in lines if line.startswith("error: ")]
    return next((line for line in errors if line), lines[-1] if lines else "no reason")


def copied(folder: Path, copy: Path) -> Path:
    """A writable copy."""
    shutil.copytree(folder, copy)
    for file in [copy, *copy.rglob("*")]:
        file.chmod(file.stat().st_mode | 0o200)
    return copy


def projects(folders: list[Path], work: Path, only: str) -> Iterator[Project]:
    """Every lock below the folders, each in a copy of its whole tree."""
    for folder in folders:
        for lock_file in sorted([*folder.rglob("uv.lock"), *folder.rglob("*.py.lock")]):
            name = f"{folder.name}/{lock_file.relative_to(folder).parent}"
            if lock_file.name != "uv.lock":
                name = f"{name}/{lock_file.stem}"
            if not re.search(only, name):
                continue
            copy = copied(folder, work / name.replace("/", "_"))
            place = copy / lock_file.relative_to(folder)
            place = place.parent if place.name == "uv.lock" else place.with_suffix("")
            yield Project(name, place, tomllib.loads(lock_file.read_text()))
