//! How reports look: colours as asked for, and lines as long as there is room for.

use std::env;
use std::ffi::OsString;

use miette::{MietteHandlerOpts, set_hook};

use crate::cli::Color;

/// Has reports printed so. It is done once, before the first of them.
pub fn set_up(color: Color) {
    let columns = env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    let hook = set_hook(Box::new(move |_| {
        let options = MietteHandlerOpts::new();
        let options = match color {
            Color::Auto if value("NO_COLOR").is_some() => options.color(false),
            Color::Auto if value("CLICOLOR_FORCE").is_some_and(|it| it != "0") => {
                options.color(true)
            }
            Color::Auto => options,
            Color::Always => options.color(true),
            Color::Never => options.color(false),
        };
        let options = match columns {
            Some(columns) if columns > 0 => options.width(columns),
            _ => options,
        };
        Box::new(options.build())
    }));
    hook.expect("nothing was reported yet");
}

/// What these variables mean is agreed on at <https://no-color.org> and <https://bixense.com/clicolors>.
fn value(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}
