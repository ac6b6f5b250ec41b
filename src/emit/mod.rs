//! The overlay as the text of a Nix file.
//!
//! Takes an [`Overlay`]; gives the text. The functions in `nix/builders`, which follow the data in every file,
//! define the meaning of the attributes.
//!
//! | file | open it for |
//! |---|---|
//! | this one | the attributes of the file |
//! | `package`, `file`, `cycles`, `settings` | one package; its files; dependency cycles; what the user configured |
//! | `prepared` | the version of a build, and the steps before it |
//! | `libraries`, `native_build`, `runtime` | needs besides Python: of wheels, of builds, and of running packages |
//! | [`header`] | the first lines: version, command, digest |
//! | [`parts`] | the parts of a text: header, data, functions |
//! | `builders`, `part`, `attributes` | the functions that a file contains; the table of their parts; the data that needs them |
//! | `fragment`, `selection` | a file of `nix/builders`; those of its lines that a file needs |
//! | [`shared`] | the functions in a file of their own, for several projects |
//! | `specifiers` | `requires-python`, parsed |
//! | [`nix`] | Nix syntax: the tree, its text, and the proof that the text is the tree |

mod attributes;
mod builders;
mod cycles;
mod file;
mod fragment;
pub mod header;
mod libraries;
mod native_build;
pub mod nix;
mod package;
mod part;
pub mod parts;
mod prepared;
mod runtime;
mod selection;
mod settings;
pub mod shared;
mod specifiers;
mod varying;

use std::collections::{BTreeMap, BTreeSet};

use miette::Diagnostic;
use pep508_rs::ExtraName;
use thiserror::Error;

use crate::environment::{EnvironmentOptions, Environments, Implementation, Interpreter, Python};
use crate::lock::ConflictItem;
use crate::overlay::{Member, Overlay, Packaged};
use crate::resolution::activation::Implication;
use crate::resolution::conflict::Conflicts;
use crate::resolution::resolved::Resolved;
use crate::text::attribute::attribute;
use crate::text::bytes::any_byte;
use crate::text::printable::{is_obeyed, shortened};
use header::Header;
use nix::Expression;

/// Which lock a file is made from.
#[derive(Debug, Clone)]
pub struct MadeFrom {
    /// The name of the lock file.
    pub lock_file: String,
    /// Its SHA-256 in hexadecimal digits.
    pub lock_hash: String,
    /// The path from the generated file to the folder of the lock file: `./.` if both are in the same
    /// folder; `None` if that is in another repository.
    pub root: Option<String>,
    /// The path from the generated file to the file with the functions of several projects; `None` if the generated
    /// file has functions of its own.
    pub functions: Option<String>,
    /// The name of its `uvnix.lock`: next to it or, without a `root`, next to the generated file.
    pub facts_file: String,
    /// The SHA-256 of the text of this `uvnix.lock` in hexadecimal digits; `None` if there is none.
    pub facts_hash: Option<String>,
    /// The name of the script that it is the lock of.
    pub script: Option<String>,
    /// The command that updates the generated file, in its folder.
    pub command: String,
}

/// The data of a file apart from its packages.
#[derive(Debug, Clone, Copy)]
pub struct Heading<'h> {
    /// Which lock it is made from.
    pub made_from: &'h MadeFrom,
    /// The options of the environments.
    pub options: &'h EnvironmentOptions,
}

/// Text that must not be written.
#[derive(Debug, Error, Diagnostic)]
pub enum EmitError {
    /// The parser reads something else than what was printed.
    #[error("the generated Nix code differs from the intended data")]
    #[diagnostic(
        code(uvnix::emit::not_what_was_meant),
        help("no files were changed. This is a bug in uvnix: please report it with the lock file")
    )]
    NotWhatWasMeant,

    /// A reviewer would not see what the file says.
    #[error("the generated file would contain {character}, which a reviewer cannot see: {line}")]
    #[diagnostic(
        code(uvnix::emit::hidden_character),
        help(
            "no files were changed. Remove the character from the lock file or the settings, and run the \
             command again"
        )
    )]
    HiddenCharacter {
        /// Its number in Unicode: `U+202E`.
        character: String,
        /// The part of the line around it, safe to print.
        line: String,
    },
}

