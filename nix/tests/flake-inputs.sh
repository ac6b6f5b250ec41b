# shellcheck shell=bash disable=SC2154
# Sourced by ./evaluate-as-flake and ./nix-as-flake, after store.sh, with `flake` set to the path of a flake.nix: makes
# a flake of the stand-in for each of its inputs, and puts the options of Nix that select them into `overrides`. The
# input uvnix is this repository, as far as evaluation reads it.
#
#   arguments   a Nix function from a system to the arguments of ./stand-in; by default: for evaluations only
#   uvnix       the uvnix of the development shell, as a Nix string; by default: none

inputs=$(mktemp -d)
trap 'rm -rf "$inputs"' EXIT

overrides=()
# input NAME INPUTS ATTRIBUTES: a flake with these inputs and attributes takes the place of the input NAME.
input() {
  mkdir "$inputs/$1"
  cp -R "$here/stand-in" "$inputs/$1/"
  cat >"$inputs/$1/flake.nix" <<EOF
{
  inputs = { $2 };
  outputs =
    _:
    let
      inputs = import ./stand-in/inputs.nix {
        systems = [ "x86_64-linux" "aarch64-linux" "aarch64-darwin" ];
        argumentsFor = ${arguments:-_: { \}};
        uvnix = ${uvnix:-null};
        peers = null;
      };
    in
    { inherit (inputs.$1) $3; };
}
EOF
  if grep -q "$1" "$flake"; then overrides+=(--override-input "$1" "path:$inputs/$1"); fi
}
input nixpkgs '' 'lib legacyPackages'
input pyproject-nix 'nixpkgs = { };' 'build packages'
if grep -q uvnix.url "$flake"; then
  repository=$here/../..
  mkdir -p "$inputs/uvnix/benches" "$inputs/uvnix/nix" "$inputs/uvnix/src"
  touch "$inputs/uvnix/benches/stages.rs"
  cp "$repository"/{flake.nix,Cargo.toml,Cargo.lock} "$inputs/uvnix"
  cp -R "$repository"/nix/{builders,project,*.nix} "$inputs/uvnix/nix"
  overrides+=(--override-input uvnix "path:$inputs/uvnix"
    --override-input uvnix/pyproject-nix "path:$inputs/pyproject-nix")
fi
input pyproject-build-systems 'nixpkgs = { }; pyproject-nix = { };' overlays
