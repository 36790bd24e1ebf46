//! Arguments that are of the run itself: its progress, its id, and whom it belongs to.

use serde_json::Value;

use super::args::{AnyArgument, Args};
use super::kinds::{MayBeAbsent, Probe, WithoutBody};
use crate::parameters::Argument;
use crate::parameters::argument::Source;
use crate::protocol::RunId;
use crate::run::{Principal, Progress};

/// Chosen for [`Progress`].
pub trait ProgressKind {
    /// The kind.
    fn kind(&self) -> IsOfRun<Progress> {
        IsOfRun::new(Source::Progress, |args, _| Some(args.progress()))
    }
}

impl ProgressKind for Probe<Progress> {}

/// Chosen for [`RunId`].
pub trait RunIdKind {
    /// The kind.
    fn kind(&self) -> IsOfRun<RunId> {
        IsOfRun::new(Source::RunId, |args, _| Some(args.run_id()))
    }
}

impl RunIdKind for Probe<RunId> {}

/// Chosen for [`Principal`].
pub trait PrincipalKind {
    /// The kind.
    fn kind(&self) -> IsOfRun<Principal> {
        IsOfRun::new(Source::Principal { required: true }, |args, index| {
            args.principal(index)
        })
    }
}

impl PrincipalKind for Probe<Principal> {}

/// Chosen for `Option<Principal>`, which is `None` in an application without an authorize hook.
pub trait OptionalPrincipalKind {
    /// The kind.
    fn kind(&self) -> IsOfRun<Option<Principal>> {
        let owner = |args: &mut Args<'_>, _| Some(args.optional_principal());
        IsOfRun::new(Source::Principal { required: false }, owner)
    }
}

impl OptionalPrincipalKind for Probe<Option<Principal>> {}

/// The argument is of the run itself, and no request can give it.
#[derive(Clone, Debug)]
pub struct IsOfRun<T> {
    source: Source,
    take: fn(&mut Args<'_>, usize) -> Option<T>,
}

impl<T> IsOfRun<T> {
    fn new(source: Source, take: fn(&mut Args<'_>, usize) -> Option<T>) -> Self {
        Self { source, take }
    }

    /// Describes it.
    pub fn describe(self, name: &'static str, description: &'static str) -> Argument {
        Argument {
            name,
            description,
            source: self.source,
        }
    }

    /// Hands it over.
    pub fn take(self, args: &mut Args<'_>, index: usize) -> Option<T> {
        (self.take)(args, index)
    }

    /// Does not compile: it has no default.
    pub fn describe_or(
        self,
        name: &'static str,
        description: &'static str,
        _: Option<Value>,
    ) -> Argument
    where
        for<'a> Self: MayBeAbsent<'a>,
    {
        self.describe(name, description)
    }

    /// The same as [`take`](Self::take), since it is there.
    pub fn take_or(self, args: &mut Args<'_>, index: usize, _: impl FnOnce() -> T) -> Option<T> {
        self.take(args, index)
    }

    /// Nothing: the run has its own.
    pub fn give(self, _: T) -> AnyArgument {
        None
    }
}

impl<T> WithoutBody for IsOfRun<T> {}
