use super::*;
use crate::environment::EnvironmentOptions;
use crate::overlay::{Inputs, Overlay};
use crate::project::Workspace;
use crate::project::settings::Backend;
use crate::resolution::resolved::Resolved;

/// A package of version 1 with a wheel for Linux.
fn package(name: &str, dependencies: &[&str]) -> String {
    let dependencies = dependencies.iter().map(|it| format!("{{ name = {it:?} }}"));
    let dependencies = Vec::from_iter(dependencies).join(", ");
    let file = name.replace('-', "_");
    format!(
        "[[package]]\nname = {name:?}\nversion = '1'\nsource = {{ registry = 'https://pypi.example/simple' }}\n\
         dependencies = [{dependencies}]\nwheels = [{{ url = 'https://files.example/{file}-1-py3-none-manylinux_2_28_x86_64.whl' }}]\n"
    )
}

/// The libraries of a package of these, and its siblings.
fn linked(
    packages: &[String],
    settings: &str,
    facts: &[(&str, WheelLibraries)],
    of: &str,
) -> String {
    let head = "version = 1\nrequires-python = '==3.12.*'\n[[package]]\nname = 'app'\nversion = '1'\n\
                source = { virtual = '.' }\n";
    let names = packages.iter().filter_map(|it| it.split('"').nth(1));
    let names = Vec::from_iter(names.map(|it| format!("{{ name = {it:?} }}"))).join(", ");
    let lock = format!("{head}dependencies = [{names}]\n{}", packages.concat());
    let workspace = Workspace::of_texts(&lock, settings);
    let (lock, options) = (workspace.lock(), EnvironmentOptions::default());
    let resolved = Resolved::of(lock, &options).unwrap();
    let mut known = Facts::default();
    for (name, libraries) in facts {
        let (_, package) = lock.packages().find(|(_, it)| it.name.as_ref() == *name).unwrap();
        known.add_libraries(package, &package.wheels[0], libraries.clone());
    }
    let inputs = Inputs { resolved: &resolved, workspace: &workspace };
    let overlay = Overlay::of(Merged::of(inputs), &known, Backend::PyprojectNix);
    let (_, variants) = overlay.packages.iter().find(|(name, _)| name.as_ref() == of).unwrap();
    let LinkedLibraries { from, siblings, alternatives, .. } = &variants[0].linked;
    let from = from.iter().map(|(library, origin)| match origin {
        LibraryOrigin::Package(package) => format!("{library}: {package}"),
        LibraryOrigin::Nixpkgs(attributes) => format!("{library}: pkgs.{}", attributes[0]),
        other => format!("{library}: {other:?}"),
    });
    let siblings = siblings.iter().map(|sibling| format!("+ {sibling}"));
    let alternatives = alternatives.iter().map(|library| format!("| {library}"));
    Vec::from_iter(from.chain(siblings).chain(alternatives)).join("\n")
}

fn libraries(needs: &[&str], provides: &[&str]) -> WheelLibraries {
    let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    WheelLibraries { needs: names(needs), provides: names(provides) }
}

