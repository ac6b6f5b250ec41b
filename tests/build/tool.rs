//! A tool of `uvnix tool`, as a flake builds it.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::{REPOSITORY, needs, run, uvnix};

const FLAKE: &str = r#"{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.pyproject-nix.url = "github:pyproject-nix/pyproject.nix";
  outputs =
    { nixpkgs, pyproject-nix, ... }:
    {
      packages = nixpkgs.lib.genAttrs [ "x86_64-linux" "aarch64-linux" "aarch64-darwin" ] (system: {
        tool = nixpkgs.legacyPackages.${system}.callPackage ./num2words { inherit pyproject-nix; };
      });
    };
}
"#;

#[test]
fn a_program_of_the_index_is_built_with_its_own_programs_only() {
    ["nix-build", "uv", "python3"].into_iter().for_each(needs);
    let folder = TempDir::new().expect("there is a temporary folder");
    let version = "import sys; print('%d.%d' % sys.version_info[:2])";
    let python = run(Command::new("python3").args(["-c", version]));
    let tool = ["tool", "num2words", "--python", &python];
    run(uvnix()
        .args(tool)
        .current_dir(&folder)
        .env("UVNIX_CACHE_DIR", folder.path().join("cache")));
    let expression = fs::read_to_string(folder.path().join("num2words/default.nix"));
    let expression = expression.expect("it was written");
    assert!(expression.contains("mainProgram = \"num2words\";"), "{expression}");
    let flake = folder.path().join("flake.nix");
    fs::write(&flake, FLAKE).expect("a temporary folder can be written to");
    let mut command = Command::new(Path::new(REPOSITORY).join("nix/tests/build-flake"));
    let built = run(command.arg(&flake).args(["packages.tool", &python]));
    let programs = fs::read_dir(Path::new(&built).join("bin")).expect("it has programs");
    let programs = programs.map(|it| it.expect("it can be read").file_name());
    assert_eq!(Vec::from_iter(programs), ["num2words"]);
    // docopt, a dependency, has no wheel.
    assert_eq!(run(Command::new(Path::new(&built).join("bin/num2words")).arg("42")), "forty-two");
}
