# Files that fetchurl does not fetch as they are in the data.
{
  fetch =
    file:
    if file ? filename then # with renamed
      renamed file
    else if file ? path then # with local-files
      localFile file
    else if file ? archive then # with archive
      "${gitSource file.repository}/${file.archive}"
    else if !(file ? hash) then # with unfetchable
      fail "cannot_fetch" "cannot fetch ${file.url or "a file"} for ${environment}: ${
        file.refused or "no hash is known. Run `${command}` to look it up"
      }."
    else if file ? index then # with index
      tools.fetchurl (removeAttrs file [ "index" ] // credentials.${file.index})
    else
      tools.fetchurl file;
}
