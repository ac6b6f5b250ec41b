# Files that fetchurl does not fetch as they are in the data.
{
  fetch =
    file:
    if file ? filename then
      renamed file
    else if file ? path then
      localFile file
    else if file ? archive then
      "${gitSource file.repository}/${file.archive}"
    else if !(file ? hash) then
      fail "cannot_fetch" "cannot fetch ${file.url or "a file"} for ${environment}: ${
        file.refused or "no hash is known. Run `${command}` to look it up"
      }."
    else if file ? index then
      tools.fetchurl (removeAttrs file [ "index" ] // credentials.${file.index})
    else
      tools.fetchurl file;
}
