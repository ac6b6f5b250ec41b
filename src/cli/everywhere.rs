//! The global options: every command accepts them, before or after its name.

use std::ffi::OsString;
use std::path::Path;

use clap::builder::OsStringValueParser;
use clap::{Args, ValueEnum};

/// The global options
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Everywhere {
    /// Change to this folder first
    #[arg(
        long,
        global = true,
        env = "UVNIX_PROJECT",
        value_name = "DIR",
        value_parser = OsStringValueParser::new()
    )]
    project: Option<OsString>,

    /// When to use colors: auto, always or never
    #[arg(
        long,
        global = true,
        default_value = "auto",
        value_name = "WHEN",
        hide_possible_values = true
    )]
    pub color: Color,
}

impl Everywhere {
    /// The folder to run in, if it is not the working folder. An empty variable counts as unset.
    pub(crate) fn project(&self) -> Option<&Path> {
        self.project.as_deref().filter(|project| !project.is_empty()).map(Path::new)
    }
}

/// When to use colors: `auto`, `always` or `never`.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` or `CLICOLOR_FORCE` is set
    #[default]
    Auto,
    /// Also in files and pipes
    Always,
    /// Not even on a terminal
    Never,
}

impl Color {
    /// The value of `--color`, read before clap parses the arguments: clap's own help and errors use it.
    pub fn asked_for(arguments: impl Iterator<Item = OsString>) -> Self {
        let mut chosen = Self::Auto;
        let mut is_next = false;
        for argument in arguments.take_while(|argument| argument != "--") {
            let text = argument.to_string_lossy();
            let value = if is_next { Some(&*text) } else { text.strip_prefix("--color=") };
            if let Some(color) = value.and_then(|value| Self::from_str(value, false).ok()) {
                chosen = color;
            }
            is_next = text == "--color";
        }
        chosen
    }
}

impl From<Color> for clap::ColorChoice {
    fn from(color: Color) -> Self {
        match color {
            Color::Auto => Self::Auto,
            Color::Always => Self::Always,
            Color::Never => Self::Never,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_color_is_known_before_the_arguments_are_parsed() {
        let asked_for = |text: &str| Color::asked_for(text.split(' ').map(OsString::from));
        assert_eq!(asked_for("uvnix --color never --unknown"), Color::Never);
        assert_eq!(asked_for("uvnix lock2nix --color=always"), Color::Always);
        assert_eq!(asked_for("uvnix lock2nix --color purple"), Color::Auto);
        assert_eq!(asked_for("uvnix lock2nix -- --color=always"), Color::Auto);
    }
}
