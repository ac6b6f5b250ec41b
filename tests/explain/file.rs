//! `uvnix explain`.

use insta::assert_snapshot;

use crate::answer;

#[test]
fn each_environment_gets_a_file_and_each_other_file_has_a_reason() {
    let arguments = ["explain", "many", "--python", "3.12"];
    assert_snapshot!(answer("platform-wheels", &arguments), @"
    many v1.0
      from https://pypi.example/simple
      in every environment

    What is installed:
      many-1.0-cp312-cp312-macosx_11_0_arm64.whl
        in aarch64-darwin
      many-1.0-cp312-cp312-manylinux_2_17_aarch64.manylinux2014_aarch64.whl
        in aarch64-linux
      many-1.0-cp312-cp312-macosx_10_9_x86_64.whl
        in x86_64-darwin
      many-1.0-cp312-cp312-manylinux_2_28_x86_64.whl
        in x86_64-linux

    Wheels that are not taken:
      cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64  for Linux (darwin)
                                                              another wheel fits better (x86_64-linux)
                                                              for x86_64 (aarch64-linux)
      cp312-cp312-manylinux_2_41_x86_64                       for Linux (darwin)
                                                              needs glibc 2.41, and 2.40 is promised (x86_64-linux)
                                                              for x86_64 (aarch64-linux)
      cp312-cp312-musllinux_1_2_x86_64                        for Linux (darwin)
                                                              for musl (x86_64-linux)
                                                              for x86_64 (aarch64-linux)
      cp312-cp312-win_amd64                                   for Windows
      cp313-cp313-macosx_11_0_arm64                           for CPython 3.13
      cp313-cp313-manylinux_2_28_x86_64                       for CPython 3.13
      cp313-cp313t-manylinux_2_28_x86_64                      for CPython 3.13
      py3-none-any                                            another wheel fits better
    ");
}

#[test]
fn a_local_package_says_how_it_is_built_and_who_says_so() {
    assert_snapshot!(answer("workspace", &["explain", "shop-core"]), @"
    shop-core v2.0.0
      from editable folder core
      in every environment

    What is installed:
      what is built from its source

    How it is built:
      with setuptools>=61, wheel
      as said in pyproject.toml
    ");
}

#[test]
fn what_cannot_be_installed_says_why() {
    assert_snapshot!(answer("no-usable-file", &["explain", "only-linux"]), @"
    only-linux v1.0
      from https://pypi.example/simple
      in every environment

    What is installed:
      nothing: no wheel fits, and there is no sdist
        in aarch64-linux, cp314 or darwin
      only_linux-1.0-cp313-cp313-manylinux_2_28_x86_64.whl
        in cp313-x86_64-linux

    Wheels that are not taken:
      cp313-cp313-win_amd64  for Windows
    ");
}

#[test]
fn an_sdist_whose_build_system_nobody_looked_up_says_so() {
    assert_snapshot!(answer("remote-sources", &["explain", "from-zip"]), @"
    from-zip v1.0
      from https://files.example/download/from-zip-1.0.zip?token=a%20b
      in every environment

    What is installed:
      from-zip-1.0.zip

    How it is built is not known; `uvnix lock2nix` looks it up.
    ");
}

#[test]
fn every_version_is_explained() {
    assert_snapshot!(answer("conflicts", &["explain", "tensor"]), @"
    tensor v2.5.0
      from https://pypi.example/simple
      in every environment
      with not trainer[cuda]

    What is installed:
      tensor-2.5.0-py3-none-any.whl

    tensor v2.6.0
      from https://pypi.example/simple
      in every environment
      with trainer[cuda]

    What is installed:
      tensor-2.6.0-py3-none-any.whl
    ");
}