/// The text of the file. The data is parsed again and compared, unless the text is equal to `before`, which
/// was compared earlier: this takes most of the time.
///
/// # Errors
/// If the text, parsed again, is not what was meant to be written, or if a reviewer would not see all of it.
pub fn emit(
    before: Option<&str>,
    heading: &Heading<'_>,
    overlay: &Overlay<'_>,
) -> Result<String, EmitError> {
    let data = data(heading, overlay);
    let MadeFrom { lock_file, command, functions, .. } = heading.made_from;
    let functions = shared::functions(overlay.backend, &data, functions.as_deref());
    let printable = |text: &str| text.replace(|character: char| character.is_control(), "?");
    let header = Header {
        version: env!("CARGO_PKG_VERSION"),
        lock_file: &printable(lock_file),
        command: &printable(command),
        functions: &header::digest(&functions),
    };
    let mut text = format!("{header}{}", parts::BEFORE_DATA);
    let start = text.len();
    data.print(1, &mut text);
    let end = text.len();
    text.push_str(parts::AFTER_DATA);
    text.push_str(&functions);
    refuse_hidden(&text)?;
    if before == Some(&text) || nix::is_exactly(&text[start..end], &data) {
        Ok(text)
    } else {
        Err(EmitError::NotWhatWasMeant)
    }
}

/// How many bytes are looked at together.
const BLOCK: usize = 1024;

/// Refuses control characters, and those that change the direction of writing, wherever they come from.
fn refuse_hidden(text: &str) -> Result<(), EmitError> {
    let is_suspect = |byte: u8| !matches!(byte, b'\n' | b' '..=b'~');
    // Nearly all text is plain.
    let blocks = text.as_bytes().chunks(BLOCK).enumerate();
    let suspects =
        blocks.filter(|(_, block)| any_byte(block, is_suspect)).flat_map(|(at, block)| {
            let places = block.iter().enumerate().filter(move |(_, byte)| is_suspect(**byte));
            places.map(move |(place, _)| BLOCK * at + place)
        });
    let hidden = { suspects }.find_map(|place| {
        let character = text.get(place..)?.chars().next()?;
        is_obeyed(character).then_some((place, character))
    });
    let Some((place, character)) = hidden else { return Ok(()) };
    let line = text[..place].rfind('\n').map_or(text, |end| &text[end + 1..]);
    let line = line.lines().next().unwrap_or_default().trim_start_matches(' ');
    let character = format!("U+{:04X}", u32::from(character));
    Err(EmitError::HiddenCharacter { character, line: shortened(line) })
}

fn data<'t>(heading: &'t Heading<'_>, overlay: &'t Overlay<'_>) -> Expression<'t> {
    let Overlay { inputs, facts, .. } = *overlay;
    let (resolved, settings) = (inputs.resolved, inputs.settings());
    let Resolved { graph, environments, conflicts, .. } = resolved;
    let names = environments.iter().map(|environment| environments.name(environment));
    let parts = parts(environments);
    let members = overlay.members.iter().map(|(name, it)| (attribute(name), member(it)));
    let script = heading.made_from.script.as_deref();
    let is_root = |packaged: &Packaged<'_>| graph.lock.is_root(packaged.variant.id);
    let root = overlay.variants().find(|packaged| is_root(packaged));
    let packages = overlay
        .packages
        .iter()
        .filter(|(_, variants)| script.is_none() || !variants.iter().any(is_root))
        .map(|(name, variants)| (attribute(name), package::variants(name, variants, overlay)));
    let packages = Expression::sorted(packages);
    let [restricted, varying] = varying::indexes(&packages);
    Expression::set([
        heading.made_from.root.as_deref().map(|root| ("root", Expression::Path(root.into()))),
        Some(("lockFile", Expression::string(heading.made_from.lock_file.as_str()))),
        Some(("lockHash", Expression::string(heading.made_from.lock_hash.as_str()))),
        heading.made_from.facts_hash.as_deref().map(|it| ("factsHash", Expression::string(it))),
        Some(("requires-python", Expression::string(graph.lock.requires_python.as_str()))),
        Some(("specifiers", specifiers::specifiers(&graph.lock.requires_python))),
        Some(("glibc", Expression::string(heading.options.glibc.to_string()))),
        Some(("musl", Expression::string(heading.options.musl.to_string()))),
        Some(("macos", Expression::string(heading.options.macos.to_string()))),
        settings::no_bytecode(settings),
        settings::config(settings),
        settings::ignored_collisions(settings),
        facts
            .has_cargo_locks()
            .then(|| ("factsFile", Expression::string(heading.made_from.facts_file.as_str()))),
        (facts.has_cargo_locks() && heading.made_from.root.is_none())
            .then(|| ("factsFolder", Expression::Path("./.".into()))),
        settings::indexes(overlay),
        Some(("environments", Expression::strings(names))),
        (!parts.is_empty()).then(|| ("parts", Expression::sorted(parts))),
        (!conflicts.sets().is_empty()).then(|| ("conflicts", conflict_sets(conflicts))),
        (!overlay.activations.is_empty()).then(|| ("activations", activations(overlay))),
        cycles::attribute_of(&overlay.cycles),
        script.map(|file| ("script", package::script(file, root))),
        script.is_none().then(|| ("members", Expression::sorted(members))),
        restricted,
        varying,
        Some(("packages", packages)),
        overlay.editable_hook.as_deref().map(|list| ("hook-environment", Expression::string(list))),
        build_environments(overlay),
        build_packages(overlay),
    ])
}

