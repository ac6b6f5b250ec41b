//! Errors of packages that cannot be built, and of environments that a file is not for.

use serde_json::json;

use crate::command::Workplace;
use crate::evaluator::{evaluate, refusal};
use crate::of;

#[test]
fn a_package_without_a_usable_file_is_still_part_of_closures() {
    let environment = [("system", "aarch64-darwin"), ("python", "3.14")];
    let versions = evaluate(&of("no-usable-file/uv.nix"), "versions", &environment);
    assert_eq!(
        versions.expect("there are versions"),
        json!({
            "nothing-at-all": "1.0",
            "only-linux": "1.0",
            "only-old": "1.0",
            "only-wasm": "1.0",
            "picky": "0.1.0",
            "runtime": "1.0",
        })
    );
}

#[test]
fn building_it_is_refused_with_its_name_the_environment_and_what_was_rejected() {
    let environment = [("system", "aarch64-darwin"), ("python", "3.14")];
    for attribute in ["pythonSet.only-linux.src", "pythonSet.only-linux.drvPath", "venvDrvPath"] {
        let message = refusal(&of("no-usable-file/uv.nix"), attribute, &environment);
        let wanted = match attribute {
            "venvDrvPath" => "has no file for cp314-aarch64-darwin",
            _ => "only-linux 1.0 has no file for cp314-aarch64-darwin",
        };
        assert!(message.contains(wanted), "{message}");
    }
    let message = refusal(&of("no-usable-file/uv.nix"), "pythonSet.only-linux.src", &environment);
    assert!(message.contains("cp313-cp313-manylinux_2_28_x86_64"), "{message}");
    assert!(message.contains("cp313-cp313-win_amd64"), "{message}");
}

#[test]
fn a_file_without_a_hash_that_nix_can_check_is_refused_only_when_it_is_fetched() {
    let path = of("hashes/uv.nix");
    assert!(evaluate(&path, "versions", &[]).is_ok());
    let message = refusal(&path, "pythonSet.by-nothing.drvPath", &[]);
    assert!(message.contains("https://files.example/by_nothing-1-py3-none-any.whl"), "{message}");
    assert!(message.contains("no hash"), "{message}");
    // nixpkgs rejects MD5, and Nix knows no other hash.
    for algorithm in ["sha384", "blake2b", "md5"] {
        let message = refusal(&path, &format!("pythonSet.by-{algorithm}.drvPath"), &[]);
        let wanted = format!("nixpkgs cannot check its hash, {algorithm}:");
        assert!(message.contains(&wanted), "{message}");
    }
}

#[test]
fn what_lies_outside_of_the_flake_is_refused_only_when_it_is_built() {
    let path = of("local-sources/uv.nix");
    assert!(evaluate(&path, "versions", &[]).is_ok());
    for package in ["of-absolute-directory", "of-absolute-wheel"] {
        let message = refusal(&path, &format!("pythonSet.{package}.drvPath"), &[]);
        assert!(message.contains("/elsewhere/of"), "{message}");
    }
}

#[test]
fn an_environment_that_the_file_is_not_for_is_told_which_it_is_for_and_the_flags() {
    let path = of("platform-wheels/uv.nix");
    for (python, system, libc, name) in [
        ("3.13t", "x86_64-linux", "glibc", "cp313t-x86_64-linux"),
        ("3.12", "x86_64-linux", "musl", "cp312-x86_64-linux-musl"),
        ("pypy3.12", "x86_64-linux", "glibc", "pp312-x86_64-linux"),
        ("3.12", "riscv64-linux", "glibc", "cp312-riscv64-linux"),
    ] {
        let environment = [("python", python), ("system", system), ("libc", libc)];
        let message = refusal(&path, "venvDrvPath", &environment);
        assert!(message.contains(&format!("was not generated for {name}")), "{message}");
        assert!(message.contains(" cp312-aarch64-darwin\n"), "{message}");
        let (interpreter, system) = name.split_once('-').expect("a name has a system");
        let flags = format!("uvnix lock2nix --python {interpreter} --system {system}");
        assert!(message.contains(&flags), "{message}");
        let other =
            "If requires-python (>=3.12, <3.14) excludes this Python, use another interpreter";
        assert!(message.contains(other), "{message}");
    }
}

#[test]
fn an_exact_patch_release_that_is_missing_is_answered_with_the_way_through() {
    let lock = "version = 1\nrequires-python = \"==3.12.7\"\n\n\
                [[package]]\nname = \"app\"\nversion = \"1\"\nsource = { virtual = \".\" }\n";
    let workplace = Workplace::with(&[("uv.lock", lock)]);
    assert_eq!(workplace.lock2nix(&[]).code, 0);
    let python = [("python", "3.12"), ("pythonFullVersion", "3.12.11")];
    let message = refusal(&workplace.path("uv.nix"), "versions", &python);
    assert!(message.contains("was not generated for cp312 at 3.12.11"), "{message}");
    assert!(message.contains("set pythonVersion = \"3.12.7\" where you make"), "{message}");
    let way = "let workspace = import ./uv.nix; in workspace // { mkPyprojectOverlay = given:
        workspace.mkPyprojectOverlay (given // { pythonVersion = \"3.12.7\"; }); }";
    workplace.write("way.nix", way);
    assert!(evaluate(&workplace.path("way.nix"), "versions", &python).is_ok());
}

#[test]
fn a_free_threaded_interpreter_is_not_the_ordinary_one() {
    let free_threaded = [("python", "3.13t"), ("system", "x86_64-linux")];
    let message = refusal(&of("platform-wheels/uv.nix"), "venvDrvPath", &free_threaded);
    assert!(message.contains("was not generated for cp313t-x86_64-linux"), "{message}");
}

#[test]
fn a_file_of_pure_packages_refuses_other_environments_too() {
    let message = refusal(&of("pure/uv.nix"), "versions", &[("python", "3.10")]);
    assert!(message.contains("was not generated for cp310"), "{message}");
    let message = refusal(&of("pure/uv.nix"), "versions", &[("libcVersion", "2.17")]);
    assert!(message.contains("glibc 2.40, but this package set has glibc 2.17"), "{message}");
}

#[test]
fn a_system_that_the_lock_does_not_support_is_refused() {
    let environment = [("python", "3.13"), ("system", "x86_64-linux")];
    let message = refusal(&of("supported-markers/uv.nix"), "versions", &environment);
    assert!(message.contains("was not generated for cp313-x86_64-linux"), "{message}");
}

#[test]
fn an_older_c_library_is_refused_with_the_flag_that_fixes_it() {
    let path = of("platform-wheels/uv.nix");
    let older = [("system", "x86_64-linux"), ("libcVersion", "2.35")];
    let message = refusal(&path, "versions", &older);
    assert!(message.contains("glibc 2.40, but this package set has glibc 2.35"), "{message}");
    assert!(message.contains("uvnix lock2nix --glibc 2.35"), "{message}");

    let newer = [("system", "x86_64-linux"), ("libcVersion", "2.100")];
    assert!(evaluate(&path, "venvDrvPath", &newer).is_ok());
}

#[test]
fn an_older_macos_is_refused_with_the_flag_that_fixes_it() {
    let older = [("system", "aarch64-darwin"), ("darwinSdkVersion", "11.3")];
    let message = refusal(&of("platform-wheels/uv.nix"), "versions", &older);
    assert!(message.contains("macOS 14.0, but this package set has macOS 11.3"), "{message}");
    assert!(message.contains("uvnix lock2nix --macos 11.3"), "{message}");
}
