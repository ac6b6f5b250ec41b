# Sourced by ./build and ./build-flake, after store.sh, with `version` set: finds the CPython of that version
# and the uv to build with, installs build systems once, and puts the arguments for Nix into `host`.
#
#   UVNIX_TEST_PYTHON         the CPython to use, instead of looking for one
#   UVNIX_TEST_UV             the uv to use, instead of the one on PATH
#   UVNIX_TEST_BUILD_SYSTEMS  requirements to install in addition to the usual build systems
# shellcheck shell=bash disable=SC2154

fail() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# base_of EXECUTABLE: prints the interpreter behind links, shims and virtual environments.
base_of() {
  "$1" -I -c '
import os, sys
if "%d.%d" % sys.version_info[:2] == sys.argv[1] and sys.implementation.name == "cpython":
    print(os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable))
' "$version" 2>/dev/null
}

find_python() {
  local candidate found
  if [ -n "${UVNIX_TEST_PYTHON:-}" ]; then
    found=$(base_of "$UVNIX_TEST_PYTHON") && [ -n "$found" ] && printf '%s\n' "$found" && return
    fail "UVNIX_TEST_PYTHON is not a CPython $version: $UVNIX_TEST_PYTHON"
  fi
  for candidate in "python$version" python3 python \
    "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$version".*/bin/"python$version"; do
    found=$(base_of "$candidate") && [ -n "$found" ] && printf '%s\n' "$found" && return
  done
  fail "CPython $version was not found; set UVNIX_TEST_PYTHON to its path"
}

# A uv on PATH may be a script that needs more of PATH than a build has.
find_uv() {
  local uv=${UVNIX_TEST_UV:-}
  [ -n "$uv" ] || uv=$(command -v uv) || fail 'uv is not on PATH; set UVNIX_TEST_UV to its path'
  if [ "$(head -c 2 "$uv")" = '#!' ]; then
    uv=$(python3 -c 'import uv; print(uv.find_uv_bin())' 2>/dev/null) ||
      fail "$uv is a script; set UVNIX_TEST_UV to the path of the uv binary"
  fi
  realpath "$uv"
}

python=$(find_python)
uv=$(find_uv)
full_version=$("$python" -I -c 'import platform; print(platform.python_version())')

# Install the build systems once for each interpreter and list of requirements.
requirements=(setuptools wheel hatchling flit-core uv-build pdm-backend poetry-core packaging
  editables setuptools-scm hatch-vcs libcst)
read -ra more <<<"${UVNIX_TEST_BUILD_SYSTEMS:-}"
requirements+=("${more[@]}")
build_systems=$cache/build-systems/$(printf '%s\n' "$python" "$full_version" "${requirements[@]}" | sha256sum | cut -c 1-16)
if [ ! -e "$build_systems" ]; then
  mkdir -p "$cache/build-systems"
  unfinished=$(mktemp -d "$build_systems.XXXXXX")
  "$uv" pip install --quiet --no-config --python "$python" --target "$unfinished" "${requirements[@]}" >&2
  "$python" -I "$here/stand-in/describe_build_systems.py" "$unfinished"
  # Another process may have installed them already.
  mv -T "$unfinished" "$build_systems" 2>/dev/null || rm -rf "$unfinished"
fi

# Nix downloads files itself, but does not find the host's certificates.
for bundle in /etc/ssl/certs/ca-certificates.crt /etc/ssl/cert.pem; do
  if [ -z "${NIX_SSL_CERT_FILE:-}" ] && [ -e "$bundle" ]; then export NIX_SSL_CERT_FILE=$bundle; fi
done

# shellcheck disable=SC2034
host=(--argstr python "$version" --argstr pythonFullVersion "$full_version" --argstr hostPython "$python"
  --argstr uv "$uv" --argstr buildSystemsDir "$build_systems")
