"""The figures, as text and as Markdown."""
from __future__ import annotations

from collections import Counter

from verdict import KNOWN, Result

COUNTS = {
    "cells": "environments",
    "refused_by_both": "refused by both",
    "packages": "packages",
    "same_version": "same version",
    "remote": "not local",
    "same_file": "same file",
    "same_derivation": "same derivation",
    "same_when_told": "same when told",
}


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
    head = "# uv.nix beside uv2nix\n\n" + INTRODUCTION.format(
        pythons=pythons.replace(",", ", "), systems=systems.replace(",", ", ")
    )
    rows = [row([result.name, *(getattr(result, name) for name in COUNTS)]) for result in results]
    table = [row(["project", *COUNTS.values()]), row(["---", *["--:"] * len(COUNTS)]), *rows]
    table.append(row(["**all**", *(f"**{total(results, name)}**" for name in COUNTS)]))
    flakes = ["## Flakes", "", FLAKES, "", row(["flake", "gives"]), row(["---", "---"])]
    flakes += [row([name, outcome]) for name, outcome in templates.items()]
    parts = [head, *table, "", *differences(results), "", *attributes(results), "", *flakes]
    return "\n".join(parts) + "\n"


def row(cells: list) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def differences(results: list[Result]) -> list[str]:
    rows = []
    for result in results:
        for what, times in result.differences.most_common():
            why = next((why for start, why in KNOWN.items() if what.startswith(start)), "**not explained**")
            rows.append(row([result.name, what, times, why]))
    if not rows:
        return ["Nothing else differs."]
    return ["## What differs", "", row(["project", "what", "times", "why"]), row(["---", "---", "--:", "---"]), *rows]


def attributes(results: list[Result]) -> list[str]:
    lines = ["## Local packages", "", LOCAL, "", row(["attributes that differ", "installed", "for example", "editable"])]
    lines.append(row(["---", "--:", "---", "--:"]))
    local, editable, examples = Counter(), Counter(), {}
    for result in results:
        local += result.local
        editable += result.editable
        examples = result.local_examples | examples
    for names in sorted(local | editable):
        lines.append(row([names, local[names], examples.get(("differing", names), ""), editable[names]]))
    return lines


INTRODUCTION = """`tests/peers/compare` evaluates `uv.nix` and uv2nix through pyproject.nix's own package set, for every \
project of uv2nix's fixtures, templates and manual that has a lock: Python {pythons} on {systems}, all extras and \
groups or, where they exclude each other, each side. uvnix looked nothing up (`--lookup none`). This file is what it \
writes with `--markdown`.

“Same when told”: `uv.lock` does not say what an sdist or a git source is built with. uv2nix leaves it to overrides; \
with one that says what uvnix says, the derivations are the same.
"""

LOCAL = "Their sources are filtered by uvnix, and whole in uv2nix, so `src` differs. `nativeBuildInputs` \
differ where a build system is a package of the lock that is built itself, and of editable packages that hatchling \
builds: uvnix adds `editables`, and uv2nix leaves it to overrides."

FLAKES = "With the one line changed that loads the workspace or the script, on four systems."
