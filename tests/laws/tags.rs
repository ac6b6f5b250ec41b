//! Tags of wheels, such as indexes have them.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

const PYTHONS: [&str; 10] =
    ["py3", "py2", "py311", "cp3", "cp312", "cp313", "cp38", "pp311", "graalpy312", "any"];
const ABIS: [&str; 8] = ["none", "abi3", "cp312", "cp313", "cp313t", "cp38", "pypy311_pp73", "any"];
const PLATFORMS: [&str; 14] = [
    "any",
    "linux_x86_64",
    "manylinux1_x86_64",
    "manylinux_2_17_x86_64",
    "manylinux2014_aarch64",
    "manylinux_2_99_x86_64",
    "musllinux_1_2_x86_64",
    "macosx_11_0_arm64",
    "macosx_10_9_universal2",
    "macosx_99_0_arm64",
    "macosx_x_y_arm64",
    "win_amd64",
    "manylinux_2_x86_64",
    "android_21_arm64_v8a",
];

/// The name of a wheel with one or several values in each part of its tag.
pub(crate) fn wheel() -> impl Strategy<Value = String> {
    let part = |values: &'static [&'static str]| {
        vec(select(values), 1..3).prop_map(|values| values.join("."))
    };
    (part(&PYTHONS), part(&ABIS), part(&PLATFORMS))
        .prop_map(|(python, abi, platform)| format!("a-1-{python}-{abi}-{platform}.whl"))
}