/// The locked build requirements, by list.
fn build_environments<'t>(overlay: &'t Overlay<'_>) -> Option<(&'t str, Expression<'t>)> {
    let environments = overlay.build_environments.iter().map(|(list, packages)| {
        let packages = packages.iter().map(|(package, place)| {
            (package::in_build_scope(package), Expression::set(package::place(place)))
        });
        (list.as_str(), Expression::sorted(packages))
    });
    let is_there = !overlay.build_environments.is_empty();
    is_there.then(|| ("build-environments", Expression::sorted(environments)))
}

fn build_packages<'t>(overlay: &'t Overlay<'_>) -> Option<(&'t str, Expression<'t>)> {
    let packages = overlay.build_packages.iter().map(|(name_and_version, package)| {
        (package::in_build_scope(name_and_version), package::build_package(package, overlay))
    });
    let is_there = !overlay.build_packages.is_empty();
    is_there.then(|| ("build-packages", Expression::sorted(packages)))
}

/// The Pythons that are not served as a whole: which patch releases are which part.
fn parts(environments: &Environments) -> BTreeMap<String, Expression<'_>> {
    let mut parts: BTreeMap<Python, BTreeMap<Interpreter, Expression>> = BTreeMap::new();
    for environment in environments {
        let interpreter = environment.interpreter;
        let python = interpreter.python;
        let is_known = python.implementation != Implementation::PyPy;
        if interpreter == Interpreter::whole(python) || !is_known {
            continue;
        }
        let version = |patch: u64| Expression::string(format!("3.{}.{patch}", python.minor));
        let name = environments.interpreter_name(environment);
        let part = Expression::set([
            Some(("name", Expression::string(name))),
            Some(("from", version(interpreter.from))),
            interpreter.until.map(|until| ("until", version(until))),
        ]);
        parts.entry(python).or_default().insert(interpreter, part);
    }
    let lists = parts.into_iter().map(|(python, parts)| {
        (python.to_string(), Expression::List(parts.into_values().collect()))
    });
    lists.collect()
}

fn conflict_sets<'t>(conflicts: &'t Conflicts<'_>) -> Expression<'t> {
    let item = |item: &'t ConflictItem| {
        let (package, kind) = match item {
            ConflictItem::Project(package) => (package, None),
            ConflictItem::Extra(package, extra) => (package, Some(("extra", extra))),
            ConflictItem::Group(package, group) => (package, Some(("group", group))),
        };
        Expression::set([
            Some(("package", Expression::string(attribute(package)))),
            kind.map(|(kind, name)| (kind, Expression::string(name.as_ref()))),
        ])
    };
    let sets = conflicts.sets().iter();
    let sets = sets.map(|set| Expression::List(set.iter().map(|&it| item(it)).collect()));
    Expression::List(sets.collect())
}

fn activations<'t>(overlay: &'t Overlay<'_>) -> Expression<'t> {
    let each = overlay.activations.iter().map(|(Implication { asked, choice }, place)| {
        let brings = [
            Some(("choice", Expression::string(asked.as_str()))),
            Some(("brings", Expression::string(choice.as_str()))),
        ];
        Expression::set(package::place(place).into_iter().chain(brings))
    });
    Expression::List(each.collect())
}

fn member<'t>(member: &'t Member<'_>) -> Expression<'t> {
    let names = |name, groups: &'t BTreeSet<&ExtraName>| {
        let texts = groups.iter().copied().map(AsRef::<str>::as_ref);
        (!groups.is_empty()).then(|| (name, Expression::strings(texts)))
    };
    Expression::set([
        names("extras", &member.extras),
        names("groups", &member.groups),
        names("default-groups", &member.default_groups),
        (!member.limited_groups.is_empty()).then(|| {
            let limited = member.limited_groups.iter().map(|(group, (python, scopes))| {
                Expression::set([
                    Some(("environments", Expression::strings(scopes.iter().copied()))),
                    Some(("group", Expression::string(group.as_ref()))),
                    Some(("requires-python", Expression::string(*python))),
                ])
            });
            ("refused-groups", Expression::List(limited.collect()))
        }),
        member.on_request.then_some(("on-request", Expression::True)),
    ])
}
