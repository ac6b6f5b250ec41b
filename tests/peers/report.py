"""Prints the figures, and writes them as Markdown."""
from __future__ import annotations

from collections import Counter
from pathlib import Path

from verdict import KNOWN, Result

COUNTS = {
    "cells": "environments",
    "refused_by_both": "rejected by both",
    "packages": "packages",
    "same_version": "same version",
    "remote": "not local",
    "same_file": "same file",
    "same_derivation": "same derivation",
    "same_when_told": "same with build requirements",
}


OVERRIDES_HEADING = "## Public overrides"
OVERRIDES = """`tests/peers/overrides` applies the overrides of the public collection \
[uv2nix_hammer_overrides](https://github.com/TyberiusPrime/uv2nix_hammer_overrides) over uvnix and over uv2nix, for \
{projects} locks of public projects with {names} different packages that it knows, once with wheels and once with \
sdists. A package counts once for each lock. Its \
overrides read `passthru.format`, `version` and `nativeBuildInputs`. Both are compared without build requirements, \
which uv2nix leaves to the overrides."""
# What a result contains, and why. The first one counts.
OVERRIDES_KNOWN = [
    ("same", ""),
    ("fails with both", "the nixpkgs of the comparison lacks an attribute, or the collection lacks a `Cargo.lock`"),
    ("src", "uvnix takes the wheel that uv takes, with the newest manylinux tag that fits"),
    ("uvnixRuntime", "uvnix also adds what the package needs at run time: libraries that it opens, programs that it calls"),
    ("uvnixWarnings", "uvnix also adds libraries that it knows the wheel needs, or warns that this nixpkgs lacks them"),
    ("autoPatchelfIgnoreMissingDeps", "uvnix knows which libraries the wheel works without"),
]


def line(result: Result) -> str:
    text = f"{result.name}: {figures([result])}"
    for what, times in result.differences.most_common():
        text += f"\n  {times} × {what}: {result.examples[what]}"
    return text


def summary(results: list[Result]) -> str:
    unexplained = sum(result.differences[what] for result in results for what in result.unexplained)
    return f"{len(results)} projects: {figures(results)}; {unexplained} differences that nothing explains"


def figures(results: list[Result]) -> str:
    return ", ".join(f"{total(results, name)} {said}" for name, said in COUNTS.items())


def total(results: list[Result], name: str) -> int:
    return sum(getattr(result, name) for result in results)


def markdown(results: list[Result], templates: dict[str, str], pythons: str, systems: str) -> str:
    head = "# uv2nix comparison tables\n\n" + INTRODUCTION.format(
        pythons=pythons.replace(",", ", "), systems=systems.replace(",", ", ")
    )
    rows = [row([result.name, *(getattr(result, name) for name in COUNTS)]) for result in results]
    table = [row(["project", *COUNTS.values()]), row(["---", *["--:"] * len(COUNTS)]), *rows]
    table.append(row(["**all**", *(f"**{total(results, name)}**" for name in COUNTS)]))
    flakes = ["## Flakes", "", FLAKES, "", row(["flake", "result"]), row(["---", "---"])]
    flakes += [row([name, outcome]) for name, outcome in templates.items()]
    parts = [head, *table, "", *differences(results), "", *attributes(results), "", *flakes]
    return "\n".join(parts) + "\n"


def overrides_of(file: Path) -> str:
    """The section of `tests/peers/overrides` in a report."""
    _, heading, section = (file.read_text() if file.exists() else "").partition(OVERRIDES_HEADING)
    return heading + section


def replace_overrides(file: Path, projects: int, names: int, counts: dict[str, Counter]) -> None:
    table = [row(["result", *counts, "reason"]), row(["---", *["--:"] * len(counts), "---"])]
    reasons: dict[tuple[str, str], Counter] = {}
    for preference, counter in counts.items():
        for outcome, times in counter.items():
            why = next((why for part, why in OVERRIDES_KNOWN if part in outcome), f"**not explained**: {outcome}")
            reasons.setdefault((outcome.partition(":")[0], why), Counter())[preference] += times
    for (result, why), times in sorted(reasons.items(), key=lambda it: (it[0][0] != "same", it[0])):
        table.append(row([result, *(times[preference] for preference in counts), why]))
    section = "\n".join([OVERRIDES_HEADING, "", OVERRIDES.format(projects=projects, names=names), "", *table])
    before = file.read_text().removesuffix(overrides_of(file)).rstrip()
    file.write_text(f"{before}\n\n{section}\n")


def row(cells: list) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def differences(results: list[Result]) -> list[str]:
    rows = []
    for result in results:
        for what, times in result.differences.most_common():
            why = next((why for start, why in KNOWN.items() if what.startswith(start)), "**not explained**")
            rows.append(row([result.name, what, times, why]))
    if not rows:
        return ["There are no other differences."]
    return ["## Differences", "", row(["project", "difference", "count", "reason"]), row(["---", "---", "--:", "---"]), *rows]


def attributes(results: list[Result]) -> list[str]:
    lines = ["## Local packages", "", LOCAL, "", row(["different attributes", "installed", "example", "editable"])]
    lines.append(row(["---", "--:", "---", "--:"]))
    local, editable, examples = Counter(), Counter(), {}
    for result in results:
        local += result.local
        editable += result.editable
        examples = result.local_examples | examples
    for names in sorted(local | editable):
        lines.append(row([names, local[names], examples.get(("differing", names), ""), editable[names]]))
    return lines


INTRODUCTION = """`tests/peers/compare` evaluates `uv.nix` and uv2nix with pyproject.nix's own package set, for every \
project in uv2nix's fixtures, templates and manual that has a lock. It uses Python {pythons} on {systems}, and all \
extras and groups; if these conflict, it uses each side of the conflict. uvnix runs with `--lookup none`. \
`tests/peers/compare --markdown` writes this file.

“Same with build requirements”: `uv.lock` does not contain the build requirements of an sdist or a git source, and \
uv2nix leaves them to overrides. With an override that adds those of uvnix, the derivations are the same.
"""

LOCAL = "uvnix filters the sources of local packages and uv2nix does not, so `src` differs. `nativeBuildInputs` \
differs if a build system is itself a built package of the lock, and for editable packages with hatchling: uvnix adds \
`editables`, which uv2nix leaves to overrides."

FLAKES = "Each flake with one changed line, the one that loads the workspace or the script, on three systems."
