#!/usr/bin/env bash
# Tests the stand-in itself with a handwritten overlay for a new uv.lock: evaluates it for every system and
# interpreter, then builds a wheel, an sdist, a folder, and the folder as an editable package. Needs Nix, uv,
# a CPython and the network.
#
# test-stand-in.sh [PYTHON=the version of python3]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
version=${1:-$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  printf 'test-stand-in: %s\n' "$*" >&2
  exit 1
}

expect() {
  local what=$1 wanted=$2 got=$3
  [ "$wanted" = "$got" ] || fail "$what: wanted '$wanted', got '$got'"
  printf 'ok: %s\n' "$what"
}

# --- a project, its lock, and the overlay for it

project=$work/project
mkdir -p "$project/src/app"
cat >"$project/pyproject.toml" <<'EOF'
[project]
name = "app"
version = "0.1.0"
requires-python = ">=3.10"
dependencies = ["idna", "click>=8"]

[project.scripts]
app = "app:main"

[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
EOF
cat >"$project/src/app/__init__.py" <<'EOF'
import idna


def main():
    print(idna.encode("ü.example").decode())
EOF
(cd "$project" && uv lock --quiet)

cat >"$project/uv.nix" <<'EOF'
# What uvnix would write, by hand: the files are looked up in the lock when it is evaluated.
let
  lock = builtins.fromTOML (builtins.readFile ./uv.lock);
  locked = name: builtins.head (builtins.filter (package: package.name == name) lock.package);
  file = artifact: { inherit (artifact) url hash; };

  build = final: name: attributes: final.pkgs.stdenv.mkDerivation (
    { pname = name; inherit (locked name) version; } // attributes
  );
  nothing = { optional-dependencies = { }; dependency-groups = { }; };

  overlay = { sourcePreference ? "wheel", dependencies ? { } }: final: prev: {
    idna = final.pkgs.callPackage ({ fetchurl, autoPatchelfHook, pythonManylinuxPackages }: build final "idna" {
      src = fetchurl (file (builtins.head (locked "idna").wheels));
      nativeBuildInputs = [ final.pyprojectWheelHook autoPatchelfHook ];
      buildInputs = pythonManylinuxPackages.manylinux2014;
      passthru = nothing // { dependencies = { }; };
    }) { };
    click = final.pkgs.callPackage ({ fetchurl }: build final "click" {
      src = fetchurl (file (locked "click").sdist);
      nativeBuildInputs = [ final.pyprojectHook ] ++ final.resolveBuildSystem { flit-core = [ ]; };
      passthru = nothing // { dependencies = { }; };
    }) { };
    app = build final "app" {
      src = ./.;
      nativeBuildInputs = [ final.pyprojectHook ] ++ final.resolveBuildSystem { hatchling = [ ]; };
      passthru = nothing // {
        # A cycle: an environment may have one.
        dependencies = { idna = [ ]; click = [ ]; app = [ "more" ]; };
        optional-dependencies.more.click = [ ];
      };
    };
    never-asked-for = throw "an overlay must not look at its packages";
  };
in
{
  mkPyprojectOverlay = overlay;
  mkEditablePyprojectOverlay = { root }: final: prev: {
    app = prev.app.overrideAttrs (old: {
      EDITABLE_ROOT = root;
      nativeBuildInputs = [ final.pyprojectEditableHook ] ++ final.resolveBuildSystem {
        hatchling = [ ];
        editables = [ ];
      };
    });
  };
  deps.all.app = [ ];
  deps.wrong.app = [ "nonsense" ];
}
EOF

# --- evaluations

# Some versions of Nix print an error twice.
told() { grep -o -- "$1" | sort -u; }
evaluate() { "$here/evaluate" "$project/uv.nix" "$@"; }
locked_version() { sed -n "/^name = \"$1\"/{n;s/version = \"\(.*\)\"/\1/p}" "$project/uv.lock"; }

versions="{\"app\":\"0.1.0\",\"click\":\"$(locked_version click)\",\"idna\":\"$(locked_version idna)\"}"
for system in x86_64-linux aarch64-linux x86_64-darwin aarch64-darwin; do
  for python in 3.10 3.11 3.12 3.13 3.13t 3.14 3.15 pypy3.11; do
    evaluate venvDrvPath system "$system" python "$python" >/dev/null
  done
  expect "versions on $system" "$versions" "$(evaluate versions system "$system")"
done
expect 'names of the overlay' '["app","click","idna","never-asked-for"]' "$(evaluate names)"
refusal="Extra/group name 'nonsense' does not match either extra or dependency group"
expect 'an unknown extra is refused' "$refusal" "$(evaluate closure spec wrong 2>&1 | told "$refusal")"

cat >"$work/broken.nix" <<'EOF'
final: prev: {
  idna = prev.idna.overrideAttrs { src = throw "idna has no usable file"; };
  click = prev.click.overrideAttrs (old: {
    src = final.pkgs.fetchurl { url = "x"; hash = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="; hsah = 1; };
  });
}
EOF
broken() { evaluate "$1" extraOverlay "$work/broken.nix" 2>&1 || true; }
expect 'a package without a source has its version' "$versions" "$(broken versions)"
expect 'and throws when it is built' 'idna has no usable file' \
  "$(broken pythonSet.idna.drvPath | told 'idna has no usable file')"
expect 'fetchurl rejects unknown arguments' "unexpected argument 'hsah'" \
  "$(broken pythonSet.click.drvPath | told "unexpected argument 'hsah'")"

cross() { evaluate "$1" system x86_64-linux crossSystem aarch64-linux 2>&1 || true; }
expect 'a package is cross-compiled' "\"idna-$(locked_version idna)-aarch64-unknown-linux-gnu\"" "$(cross pythonSet.idna.name)"
expect 'its tools are those of the build' auto-patchelf-hook \
  "$(cross packages.idna.nativeBuildInputs | grep -o 'auto-patchelf-hook[^"]*')"
expect 'its libraries are not' manylinux2014-libraries-aarch64-unknown-linux-gnu \
  "$(cross packages.idna.buildInputs | grep -o 'manylinux2014[^"]*')"
expect 'the set for the build is another one' "attribute 'idna'" \
  "$(cross pythonSet.pythonPkgsBuildHost.idna.name | told "attribute 'idna'")"

# --- real builds

venv=$("$here/build" "$project/uv.nix" "$version")
expect 'a package imports its dependencies' xn--tda.example "$("$venv/bin/python" -c 'import app; app.main()')"
expect 'a script runs in the environment' xn--tda.example "$("$venv/bin/app")"
expect 'the interpreter is that of the environment' "$venv" "$("$venv/bin/python" -c 'import sys; print(sys.prefix)')"
expect 'a package built from its sdist has its version' "$(locked_version click)" \
  "$("$venv/bin/python" -c 'import importlib.metadata; print(importlib.metadata.version("click"))')"
expect 'nothing else is there' 'app click idna' \
  "$("$venv/bin/python" -c 'import importlib.metadata as m; print(*sorted(d.metadata["Name"] for d in m.distributions()))')"

ln -s "$project" "$work/checkout"
venv=$(EDITABLE_ROOT=\$CHECKOUT "$here/build" "$project/uv.nix" "$version")
expect 'an editable package is found where a variable says at run time' "$work/checkout/src/app/__init__.py" \
  "$(CHECKOUT=$work/checkout "$venv/bin/python" -c 'import app; print(app.__file__)')"
