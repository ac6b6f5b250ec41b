# The packages, checks, development shells and apps of a flake, with the stand-in as its inputs.
{
  # A flake.nix, as an absolute path.
  flake,
  # For real builds on this system: arguments of ./stand-in …
  python ? "3.12",
  pythonFullVersion ? null,
  hostPython ? null,
  uv ? null,
  buildSystemsDir ? null,
  # … and the uvnix that runs in them, as an absolute path.
  uvnix ? null,
  # A folder with checkouts that replace the stand-in, see ./stand-in/inputs.nix.
  peers ? null,
}:
let
  systems = [
    "x86_64-linux"
    "aarch64-linux"
    "aarch64-darwin"
  ];

  inputs = import ./stand-in/inputs.nix {
    inherit systems uvnix peers;
    argumentsFor =
      system:
      if hostPython != null && system == builtins.currentSystem then
        {
          inherit
            python
            pythonFullVersion
            hostPython
            uv
            buildSystemsDir
            ;
        }
      else
        { };
  };
  inherit (inputs.nixpkgs) lib;

  call =
    file: inputs:
    let
      inherit (import file) outputs;
      wanted = lib.functionArgs outputs;
      available = inputs // {
        self = result;
      };
      result = outputs (if wanted == { } then available else lib.intersectAttrs wanted available) // {
        _type = "flake";
        inherit inputs;
        outPath = toString (dirOf file);
      };
    in
    result;

  outputs = call (/. + flake) (inputs // { uvnix = call ../../flake.nix inputs; });

  ofSystems = name: outputs.${name} or { };
  drvPaths = lib.mapAttrs (_: lib.mapAttrs (_: package: package.drvPath));
in
{
  # For ./build-flake.
  here = lib.genAttrs [ "packages" "checks" "devShells" ] (
    name: outputs.${name}.${builtins.currentSystem}
  );

  evaluated = {
    packages = drvPaths (ofSystems "packages");
    checks = drvPaths (ofSystems "checks");
    devShells = drvPaths (ofSystems "devShells");
    apps = lib.mapAttrs (_: lib.mapAttrs (_: app: app.program)) (ofSystems "apps");
  };
}
