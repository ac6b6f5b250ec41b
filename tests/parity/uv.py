"""Runs uv with fake interpreters that only report a version. Caches answers in $ORACLE_CACHE."""
from __future__ import annotations

import functools
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from environments import MACOS_MAJOR
from lockfile import Project

CACHE = Path(os.environ.get("ORACLE_CACHE") or Path(tempfile.gettempdir()) / "uvnix-parity")

FAKE_INTERPRETER = """#!/bin/sh
answer=$({python} "$@") || exit $?
printf '%s' "$answer" | {python} -c '
import json, sys
text = sys.stdin.read()
try:
    answer = json.loads(text)
except ValueError:
    print(text)
    sys.exit(0)
if "markers" in answer:
    answer["markers"].update(
        python_version="{minor}", python_full_version="{version}", implementation_version="{version}"
    )
print(json.dumps(answer))
'
"""


@dataclass(frozen=True)
class Answer:
    code: int
    output: str
    errors: str


def real_python() -> str:
    return os.path.realpath(sys.executable)


@functools.cache
def fake_python(version: str) -> str:
    """uv asks an interpreter only for JSON, so one installed version can stand in for all others."""
    digest = hashlib.sha256((FAKE_INTERPRETER + real_python()).encode()).hexdigest()[:8]
    path = CACHE / "interpreters" / digest / version / "bin" / "python3"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        text = FAKE_INTERPRETER.format(python=real_python(), version=version, minor=version.rpartition(".")[0])
        replace(path, text, mode=0o755)
    return str(path)


def replace(path: Path, text: str, mode: int = 0o644) -> None:
    """Writes a file atomically."""
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    os.chmod(temporary, mode)
    os.rename(temporary, path)


@functools.cache
def uv_version() -> str:
    try:
        return subprocess.run(["uv", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        raise SystemExit("parity: `uv` cannot be run; install it with: pip install uv") from None


@functools.cache
def fingerprint(folder: Path) -> str:
    """A hash of all files that uv reads in a project."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".nix" and ".git" not in path.parts:
            digest.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def ask(project: Project, whole: Path, arguments: list[str], python: str | None = None) -> Answer:
    """Runs uv offline in a project of the tree `whole`."""
    where = os.path.relpath(project.folder, whole)
    question = [uv_version(), fingerprint(whole), where, project.lock_file.name, arguments, python, MACOS_MAJOR]
    key = hashlib.sha256(json.dumps(question).encode()).hexdigest()
    kept = CACHE / "answers" / key[:2] / f"{key}.json"
    if kept.exists():
        return Answer(**json.loads(kept.read_text()))
    unwanted = ("UV_INDEX", "UV_DEFAULT_INDEX", "UV_EXTRA_INDEX", "UV_FIND_LINKS", "VIRTUAL_ENV", "UV_PYTHON")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    environment |= {
        "MACOSX_DEPLOYMENT_TARGET": f"{MACOS_MAJOR}.0",
        "NO_COLOR": "1",
        "UV_CACHE_DIR": str(CACHE / "uv"),
        "UV_NO_PROGRESS": "1",
        "UV_PYTHON": fake_python(python) if python else real_python(),
        "UV_PYTHON_DOWNLOADS": "never",
    }
    run = subprocess.run(
        ["uv", *arguments, "--frozen", "--offline"],
        cwd=project.folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    answer = Answer(run.returncode, run.stdout, run.stderr.strip())
    kept.parent.mkdir(parents=True, exist_ok=True)
    replace(kept, json.dumps(vars(answer)))
    return answer
