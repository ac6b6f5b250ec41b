"""Reads wheels, and says how two of them differ."""
from __future__ import annotations

import re
import zipfile
from collections import Counter
from dataclasses import dataclass
from email.parser import Parser
from pathlib import Path


@dataclass(frozen=True)
class Wheel:
    """A wheel: its file name, the names of its files, and the backend that wrote it."""

    name: str
    files: frozenset[str]
    backend: str

    @classmethod
    def read(cls, folder: Path) -> Wheel:
        """The only wheel in a folder."""
        [path] = folder.glob("*.whl")
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            [about] = [name for name in names if re.fullmatch(r"[^/]+\.dist-info/WHEEL", name)]
            generator = Parser().parsestr(archive.read(about).decode())["Generator"] or ""
        files = frozenset(name for name in names if not name.endswith("/"))
        return cls(path.name, files, generator)


def differences(ours: Wheel, theirs: Wheel) -> list[str]:
    """What a reader of the report must know; none if both are the same."""
    found = []
    if ours.name != theirs.name:
        found.append(f"the wheel is {ours.name} instead of {theirs.name}")
    for said, files in [("lacks", theirs.files - ours.files), ("has besides", ours.files - theirs.files)]:
        if files:
            examples = ", ".join(sorted(files)[:3])
            found.append(f"{said} {Counter(files).total()} files: {examples}")
    if ours.backend != theirs.backend:
        found.append(f"built with {ours.backend} instead of {theirs.backend}")
    return found
