//! Colors, if there are to be any.

use console::Style;

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
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
pub(super) struct Colors {
    /// Whether there are any.
    pub(super) enabled: bool,
}

impl Colors {
    /// What the error output takes, which follows `NO_COLOR`, `CLICOLOR` and `CLICOLOR_FORCE`.
    pub(super) fn stderr() -> Self {
        Self {
            enabled: console::colors_enabled_stderr(),
        }
    }

    /// `text`, which is harmless, in its color.
    pub(super) fn apply(self, role: Role, text: &str) -> String {
        if !self.enabled || role == Role::Plain || text.is_empty() {
            return text.to_owned();
        }
        let style = Style::new().force_styling(true);
        let style = match role {
            Role::Plain => style,
            Role::Name => style.bold(),
            Role::Bar => style.cyan(),
            Role::Good => style.green(),
            Role::Bad => style.red().bold(),
            Role::Warning => style.yellow().bold(),
            Role::Faint => style.dim(),
        };
        style.apply_to(text).to_string()
    }
}
