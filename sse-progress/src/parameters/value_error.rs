//! Why a value could not be read.

use std::fmt;

use super::place::Step;
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
    /// A member of this name has to be there, and is not.
    Missing(&'static str),
    /// What the type itself has said.
    Other(String),
    /// Something is wrong further inside.
    At {
        path: Vec<Step>,
        error: Box<ValueError>,
    },
}

impl ValueError {
    pub(super) fn wrong(found: String, why: impl Into<String>) -> Self {
        let why = why.into();
        Self::Wrong { found, why }
    }

    /// The same of what is one step further inside.
    pub(super) fn within(self, step: Step) -> Self {
        match self {
            Self::At { mut path, error } => {
                path.insert(0, step);
                Self::At { path, error }
            }
            error => Self::At {
                path: vec![step],
                error: Box::new(error),
            },
        }
    }

    /// What is wrong, and where inside.
    pub(super) fn placed(&self) -> (&[Step], &Self) {
        match self {
            Self::At { path, error } => (path, error),
            error => (&[], error),
        }
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wrong { found, why } => write!(f, "{found} is {why}"),
            Self::Repeated(count) => write!(f, "{count} texts in place of one"),
            Self::Missing(name) => write!(f, "missing field `{name}`"),
            Self::Other(reason) => f.write_str(reason),
            Self::At { error, .. } => error.fmt(f),
        }
    }
}

impl std::error::Error for ValueError {}

impl serde::de::Error for ValueError {
    fn custom<T: fmt::Display>(reason: T) -> Self {
        Self::Other(reason.to_string())
    }

    fn missing_field(name: &'static str) -> Self {
        Self::Missing(name).within(Step::Member(name.to_owned()))
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
