//! What a recipe of nixpkgs lends to a build.

use serde_json::{Value, json};

use crate::command::Workplace;
use crate::evaluator::value;

/// What the recipe `it` lends, for its attributes and for what the table adds, as Nix code.
fn lent(recipe: &str, added: &str) -> Value {
    let (_, bindings) =
        include_str!("../../nix/builders/recipe.nix").split_once("\n{\n").expect("bindings");
    let code = format!(
        "let\n\
           package = name: {{ inherit name; type = \"derivation\"; }};\n\
           pkgs = {{ zlib = package \"zlib\"; libpq = package \"libpq\" // {{ pg_config = package \"pg_config\"; }}; }};\n\
           prev = {{ inherit pkgs; }};\n\
           buildPackages = pkgs;\n\
           pythonPackages.it = {recipe};\n\
           lent = (rec {{ {bindings}).lentBy ({{ attribute = \"it\"; }} // {added});\n\
           names = map (input: input.name);\n\
         in {{\n\
           tools = names lent.nativeBuildInputs;\n\
           libraries = names lent.buildInputs;\n\
           inherit (lent) variables;\n\
         }}\n"
    );
    let workplace = Workplace::with(&[("lent.nix", code.as_str())]);
    value(&workplace.path("lent.nix"))
}

#[test]
fn a_recipe_lends_libraries_tools_and_variables_without_python_packages_and_hooks() {
    let recipe = "{
        nativeBuildInputs = [ (package \"pkg-config\") (package \"maturin-build-hook\") ];
        buildInputs = [ (package \"hdf5\") [ (package \"mpi\") ] (throw \"removed\") ];
        propagatedBuildInputs = [ (package \"numpy\" // { pythonModule = true; }) (package \"szip\") ];
        drvAttrs = {
          HDF5_DIR = \"/hdf5\";
          LANG = \"C\";
          SETUPTOOLS_SCM_PRETEND_VERSION = \"1\";
          name = \"h5py\";
          env.HDF5_MPI = \"OFF\";
          BROKEN = throw \"this variable\";
        };
      }";
    let expected = json!({
        "tools": ["pkg-config"],
        "libraries": ["hdf5", "mpi", "szip"],
        "variables": { "HDF5_DIR": "/hdf5", "HDF5_MPI": "OFF" },
    });
    assert_eq!(lent(recipe, "{ }"), expected);
}

#[test]
fn a_recipe_that_throws_lends_nothing_but_what_the_table_adds() {
    let nothing = json!({ "tools": [], "libraries": [], "variables": {} });
    assert_eq!(lent("throw \"it was removed\"", "{ }"), nothing);
    assert_eq!(lent("{ buildInputs = throw \"broken\"; }", "{ }"), nothing);
    assert_eq!(lent("{ }", "{ attribute = \"no-such-recipe\"; }"), nothing);
    // A library that this nixpkgs calls otherwise is left out.
    let added = "{ tools = [ \"libpq.pg_config\" \"no-such-tool\" ]; libraries = [ \"zlib\" \"xorg.gone\" ]; }";
    let expected = json!({ "tools": ["pg_config"], "libraries": ["zlib"], "variables": {} });
    assert_eq!(lent("throw \"it was removed\"", added), expected);
}
