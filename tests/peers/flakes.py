"""Evaluates the flakes of uv2nix, after changing the line that loads the workspace or script."""
from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from project import HERE, Refused, copied, instantiate

# The text in a flake for uv2nix, and its replacement for uvnix.
LOADS = [
    (r"uv2nix\.lib\.workspace\.loadWorkspace \{ workspaceRoot = \./\.; \}", "import ./uv.nix"),
    (r"uv2nix\.lib\.scripts\.loadScript \{\s*script = ([^;]*);\s*\}", r'import (\1 + ".nix")'),
]


def changed(flake: str) -> str | None:
    """The flake for uvnix; None if the flake does not load a workspace in the usual way."""
    for theirs, ours in LOADS:
        flake, count = re.subn(theirs, ours, flake)
        if count:
            return flake
    return None


def flakes(folders: list[Path], work: Path, generate) -> Iterator[tuple[str, str]]:
    """The name of each flake, with the number of its derivations or the reason for none."""
    for folder in folders:
        for file in sorted(folder.rglob("flake.nix")):
            if (text := changed(file.read_text())) is None:
                continue
            name = f"{folder.name}/{file.parent.relative_to(folder)}"
            place = copied(file.parent, work / "flakes" / name.replace("/", "_"))
            (place / "flake.nix").write_text(text)
            for lock_file in [*place.glob("uv.lock"), *place.rglob("*.py.lock")]:
                generate(lock_file)
            peers = folder
            while not (peers / "pyproject.nix").is_dir():
                peers = peers.parent
            values = {"peers": peers, "flake": place / "flake.nix"}
            try:
                yield name, f"{leaves(instantiate(HERE / 'evaluate-flake.nix', values))} derivations"
            except Refused as refused:
                yield name, f"REFUSED: {refused}"


def leaves(output) -> int:
    return sum(map(leaves, output.values())) if isinstance(output, dict) else 1
