"""The derivations of an overlay, written by hand: an overlay in which nothing is computed."""

import json
import re
from pathlib import Path

# What mkDerivation adds.
USUAL = {"args": None, "builder": None, "system": None, "propagatedBuildInputs": [], "propagatedNativeBuildInputs": []}
# The files of a project that builds do not read if uv.nix does not say so, as far as the projects have some.
IGNORED = re.compile(r"uv\.lock|uvnix\.lock|.*\.nix|README\.md")


def by_hand(written, folders):
    """The text of the file, for the `written` of nix/tests/evaluate.nix, and the folders of all local packages.

    The folders have the names of the files in them that builds read although most builds do not.
    """
    packages = Packages(written, folders)
    lines = packages.lines()
    return "\n".join(
        [
            "{ mkPyprojectOverlay = _: final: prev: let",
            "  inherit (final) stdenv;",
            "  inherit (final.pkgs) fetchgit fetchurl;",
            "  manylinux = builtins.mapAttrs (_: builtins.head) final.pkgs.pythonManylinuxPackages;",
            *(f"  {name} = {expression};" for expression, name in sorted(packages.bound.items())),
            "in {",
            *lines,
            f"}}; deps = rec {{ all = {nix(written['specification'])}; default = all; }};",
            "mkEditablePyprojectOverlay = _: _: _: { }; }",
        ]
    )


class Packages:
    """The packages of an overlay, as text."""

    def __init__(self, written, folders):
        self.folders = folders
        self.described = {**written["builds"], **written["packages"]}
        self.environments, self.hook = written["environments"], written["hook"]
        self.paths = {it["path"]: it["expression"] for it in written["paths"] if it["path"]}
        # What many packages have is bound once: names by expressions.
        self.bound = {}
        # Packages that are locked for builds, by expressions, are written if others need them.
        self.builds = {f"final.{json.dumps(it)}": it for it in written["builds"]}
        self.needed = list(written["packages"])

    def lines(self):
        hook = [self.line_of_hook()] if self.hook else []
        return hook + [self.line(it) for it in self.needed]  # which grows meanwhile

    def line_of_hook(self):
        """The package that the hook for editable packages asks the set for."""
        libcst, *others = (self.shared(self.paths[it]) for it in self.hook)
        needs = "".join(f"{it.removeprefix('final.')} = [ ]; " for it in others)
        return f"  libcst = {libcst} // {{ passthru.dependencies = {{ {needs}}}; }};"

    def line(self, it):
        attributes = self.derivation(self.described[it]).items()
        return f"  {name(it)} = stdenv.mkDerivation {{ {' '.join(f'{key} = {value};' for key, value in attributes)} }};"

    def derivation(self, package):
        """The attributes of a package."""
        attributes = package["attributes"]
        is_usual = {it: value in (USUAL[it], USUAL[it] or value) for it, value in attributes.items() if it in USUAL}
        left = {it: value for it, value in attributes.items() if not is_usual.get(it)}
        if f"{left.get('pname')}-{left.get('version')}" == left["name"]:
            del left["name"]
        left.pop("src", None)
        inputs = left.pop("nativeBuildInputs", [])
        found = {key: self.referring(value) for key, value in left.items()}
        if inputs:
            found["nativeBuildInputs"] = self.inputs(inputs, package.get("lists", []))
        if package["folder"]:
            found["src"] = local(package["folder"], self.folders)
        elif package["src"]:
            found["src"] = fetched(package["src"])
        return {**found, "passthru": nix(package["passthru"])}

    def inputs(self, inputs, lists):
        """Build inputs as an expression, with the name of the longest of the lists that are a part of them."""
        for it in sorted(lists + self.environments, key=lambda it: -len(it["tools"])):
            count = len(it["tools"])
            for start in range(len(inputs) - count + 1):
                before, part, after = inputs[:start], inputs[start : start + count], inputs[start + count :]
                if part == it["tools"]:
                    written = [self.referring(before), self.list_of(it), self.referring(after)]
                    return " ++ ".join(written if after else written[:2])
        return self.referring(inputs)

    def list_of(self, it):
        """The name of a list of tools."""
        if "requirements" in it:
            expression = f"final.resolveBuildSystem {nix(it['requirements'])}"
        else:
            expression = self.referring(it["tools"])
        return self.bound.setdefault(expression, f"tools{len(self.bound)}")

    def referring(self, value):
        """A value of JSON as an expression, with expressions in the place of store paths."""
        if isinstance(value, list):
            return f"[ {' '.join(map(self.referring, value))} ]"
        if value in self.paths:
            return self.shared(self.paths[value])
        text = nix(value)
        for path in re.findall(r"/[^\s\"':]*/nix/store/[^\s\"':/\\]+", text if isinstance(value, str) else ""):
            if path in self.paths:
                text = text.replace(path, "${" + self.shared(self.paths[path]) + "}")
        return text

    def shared(self, expression):
        """An expression, or its name: tools that many packages have are bound once."""
        if expression in self.builds:
            self.needed.append(self.builds.pop(expression))
        place, _, attribute = expression.partition('."')
        if place == "final" and not re.fullmatch('pyproject.*Hook"', attribute):
            return expression
        return self.bound.setdefault(expression, re.sub("[^A-Za-z0-9_]", "", attribute))


def fetched(source):
    """A source that is a file or a commit, as an expression."""
    if "path" in source:
        return nix_path(source["path"])
    if "rev" in source:
        return f"fetchgit {nix({key: source[key] for key in ('url', 'rev', 'hash')})}"
    is_renamed = source["url"].rpartition("/")[2] != source["name"]
    wanted = ("name", "url", "hash") if is_renamed else ("url", "hash")
    return f"fetchurl {nix({key: source[key] for key in wanted})}"


def local(folder, folders):
    """A source that is a folder, without other local packages in it, as an expression."""
    inside = [it for it in folders if it.startswith(f"{folder}/")]
    found = (it for it in Path(folder).iterdir() if IGNORED.fullmatch(it.name))
    ignored = [str(it) for it in found if it.name not in folders[folder]]
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
