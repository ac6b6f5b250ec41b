"""Builds the wheel of a package twice: with uv, and with Nix as uvnix says."""
from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from wheels import Wheel

HERE = Path(__file__).resolve().parent
STORE = HERE.parent.parent / "nix" / "tests" / "store.sh"
RUN = 'source "$0"; exec nix-build "$@"'
# Seconds. A compiler may need them on a busy machine.
LONGEST = 3000
# Characters of an error, from its end.
MOST_TOLD = 6000


class Failure(Exception):
    """A command that failed; the text is what it said last."""


def run(command: list[str], **more) -> str:
    """What a command prints."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=LONGEST, **more)
    except subprocess.TimeoutExpired:
        raise Failure(f"{Path(command[0]).name} needed more than {LONGEST} s") from None
    if done.returncode:
        said = done.stderr.strip()[-MOST_TOLD:]
        raise Failure(said or f"{Path(command[0]).name} exited with {done.returncode}")
    return done.stdout.strip()


@dataclass(frozen=True)
class Tools:
    """The programs that build."""

    uvnix: str
    uv: str
    # A CPython, such as 3.12.1.
    python: str
    version: str
    peers: Path

    @classmethod
    def find(cls, uvnix: str, python: str, peers: Path) -> Tools:
        binary = os.path.realpath(shutil.which("uv") or sys.exit("compare: uv is not on PATH"))
        found = os.path.realpath(run([binary, "python", "find", "--no-project", "--no-managed-python", python]))
        version = run([found, "-I", "-c", "import platform; print(platform.python_version())"])
        return cls(uvnix, binary, found, version, peers)

    @property
    def minor(self) -> str:
        return ".".join(self.version.split(".")[:2])

    def lock(self, project: Path) -> None:
        run([self.uv, "lock", "--python", self.python, "--project", str(project)])

    def generate(self, project: Path, lookup: str) -> Path:
        """The uv.nix of a project, with all that its builds need."""
        command = [self.uvnix, "lock2nix", str(project), "--force", "--lookup", lookup, "--python", self.minor]
        run([*command, "--system", f"{os.uname().machine}-linux"])
        return project / "uv.nix"

    def nix(self, attribute: str, uv_nix: Path, name: str, version: str = "") -> Path:
        """Builds an attribute of build.nix, with a version that the lock does not have."""
        values = {
            "uvNix": str(uv_nix),
            "name": name,
            "version": version,
            "peers": str(self.peers),
            "hostPython": self.python,
            "python": self.minor,
            "pythonFullVersion": self.version,
            "uv": self.uv,
        }
        arguments = [part for pair in values.items() for part in ("--argstr", *pair)]
        command = ["bash", "-c", RUN, str(STORE), str(HERE / "build.nix"), "--no-out-link", "--attr", attribute]
        return Path(run([*command, *arguments]))

    def wheel_of_uv(self, source: Path, work: Path, more: tuple[str, ...] = ("--no-config",)) -> Wheel:
        """The wheel that uv builds of a folder."""
        folder = work / "wheel"
        command = [self.uv, "build", "--wheel", "--python", self.python, "--out-dir", str(folder), *more]
        run(command, cwd=source, env=environment())
        return Wheel.read(folder)

    def wheel_of_nix(self, uv_nix: Path, name: str, version: str = "") -> Wheel:
        return Wheel.read(self.nix("wheel", uv_nix, name, version))


def environment() -> dict[str, str]:
    """Without what could help a build that Nix does not have."""
    dropped = re.compile(r"PYTHON(PATH|HOME)|VIRTUAL_ENV|PIP_.*|.*_PRETEND_VERSION.*")
    return {name: value for name, value in os.environ.items() if not dropped.fullmatch(name)}
