//! Colors, if there are to be any.

use console::Style;

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    Plain,
    Name,
    Bar,
    Good,
    Bad,
    Warning,
    Faint,
}

/// Colors text, or leaves it as it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paint {
    pub(super) colors: bool,
}

impl Paint {
    /// What the error output takes, which follows `NO_COLOR`, `CLICOLOR` and `CLICOLOR_FORCE`.
    pub(super) fn stderr() -> Self {
        Self {
            colors: console::colors_enabled_stderr(),
        }
    }

    /// `text`, which is harmless, in its color.
    pub(super) fn paint(self, ink: Ink, text: &str) -> String {
        if !self.colors || ink == Ink::Plain || text.is_empty() {
            return text.to_owned();
        }
        let style = Style::new().force_styling(true);
        let style = match ink {
            Ink::Plain => style,
            Ink::Name => style.bold(),
            Ink::Bar => style.cyan(),
            Ink::Good => style.green(),
            Ink::Bad => style.red().bold(),
            Ink::Warning => style.yellow().bold(),
            Ink::Faint => style.dim(),
        };
        style.apply_to(text).to_string()
    }
}
