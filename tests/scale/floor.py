"""The derivations of an overlay, written by hand: an overlay in which nothing is computed."""

import json
import re
from pathlib import Path

# What mkDerivation adds.
USUAL = {"args": None, "builder": None, "system": None, "propagatedBuildInputs": [], "propagatedNativeBuildInputs": []}
# The files of a project that its package is not built from, as far as the projects have some.
IGNORED = re.compile(r"uv\.lock|uvnix\.lock|.*\.nix")


def by_hand(written, folders):
    """The text of the file, for the `written` of nix/tests/evaluate.nix, and the folders of all local packages."""
    packages = written["packages"]
    paths = {it["path"]: it["expression"] for it in written["paths"] if it["path"]}
    used = set()

    def referring(value):
        """A value of JSON as an expression, with expressions in the place of store paths."""
        if isinstance(value, list):
            return f"[ {' '.join(map(referring, value))} ]"
        if value in paths:
            used.add(paths[value])
            return shared(paths[value])
        text = nix(value)
        for path in re.findall(r"/[^\s\"':]*/nix/store/[^\s\"':/\\]+", text if isinstance(value, str) else ""):
            if path in paths:
                used.add(paths[path])
                text = text.replace(path, "${" + shared(paths[path]) + "}")
        return text

    def package(it):
        attributes = derivation(packages[it], folders, referring).items()
        return f"  {name(it)} = stdenv.mkDerivation {{ {' '.join(f'{key} = {value};' for key, value in attributes)} }};"

    lines = [package(it) for it in packages]
    tools = [f"  {shared(it)} = {it};" for it in sorted(used) if shared(it) != it]
    return "\n".join(
        [
            "{ mkPyprojectOverlay = _: final: prev: let",
            "  inherit (final) stdenv;",
            "  inherit (final.pkgs) fetchgit fetchurl;",
            "  manylinux = builtins.mapAttrs (_: builtins.head) final.pkgs.pythonManylinuxPackages;",
            *tools,
            "in {",
            *lines,
            f"}}; deps = rec {{ all = {nix(written['specification'])}; default = all; }}; }}",
        ]
    )


def shared(expression):
    """Tools that many packages have are bound once."""
    place, _, attribute = expression.rpartition(".")
    is_tool = place != "final" or '"pyproject' in attribute and attribute.endswith('Hook"')
    return re.sub("[^A-Za-z0-9_]", "", attribute) if is_tool else expression


def derivation(package, folders, referring):
    """The attributes of a package."""
    attributes = package["attributes"]
    is_usual = {it: value in (USUAL[it], USUAL[it] or value) for it, value in attributes.items() if it in USUAL}
    left = {it: value for it, value in attributes.items() if not is_usual.get(it)}
    if f"{left.get('pname')}-{left.get('version')}" == left["name"]:
        del left["name"]
    left.pop("src", None)
    found = {key: referring(value) for key, value in left.items()}
    if package["folder"]:
        found["src"] = local(package["folder"], folders)
    elif package["src"]:
        found["src"] = fetched(package["src"])
    return {**found, "passthru": nix(package["passthru"])}


def fetched(source):
    """A source that is a file or a commit, as an expression."""
    if "path" in source:
        return nix_path(source["path"])
    if "rev" in source:
        return f"fetchgit {nix({key: source[key] for key in ('url', 'rev', 'hash')})}"
    is_renamed = source["url"].rpartition("/")[2] != source["name"]
    wanted = ("name", "url", "hash") if is_renamed else ("url", "hash")
    return f"fetchurl {nix({key: source[key] for key in wanted})}"


def local(folder, others):
    """A source that is a folder, without other local packages in it, as an expression."""
    inside = [it for it in others if it.startswith(f"{folder}/")]
    ignored = [str(it) for it in Path(folder).iterdir() if IGNORED.fullmatch(it.name)]
    path = f'name = "source"; path = {nix_path(folder)};'
    if not inside + ignored:
        return f"builtins.path {{ {path} }}"
    filtered = f"builtins.path {{ {path} filter = path: _: !(builtins.elem path leftOut); }}"
    return f"let leftOut = {nix(inside + ignored)}; in {filtered}"


def nix_path(path):
    """A path as it is, if Nix can read it so."""
    return path if re.fullmatch("(/[A-Za-z0-9._+-]+)+", path) else f"/. + {nix(path)}"


def name(attribute):
    return attribute if re.fullmatch("[a-z_][a-z0-9_-]*", attribute) else nix(attribute)


def nix(value):
    """A value of JSON as an expression."""
    if isinstance(value, dict):
        return "{ " + "".join(f"{name(key)} = {nix(it)}; " for key, it in value.items()) + "}"
    if isinstance(value, list):
        return "[ " + "".join(f"{nix(it)} " for it in value) + "]"
    return json.dumps(value, ensure_ascii=False).replace("${", "\\${")
