"""The results as lines, and as docs/src/parity.md."""
from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

from comparison import NOTHING, Result

COLUMNS = {
    "cells": "environments × selections",
    "sets equal": "sets equal",
    "files": "files",
    "files equal": "files equal",
    "any of several files": "any of several files",
    "files that both refuse": "files that both refuse",
    "refused": "selections that both refuse",
    "same reason": "for the same reason",
}


def public(text: str) -> str:
    """Without hosts and folders of this machine."""
    text = re.sub(r"[a-z][a-z0-9+.-]*://[^\s`'\"/]+", "…", text)
    return re.sub(r"(?<![\w.…-])/(?:tmp|home|root|work|nix|var|Users|private)/[^\s`'\",]*", "…", text)


def line(result: Result) -> str:
    counts = result.counts
    head = f"{result.body}/{result.project}:"
    parts = []
    if counts["cells"]:
        parts.append(
            f"{counts['cells']} environments × selections, sets equal {counts['sets equal']}, "
            f"files equal {counts['files equal']}/{counts['files']}"
        )
    if counts["refused"] and not result.note:
        parts.append(f"both refuse {counts['refused']}, same reason {counts['same reason']}")
    parts += [result.note] if result.note else []
    parts += [f"{cause}: {times}" for cause, times in result.exceptions.items()]
    for what, where in list(result.differences.items())[:3]:
        parts.append(f"DIFFERENCE: {public(what)[:300]} ({len(where)}, e.g. {where[0]})")
    if len(result.differences) > 3:
        parts.append(f"{len(result.differences)} kinds of differences")
    return f"{head} {'; '.join(parts)}"


def total(results: list[Result]) -> Counter:
    counts: Counter = Counter()
    for result in results:
        counts.update(result.counts)
    return counts


def summary(results: list[Result]) -> str:
    counts = total(results)
    clean = sum(not result.differences for result in results)
    figures = ", ".join(f"{title} {counts[name]}" for name, title in COLUMNS.items())
    return f"projects {len(results)}, without any difference {clean}; {figures}"


def load(path: Path) -> dict[str, list[Result]]:
    if not path.exists():
        return {}
    runs = json.loads(path.read_text())
    return {title: [result_from(data) for data in results] for title, results in runs.items()}


def result_from(data: dict) -> Result:
    counts, exceptions = Counter(data.pop("counts")), Counter(data.pop("exceptions"))
    return Result(**data, counts=counts, exceptions=exceptions)


def save(path: Path, runs: dict[str, list[Result]]) -> None:
    path.write_text(json.dumps({title: [vars(result) for result in results] for title, results in runs.items()}))


HEAD = """\
# Parity with uv

Is what Nix would install what uv would install? Written by `tests/parity/parity`, which asks
uv itself (`uv export`, `uv sync --dry-run`; here {uv}) and lets Nix evaluate the generated `uv.nix`.
"""

FOOT = """\
## What is counted

- *Environments × selections*: an interpreter on a system, times an extra, a group, a member, or several of them. The
  *set* is equal when Nix installs the same packages in the same versions.
- *Files*: of each package from an index, an address or a path, the wheel or sdist that is taken. They are equal when
  address and hash are.
- *Any of several files*: uv does not say which source of a package it means; any of them was accepted.
- *Files that both refuse*: the package has none for the environment; uv refuses to install it, and Nix to fetch it.
- *Selections that both refuse*: conflicting choices, for one. *For the same reason*: what uvnix says names each extra,
  group and package that uv names.

Not compared are virtual packages, which uv does not install; files from git; and selections in which an extra and a
group share a name, which pyproject.nix cannot tell apart.
"""


def markdown(runs: dict[str, list[Result]], uv_version: str) -> str:
    """Each run has a title that says which environments it compared."""
    parts = [HEAD.format(uv=uv_version)]
    for title, results in runs.items():
        lines = [f"## {title}", "", *totals_table(results), *exceptions(results), *differences(results)]
        parts.append("\n".join(lines) + "\n")
    return "\n".join([*parts, FOOT])


def totals_table(results: list[Result]) -> list[str]:
    bodies = list(dict.fromkeys(result.body for result in results))
    rows = [
        "| locks | projects | nothing to compare | without any difference | " + " | ".join(COLUMNS.values()) + " |",
        "|---|" + "--:|" * (len(COLUMNS) + 3),
    ]
    for body in [*bodies, "all"] if len(bodies) > 1 else bodies:
        some = [result for result in results if body in ("all", result.body)]
        counts = total(some)
        empty = sum(NOTHING in result.note for result in some)
        clean = sum(not result.differences for result in some)
        figures = [len(some), empty, clean, *(counts[name] for name in COLUMNS)]
        rows.append(f"| {body} | " + " | ".join(f"{figure:,}" for figure in figures) + " |")
    return rows


def exceptions(results: list[Result]) -> list[str]:
    rows = []
    for result in results:
        if result.note not in ("", NOTHING):
            rows.append(f"| {result.body}/{result.project} | {result.note} | |")
        for cause, times in result.exceptions.items():
            rows.append(f"| {result.body}/{result.project} | {cause} | {times} |")
    if not rows:
        return []
    head = ["", "Exceptions, by design:", "", "| project | cause | times |", "|---|---|--:|"]
    return [*head, *rows]


def differences(results: list[Result]) -> list[str]:
    rows = [
        f"| {result.body}/{result.project} | {escape(public(what))} | {len(where)} | {escape(where[0])} |"
        for result in results
        for what, where in result.differences.items()
    ]
    if not rows:
        return ["", "No differences."]
    return ["", "Differences:", "", "| project | what | times | for example |", "|---|---|--:|---|", *rows]


def escape(text: str) -> str:
    return text.replace("|", "\\|")
