# nixpkgs as a flake: the attributes that flakes of projects and of uvnix use, in addition to ./packages.nix.
{
  lib,
  pkgs,
  # From a Python version to the same packages with that `python`.
  withPython,
  uvnix,
}:
let
  inherit (pkgs.stdenv) mkDerivation;

  interpreters = lib.mapAttrs (_: version: (withPython version).python) {
    python311 = "3.11";
    python312 = "3.12";
    python313 = "3.13";
    python314 = "3.14";
    python315 = "3.15";
  };

  marker =
    name:
    mkDerivation {
      inherit name;
      buildCommand = "mkdir $out";
    };

  # An image is a file with its configuration.
  image =
    kind:
    {
      name,
      tag ? null,
      contents ? [ ],
      config ? { },
      extraCommands ? "",
      maxLayers ? 100,
    }:
    mkDerivation {
      name = "${kind}-${name}";
      config = builtins.toJSON config;
      inherit contents extraCommands maxLayers;
      imageTag = tag;
      passAsFile = [ "config" ];
      buildCommand = "cp $configPath $out";
    };

  available =
    pkgs
    // interpreters
    // lib.genAttrs [
      "clippy"
      "git"
      "installShellFiles"
      "makeBinaryWrapper"
      "nixfmt"
      "nixfmt-tree"
      "pre-commit"
      "ruff"
      "rustfmt"
      "shellcheck"
    ] marker
    // {
      inherit lib;
      # Added here: platforms in ./platform.nix are compared, and functions are never equal.
      stdenv = pkgs.stdenv // {
        buildPlatform = pkgs.stdenv.buildPlatform // {
          canExecute = other: other.system == pkgs.stdenv.buildPlatform.system;
        };
      };

      # uvnix is the only such package.
      rustPlatform.buildRustPackage =
        { cargoLock, ... }@arguments:
        mkDerivation (
          removeAttrs arguments [ "cargoLock" ]
          // {
            inherit (cargoLock) lockFile;
            binary = toString uvnix;
            buildCommand = ''
              mkdir -p $out/bin
              ln -s $binary $out/bin/uvnix
            '';
          }
        );

      # As in nixpkgs, the build output contains the variables of the shell. `nix develop` replaces the builder, and
      # needs the two attributes that every derivation of nixpkgs has: its outputs and the standard environment.
      mkShell =
        {
          inputsFrom ? [ ],
          packages ? [ ],
          env ? { },
          shellHook ? "",
        }:
        mkDerivation {
          name = "shell";
          nativeBuildInputs = packages ++ inputsFrom;
          inherit env shellHook;
          outputs = [ "out" ];
          stdenv = mkDerivation {
            name = "stdenv";
            buildCommand = "install -D ${./setup.sh} $out/setup";
          };
          buildCommand = "export >$out";
        };

      replaceVars = file: values: marker (baseNameOf (toString file));

      writeTextFile =
        {
          name,
          text,
          executable ? false,
          destination ? "",
          meta ? { },
        }:
        mkDerivation {
          inherit
            name
            text
            executable
            destination
            meta
            ;
          passAsFile = [ "text" ];
          buildCommand = ''
            mkdir -p "$(dirname "$out$destination")"
            cp "$textPath" "$out$destination"
            if [ -n "$executable" ]; then chmod +x "$out$destination"; fi
          '';
        };
      writeShellScript =
        name: text:
        available.writeTextFile {
          inherit name;
          executable = true;
          text = ''
            #!/bin/bash
            ${text}'';
        };

      dockerTools = {
        streamLayeredImage = image "stream";
        buildLayeredImage = image "image";
      };

      newScope = extra: lib.callPackageWith (available // extra);
      callPackage = available.newScope { };
    };
in
available
