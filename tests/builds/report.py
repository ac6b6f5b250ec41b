"""Keeps results, prints them, and writes docs/src/explanation/builds.md."""
from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from building import Tools, run


@dataclass
class Result:
    """What came of a package. A text is an error: empty if there was none, None if it was not tried."""

    name: str
    version: str
    # Locking, looking up, downloading.
    preparing: str = ""
    uv: str | None = None
    nix: str | None = None
    # The backend of uv's wheel with its version, and the number of files in that wheel.
    backend: str = ""
    files: int = 0
    differences: list[str] = field(default_factory=list)
    # uv's, and Nix's.
    seconds: list[float] = field(default_factory=list)
    # Why the tools of this machine cannot build it.
    note: str = ""

    @property
    def is_done(self) -> bool:
        return bool(self.preparing) or self.uv is not None

    @property
    def is_unlike_uv(self) -> bool:
        return bool(self.preparing) or self.uv == "" and (self.nix != "" or bool(self.differences))


def load(path: Path) -> dict[str, Result]:
    """The last result of each package."""
    lines = path.read_text().splitlines() if path.exists() else []
    results = (Result(**json.loads(line)) for line in lines)
    return {f"{result.name}=={result.version}": result for result in results}


def add(path: Path, result: Result) -> None:
    with path.open("a") as file:
        file.write(json.dumps(vars(result)) + "\n")


def public(text: str) -> str:
    """Removes hosts and folders of this machine."""
    text = re.sub(r"[a-z][a-z0-9+.-]*://[^\s`'\"/]+", "…", text)
    return re.sub(r"(?<![\w.…-])/(?:tmp|home|root|work|nix|var|Users|private)/[^\s`'\",]*", "…", text)


def cause(error: str) -> str:
    """The line of an error that says most."""
    lines = [re.sub(r"^(\s|>|×|│|├─▶|╰─▶)+", "", line) for line in error.splitlines()]
    kinds = [r"\w+(Error|Exception|NotFound): |fatal error: ", r"[Ee]rror\b|not found|No such file|cannot"]
    useless = re.compile(r"error: (builder for|\d+ dependenc|command)|Failed to build|CalledProcess|For full logs|^hint:")
    for kind in kinds:
        telling = [line for line in lines if re.search(kind, line) and not useless.search(line)]
        if telling:
            break
    return public((telling or lines)[-1]).strip()[:200]


def line(result: Result) -> str:
    head = f"{result.name} {result.version}:"
    if result.preparing:
        return f"{head} NOT PREPARED: {cause(result.preparing)}"
    if result.uv:
        also = "neither does Nix" if result.nix else "NIX DOES"
        return f"{head} uv does not build it, {also}: {cause(result.uv)}"
    if result.nix:
        return f"{head} NIX FAILS: {cause(result.nix)}"
    if result.differences:
        return f"{head} DIFFERENCE: {'; '.join(result.differences)}"
    return f"{head} the same {result.files} files by {result.backend}, in {result.seconds}"


def counts(results: list[Result]) -> dict[str, int]:
    both = [result for result in results if result.uv == "" and result.nix == ""]
    kinds = [" ".join(result.differences) for result in both]
    return {
        "packages": len(results),
        "built by uv": sum(result.uv == "" for result in results),
        "built by both": len(both),
        "built by uv only": sum(result.uv == "" and result.nix != "" for result in results),
        "same files": sum("files:" not in kind and "the wheel is" not in kind for kind in kinds),
        "same backend version": sum("built with" not in kind for kind in kinds),
    }


def summary(results: list[Result]) -> str:
    lines = []
    for name, some in by_kind(results).items():
        lines.append(f"{name}: " + ", ".join(f"{what} {count}" for what, count in counts(some).items()))
    return "\n".join(lines)


def by_kind(results: list[Result]) -> dict[str, list[Result]]:
    """The results of each kind of source, in the order of the report."""
    kinds: dict[str, list[Result]] = {name: [] for name in KINDS.values()}
    for result in results:
        kinds[KINDS.get(result.version, KINDS[""])].append(result)
    return {name: some for name, some in kinds.items() if some}


# By what a result has in place of a version.
KINDS = {
    "": "source distributions",
    "folder": "versions and files from a repository, as a folder",
    "commit": "the same, as a commit",
    "local": "local packages of public projects",
}

