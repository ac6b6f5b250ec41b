# Every package of a project that a public collection of overrides knows, with these overrides over uvnix and
# over uv2nix. `result.<name>` says whether both give the same derivation.
{
  # A folder with uv.nix beside its uv.lock; checkouts of pyproject.nix, uv2nix, build-system-pkgs and
  # nixpkgs.lib; a checkout of the collection; a nixpkgs to import. All are absolute paths.
  project,
  peers,
  overrides,
  nixpkgs,
  python,
  sourcePreference,
}:
let
  lib = import (/. + "${peers}/nixpkgs.lib/lib");
  pkgs = import (/. + nixpkgs) { system = "x86_64-linux"; };
  pyproject-nix = import (/. + "${peers}/pyproject.nix") { inherit lib; };
  uv2nix = import (/. + "${peers}/uv2nix") { inherit lib pyproject-nix; };
  build-systems = import (/. + "${peers}/build-system-pkgs") { inherit lib pyproject-nix uv2nix; };

  known = import (/. + "${overrides}/collected.nix");
  collection =
    ((import (/. + "${overrides}/flake.nix")).outputs {
      systems = null;
      treefmt-nix = null;
      nixpkgs = { inherit lib; };
    }).overrides
      pkgs;

  ours = import (/. + "${project}/uv.nix");
  theirs = uv2nix.lib.workspace.loadWorkspace { workspaceRoot = /. + project; };
  setOf =
    workspace: overlays:
    (pkgs.callPackage pyproject-nix.build.packages { python = pkgs.${python}; }).overrideScope (
      lib.composeManyExtensions (
        [
          build-systems.${sourcePreference}
          (workspace.mkPyprojectOverlay {
            inherit sourcePreference;
            dependencies = workspace.deps.default;
          })
        ]
        ++ overlays
      )
    );
  ourPlain = setOf ours [ ];
  theirPlain = setOf theirs [ ];
  both = lib.filter (name: ourPlain ? ${name} && theirPlain ? ${name}) ours.packages;

  # uv2nix leaves build requirements to the overrides, and uvnix does not know those that it did not look up.
  # So both are compared with those of uv2nix: none.
  withoutRequirements =
    _: prev:
    lib.genAttrs both (
      name:
      prev.${name}.overrideAttrs (
        old:
        lib.optionalAttrs (old.passthru.format or "" == "pyproject") {
          inherit (theirPlain.${name}) nativeBuildInputs;
        }
      )
    );
  ourSet = setOf ours [
    withoutRequirements
    collection
  ];
  theirSet = setOf theirs [ collection ];

  differences =
    one: other:
    lib.filter (name: one.${name} or null != other.${name} or null) (lib.attrNames (one // other));
  compared =
    our: their:
    if our.drvPath == their.drvPath then
      "same"
    else
      "differs: ${toString (differences our.drvAttrs their.drvAttrs)}";
in
rec {
  names = lib.filter (name: known ? ${name}) both;
  result = lib.genAttrs names (name: compared ourSet.${name} theirSet.${name});
  # For packages that fail: whether they fail with uv2nix too.
  ofUv2nix = lib.genAttrs names (name: theirSet.${name}.drvPath);
}
