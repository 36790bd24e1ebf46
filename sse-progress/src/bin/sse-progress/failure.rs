//! What the command could not do, printed as cargo does: `error: …`, the causes and a hint.

use std::fmt;
use std::io::Write as _;

use sse_progress::mirror::{harmless, in_locale};

use crate::exit::Exit;

/// Why the command ends early: one or more errors, and what to do about them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    errors: Vec<String>,
    causes: Vec<String>,
    hint: Option<String>,
    /// What the command ends with.
    pub(crate) exit: Exit,
}

impl Failure {
    /// One error. The command ends with [`Exit::Unknown`], unless [`exit`](Self::exit) says otherwise.
    pub(crate) fn new(error: impl Into<String>) -> Self {
        Self::all(vec![error.into()])
    }

    /// Several errors at once, such as one for each wrong parameter.
    pub(crate) fn all(errors: Vec<String>) -> Self {
        Self {
            errors,
            causes: Vec::new(),
            hint: None,
            exit: Exit::Unknown,
        }
    }

    /// Puts `about` and a colon before each error, unless it is empty.
    pub(crate) fn context(mut self, about: &str) -> Self {
        if about.is_empty() {
            return self;
        }
        for error in &mut self.errors {
            *error = format!("{about}: {error}");
        }
        self
    }

    /// Takes these texts out of all that it says.
    pub(crate) fn without(mut self, secrets: &[String]) -> Self {
        let texts = self
            .errors
            .iter_mut()
            .chain(&mut self.causes)
            .chain(&mut self.hint);
        for text in texts {
            for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
                // A server shows a value as it is, or as Rust writes a text.
                *text = text.replace(secret.as_str(), "***");
                *text = text.replace(&*secret.escape_debug().to_string(), "***");
            }
        }
        self
    }

    /// Adds causes of the error, the outermost first.
    pub(crate) fn causes(mut self, causes: impl IntoIterator<Item = String>) -> Self {
        self.causes.extend(causes);
        self
    }

    /// Sets what the user can do about it.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Sets what the command ends with.
    pub(crate) fn exit(mut self, exit: Exit) -> Self {
        self.exit = exit;
        self
    }

    /// The lines to print, with or without colors.
    pub(crate) fn text(&self, colors: bool) -> String {
        let paint = |word, code| match colors {
            true => format!("\u{1b}[1;{code}m{word}\u{1b}[0m"),
            false => String::from(word),
        };
        let mut text = String::new();
        for error in &self.errors {
            let error = indented(error);
            text.push_str(&format!("{}: {error}\n", paint("error", 31)));
        }
        for cause in &self.causes {
            text.push_str(&format!("  caused by: {}\n", indented(cause)));
        }
        if let Some(hint) = &self.hint {
            text.push_str(&format!("  {}: {}\n", paint("hint", 36), indented(hint)));
        }
        text
    }

    /// Prints it on stderr.
    pub(crate) fn print(&self) {
        let text = self.text(console::colors_enabled_stderr());
        // If stderr is closed there is nowhere else to say it.
        let _ = std::io::stderr().write_all(in_locale(&text).as_bytes());
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text(false).trim_end())
    }
}

/// The text with all lines but the first indented, so that none of them looks like another error.
fn indented(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(harmless).collect();
    lines.join("\n    ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_told_in_order() {
        let failure = Failure::all(vec!["one".into(), "two\nlines".into()])
            .causes(["because".to_owned()])
            .hint("do this");
        assert_eq!(
            failure.to_string(),
            "error: one\nerror: two\n    lines\n  caused by: because\n  hint: do this"
        );
        assert_eq!(
            Failure::new("x").text(true),
            "\u{1b}[1;31merror\u{1b}[0m: x\n"
        );
    }

    #[test]
    fn a_secret_is_shown_nowhere() {
        let failure = Failure::new("`key` is \"se\\\"same\"")
            .causes(["se\"same".into()])
            .hint("se\"same");
        let text = failure
            .without(&["se\"same".into(), String::new()])
            .to_string();
        assert_eq!(text.matches("***").count(), 3, "{text}");
        assert!(!text.contains("same"), "{text}");
    }

    #[test]
    fn what_a_server_says_cannot_act() {
        let text = Failure::new("a\u{1b}[2Jb\rc").hint("\u{202e}").to_string();
        assert!(!text.contains(['\u{1b}', '\r', '\u{202e}']), "{text:?}");
    }
}
