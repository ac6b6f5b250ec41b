# shellcheck shell=bash
# Sourced by the modes: the inputs of action.yml. They come from the environment only, and nothing in
# them is read as a command.
#
# macOS still has bash 3.2: no `mapfile`, and an empty array is "unset" to `set -u` there.

# The paths are relative to the working folder, so uvnix must run there.
unset UVNIX_PROJECT

# escaped TEXT: one message for the runner, which ends it at the end of a line.
# https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
escaped() {
  local text=${1//'%'/%25}
  text=${text//$'\r'/%0D}
  printf '%s' "${text//$'\n'/%0A}"
}

# error MESSAGE: reports an error. ./run prints it after the mode, when the runner obeys commands again.
error() { printf '::error title=uvnix::%s\n' "$(escaped "$1")" >&3; }

# refuse MESSAGE: ends with the exit code of a usage error.
refuse() {
  error "$1"
  exit 2
}

# has_lock PATH: succeeds if it is a project, or the lock of a project or script.
has_lock() {
  local lock
  lock=$(lock_of "$1")
  case ${lock##*/} in uv.lock | *.py.lock | pylock.toml | pylock.*.toml) [ -f "$lock" ] ;; *) return 1 ;; esac
}

# read_paths: sets `paths` to the lines of $INPUT_PATHS. A line with wildcards becomes its matches that
# have a lock: not every service is in Python. No path looks like an option.
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
  [ "${#paths[@]}" -gt 0 ] || refuse "the input \`paths\` is empty; use \`.\` for the project at the root"
  paths=("${paths[@]/#-/./-}")
}

# read_options: sets `options` to the lines of $INPUT_OPTIONS.
read_options() {
  local line
  options=()
  while read -r line || [ -n "$line" ]; do
    [ -n "$line" ] || continue
    # These options work for one path only, and the action neither finds nor commits a file elsewhere.
    if [[ $line =~ ^(--output(=.*)?|-[A-Za-z]*o.*)$ ]]; then
      refuse "the action does not accept \`$line\`: it writes each file next to its lock"
    elif [[ $line =~ ^--project(=.*)?$ ]]; then
      refuse "the action does not accept \`$line\`: set the project in the input \`paths\`"
    fi
    options+=("$line")
  done <<<"${INPUT_OPTIONS:-}"
}

# find_uvnix: sets `program` to the uvnix to run, as an absolute path.
find_uvnix() {
  local flake folder
  if [ -n "${INPUT_UVNIX:-}" ]; then
    program=$(command -v -- "$INPUT_UVNIX") || refuse "the program \`$INPUT_UVNIX\` was not found"
    case $program in /*) ;; *) program=$PWD/$program ;; esac
    return
  fi
  command -v nix >/dev/null || refuse "Nix was not found, so uvnix cannot be built: install Nix in \
an earlier step, or set the input \`uvnix\` to a program"
  flake=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
  folder=$(nix --extra-experimental-features 'nix-command flakes' build \
    --no-link --no-write-lock-file --print-out-paths "path:$flake#uvnix")
  program=$folder/bin/uvnix
}

# lock2nix OPTION…: runs it for all paths.
lock2nix() {
  "$program" lock2nix "$@" ${options[@]+"${options[@]}"} -- "${paths[@]}"
}

# lock_of PATH: the lock that uvnix uses for it.
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

# facts_of LOCK: the uvnix.lock that belongs to it.
facts_of() {
  local name=${1##*/} folder=
  case $1 in */*) folder=${1%/*}/ ;; esac
  case $name in pylock.toml | pylock.*.toml) printf '%s' "${1%.toml}.uvnix.lock" && return ;; esac
  # `tool.lock` next to a file `tool` is also the lock of a script.
  if [[ $name == *.lock && $name != uv.lock && ($name == *.py.lock || -f ${1%.lock}) ]]; then
    printf '%s' "${1%.lock}.uvnix.lock"
  else
    printf '%s' "${folder}uvnix.lock"
  fi
}

# functions_of FILE: the file with functions of several projects that a generated file imports, if it imports one.
functions_of() {
  local path
  path=$(sed -n 's|^  file = \./\(.*\);$|\1|p' "$1" 2>/dev/null | tail -n 1) || return 0
  [ -z "$path" ] || printf '%s/%s' "$(dirname "$1")" "$path"
}
