"""Source files for a `pyproject.toml` that lies alone, as in a collection of locks: as many as its build needs."""
from __future__ import annotations

import tomllib
from pathlib import Path

VERSION = "1.2.3"
VERSIONED = "".join(f'{name} = "{VERSION}"\n' for name in ("__version__", "version", "VERSION"))
# In every package: what is code, and what is not.
CONTENT = ["__init__.py", "py.typed", "data/settings.json", "inner/__init__.py", "inner/page.html"]


def has_version(folder: Path) -> bool:
    """Whether the version is in the file."""
    return "version" in read(folder).get("project", {})


def read(folder: Path) -> dict:
    return tomllib.loads((folder / "pyproject.toml").read_text())


def fill(folder: Path) -> None:
    """Writes the files that the `pyproject.toml` of a folder names, and a package if it names none."""
    pyproject = read(folder)
    project, tool = pyproject.get("project", {}), pyproject.get("tool", {})
    for name in named_files(project, tool):
        text = VERSIONED if name.endswith(".py") else f"{VERSION}\n" if "VERSION" in name else ""
        write(folder / name, text)
    places = list(packages(project, tool))
    if not places and not list(folder.glob("**/__init__.py")):
        name = project.get("name") or tool.get("poetry", {}).get("name") or "app"
        places = ["src/" * ("uv_build" in pyproject.get("build-system", {}).get("build-backend", "")) + module(name)]
    for place in places:
        for name in CONTENT:
            write(folder / place / name, VERSIONED if name == "__init__.py" else "")


def module(name: str) -> str:
    return name.lower().replace("-", "_").replace(".", "_")


def write(path: Path, text: str) -> None:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def named_files(project: dict, tool: dict) -> list[str]:
    """The files that have a name."""
    found = [project.get("readme"), project.get("license"), *project.get("license-files", [])]
    hatch = tool.get("hatch", {})
    found.append(hatch.get("version", {}).get("path"))
    readme = hatch.get("metadata", {}).get("hooks", {}).get("fancy-pypi-readme", {})
    found += [fragment.get("path") for fragment in readme.get("fragments", [])]
    found += hatch.get("metadata", {}).get("hooks", {}).get("requirements_txt", {}).get("files", [])
    for table in [hatch.get("build", {}), hatch.get("build", {}).get("targets", {}).get("wheel", {})]:
        found += table.get("force-include", {})
    setuptools = tool.get("setuptools", {})
    for field in setuptools.get("dynamic", {}).values():
        files = field.get("file", [])
        found += [files] if isinstance(files, str) else files
        # `a.b.VERSION` is in the module `a.b`.
        names = field.get("attr", "").split(".")[:-1]
        root = setuptools.get("package-dir", {}).get("", ".")
        found += [f"{root}/{'/'.join(names)}.py"] if len(names) > 1 else []
    found = [it.get("file") if isinstance(it, dict) else it for it in found]
    return [it for it in found if it and "." in it.rsplit("/", 1)[-1] + "." * it.isupper() and "*" not in it]


def packages(project: dict, tool: dict) -> list[str]:
    """The folders of its packages, as far as the settings of its backend name them."""
    name = module(project.get("name", "app"))
    wheel = tool.get("hatch", {}).get("build", {}).get("targets", {}).get("wheel", {})
    plain = [it for key in ("packages", "only-include", "include") for it in wheel.get(key, [])]
    found = [it.strip("/") for it in plain if "*" not in it and "." not in it.rsplit("/", 1)[-1]]
    setuptools = tool.get("setuptools", {})
    if isinstance(setuptools.get("packages"), list):
        roots = setuptools.get("package-dir", {})
        found += [roots.get(it) or f"{roots.get('', '.')}/{it.replace('.', '/')}" for it in setuptools["packages"]]
    elif "packages" in setuptools:
        find = setuptools["packages"].get("find", {})
        included = [it.rstrip("*").rstrip(".") for it in find.get("include", [])]
        for where in find.get("where", ["."]):
            found += [f"{where}/{it.replace('.', '/')}" for it in included if it and "*" not in it] or [f"{where}/{name}"]
    for package in tool.get("poetry", {}).get("packages", []):
        found.append(f"{package.get('from', '.')}/{package['include']}")
    if backend := tool.get("uv", {}).get("build-backend"):
        names = backend.get("module-name", name)
        for it in [names] if isinstance(names, str) else names:
            found.append(f"{backend.get('module-root', 'src') or '.'}/{it.replace('.', '/')}")
    if flit := tool.get("flit", {}).get("module", {}).get("name"):
        found.append(f"src/{flit}")
    return found
