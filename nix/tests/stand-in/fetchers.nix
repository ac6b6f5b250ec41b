# Fetchers that accept and reject the same arguments as those of nixpkgs, and really download.
{ lib, stdenv }:
let
  # In nixpkgs, a hash is `hash = "sha256-…"`, or an algorithm with a digest.
  outputHash =
    what: arguments:
    let
      digests = lib.filter (algorithm: arguments ? ${algorithm}) [
        "sha512"
        "sha256"
        "sha1"
      ];
      algorithm = lib.head digests;
    in
    if arguments.hash or "" != "" then
      { outputHash = arguments.hash; }
    else if digests != [ ] then
      {
        outputHash = arguments.${algorithm};
        outputHashAlgo = algorithm;
      }
    else
      throw "fetching ${what} needs a hash";

  # Reject arguments that the stand-in does not implement.
  refuse =
    names: arguments:
    lib.throwIf (lib.any (
      name: arguments ? ${name}
    ) names) "the stand-in's fetchers do not have ${lib.concatStringsSep ", " names}";

  # Only a fixed output may depend on these.
  impureEnvVars = [
    "all_proxy"
    "http_proxy"
    "https_proxy"
    "no_proxy"
  ];

  source =
    passthru: drv:
    drv
    // {
      inherit passthru;
    }
    // passthru;
in
{
  fetchurl = lib.makeOverridable (
    {
      url ? null,
      urls ? [ url ],
      name ? baseNameOf (lib.head urls),
      hash ? "",
      sha256 ? "",
      sha512 ? "",
      sha1 ? "",
      executable ? false,
      curlOpts ? "",
      curlOptsList ? [ ],
      netrcPhase ? null,
      netrcImpureEnvVars ? [ ],
      postFetch ? "",
      meta ? { },
      passthru ? { },
      preferLocalBuild ? true,
    }@arguments:
    refuse [ "curlOpts" "curlOptsList" "postFetch" ] arguments (
      # Nix's own downloader runs no phases; tests can only read them.
      source
        (
          {
            url = lib.head urls;
            inherit netrcPhase netrcImpureEnvVars;
          }
          // passthru
        )
        (
          derivation (
            {
              inherit
                name
                executable
                preferLocalBuild
                impureEnvVars
                ;
              # Nix's own downloader needs no tools or certificates in the store.
              builder = "builtin:fetchurl";
              system = "builtin";
              url = lib.head urls;
              unpack = false;
              outputHashMode = if executable then "recursive" else "flat";
            }
            // outputHash (lib.head urls) arguments
          )
        )
    )
  );

  fetchgit = lib.makeOverridable (
    {
      url,
      rev ? null,
      tag ? null,
      name ? "source",
      hash ? "",
      sha256 ? "",
      fetchSubmodules ? true,
      fetchLFS ? false,
      deepClone ? false,
      leaveDotGit ? false,
      branchName ? null,
      rootDir ? "",
      sparseCheckout ? [ ],
      postFetch ? "",
      meta ? { },
      passthru ? { },
    }@arguments:
    refuse [ "deepClone" "leaveDotGit" "branchName" "rootDir" "sparseCheckout" "postFetch" ] arguments (
      source
        (
          {
            inherit rev tag url;
            gitRepoUrl = url;
          }
          // passthru
        )
        (
          stdenv.mkDerivation (
            {
              inherit
                name
                url
                rev
                tag
                fetchSubmodules
                fetchLFS
                impureEnvVars
                ;
              reference = if tag != null then "refs/tags/${tag}" else rev;
              outputHashMode = "recursive";
              buildCommand = ''
                export GIT_CONFIG_GLOBAL=/dev/null
                git init --quiet "$out"
                cd "$out"
                # Some servers do not allow fetching a commit by its hash.
                git fetch --quiet --depth 1 "$url" "$reference" ||
                  git fetch --quiet "$url" '+refs/*:refs/fetched/*'
                git checkout --quiet "''${rev:-FETCH_HEAD}"
                if [ -n "$fetchLFS" ]; then git lfs pull "$url"; fi
                if [ -n "$fetchSubmodules" ]; then
                  git submodule --quiet update --init --recursive
                fi
                find . -name .git -prune -exec rm -rf {} +
              '';
            }
            // outputHash url arguments
          )
        )
    )
  );
}