#[test]
fn a_library_comes_from_a_dependency_or_nixpkgs_or_nobody() {
    let packages = [
        package("a", &["middle"]),
        package("middle", &["b"]),
        package("b", &[]),
        package("stranger", &[]),
    ];
    let facts = [
        (
            "a",
            libraries(
                &["libb.so.1", "libxcb.so.1", "libplugin.so", "libc.so.9", "libpython3.12.so.1.0"],
                &[],
            ),
        ),
        ("b", libraries(&[], &["libb.so.1"])),
        ("stranger", libraries(&[], &["libplugin.so"])),
    ];
    insta::assert_snapshot!(linked(&packages, "", &facts, "a"), @r"
    libb.so.1: b
    libc.so.9: Nobody
    libplugin.so: Nobody
    libpython3.12.so.1.0: Interpreter
    libxcb.so.1: pkgs.libxcb
    + b
    ");
    let off = "tool.uvnix.packages.a.libraries = false";
    assert_eq!(linked(&packages, off, &facts, "a"), "");
    let stated = "[tool.uvnix.packages.a]\nlibraries = { 'libplugin.so' = 'mine.lib' }\n\
                  ignore-missing-libraries = ['libxcb*', 'libpython*', 'libc.*']";
    insta::assert_snapshot!(linked(&packages, stated, &facts, "a"), @r"
    libb.so.1: b
    libplugin.so: pkgs.mine.lib
    + b
    ");
}

#[test]
fn a_package_does_not_look_in_those_that_need_it() {
    let packages = [package("a", &["b"]), package("b", &["a"])];
    let facts = [("a", libraries(&["libb.so"], &[])), ("b", libraries(&[], &["libb.so"]))];
    assert_eq!(linked(&packages, "", &facts, "a"), "libb.so: Nobody");
}

#[test]
fn torch_finds_the_cuda_of_its_dependencies_at_any_depth_without_a_setting() {
    let packages = [
        package("torch", &["cuda-toolkit"]),
        package("cuda-toolkit", &["nvidia-cublas", "nvidia-cuda-runtime"]),
        package("nvidia-cublas", &[]),
        package("nvidia-cuda-runtime", &[]),
        package("nvidia-new", &[]),
        package("torchaudio", &[]),
    ];
    let text = linked(&packages, "", &[], "torch");
    assert!(
        text.contains("libcublas.so.13: nvidia-cublas") && text.contains("libcuda.so.1: Driver"),
        "{text}"
    );
    assert!(text.ends_with("+ nvidia-cublas\n+ nvidia-cuda-runtime"), "{text}");
    // It declares no dependency on torch.
    let text = linked(&packages, "", &[], "torchaudio");
    assert!(
        text.contains("libtorch.so: torch") && text.ends_with("+ nvidia-cuda-runtime\n+ torch"),
        "{text}"
    );
    let off = "tool.uvnix.packages.torch.cuda = false";
    let text = linked(&packages, off, &[], "torch");
    assert!(!text.contains("nvidia-cublas") && !text.contains("Driver"), "{text}");
    // Nobody has read it: it gets the libraries of the driver.
    assert!(linked(&packages, "", &[], "nvidia-new").contains("libcuda.so.1: Driver"));
}

#[test]
fn an_unknown_wheel_gets_the_cuda_that_it_depends_on_and_others_get_none() {
    let packages = [
        package("kernels", &["nvidia-cublas"]),
        package("plain", &[]),
        package("nvidia-cublas", &[]),
    ];
    let text = linked(&packages, "", &[], "kernels");
    assert!(
        text.contains("libnvidia-ml.so.1: Driver") && text.ends_with("+ nvidia-cublas"),
        "{text}"
    );
    assert_eq!(linked(&packages, "", &[], "plain"), "");
    let on = "tool.uvnix.packages.plain.cuda = true";
    assert!(linked(&packages, on, &[], "plain").contains("libcuda.so.1: Driver"));
}

#[test]
fn versions_in_names_matter_only_where_the_wheel_itself_was_read() {
    let packages = [
        package("torchvision", &["torch"]),
        package("torch", &["nvidia-cuda-runtime-cu12"]),
        package("nvidia-cuda-runtime-cu12", &[]),
    ];
    // The table has the names of another version.
    let text = linked(&packages, "", &[], "torchvision");
    assert!(text.contains("libcudart.so.13: nvidia-cuda-runtime-cu12"), "{text}");
    let read = [
        ("torchvision", libraries(&["libcudart.so.13"], &[])),
        ("nvidia-cuda-runtime-cu12", libraries(&[], &["libcudart.so.12"])),
    ];
    assert_eq!(linked(&packages, "", &read, "torchvision"), "libcudart.so.13: Nobody");
}

#[test]
fn a_wheel_that_needs_several_versions_of_a_library_does_not_need_all_of_them() {
    let packages = [package("a", &["b"]), package("b", &[])];
    let needs = libraries(&["libb.so.1", "libb.so.2", "libc.so.9"], &[]);
    let facts = [("a", needs), ("b", libraries(&[], &["libb.so.2"]))];
    let text = linked(&packages, "", &facts, "a");
    insta::assert_snapshot!(text, @r"
    libb.so.1: Nobody
    libb.so.2: b
    libc.so.9: Nobody
    + b
    | libb.so.2
    ");
    // The table has it in another version than the lock.
    let packages = [package("bitsandbytes", &["nvidia-cublas"]), package("nvidia-cublas", &[])];
    let text = linked(&packages, "", &[], "bitsandbytes");
    assert!(text.contains("\n| libcublas.so*\n"), "{text}");
}
