"""Prints the figures of `nixpkgs`, and writes them as Markdown."""
from __future__ import annotations

from collections import Counter

from kinds import BACKENDS, Kind, Outcome
from report import row

Pairs = list[tuple[str, tuple[int, str]]]
Results = dict[Kind, list[Outcome]]


def flake(name: str, result: tuple[int, str]) -> str:
    count, error = result
    return f"{name}: {error or f'{count} derivations'}"


def line(kind: Kind, outcomes: list[Outcome]) -> str:
    text = f"{kind.name}: {', '.join(f'{count} {said}' for said, count in figures(outcomes).items())}"
    for outcome in outcomes:
        for backend, message in outcome.failed.items():
            text += f"\n  {outcome.project}, {backend}: {message}"
    return text


def figures(outcomes: list[Outcome]) -> dict[str, int]:
    counts = {"projects": len(outcomes)}
    for backend in BACKENDS:
        counts[backend] = sum(backend in outcome.evaluated for outcome in outcomes)
    counts["rejected by uvnix"] = sum(len(outcome.rejected) for outcome in outcomes)
    counts["missing in the tree"] = sum(len(outcome.lacking) for outcome in outcomes)
    counts["failed"] = sum(len(outcome.failed) for outcome in outcomes)
    return counts


def lacking(results: Results) -> Counter[str]:
    return Counter(name for all in results.values() for one in all for name in one.lacking.values())


def messages(results: Results) -> dict[str, Counter[str]]:
    """The messages of uvnix, with the projects and how often."""
    found: dict[str, Counter[str]] = {}
    for outcome in (one for all in results.values() for one in all):
        for message in outcome.rejected.values():
            found.setdefault(outcome.project, Counter())[message.removeprefix("uvnix: ")] += 1
    return found


def summary(pairs: Pairs, results: Results) -> str:
    total = figures([outcome for all in results.values() for outcome in all])
    shown = sum(not error for _, (_, error) in pairs)
    names = ", ".join(f"{name} ({count})" for name, count in lacking(results).most_common())
    text = f"{shown} of {len(pairs)} flakes; {', '.join(f'{count} {said}' for said, count in total.items())}"
    return f"{text}\nThe tree lacks: {names or 'nothing'}"


def markdown(pairs: Pairs, results: Results) -> str:
    lines = [INTRODUCTION, "## Flakes", "", FLAKES, "", row(["flake", "derivations"]), row(["---", "--:"])]
    lines += [row([name, error or count]) for name, (count, error) in pairs]
    heads = list(figures([]))
    lines += ["", "## Environments", "", ENVIRONMENTS, ""]
    lines += [row(["environment", "Python", *heads]), row(["---", "---", *["--:"] * len(heads)])]
    lines += [row([kind.name, kind.python, *figures(all).values()]) for kind, all in results.items()]
    lines += ["", REJECTED, "", row(["project", "message", "count"]), row(["---", "---", "--:"])]
    for project, found in messages(results).items():
        lines += [row([project, message, count]) for message, count in found.most_common()]
    lines += ["", "The tree lacks:", "", row(["package", "count"]), row(["---", "--:"])]
    lines += [row([name, count]) for name, count in lacking(results).most_common()]
    return "\n".join(lines) + "\n"


INTRODUCTION = """# Evaluation with nixpkgs 26.11

`tests/peers/nixpkgs` evaluates everything that uvnix writes with a tree that is derived from nixpkgs, \
[corepkgs](https://github.com/ekala-project/corepkgs): it has the stdenv, the Python infrastructure and the hooks of \
nixpkgs, but not all of its packages, and no stdenv for macOS, for which it uses Linux. As in nixpkgs 26.11, \
`x86_64-darwin` throws and `python310` is missing. Nothing is built. `tests/peers/nixpkgs --markdown` writes this \
file.
"""

FLAKES = "`nix flake show --all-systems` and `nix flake check --no-build --all-systems`. `init` stands for what \
`uvnix init` writes, with the project and the backend."

ENVIRONMENTS = "The derivation of the environment of each example, template, case of the tests and fixture of \
uv2nix, with all extras and groups; if these conflict, with the default ones. *Projects* are those that support the \
environment; the next columns count how many of them evaluate with each backend, and the last three the errors of \
both. *With settings*: the first package with an sdist is built from it, with libraries and tools of nixpkgs."

REJECTED = "uvnix rejects, in the cases that test these errors:"
