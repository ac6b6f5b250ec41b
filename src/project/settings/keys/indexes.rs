//! The keys of `[tool.uvnix.indexes.<name>]`.

use super::super::value::names;
use super::super::word;
use super::{ADDRESS, Key, Kind, STRING, Section};

const ADDRESS_FORM: &str = "a URL such as `\"https://pypi.example/simple\"`";

/// The keys of `[tool.uvnix.indexes.<name>]`.
pub static INDEX: Section = Section {
    name: "indexes",
    path: "tool.uvnix.indexes.<name>",
    keys: &[URL, MIRROR, HOSTS, CREDENTIALS, NETRC_PHASE, NETRC_IMPURE_ENV_VARS],
};

pub(in crate::project::settings) const URL: Key = Key {
    name: "url",
    kind: ADDRESS,
    form: ADDRESS_FORM,
    default: "that of `[[tool.uv.index]]`",
    example: "\"https://pypi.example/simple\"",
    effect: "the URL, if it is not in uv's settings",
};

pub(in crate::project::settings) const MIRROR: Key = Key {
    name: "mirror",
    kind: ADDRESS,
    form: ADDRESS_FORM,
    default: "none",
    example: "\"https://mirror.example/simple\"",
    effect: "the URL to download from when generating",
};

pub(in crate::project::settings) const HOSTS: Key = Key {
    name: "hosts",
    kind: Kind::List(&Kind::Text("host", "hosts")),
    form: "a list of host names, such as `[\"files.example\"]`",
    default: "`[]`",
    example: "[\"files.example\"]",
    effect: "other hosts that get the credentials of the index",
};

pub(in crate::project::settings) const CREDENTIALS: Key = Key {
    name: "credentials",
    kind: Kind::Word(const { &names(&word::CREDENTIALS) }),
    form: "`\"environment\"`",
    default: "none",
    example: "\"environment\"",
    effect: "builds log in with `UV_INDEX_<NAME>_USERNAME` and `UV_INDEX_<NAME>_PASSWORD` from the environment of the Nix daemon",
};

pub(in crate::project::settings) const NETRC_PHASE: Key = Key {
    name: "netrc-phase",
    kind: STRING,
    form: "shell code as a string",
    default: "none",
    example: "\"echo machine files.example >netrc\"",
    effect: "shell code that writes `netrc`, as in nixpkgs' `fetchurl`",
};

pub(in crate::project::settings) const NETRC_IMPURE_ENV_VARS: Key = Key {
    name: "netrc-impure-env-vars",
    kind: Kind::List(&Kind::Text("variable", "variables")),
    form: "a list of variables together with `netrc-phase`, such as `[\"TOKEN\"]`",
    default: "`[]`",
    example: "[\"TOKEN\"]",
    effect: "the variables that `netrc-phase` reads",
};
