"""The flakes of this repository and of `uvnix init`, as `nix flake` sees them."""
from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from project import Refused
from tree import Tree


@dataclass
class Flake:
    name: str
    folder: Path
    # This repository, for the flakes that have it as an input.
    uvnix: Path


def tracked(repository: Path, copy: Path) -> Path:
    """The files of a repository that git tracks, as they are now."""
    listed = subprocess.run(["git", "-C", repository, "ls-files", "-z"], capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (repository / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(repository / name, copy / name)
    return copy


def flakes(repository: Path, work: Path, uvnix: str) -> Iterator[Flake]:
    ours = tracked(repository, work / "uvnix")
    yield Flake("uvnix", ours, ours)
    for kind in ("examples", "nix/templates"):
        for file in sorted((ours / kind).glob("*/flake.nix")):
            yield Flake(f"{kind}/{file.parent.name}", file.parent, ours)
    for example in sorted(file.parent for file in (ours / "examples").glob("*/uv.lock")):
        for backend in ("pyproject.nix", "nixpkgs"):
            yield Flake(f"init: {example.name}, {backend}", initialized(example, work, backend, uvnix), ours)
    pinned = initialized(ours / "examples" / "hello-world", work, "pyproject.nix", uvnix, pin="3.10")
    yield Flake("init: hello-world, .python-version 3.10", pinned, ours)


def initialized(example: Path, work: Path, backend: str, uvnix: str, pin: str = "") -> Path:
    """A copy of an example with the flake that `uvnix init` writes."""
    folder = shutil.copytree(example, work / f"{example.name}-{backend}{pin and '-' + pin}")
    (folder / "flake.nix").unlink()
    (folder / "uv.nix").unlink()
    with (folder / "pyproject.toml").open("a") as project:
        project.write(f'\n[tool.uvnix]\nbackend = "{backend}"\n')
    if pin:
        (folder / ".python-version").write_text(f"{pin}\n")
    command = [uvnix, "init", "--offline", "--lookup", "none", "--quiet"]
    subprocess.run(command, cwd=folder, check=True, stderr=subprocess.DEVNULL)
    return folder


def shown(tree: Tree, flake: Flake) -> tuple[int, str]:
    """The number of derivations in the outputs for all systems; or the error."""
    try:
        outputs = json.loads(tree.flake(["show", "--all-systems", "--json"], flake.folder, flake.uvnix))
        tree.flake(["check", "--all-systems", "--no-build"], flake.folder, flake.uvnix)
    except Refused as error:
        return 0, str(error)
    return derivations(outputs), ""


def derivations(output: object) -> int:
    if not isinstance(output, dict):
        return 0
    return int(output.get("type") == "derivation") + sum(map(derivations, output.values()))
