//! The settings for builds and indexes.

use std::collections::{BTreeMap, BTreeSet};

use pep508_rs::PackageName;
use url::Url;

use super::{libraries, native_build, runtime};
use crate::emit::nix::Expression;
use crate::lock::{File, Location, Package, Registry, Source};
use crate::overlay::{Overlay, PackageContent};
use crate::project::settings::{
    AffectedDependencies, ConfigSetting, ConfigSettings, Credentials, NixPath, PackageSelection,
    PackageSettings, Settings, SourcePreference, credential_variables, gets_credentials,
};

type Attribute<'t> = Option<(&'t str, Expression<'t>)>;

/// The settings of one package.
pub(super) fn of_package<'t>(content: PackageContent<'t, 't>) -> Attribute<'t> {
    let PackageContent { package, installed, linked, native, runtime, settings } = content;
    let name = &package.name;
    let stated = settings.packages.get(name);
    // `sourcePreference = "sdist"` also builds packages that have wheels.
    let can_be_built = installed.built().is_some() || installed.sdist().is_some();
    let of_builds = can_be_built.then(|| {
        let build_env = settings.uv.extra_build_variables.get(name);
        let build_env = build_env.and_then(|variables| environment("build-env", variables));
        [build_env, build_settings(name, settings)]
    });
    let attributes = { libraries::of_wheels(linked, stated).into_iter() }
        .chain(native_build::of_build(native))
        .chain(runtime.into_iter().flat_map(runtime::of_package))
        .chain(of_builds.into_iter().flatten())
        .chain(stated.into_iter().flat_map(from_nixpkgs))
        .chain(stated.map(|stated| environment("env", &stated.env)))
        .chain(stated.into_iter().flat_map(checks));
    let attributes = Expression::set(attributes);
    (!attributes.attributes().is_empty()).then_some(("settings", attributes))
}

fn environment<'t>(name: &'t str, variables: &'t BTreeMap<String, String>) -> Attribute<'t> {
    let texts = variables.iter();
    let texts = texts.map(|(key, value)| (key.as_str(), Expression::string(value.as_str())));
    (!variables.is_empty()).then(|| (name, Expression::sorted(texts)))
}

/// The settings that concern packages of nixpkgs.
fn from_nixpkgs(package: &PackageSettings) -> [Attribute<'_>; 5] {
    let libraries = &package.ignore_missing_libraries;
    let path = |path: &NixPath| Expression::string(path.to_string());
    [
        paths("build-inputs", &package.build_inputs),
        paths("native-build-inputs", &package.native_build_inputs),
        (!libraries.is_empty()).then(|| {
            ("ignore-missing-libraries", Expression::strings(libraries.iter().map(String::as_str)))
        }),
        package.nixpkgs.as_ref().map(|it| ("nixpkgs", path(it))),
        (package.source() == Some(SourcePreference::Wheel))
            .then(|| ("source", Expression::string("wheel"))),
    ]
}

/// The changed dependencies, and the checks after the build.
fn checks(package: &PackageSettings) -> [Attribute<'_>; 3] {
    let modules = &package.imports_check;
    let some = |key, some: &Option<AffectedDependencies>| {
        let value = match some.as_ref()? {
            AffectedDependencies::All => Expression::True,
            AffectedDependencies::Named(names) => {
                Expression::strings(names.iter().map(ToString::to_string))
            }
        };
        Some((key, value))
    };
    [
        (!modules.is_empty())
            .then(|| ("imports-check", Expression::strings(modules.iter().map(String::as_str)))),
        some("relax-dependencies", &package.relax_dependencies),
        some("remove-dependencies", &package.remove_dependencies),
    ]
}

fn paths<'t>(attribute: &'t str, paths: &[NixPath]) -> Attribute<'t> {
    let texts = paths.iter().map(ToString::to_string);
    (!paths.is_empty()).then(|| (attribute, Expression::strings(texts)))
}

/// The settings for the build backend: options of the program that calls it, where these can say them.
fn build_settings<'t>(name: &PackageName, settings: &Settings) -> Attribute<'t> {
    let told = settings.uv.config_settings_of(name);
    let flags = Vec::from_iter(told.iter().flat_map(|(key, setting)| options(key, setting)));
    if told.is_empty() {
        None
    } else if told.values().all(is_option) && flags.iter().all(|flag| is_word(flag)) {
        Some(("build-flags", Expression::strings(flags)))
    } else {
        Some(("config-settings", config_settings(told)))
    }
}

fn options(key: &str, setting: &ConfigSetting) -> Vec<String> {
    let values = match setting {
        ConfigSetting::Text(text) => std::slice::from_ref(text),
        ConfigSetting::List(texts) => texts,
    };
    let option = |value| ["--config-setting".to_owned(), format!("{key}={value}")];
    values.iter().flat_map(option).collect()
}

/// Whether a backend gets the same from options: from one option, it gets a text.
fn is_option(setting: &ConfigSetting) -> bool {
    match setting {
        ConfigSetting::Text(_) => true,
        ConfigSetting::List(texts) => texts.len() > 1,
    }
}

/// Whether the hooks pass an option on as it is: a shell splits it at spaces, and expands patterns.
fn is_word(option: &str) -> bool {
    !option.contains(|it: char| it.is_whitespace() || "*?[\\".contains(it))
}

/// Written only if it differs from the default of the hooks.
pub(super) fn no_bytecode<'t>(settings: &Settings) -> Attribute<'t> {
    (settings.uv.compile_bytecode == Some(false)).then_some(("no-bytecode", Expression::True))
}

/// The paths that packages may both have.
pub(super) fn ignored_collisions(settings: &Settings) -> Attribute<'_> {
    let patterns = &settings.ignored_collisions;
    let texts = patterns.iter().map(String::as_str);
    (!patterns.is_empty()).then(|| ("ignored-collisions", Expression::strings(texts)))
}

