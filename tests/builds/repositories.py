"""Small projects that read their version, or their list of files, from their repository: one for each tool."""
from __future__ import annotations

import subprocess
from pathlib import Path

VERSION = "1.2.3"
# What git tracks and no setting names.
FILES = {
    "src/app/__init__.py": "",
    "src/app/sub/__init__.py": "",
    "src/app/sub/templates/an index.html": "<p>",
    "README.md": "# app\n",
    ".gitignore": "/dist\n*.egg-info\n",
}
PROJECT = '[project]\nname = "app"\nrequires-python = ">=3.12"\n'
DYNAMIC = PROJECT + 'dynamic = ["version"]\n'


def backend(requires: list[str], name: str) -> str:
    return f'[build-system]\nrequires = {requires}\nbuild-backend = "{name}"\n'


def setuptools(*tools: str) -> str:
    return backend(["setuptools", *tools], "setuptools.build_meta")


HATCHLING = "[tool.hatch.build.targets.wheel]\npackages = ['src/app']\n"
SETUP_PY = "from setuptools import setup\n"
SCIKIT_BUILD = "[tool.scikit-build]\nwheel.cmake = false\nwheel.packages = ['src/app']\n"

# The files of each project besides FILES, by the tool that it uses.
PROJECTS: dict[str, dict[str, str]] = {
    "setuptools-scm": {"pyproject.toml": setuptools("setuptools-scm") + DYNAMIC + "[tool.setuptools_scm]\n"},
    "setuptools-scm 7": {"pyproject.toml": setuptools("setuptools-scm<8") + DYNAMIC + "[tool.setuptools_scm]\n"},
    "setuptools-scm, in setup.py": {
        "pyproject.toml": "",
        "setup.py": SETUP_PY + "setup(name='app', use_scm_version=True, setup_requires=['setuptools_scm'], packages=["
        "'app', 'app.sub'], package_dir={'': 'src'}, include_package_data=True)\n",
    },
    "setuptools-git": {"pyproject.toml": setuptools("setuptools-git") + PROJECT + f'version = "{VERSION}"\n'},
    "hatch-vcs": {
        "pyproject.toml": backend(["hatchling", "hatch-vcs"], "hatchling.build") + DYNAMIC + HATCHLING
        + "[tool.hatch.version]\nsource = 'vcs'\n"
    },
    "flit-scm": {
        "pyproject.toml": backend(["flit_scm"], "flit_scm:buildapi") + DYNAMIC
        + 'description = "An app"\n[tool.setuptools_scm]\nwrite_to = "src/app/_version.py"\n',
        "src/app/__init__.py": "from ._version import version as __version__\n",
        ".gitignore": "_version.py\n",
    },
    "uv-dynamic-versioning": {
        "pyproject.toml": backend(["hatchling", "uv-dynamic-versioning"], "hatchling.build") + DYNAMIC + HATCHLING
        + "[tool.hatch.version]\nsource = 'uv-dynamic-versioning'\n"
    },
    "pdm-backend": {
        "pyproject.toml": backend(["pdm-backend"], "pdm.backend") + DYNAMIC + "[tool.pdm.version]\nsource = 'scm'\n"
    },
    "poetry-dynamic-versioning": {
        "pyproject.toml": backend(["poetry-core>=2", "poetry-dynamic-versioning"], "poetry_dynamic_versioning.backend")
        + DYNAMIC + "[tool.poetry]\nversion = '0.0.0'\npackages = [{ include = 'app', from = 'src' }]\n"
        + "[tool.poetry-dynamic-versioning]\nenable = true\n"
    },
    "versioningit": {"pyproject.toml": setuptools("versioningit") + DYNAMIC + "[tool.versioningit]\n"},
    "versioningit, with hatchling": {
        "pyproject.toml": backend(["hatchling", "versioningit"], "hatchling.build") + DYNAMIC + HATCHLING
        + "[tool.hatch.version]\nsource = 'versioningit'\n"
    },
    "setuptools-git-versioning": {
        "pyproject.toml": setuptools("setuptools-git-versioning") + DYNAMIC
        + "[tool.setuptools-git-versioning]\nenabled = true\n"
    },
    "versioneer": {
        "pyproject.toml": setuptools("versioneer[toml]") + DYNAMIC
        + "[tool.versioneer]\nVCS = 'git'\nstyle = 'pep440'\nversionfile_source = 'src/app/_version.py'\n"
        + "versionfile_build = 'app/_version.py'\ntag_prefix = 'v'\n",
        "setup.py": "import versioneer\n" + SETUP_PY
        + "setup(version=versioneer.get_version(), cmdclass=versioneer.get_cmdclass())\n",
    },
    "pbr": {
        "pyproject.toml": backend(["setuptools", "pbr>=6"], "pbr.build"),
        "setup.cfg": "[metadata]\nname = app\n[files]\npackages_root = src\npackages = app\n",
        "setup.py": SETUP_PY + "setup(setup_requires=['pbr'], pbr=True)\n",
    },
    "scikit-build-core": {
        "pyproject.toml": backend(["scikit-build-core"], "scikit_build_core.build") + DYNAMIC + SCIKIT_BUILD
        + "metadata.version.provider = 'scikit_build_core.metadata.setuptools_scm'\n[tool.setuptools_scm]\n"
    },
    "vcs-versioning": {
        "pyproject.toml": backend(["scikit-build-core", "vcs-versioning"], "scikit_build_core.build") + DYNAMIC
        + SCIKIT_BUILD + "[tool.vcs-versioning]\n[[tool.dynamic-metadata]]\nprovider = 'vcs_versioning'\n"
    },
}
# Where they differ from uv, why.
NOTES = {
    "pbr": "pbr writes the commit, and whether it has a tag, into `pbr.json` if git tells it",
}


def make(tool: str, folder: Path, uv: str) -> None:
    """The repository of a project, with a tag for its version."""
    folder.mkdir(parents=True)
    for name, text in (FILES | PROJECTS[tool]).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def run(*command: str) -> None:
        subprocess.run(command, cwd=folder, check=True, capture_output=True)

    run("git", "init", "--quiet")
    if tool == "versioneer":
        run(uv, "tool", "run", "--from", "versioneer[toml]", "versioneer", "install", "--no-vendor")
    run("git", "add", "--all")
    run("git", "-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "--quiet", "--message", "A version")
    run("git", "tag", f"v{VERSION}")
