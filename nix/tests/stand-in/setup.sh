# The builder of every derivation. Runs the phases, hooks and inputs of nixpkgs that Python packages use, with the
# tools of the host.
set -euo pipefail
shopt -s nullglob

export PATH=/usr/local/bin:/usr/bin:/bin
export LC_ALL=C.UTF-8
# Makes bytecode refer to its source by hash: the store does not keep modification times.
export SOURCE_DATE_EPOCH=315532800
unset PYTHONPATH PYTHONHOME
cd "$NIX_BUILD_TOP"
# Unset variables are empty, as hooks and phases for nixpkgs expect.
set +u

# --- text

stripHash() {
  local name
  name=$(basename -- "$1")
  if [[ $name =~ ^[a-z0-9]{32}- ]]; then name=${name:33}; fi
  printf '%s\n' "$name"
}

# Replaces each @variable@ with the value of that environment variable.
substituteAll() {
  local text name
  text=$(cat "$1")
  for name in $(compgen -e); do
    text=${text//"@$name@"/"${!name}"}
  done
  printf '%s\n' "$text" >"$2"
}

# substituteInPlace FILE… --replace-fail OLD NEW …
substituteInPlace() {
  local files=() file text
  while [[ $1 != --* ]]; do
    files+=("$1")
    shift
  done
  for file in "${files[@]}"; do
    text=$(cat "$file")
    local changes=("$@")
    while [ "${#changes[@]}" -gt 0 ]; do
      if [[ ${changes[0]} == --replace-fail && $text != *"${changes[1]}"* ]]; then
        echo "substituteInPlace: '${changes[1]}' is not in $file" >&2
        exit 1
      fi
      text=${text//"${changes[1]}"/"${changes[2]}"}
      changes=("${changes[@]:3}")
    done
    printf '%s\n' "$text" >"$file"
  done
}

addToSearchPath() {
  if [ -d "$2" ]; then export "$1=${!1:+${!1}:}$2"; fi
}

# --- hooks: the function or variable with the name of the hook, then the entries of its array

runHook() {
  local name=$1 added="${1%Hook}Hooks[@]" hook
  shift
  for hook in "$name" ${!added+"${!added}"}; do
    if [ "$(type -t "$hook")" = function ]; then
      "$hook" "$@"
    elif [ "$hook" = "$name" ]; then
      eval "${!name:-}"
    else
      eval "$hook"
    fi
  done
}

# --- inputs and propagated inputs: the first one found wins

recordPropagatedDependencies() {
  local kind
  for kind in propagatedBuildInputs propagatedNativeBuildInputs; do
    if [ -n "${!kind}" ]; then
      mkdir -p "$out/nix-support"
      printf '%s\n' ${!kind} >>"$out/nix-support/propagated-inputs"
    fi
  done
}

inputs=()
addInput() {
  local known propagated
  for known in "${inputs[@]}"; do
    if [ "$known" = "$1" ]; then return; fi
  done
  inputs+=("$1")
  if [ -e "$1/nix-support/propagated-inputs" ]; then
    for propagated in $(cat "$1/nix-support/propagated-inputs"); do addInput "$propagated"; done
  fi
}
for input in $nativeBuildInputs $propagatedNativeBuildInputs $buildInputs $propagatedBuildInputs; do
  addInput "$input"
done
inputPath=
for input in "${inputs[@]}"; do addToSearchPath inputPath "$input/bin"; done
export PATH="${inputPath:+$inputPath:}$PATH"
for input in "${inputs[@]}"; do
  if [ -e "$input/nix-support/setup-hook" ]; then source "$input/nix-support/setup-hook"; fi
done

# --- phases

unpackFile() {
  local hook
  for hook in "${unpackCmdHooks[@]}"; do
    if "$hook" "$1"; then return; fi
  done
  if [ -d "$1" ]; then
    cp -R -- "$1" "$(stripHash "$1")"
    return
  fi
  case $1 in
    *.tar | *.tar.* | *.tgz | *.tbz2 | *.txz) tar -xf "$1" --no-same-owner --mode=u+w ;;
    *)
      echo "do not know how to unpack $1" >&2
      return 1
      ;;
  esac
}

unpackPhase() {
  runHook preUnpack
  local file folder before
  before=$(printf '%s\n' */)
  for file in ${srcs:-$src}; do unpackFile "$file"; done
  if [ -z "$sourceRoot" ]; then
    for folder in */; do
      if ! grep -qxF -- "$folder" <<<"$before"; then sourceRoot=${folder%/}; fi
    done
  fi
  if [ -z "$sourceRoot" ]; then
    echo "nothing was unpacked: has this package a src?" >&2
    exit 1
  fi
  chmod -R u+w -- "${sourceRoot%%/*}"
  runHook postUnpack
}

patchPhase() {
  runHook prePatch
  local file
  for file in $patches; do patch -p1 <"$file"; done
  runHook postPatch
}

configurePhase() {
  runHook preConfigure
  runHook postConfigure
}

buildPhase() {
  runHook preBuild
  runHook postBuild
}

installPhase() {
  runHook preInstall
  runHook postInstall
}

fixupPhase() {
  runHook preFixup
  recordPropagatedDependencies
  runHook postFixup
}

runPhase() {
  local phase=$1 skip="dont${1^}"
  skip=${skip%Phase}
  if [ -n "${!skip}" ]; then return; fi
  echo "Running phase: $phase"
  if [ -n "${!phase}" ]; then eval "${!phase}"; else "$phase"; fi
  if [ "$phase" = unpackPhase ]; then cd -- "$sourceRoot"; fi
}

if [ -n "$buildCommand" ]; then
  eval "$buildCommand"
else
  for phase in ${phases:-$prePhases unpackPhase patchPhase $preConfigurePhases configurePhase \
    $preBuildPhases buildPhase ${doCheck:+checkPhase} $preInstallPhases installPhase \
    $preFixupPhases fixupPhase ${doInstallCheck:+installCheckPhase} $postPhases}; do
    runPhase "$phase"
  done
fi