/// The settings of `[tool.uv]`, as data for users of the file.
pub(super) fn config(settings: &Settings) -> Attribute<'_> {
    let uv = &settings.uv;
    let selection = |all, named, selection: &PackageSelection| match selection {
        PackageSelection::Nothing => None,
        PackageSelection::All(_) => Some((all, Expression::True)),
        PackageSelection::Named(packages) => {
            let names = packages.keys().map(|name| name.as_ref().to_owned());
            Some((named, Expression::strings(names)))
        }
    };
    let by_package = uv.config_settings_package.iter();
    let by_package = by_package.map(|(name, told)| (name.as_ref(), config_settings(told.clone())));
    let extra = uv.extra_build_dependencies.iter().map(|(name, added)| {
        let texts = added.iter().map(|it| it.requirement.to_string());
        (name.as_ref(), Expression::strings(texts))
    });
    let variables = uv.extra_build_variables.iter().map(|(name, variables)| {
        let texts = variables.iter();
        let texts = texts.map(|(key, value)| (key.as_str(), Expression::string(value.as_str())));
        (name.as_ref(), Expression::sorted(texts))
    });
    let attributes = [
        selection("no-binary", "no-binary-package", &uv.no_binary),
        selection("no-build", "no-build-package", &uv.no_build),
        tables("config-settings-package", by_package),
        (!uv.config_settings.is_empty())
            .then(|| ("config-settings", config_settings(uv.config_settings.clone()))),
        tables("extra-build-dependencies", extra),
        tables("extra-build-variables", variables),
    ];
    let is_said = attributes.iter().any(Option::is_some);
    is_said.then(|| ("config", Expression::set(attributes)))
}

fn tables<'t>(
    name: &'t str,
    tables: impl Iterator<Item = (&'t str, Expression<'t>)>,
) -> Attribute<'t> {
    let tables = Vec::from_iter(tables);
    (!tables.is_empty()).then(|| (name, Expression::sorted(tables)))
}

fn config_settings<'t>(settings: ConfigSettings) -> Expression<'t> {
    let settings = settings.into_iter().map(|(key, setting)| match setting {
        ConfigSetting::Text(text) => (key, Expression::string(text)),
        ConfigSetting::List(texts) => (key, Expression::strings(texts)),
    });
    Expression::sorted(settings)
}

/// The additional arguments of `fetchurl` for the files of each index.
pub(super) fn indexes<'t>(overlay: &Overlay<'t>) -> Attribute<'t> {
    let indexes = overlay.inputs.settings().indexes.iter().filter_map(|(name, index)| {
        let arguments = match index.credentials.as_ref()? {
            Credentials::Environment => {
                let [username, password] = credential_variables(name);
                Expression::set([
                    Some(("hosts", Expression::strings(hosts(name, overlay)))),
                    Some(("username", Expression::string(username))),
                    Some(("password", Expression::string(password))),
                ])
            }
            Credentials::NetrcPhase { phase, impure_env_vars } => {
                let variables = impure_env_vars.iter().map(String::as_str);
                Expression::set([
                    Some(("netrcPhase", Expression::string(phase.as_str()))),
                    Some(("netrcImpureEnvVars", Expression::strings(variables))),
                ])
            }
        };
        Some((name.as_str(), arguments))
    });
    let indexes: Vec<_> = indexes.collect();
    (!indexes.is_empty()).then(|| ("indexes", Expression::sorted(indexes)))
}

/// The index whose credentials a file is fetched with.
///
/// Only the server of the index and the hosts in its settings get its password: a lock file could name any
/// other.
pub(super) fn credentials_for<'t>(
    file: &File,
    package: &Package,
    settings: &'t Settings,
) -> Option<&'t str> {
    let is_it = |known: &str| match &package.source {
        Source::Registry(Registry::Url(url)) => url == known,
        // Not every tool says which index it takes a package from.
        Source::Registry(Registry::Unknown) => {
            package.files().any(|file| file.location.is_on_server_of(known))
        }
        _ => false,
    };
    let (name, _) = settings.indexes.iter().find(|(name, index)| {
        let known = settings.index_url(name).filter(|known| is_it(known));
        match (&index.credentials, known) {
            (Some(Credentials::Environment), Some(known)) => {
                may_get_credentials(&file.location, known, &index.hosts)
            }
            // This code names the servers itself.
            (Some(Credentials::NetrcPhase { .. }), Some(_)) => true,
            (None, _) | (_, None) => false,
        }
    })?;
    Some(name)
}

fn may_get_credentials(file: &Location, index: &str, hosts: &[String]) -> bool {
    let Location::Url(file) = file else { return false };
    match (Url::parse(index), Url::parse(file)) {
        (Ok(index), Ok(file)) => gets_credentials(&file, &index, hosts),
        _ => false,
    }
}

/// The servers with the files of an index that are fetched with its credentials.
fn hosts(index: &str, overlay: &Overlay<'_>) -> BTreeSet<String> {
    let settings = overlay.inputs.settings();
    let files = overlay.installed().flat_map(|PackageContent { installed, package, .. }| {
        let wheels = installed.wheels().map(|(wheel, _)| wheel);
        wheels.chain(installed.sdist()).map(move |file| (package, file))
    });
    let here =
        files.filter(|(package, file)| credentials_for(file, package, settings) == Some(index));
    let hosts = here.filter_map(|(_, file)| match &file.location {
        Location::Url(url) => Url::parse(url).ok()?.host_str().map(str::to_owned),
        Location::Path(_) | Location::InGit(_) | Location::Absolute(_) => None,
    });
    hosts.collect()
}
