# shellcheck shell=bash
# Sourced by ./comment: the packages that a pull request changes, as Markdown.
# shellcheck disable=SC2154 # ./comment sets `folder`, and inputs.sh `paths` and `program`.

# fetch_merge NUMBER: sets `head` to the merge commit of the pull request, which GitHub creates, and `base`
# to its first parent: the base branch as it is now, not as it was when the pull request began.
fetch_merge() {
  local depth=()
  # A full clone stays full.
  if [ "$(git rev-parse --is-shallow-repository)" = true ]; then
    depth=(--depth=2)
  fi
  git fetch --quiet --no-tags ${depth[@]+"${depth[@]}"} origin "refs/pull/$1/merge"
  head=$(git rev-parse --verify 'FETCH_HEAD^{commit}')
  base=$(git rev-parse --verify "$head^1")
}

# has REVISION FILE: succeeds if the revision has it.
has() { git cat-file -e "$1:./${2#./}" 2>/dev/null; }

# changes LOCK: the changes of packages, builds and settings; nothing if there are none.
changes() {
  local text
  if ! has "$base" "$1" && ! has "$head" "$1"; then
    return
  elif ! has "$base" "$1"; then
    echo 'The lock is new.'
  elif ! has "$head" "$1"; then
    echo 'The lock was removed.'
  else
    # With a colon, uvnix reads it as a revision, even if a folder has that name.
    text=$("$program" diff --format markdown "$base:$1" "$head:$1") || return
    case $text in *'**uv.lock**: No changes.'*) return ;; esac
    printf '%s\n' "$text"
  fi
}

# summary: the changes in all paths; empty if there are none. A lock that did not change counts too: settings,
# build requirements and `uv.nix` are in other files.
summary() {
  local path text
  for path in "${paths[@]}"; do
    text=$(changes "$(lock_of "$path")") || return
    [ -n "$text" ] || continue
    if [ "${#paths[@]}" -gt 1 ]; then
      # A folder's name is untrusted: it must stay inside its quotes.
      # shellcheck disable=SC2016 # These are quotes of Markdown.
      printf '### `%s`\n\n' "$(printf '%s' "$path" | tr '`\n\r' '???')"
    fi
    printf '%s\n\n' "$text"
  done
}
