//! Why a value could not be read.

use std::fmt;

use super::quote::{cut, quoted};
use crate::protocol::{listed, nearest};

/// Why a value could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ValueError {
    /// A piece of what was given is not what its place takes.
    Wrong {
        /// The piece, as a message quotes it.
        found: String,
        /// What it is not, such as `not an integer`.
        why: String,
    },
    /// One text was needed, and as many were given.
    Repeated(usize),
    /// What the type itself has said.
    Other(String),
}

impl ValueError {
    pub(super) fn wrong(found: String, why: impl Into<String>) -> Self {
        let why = why.into();
        Self::Wrong { found, why }
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wrong { found, why } => write!(f, "{found} is {why}"),
            Self::Repeated(count) => write!(f, "{count} texts in place of one"),
            Self::Other(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for ValueError {}

impl serde::de::Error for ValueError {
    fn custom<T: fmt::Display>(reason: T) -> Self {
        Self::Other(reason.to_string())
    }

    fn unknown_variant(variant: &str, names: &'static [&'static str]) -> Self {
        Self::wrong(quoted(variant), not_one_of(variant, names))
    }
}

/// What a name is not, and which one was probably meant.
pub(super) fn not_one_of(name: &str, names: &[&str]) -> String {
    let one_of = if names.len() == 1 { "" } else { "one of " };
    let mut why = format!("not {one_of}{}", listed(names.iter().map(|name| cut(name))));
    if let Some(near) = nearest(name, names.iter().copied()) {
        why.push_str(&format!(", did you mean `{}`?", cut(near)));
    }
    why
}
