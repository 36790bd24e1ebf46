//! A job: an annotated function, described, and how a request becomes a call of it.

mod args;
pub(crate) mod kinds;
mod returns;
mod run_kinds;
mod state;
#[cfg(test)]
mod tests;

use std::fmt;

use crate::parameters::Argument;
use crate::run::{Policy, Work};

pub use args::Args;
pub use kinds::{
    BodyKind, DefaultValue, FromText, IsBody, IsValue, MayBeAbsent, NoJson, Parameter, Probe,
    SharedState, TakesBody, ValueKind, WithoutBody, describe_state, take_state, text_default,
    without_body,
};
pub use returns::{
    Awaited, FutureKind, IsFuture, IsOutput, IsResult, JobError, Output, OutputKind, ResultKind,
};

pub use run_kinds::{IsOfRun, OptionalPrincipalKind, PrincipalKind, ProgressKind, RunIdKind};

pub(crate) use args::AnyArgument;
pub(crate) use state::States;

/// An annotated function: its name, its address, what it takes and how its runs are conducted.
///
/// `#[job]` makes one beside each function, and [`jobs!`](crate::jobs) lists them.
#[derive(Clone)]
pub struct Job {
    pub(crate) definition: Definition,
}

/// What `#[job]` says of a function.
#[derive(Clone, Debug)]
pub struct Definition {
    /// What it is called.
    pub name: &'static str,
    /// Its doc comment.
    pub description: &'static str,
    /// The methods that start it.
    pub methods: Methods,
    /// Its address, with `{parameter}` for a segment that is a parameter.
    pub path: &'static str,
    /// The options.
    pub policy: Policy,
    /// What it takes, in order.
    pub arguments: Vec<Argument>,
    /// Makes a call of the function, unless something is wrong with its arguments.
    pub start: fn(&mut Args<'_>) -> Option<Work>,
}

/// The methods that start a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Methods {
    /// `GET` and `POST`.
    GetAndPost,
    /// `GET` alone.
    Get,
    /// `POST` alone.
    Post,
}

impl Methods {
    pub(crate) fn get(self) -> bool {
        self != Self::Post
    }

    pub(crate) fn post(self) -> bool {
        self != Self::Get
    }
}

/// The job that `#[job]` has described.
pub fn job(definition: Definition) -> Job {
    Job { definition }
}

impl Job {
    /// What it is called: the function's name, unless `name = "…"` says another.
    pub fn name(&self) -> &'static str {
        self.definition.name
    }

    /// The function's doc comment.
    pub fn description(&self) -> &'static str {
        self.definition.description
    }

    /// Its address, with `{parameter}` for a segment that is a parameter.
    pub fn path(&self) -> &'static str {
        self.definition.path
    }

    /// How its runs are conducted.
    pub fn policy(&self) -> &Policy {
        &self.definition.policy
    }
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job")
            .field("name", &self.name())
            .field("path", &self.path())
            .field("policy", &self.policy())
            .finish_non_exhaustive()
    }
}