HEAD = """\
# Builds compared with uv

Does Nix build what uv builds? `tests/builds/compare` builds source distributions with `uv build --wheel`, and with Nix \
from a generated `uv.nix`, through the hooks of pyproject.nix and without a set of build systems. `tests/builds/sdists.txt` \
lists them: those of public locks that have no wheel, and popular packages. uv locks each when the comparison runs. Here: \
CPython {python}, {uv}, with the C compiler of the machine and no further libraries.

It also builds a small project for each tool that reads the version, or the list of files, from a repository \
(`tests/builds/repositories.py`), and, with `--projects`, the local packages of public projects, at most four of each: with \
source files that the comparison makes up, because these are collections of locks.
"""

FOOT = """
## What locking costs

`tests/builds/corpus` generates the files of public projects: without locked build requirements, with them and with empty \
caches, and again without uv and with all servers out of reach. 58 projects have a `uv.lock`, and 55 of these get a \
`uvnix.lock`:

| | median | maximum |
|---|--:|--:|
| locked build requirements in `uvnix.lock` | 16.6 KB | 78.7 KB |
| `uvnix.lock`, with the libraries of wheels and `Cargo.lock` files | 39.9 KB | 222 KB |
| `uv.nix`, compared with `lock-build-systems = false` | +29 KB | +113 KB |
| the same in percent | +14.9 % | +58.6 % |
| seconds without locked build requirements, with empty caches | 1.2 | 9.4 |
| seconds with them, with empty caches | 7.0 | 42.6 |
| seconds of the next run | 0.09 | 1.9 |

The next run changes no byte of any of the 58, and needs no server that the run before could reach; 16 projects have git \
repositories or indexes that this machine does not reach. The machine has 2 processors and did other work.

`uv.nix` has the functions that its data needs: without locked build requirements, a project without sdists has none \
for builds. So 9 to 15 KB of what is added are functions, which is much of a small file: the maximum is a file of 36 \
KB without them. The rest is data: a compiled build tool such as libcst, which the hook for editable packages runs \
with, has a wheel for each environment.

Evaluation of an environment of five local packages, with four build backends, and five sdists in a tree of nixpkgs, \
by Nix 2.34:

| | calls of functions | thunks |
|---|--:|--:|
| with locked build requirements, without a set of build systems | 270,000 | 426,000 |
| with locked build requirements, and with build-system-pkgs | 282,000 | 441,000 |
| with build-system-pkgs only | 292,000 | 458,000 |
| the empty environment, without a set of build systems | 118,000 | 172,000 |

## What is compared

- *Files*: the name of the wheel, with its tags, and the names of all files in it.
- *Backend*: the program that wrote the wheel, with its version, as the wheel says.
- Builds that uv itself cannot do on this machine are listed, and not counted as built.
"""


def markdown(results: list[Result], tools: Tools) -> str:
    kinds = by_kind(results)
    titles = list(counts([]))
    parts = [HEAD.format(python=tools.version, uv=run([tools.uv, "--version"]).split(" (")[0])]
    parts += ["| | " + " | ".join(titles) + " |", "|---|" + "--:|" * len(titles)]
    for name, some in kinds.items():
        parts.append(f"| {name} | " + " | ".join(str(count) for count in counts(some).values()) + " |")
    unlike = [result for result in results if result.is_unlike_uv]
    if unlike:
        parts += ["", "## Differences", "", "| package | what differs | why |", "|---|---|---|"]
        parts += [f"| {result.name} {result.version} | {outcome(result)} | {result.note} |" for result in unlike]
    for name, some in kinds.items():
        parts += ["", f"## {name[0].upper()}{name[1:]}", ""]
        parts += ["| package | backend | files in the wheel | with Nix |", "|---|---|--:|---|"]
        for result in sorted(some, key=lambda result: result.name):
            version = "" if result.version in KINDS else f" {result.version}"
            files = result.files or ""
            parts.append(f"| {result.name}{version} | {result.backend} | {files} | {outcome(result)} |")
    return "\n".join(parts) + "\n" + FOOT


def outcome(result: Result) -> str:
    """The result in a cell of a table."""
    if result.preparing:
        text = f"not prepared: {cause(result.preparing)}"
    elif result.uv:
        text = f"built by Nix only; uv: {cause(result.uv)}" if result.nix == "" else f"uv cannot build it: {cause(result.uv)}"
    elif result.nix:
        text = f"fails: {cause(result.nix)}"
    else:
        text = "; ".join(result.differences) or "the same"
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_")
