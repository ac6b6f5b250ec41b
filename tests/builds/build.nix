# Builds one package of a uv.nix with pyproject.nix's own hooks, and without a set of build systems: everything that
# a build needs is in uv.nix. All arguments are strings.
{
  # A folder with checkouts of pyproject.nix and nixpkgs.lib.
  peers,
  uvNix,
  # The name of the package.
  name,
  # The version that its repository would give it; empty: that of the lock.
  version ? "",
  # The CPython of this machine, and its version as "3.12" and "3.12.1".
  hostPython,
  python,
  pythonFullVersion,
  # The uv of this machine.
  uv,
}:
let
  peer = folder: /. + "${peers}/${folder}";
  lib = import (peer "nixpkgs.lib/lib");
  pyproject = import (peer "pyproject.nix") { inherit lib; };
  workspace = import (/. + uvNix);

  standIn = import ../../nix/tests/stand-in {
    inherit
      hostPython
      python
      pythonFullVersion
      uv
      ;
  };
  # Packages with the real lib.
  withLib =
    pkgs:
    pkgs
    // {
      inherit lib;
      newScope = scope: pkgs.newScope ({ inherit lib; } // scope);
      buildPackages = withLib pkgs.buildPackages;
    };
  pkgs = withLib standIn.pkgs;

  base = lib.callPackageWith pkgs pyproject.build.packages { inherit (pkgs) python; };
  pythonSet = base.overrideScope (
    workspace.mkPyprojectOverlay {
      sourcePreference = "sdist";
      versions = if version == "" then { } else { ${name} = version; };
    }
  );
  package = pythonSet.${name};
in
{
  # Its sdist, or the folder of a local package.
  inherit (package) src;
  # A folder with its wheel.
  wheel =
    (package.overrideAttrs {
      outputs = [
        "out"
        "dist"
      ];
    }).dist;
}
