"""Copies of projects with a uv.nix, as if uvnix had looked up everything that uv.lock does not contain.

The copies need no network: hashes are made up, and so are the requirements of packages that are built, setuptools.
Folders and wheels that the lock names, but the project does not have here, exist and are empty.
"""

import base64
import hashlib
import json
import shutil
import subprocess
import tomllib
from urllib.parse import parse_qs


def generated(project, uvnix, folder):
    """The uv.nix of a copy in a folder. A uvnix.lock that the project has is used as it is."""
    # Deep in the folder, because some local packages are in folders above that of the lock file.
    copy = shutil.copytree(project, folder / "a/b/c/d" / project.resolve().name)
    lock, recorded = locked(copy), copy / "uvnix.lock"
    add_missing(copy, lock)
    generate = ["lock2nix", "--lookup", "none", "--quiet", "--force"]
    run(uvnix, generate, copy)
    if not recorded.exists():
        recorded.write_text(facts(lock["package"], unknown_builds(uvnix, copy)))
        run(uvnix, generate, copy)
    return copy / "uv.nix"


def unknown_builds(uvnix, project):
    """The packages that are built, but nobody knows with what: their names and versions."""
    (answer,) = json.loads(run(uvnix, ["doctor", "--format", "json"], project))["locks"]
    return {it["subject"] for it in answer["findings"] if it["check"] == "unknown-build-system"}


def run(uvnix, words, folder):
    """What a command prints."""
    command = [uvnix, *words]
    return subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def locked(project):
    return tomllib.loads((project / "uv.lock").read_text())


def add_missing(project, lock):
    """Adds the folders and files of local packages that do not exist."""
    for folder in local_folders(lock):
        (project / folder).mkdir(parents=True, exist_ok=True)
    for package in lock["package"]:
        for file in package.get("wheels", []):
            if "path" in file:
                path = project / package["source"].get("registry", "") / file["path"]
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()


def local_folders(lock):
    """The folders of local packages, from that of the lock file."""
    sources = (package["source"] for package in lock["package"])
    return [source[kind] for source in sources for kind in ("directory", "editable", "virtual") if kind in source]


def facts(packages, unknown):
    """The text of a uvnix.lock. `unknown` are the packages whose build requirements are unknown."""
    lines = {}
    for package in packages:
        title = f"{package['name']} {package.get('version', '')}".strip()
        for table, key, values in facts_of(package, title in unknown):
            pairs = {"package": title, **values}.items()
            lines[f"[{table}.{json.dumps(key)}]"] = [f"{name} = {json.dumps(value)}" for name, value in pairs]
    return "\n".join(["version = 1", *(line for header in lines for line in (header, *lines[header])), ""])


def facts_of(package, is_unknown):
    """The table, the key and the values of each fact about a package."""
    source, sdists = package["source"], [package["sdist"]] if "sdist" in package else []
    for file in sdists + package.get("wheels", []):
        if "url" in file and "hash" not in file:
            yield "hashes", file["url"], {"hash": f"sha256:{digest(file['url']).hex()}"}
    if "git" in source:
        tree, key = keys(source["git"])
        yield "trees", tree, {"hash": f"sha256-{base64.b64encode(digest(tree)).decode()}"}
    elif sdists:
        folder = f"#subdirectory={source['subdirectory']}" if "subdirectory" in source else ""
        key = sdists[0].get("hash", sdists[0].get("url")) + folder
    else:
        return
    if is_unknown:
        yield "build-systems", key, {"found-in": "setup.py", "requires": ["setuptools"]}


def keys(source):
    """The keys of a commit and of the package in it."""
    address, _, commit = source.rpartition("#")
    url, _, query = address.partition("?")
    options = parse_qs(query)
    tree = f"{url}#{commit}" + ("&lfs=true" if options.get("lfs") == ["true"] else "")
    parts = [f"&{name}={options[name][0]}" for name in ("path", "subdirectory") if name in options]
    return tree, tree + "".join(parts)


def digest(text):
    return hashlib.sha256(text.encode()).digest()
