# shellcheck shell=bash
# Sourced by the modes: the inputs of action.yml. They come from the environment only, and nothing in
# them is read as a command.
#
# macOS still has bash 3.2: no `mapfile`, and an empty array is "unset" to `set -u` there.

# escaped TEXT: one message for the runner, which ends it at the end of a line.
# https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
escaped() {
  local text=${1//'%'/%25}
  text=${text//$'\r'/%0D}
  printf '%s' "${text//$'\n'/%0A}"
}

error() { printf '::error title=uvnix::%s\n' "$(escaped "$1")"; }

# refuse MESSAGE: ends with the exit code of a usage error.
refuse() {
  error "$1"
  exit 2
}

# unobeyed COMMAND…: runs it. The runner obeys none of what it prints: a lock, which may be a
# stranger's, could have it print `::add-mask::…`.
unobeyed() {
  local word code=0
  word=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  printf '::stop-commands::%s\n' "$word"
  "$@" || code=$?
  printf '\n::%s::\n' "$word"
  return "$code"
}

# has_lock PATH: whether it is a project, or the lock of one or of a script.
has_lock() {
  local lock
  lock=$(lock_of "$1")
  case ${lock##*/} in uv.lock | *.py.lock) [ -f "$lock" ] ;; *) return 1 ;; esac
}

# read_paths: sets `paths` to the lines of $INPUT_PATHS, and where there are wildcards to what has a
# lock among what matches, since not every service is in Python.
read_paths() {
  local line match matches
  paths=()
  shopt -s nullglob
  while IFS=$' \t' read -r line || [ -n "$line" ]; do
    [ -n "$line" ] || continue
    local IFS=
    # shellcheck disable=SC2206 # The line is not split, but its wildcards are expanded.
    matches=($line)
    case $line in
      *[*?[]*)
        local count=${#paths[@]}
        for match in ${matches[@]+"${matches[@]}"}; do
          if has_lock "$match"; then
            paths+=("$match")
          fi
        done
        [ "${#paths[@]}" -gt "$count" ] || refuse "no project matches the path \`$line\`"
        ;;
      *) paths+=("$line") ;;
    esac
  done <<<"${INPUT_PATHS:-}"
  shopt -u nullglob
  [ "${#paths[@]}" -gt 0 ] || refuse "the input \`paths\` is empty; \`.\` is the project at the root"
}

# read_options: sets `options` to the lines of $INPUT_OPTIONS.
read_options() {
  local line
  options=()
  while read -r line || [ -n "$line" ]; do
    [ -z "$line" ] || options+=("$line")
  done <<<"${INPUT_OPTIONS:-}"
}

# find_uvnix: sets `program` to the uvnix to run, as an absolute path.
find_uvnix() {
  local flake folder
  if [ -n "${INPUT_UVNIX:-}" ]; then
    program=$(command -v -- "$INPUT_UVNIX") || refuse "there is no program \`$INPUT_UVNIX\`"
    case $program in /*) ;; *) program=$PWD/$program ;; esac
    return
  fi
  command -v nix >/dev/null || refuse "there is no Nix to build uvnix with: install it in a step \
before this one, or name a uvnix with the input \`uvnix\`"
  flake=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
  folder=$(nix --extra-experimental-features 'nix-command flakes' build \
    --no-link --no-write-lock-file --print-out-paths "path:$flake#uvnix")
  program=$folder/bin/uvnix
}

# lock2nix OPTION…: runs it for all paths.
lock2nix() {
  unobeyed "$program" lock2nix "$@" ${options[@]+"${options[@]}"} -- "${paths[@]}"
}

# lock_of PATH: the lock that uvnix takes for it.
lock_of() {
  if [ -d "$1" ]; then
    printf '%s/uv.lock' "${1%/}"
  else
    case $1 in
      *.py) printf '%s.lock' "$1" ;;
      *) printf '%s' "$1" ;;
    esac
  fi
}
