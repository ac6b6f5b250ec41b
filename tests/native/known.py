"""Reads src/facts/libraries/known.txt, the libraries of popular wheels that uvnix contains."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parents[2] / "src/facts/libraries/known.txt"


@dataclass
class Libraries:
    needs: set[str] = field(default_factory=set)
    provides: set[str] = field(default_factory=set)


@cache
def table() -> dict[str, Libraries]:
    found: dict[str, Libraries] = {}
    libraries = Libraries()
    for line in TABLE.read_text().splitlines():
        kind, _, library = line.partition(" ")
        if kind == "<":
            libraries.needs.add(library)
        elif kind == ">":
            libraries.provides.add(library)
        elif kind == "=":
            package, _, _version = library.partition(" ")
            libraries = found.setdefault(package, Libraries())
    return found


def read(package: str) -> Libraries:
    """The libraries of a package; none if it is not in the table."""
    return table().get(package, Libraries())
