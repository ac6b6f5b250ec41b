//! The addresses of the book, below the report of an error.

use std::fmt::{self, Formatter};

use indexmap::IndexSet;
use miette::{Diagnostic, MietteHandler, ReportHandler};

use super::style::{labelled, styled_lines};

/// The page with a section for each error.
const PAGE: &str = concat!(env!("CARGO_PKG_HOMEPAGE"), "reference/errors.html");

/// Prints a report, and then the addresses of its errors.
pub(super) struct WithAddresses {
    pub report: MietteHandler,
    pub has_colors: bool,
}

impl ReportHandler for WithAddresses {
    fn debug(&self, error: &dyn Diagnostic, f: &mut Formatter<'_>) -> fmt::Result {
        self.report.debug(error, f)?;
        let text = addresses(error);
        f.write_str(&if self.has_colors { styled_lines(&text, labelled) } else { text })
    }
}

/// A line for each error, the first with a label; nothing if none has a code.
fn addresses(error: &dyn Diagnostic) -> String {
    let mut codes = IndexSet::new();
    add_codes(error, &mut codes);
    // mdBook leaves the colons of a heading out of its anchor.
    let addresses = codes.iter().map(|code| format!("{PAGE}#{}", code.replace(':', "")));
    let addresses = Vec::from_iter(addresses).join("\n       ");
    if addresses.is_empty() { addresses } else { format!("  see: {addresses}\n") }
}

/// Adds the codes of an error, of its causes and of the errors beside it, in the order of the report.
fn add_codes(error: &dyn Diagnostic, codes: &mut IndexSet<String>) {
    let code = error.code().map(|code| code.to_string());
    codes.extend(code.filter(|code| code.starts_with("uvnix::")));
    for other in error.diagnostic_source().into_iter().chain(error.related().into_iter().flatten())
    {
        add_codes(other, codes);
    }
}
