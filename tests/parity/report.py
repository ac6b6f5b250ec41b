"""Prints the results, and writes docs/src/explanation/parity-tables.md."""
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
    "one of several files": "one of several files",
    "files rejected by both": "files rejected by both",
    "refused": "selections rejected by both",
    "same reason": "for the same reason",
}


def public(text: str) -> str:
    """Removes hosts and folders of this machine."""
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
        parts.append(f"both reject {counts['refused']}, same reason {counts['same reason']}")
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
    return f"projects {len(results)}, no difference {clean}; {figures}"


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
# Parity tables

Does Nix install what uv installs? `tests/parity/parity` writes this page. It asks uv itself
(`uv export`, `uv sync --dry-run`; here {uv}) and evaluates the generated `uv.nix` with Nix.
"""

FOOT = """\
## What the columns count

- *Environments × selections*: an interpreter on a system, times a selection: an extra, a group, a member, or several of
  them. The *set* is equal if Nix installs the same packages in the same versions.
- *Files*: the wheel or sdist of each package from an index, a URL or a path. They are equal if URL and hash are equal.
- *One of several files*: uv does not say which source of a package it uses; the comparison accepts any of them.
- *Files rejected by both*: the package has no file for the environment. uv does not install it, and Nix does not fetch
  it.
- *Selections rejected by both*: for example, both sides of a conflict. *For the same reason*: the message of uvnix names
  each extra, group and package that uv names.

The comparison skips virtual packages, which uv does not install; files from git; and selections in which an extra and a
group have the same name, which pyproject.nix cannot distinguish.
"""


def markdown(runs: dict[str, list[Result]], uv_version: str) -> str:
    """The title of each run names the compared environments."""
    parts = [HEAD.format(uv=uv_version)]
    for title, results in runs.items():
        lines = [f"## {title}", "", *totals_table(results), *exceptions(results), *differences(results)]
        parts.append("\n".join(lines) + "\n")
    return "\n".join([*parts, FOOT])


def totals_table(results: list[Result]) -> list[str]:
    bodies = list(dict.fromkeys(result.body for result in results))
    rows = [
        "| locks | projects | nothing to compare | no difference | " + " | ".join(COLUMNS.values()) + " |",
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
    head = ["", "Exceptions, by design:", "", "| project | cause | count |", "|---|---|--:|"]
    return [*head, *rows]


def differences(results: list[Result]) -> list[str]:
    rows = [
        f"| {result.body}/{result.project} | {escape(public(what))} | {len(where)} | {escape(where[0])} |"
        for result in results
        for what, where in result.differences.items()
    ]
    if not rows:
        return ["", "No differences."]
    return ["", "Differences:", "", "| project | difference | count | example |", "|---|---|--:|---|", *rows]


def escape(text: str) -> str:
    return text.replace("|", "\\|")
