# shellcheck shell=bash
# Sourced by ./comment: comments, by GitHub's API.
# https://docs.github.com/en/rest/issues/comments

# event FILTER: the result of the jq filter for the event that started the workflow, or nothing.
event() { jq --raw-output "$1 // empty" "${GITHUB_EVENT_PATH:?}"; }

# request METHOD ADDRESS [BODY]: sends the file BODY, and leaves the answer in $folder/answer.
request() {
  local status arguments
  arguments=(--silent --show-error --max-time 60 --request "$1"
    --header 'Accept: application/vnd.github+json' --header 'X-GitHub-Api-Version: 2022-11-28'
    --output "$folder/answer" --write-out '%{http_code}')
  if [ $# -gt 2 ]; then
    arguments+=(--header 'Content-Type: application/json' --data-binary "@$3")
  fi
  # Other processes can see arguments, so the token must not be one.
  status=$(curl "${arguments[@]}" --header @<(printf 'Authorization: Bearer %s\n' "$INPUT_TOKEN") "$2")
  case $status in
    2??) ;;
    *)
      error "GitHub answered $1 $2 with $status: $(jq --raw-output '.message // "no reason given"' \
        "$folder/answer" 2>/dev/null). The job needs the permission \`pull-requests: write\`"
      return 1
      ;;
  esac
}

# of_issues PATH: the address of it in the REST API.
of_issues() { printf '%s' "${GITHUB_API_URL:?}/repos/${GITHUB_REPOSITORY:?}/issues/$1"; }

# find_login: the user of the token; for the token of a job, it is `github-actions[bot]`.
#
# `GET /user` of the REST API works for the tokens of people, but not for those of jobs and other apps.
# GraphQL works for all: https://docs.github.com/en/graphql/reference/queries
find_login() {
  local login
  echo '{ "query": "{ viewer { login } }" }' >"$folder/body"
  request POST "${GITHUB_GRAPHQL_URL:?}" "$folder/body" || return
  login=$(jq --raw-output '.data.viewer.login // empty' "$folder/answer")
  if [ -z "$login" ]; then
    error "GitHub did not return the user of the token, so the action cannot find its comment: \
$(jq --raw-output '.errors[0].message? // "no reason given"' "$folder/answer")"
    return 1
  fi
  printf '%s' "$login"
}

# find_comment NUMBER MARKER LOGIN: the id of the comment of LOGIN that begins with the marker, or
# nothing. The login matters: everybody can copy the marker.
find_comment() {
  local page=1 id
  while :; do
    request GET "$(of_issues "$1")/comments?per_page=100&page=$page" || return
    id=$(jq --raw-output --arg marker "$2" --arg login "$3" \
      'map(select(.user.login == $login and (.body // "" | startswith($marker)))) | first | .id // empty' \
      "$folder/answer")
    if [ -n "$id" ] || [ "$(jq length "$folder/answer")" -lt 100 ]; then
      printf '%s' "$id"
      return
    fi
    page=$((page + 1))
  done
}

# write_comment NUMBER ID MARKER: writes $folder/summary to the comment, or to a new one if ID is empty.
write_comment() {
  {
    printf '%s\n' "$3"
    if [ ! -s "$folder/summary" ]; then
      echo 'No changes of packages, builds or settings.'
    elif [ "$(wc -c <"$folder/summary")" -le 60000 ]; then
      cat "$folder/summary"
    else
      # GitHub accepts 65,536 characters; remove the last line, which is cut.
      head -c 60000 "$folder/summary" | sed '$d'
      printf '\n… and more: see the summary of the job for the full text.\n'
    fi
  } >"$folder/text"
  jq --null-input --rawfile body "$folder/text" '{ $body }' >"$folder/body"
  if [ -n "$2" ]; then
    request PATCH "$(of_issues "comments/$2")" "$folder/body" || return
  else
    request POST "$(of_issues "$1")/comments" "$folder/body" || return
  fi
  jq --raw-output '"Comment: \(.html_url // "written")"' "$folder/answer"
}
