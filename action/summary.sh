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

# has REVISION FILE
has() { git cat-file -e "$1:./${2#./}" 2>/dev/null; }

# changes LOCK: the changed packages.
changes() {
  if ! has "$base" "$1"; then
    echo 'The lock is new.'
  elif ! has "$head" "$1"; then
    echo 'The lock was removed.'
  else
    # With a colon, uvnix reads it as a revision, even if a folder has that name.
    "$program" diff --format markdown "$base:$1" "$head:$1"
  fi
}

# summary: the changes in all paths; empty if no lock changes.
summary() {
  local path lock
  for path in "${paths[@]}"; do
    lock=$(lock_of "$path")
    if git --literal-pathspecs diff --quiet "$base" "$head" -- "$lock"; then
      continue
    fi
    if [ "${#paths[@]}" -gt 1 ]; then
      # A folder's name is untrusted: it must stay inside its quotes.
      # shellcheck disable=SC2016 # These are quotes of Markdown.
      printf '### `%s`\n\n' "$(printf '%s' "$path" | tr '`\n\r' '???')"
    fi
    changes "$lock" || return
    echo
  done
}
