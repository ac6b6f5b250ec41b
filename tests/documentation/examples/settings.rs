//! Settings that are not, and settings that cannot be followed.

use crate::example::{Example, REGISTRY, lock};

/// A project with these settings.
fn set(code: &'static str, settings: &str) -> Example {
    Example::of(code, "lock2nix").file("uv.lock", lock(REGISTRY)).file("pyproject.toml", settings)
}

pub(super) fn examples() -> Vec<Example> {
    let twice = "[tool.uvnix.packages]\nneeded = { cuda = true }\nNeeded = { cuda = false }\n";
    let contradiction = "[tool.uv]\nno-build-package = [\"needed\"]\n\n\
                         [tool.uvnix.packages.needed]\nsource = \"sdist\"\n";
    vec![
        set("settings::not_toml", "").file("uv.toml", "no-build = yes please\n"),
        set(
            "settings::required_version",
            "[tool.uvnix]\nrequired-version = \">=99\"\nnewer-setting = true\n",
        ),
        set("settings::unknown_key", "[tool.uvnix.packages.needed]\nbuild-sytem = []\n"),
        set("settings::bad_value", "[tool.uvnix.environments]\npython = [\"2.7\"]\n"),
        set("settings::unknown_package", "[tool.uvnix.packages.neded]\ncuda = true\n"),
        set(
            "settings::unknown_index",
            "[tool.uvnix.indexes.corp]\ncredentials = \"environment\"\n",
        ),
        set("settings::repeated", twice),
        set("settings::contradiction", contradiction),
    ]
}
