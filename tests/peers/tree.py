"""A tree like nixpkgs, laid out from checkouts, and Nix on it."""
from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from project import HERE, STORE, Refused, reason

# What the tree consists of: its folder, and the folder of the checkout in $PEERS.
PARTS = {
    "nixpkgs/core": "corepkgs",
    "nixpkgs/lib": "nix-lib",
    "nixpkgs/lib-of-nixpkgs": "nixpkgs.lib/lib",
    "pyproject.nix": "pyproject.nix",
    "uv2nix": "uv2nix",
    "build-system-pkgs": "build-system-pkgs",
    "flake-parts": "flake-parts",
}
OLDEST_NIX = (2, 18)
FEATURES = ["--extra-experimental-features", "nix-command flakes"]


@dataclass
class Nix:
    # A command that runs another one where Nix is recent, such as a wrapper around chroot.
    wrapper: list[str] = field(default_factory=list)

    def run(self, command: list[str], timeout: int = 1200) -> str:
        """The output of a command of Nix. Without a wrapper, it uses the store of the tests."""
        own_store = ["bash", "-c", 'source "$0"; exec "$@"', str(STORE)]
        run = subprocess.run([*(self.wrapper or own_store), *command], capture_output=True, text=True, timeout=timeout)
        if run.returncode:
            raise Refused(reason(run.stderr))
        return run.stdout

    def version(self) -> tuple[int, ...]:
        found = re.search(r"(\d+)\.(\d+)", self.run(["nix", "--version"]))
        return tuple(map(int, found.groups())) if found else (0, 0)


@dataclass
class Tree:
    folder: Path
    nix: Nix

    def environments(self, attribute: str, projects: dict[str, dict], values: dict[str, str]) -> dict[str, str | None]:
        """An attribute of `world.nix`: by project, the derivation of its environment."""
        command = ["nix-instantiate", "--eval", "--strict", "--json", "--attr", attribute]
        for name, value in (values | {"projects": json.dumps(projects)}).items():
            command += ["--argstr", name, value]
        return json.loads(self.nix.run([*command, str(self.folder / "world.nix")]))

    def flake(self, command: list[str], folder: Path, uvnix: Path) -> str:
        """The output of `nix flake COMMAND`, with the tree in place of the inputs."""
        inputs = {
            "nixpkgs": self.folder / "nixpkgs",
            "pyproject-nix": self.folder / "pyproject.nix",
            "pyproject-build-systems": self.folder / "build-system-pkgs",
            "pyproject-build-systems/uv2nix": self.folder / "uv2nix",
            "flake-parts": self.folder / "flake-parts",
            "uvnix": uvnix,
            "uvnix/pyproject-nix": self.folder / "pyproject.nix",
            "uvnix/pyproject-build-systems": self.folder / "build-system-pkgs",
            "uvnix/pyproject-build-systems/uv2nix": self.folder / "uv2nix",
        }
        declared = (folder / "flake.nix").read_text()
        overrides = []
        for name, place in inputs.items():
            if name.partition("/")[0] in declared:
                overrides += ["--override-input", name, f"path:{place}"]
        command = ["nix", *FEATURES, "flake", *command, f"path:{folder}", "--no-write-lock-file", *overrides]
        return self.nix.run(command)


def lay_out(peers: Path, folder: Path, nix: Nix) -> Tree:
    for place, checkout in PARTS.items():
        shutil.copytree(peers / checkout, folder / place, ignore=shutil.ignore_patterns(".git"), symlinks=True)
    # Where corepkgs expects its library.
    pins = folder / "nixpkgs" / "core" / "pins.nix"
    pins.chmod(0o644)
    pins.write_text("{ lib = ../lib; }\n")
    for file in (HERE / "tree").iterdir():
        shutil.copy(file, folder if file.name == "world.nix" else folder / "nixpkgs")
    return Tree(folder, nix)


def missing(peers: Path) -> list[str]:
    return [checkout for checkout in PARTS.values() if not (peers / checkout).is_dir()]
