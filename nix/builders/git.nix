# Sources in git repositories.
{
  gitSource =
    {
      url,
      rev,
      hash ? null,
      tag ? null,
      lfs ? false,
    }:
    if hash != null then
      tools.fetchgit {
        inherit url rev hash;
        fetchSubmodules = true;
        ${if lfs then "fetchLFS" else null} = true;
      }
    else
      # A private repository has no hash here: it is fetched during evaluation, with the user's credentials.
      builtins.fetchGit {
        inherit url rev;
        allRefs = true;
        submodules = true;
        # Nix before 2.27 does not support it, and reports an error.
        ${if lfs then "lfs" else null} = true;
        ${if tag == null then null else "ref"} = "refs/tags/${tag}";
      };
}
