//! The keys of `[tool.uvnix]`: the readers, the JSON Schema and the page of the book take their names, forms and
//! effects from here.

pub(super) mod environments;
pub(super) mod indexes;
pub(super) mod packages;
pub(super) mod top;

pub use environments::ENVIRONMENTS;
pub use indexes::INDEX;
pub use packages::PACKAGE;
pub use top::TOP;

/// A table of the settings.
#[derive(Debug)]
pub struct Section {
    /// The last of the keys that lead to it and have no name of the user, such as `packages`.
    pub name: &'static str,
    /// The keys that lead to it, such as `tool.uvnix.packages.<name>`.
    pub path: &'static str,
    /// Its keys, in the order of the book.
    pub keys: &'static [Key],
}

/// A key of a table.
#[derive(Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// Its values.
    pub kind: Kind,
    /// What an error asks for in place of another value; empty for tables.
    pub form: &'static str,
    /// Its value where it is not set, in words.
    pub default: &'static str,
    /// A value, as TOML.
    pub example: &'static str,
    /// Its effect, as Markdown with links from `docs/src/reference`.
    pub effect: &'static str,
}

/// The values of a key.
#[derive(Debug)]
pub enum Kind {
    /// `true` or `false`.
    Flag,
    /// `false` only.
    Off,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A string, named by these words in the singular and the plural.
    Text(&'static str, &'static str),
    /// A list.
    List(&'static Kind),
    /// A table with names of the user, each with such a value.
    Table(&'static Kind),
    /// A table with these keys.
    Section(&'static Section),
    /// A value of one of these kinds.
    Or(&'static [Kind]),
}

pub(super) const FLAG: &str = "`true` or `false`";
const PATTERN: Kind = Kind::Text("pattern", "patterns");
const PACKAGE_NAME: Kind = Kind::Text("package", "packages");
const ATTRIBUTE: Kind = Kind::Text("attribute", "attributes");
const ADDRESS: Kind = Kind::Text("URL", "URLs");
const STRING: Kind = Kind::Text("string", "strings");

/// All tables, in the order of the book.
pub static SECTIONS: [&Section; 4] = [&TOP, &ENVIRONMENTS, &PACKAGE, &INDEX];

impl Kind {
    /// The type of the values, in the words of the book.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Flag => "boolean".to_owned(),
            Self::Off => "`false`".to_owned(),
            Self::Word(words) => {
                let words = words.iter().map(|word| format!("`\"{word}\"`"));
                Vec::from_iter(words).join(", ")
            }
            Self::Text(name, _) => (*name).to_owned(),
            Self::List(of) => format!("list of {}", of.plural()),
            Self::Table(of) => format!("table of {}", of.plural()),
            Self::Section(_) => "table".to_owned(),
            Self::Or(kinds) => Vec::from_iter(kinds.iter().map(Self::name)).join(", or "),
        }
    }

    fn plural(&self) -> String {
        match self {
            Self::Text(_, plural) => (*plural).to_owned(),
            other => other.name() + "s",
        }
    }
}
