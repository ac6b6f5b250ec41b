//! `reference/evaluation-errors.md` of the book: what Nix prints where a flake calls uvnix wrongly.

use std::fs;

use crate::case::assert_is_committed;
use crate::instance::Instance;
use crate::marks::{message, requoted};
use crate::repository;

/// A code, and the outputs of a flake of the template `workspace` that print its message.
const EXAMPLES: [(&str, &str); 5] = [
    ("no_uv_nix", "packages = (project { root = ./core; }).packages;"),
    ("unusable_uv_nix", "packages = (project { root = ./other; }).packages;"),
    (
        "no_root",
        "packages = (inputs.flake-parts.lib.mkFlake { inherit inputs; } {
           imports = [ uvnix.flakeModules.default ];
           systems = [ \"x86_64-linux\" ];
           perSystem = { config, ... }: { packages.image = config.uvnix.project.mkImage { }; };
         }).packages.x86_64-linux;",
    ),
    ("argument", "packages = (project { tests = true; }).packages;"),
    (
        "image_for_linux",
        "packages.image = (project { pkgs = nixpkgs.legacyPackages.aarch64-darwin; }).mkImage { };",
    ),
];

/// What Nix prints of it.
fn printed(outputs: &str) -> String {
    let flake = format!(
        "{{ outputs = inputs: let
            inherit (inputs) nixpkgs uvnix;
            pkgs = nixpkgs.legacyPackages.x86_64-linux;
            project = given: uvnix.lib.mkProject ({{ inherit pkgs; root = ./.; }} // given);
            outputs = {{ {outputs} }};
          in {{ packages.x86_64-linux = outputs.packages; }}; }}"
    );
    let instance = Instance::with_flake("workspace", &flake);
    instance.write("other/uv.nix", "{ }");
    let report = instance.evaluated().expect_err("it is refused");
    let place = instance.path("").display().to_string();
    message(&report, "error: ").replace(place.trim_end_matches('/'), "/nix/store/…-source")
}

#[test]
fn the_book_quotes_what_nix_prints() {
    let path = repository("docs/src/reference/evaluation-errors.md");
    let page = fs::read_to_string(&path).expect("the page is there");
    let quoted = |mark: &str| {
        let code = mark.strip_prefix("example of eval::")?;
        let (_, outputs) = EXAMPLES.iter().find(|(of, _)| *of == code)?;
        let printed = printed(outputs);
        assert!(printed.contains(&format!("\nuvnix::eval::{code}: https://")), "{printed}");
        Some(printed)
    };
    for (code, _) in EXAMPLES {
        assert!(page.contains(&format!("<!-- example of eval::{code} -->\n```")), "{code}");
    }
    assert_is_committed(&path, &requoted(&page, quoted));
}
