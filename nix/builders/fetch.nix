# Files that fetchurl does not fetch as they are in the data.
whole:
let
  inherit (whole) lock tools;
  fetch =
    file:
    if file ? filename then
      whole.renamed file
    else if file ? path then
      whole.localFile file
    else if file ? archive then
      "${whole.gitSource file.repository}/${file.archive}"
    else if !(file ? hash) then
      whole.fail "cannot_fetch" "cannot fetch ${file.url or "a file"} for ${whole.environment.name}: ${
        file.refused or "no hash is known. Run `uvnix lock2nix` to look it up"
      }."
    else if file ? index then
      tools.fetchurl (removeAttrs file [ "index" ] // whole.credentials.${file.index})
    else
      tools.fetchurl file;
in
{
  inherit fetch;
}
