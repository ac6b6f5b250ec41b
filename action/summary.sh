# shellcheck shell=bash
# Sourced by ./comment: what merging a pull request changes, as Markdown.
# shellcheck disable=SC2154 # ./comment sets `folder`, and inputs.sh `paths` and `program`.

# fetch_merge NUMBER: sets `base` and `head` to what the merge of the pull request is between. GitHub
# makes that commit; its first parent is the base as it is now, not as it was when the branch began.
fetch_merge() {
  local depth=()
  # A whole clone stays whole.
  if [ "$(git rev-parse --is-shallow-repository)" = true ]; then
    depth=(--depth=2)
  fi
  git fetch --quiet --no-tags ${depth[@]+"${depth[@]}"} origin "refs/pull/$1/merge"
  head=$(git rev-parse --verify 'FETCH_HEAD^{commit}')
  base=$(git rev-parse --verify "$head^1")
}

# has REVISION FILE
has() { git cat-file -e "$1:./${2#./}" 2>/dev/null; }

# changes LOCK: what changes there.
changes() {
  if ! has "$base" "$1"; then
    echo 'The lock is new.'
  elif ! has "$head" "$1"; then
    echo 'The lock is gone.'
  else
    # With a colon it is a revision, whatever a folder is called.
    "$program" diff --format markdown "$base:$1" "$head:$1"
  fi
}

# summary: what changes in all paths; nothing where no lock changes.
summary() {
  local path lock
  for path in "${paths[@]}"; do
    lock=$(lock_of "$path")
    if git --literal-pathspecs diff --quiet "$base" "$head" -- "$lock"; then
      continue
    fi
    if [ "${#paths[@]}" -gt 1 ]; then
      # A folder's name may be a stranger's: it stays inside of its quotes.
      # shellcheck disable=SC2016 # These are quotes of Markdown.
      printf '### `%s`\n\n' "$(printf '%s' "$path" | tr '`\n\r' '???')"
    fi
    changes "$lock" || return
    echo
  done
}
