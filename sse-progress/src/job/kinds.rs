//! Which kind of argument a type makes, decided by the compiler rather than by its name.
//!
//! `(&Probe::<T>::NEW).kind()` finds [`ProgressKind`] or [`BodyKind`] for their types and, one
//! reference further away, [`ValueKind`] for every other. No bound takes part in the choice, so
//! that a type which can be none of them gets the message of [`Parameter`].

use std::any::{TypeId, type_name};
use std::fmt;
use std::marker::PhantomData;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::args::{AnyArgument, Args};
#[cfg(feature = "multipart")]
use crate::parameters::Multipart;
use crate::parameters::argument::{self, Source};
use crate::parameters::{Argument, Body, BodyForm, BodyStream, absent};

/// A type that a request's values become: everything that serde can deserialize and `schemars` can
/// describe.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a parameter of a job",
    label = "a job cannot get this from a request",
    note = "a parameter is deserialized and described: `#[derive(serde::Deserialize, schemars::JsonSchema)]`, and it owns its data",
    note = "what the application shares with its jobs is marked `#[state]`",
    note = "the body of a request is a `Body`, a `BodyStream` or a `Multipart` itself, without anything around it"
)]
pub trait Parameter: DeserializeOwned + JsonSchema + Send + 'static {}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + JsonSchema + Send + 'static> Parameter for T {}

/// A type that the application can share with its jobs.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be shared with a job",
    label = "every run would need a clone of this, on any thread",
    note = "state is `Clone + Send + Sync + 'static`: `std::sync::Arc<…>` makes most types that"
)]
pub trait SharedState: Clone + Send + Sync + 'static {}

#[diagnostic::do_not_recommend]
impl<T: Clone + Send + Sync + 'static> SharedState for T {}

/// An argument that a job can have although only `GET` starts it.
#[diagnostic::on_unimplemented(
    message = "a request with `GET` has no body, and this job starts with no other",
    label = "this would always be empty",
    note = "write `#[job(POST \"/…\")]`, or no method"
)]
pub trait WithoutBody {}

impl<T> WithoutBody for IsValue<T> {}

/// Refuses an argument that `GET` cannot bring.
pub fn without_body<K: WithoutBody>(kind: K) -> K {
    kind
}

/// A kind of argument that can have a default. `IsOfRun` and `IsBody` ask for it and do not have it: with
/// a lifetime, rustc only looks for it where they are called.
#[diagnostic::on_unimplemented(
    message = "only what a request may leave out has a default",
    label = "this argument is never left out",
    note = "remove the `#[param(default)]`: a `Progress`, the body, a `Principal` and a `RunId` are there for every run"
)]
pub trait MayBeAbsent<'a> {}

/// What a string literal can be the default of.
#[diagnostic::on_unimplemented(
    message = "the default of a `{Self}` is not a text",
    label = "expected `{Self}`, found a text",
    note = "a string literal is a default for a `String` and all else that is `From<&str>`; for other types, write a value of that type"
)]
pub trait FromText: From<&'static str> {}

#[diagnostic::do_not_recommend]
impl<T: From<&'static str>> FromText for T {}

/// The default that a string literal stands for.
pub fn text_default<T: FromText>(text: &'static str) -> T {
    T::from(text)
}

/// A type to choose by, without a value.
pub struct Probe<T>(PhantomData<fn() -> T>);

impl<T> Probe<T> {
    /// The probe.
    pub const NEW: Self = Self(PhantomData);

    /// The probe of a value whose type has no name.
    pub fn of(_: &T) -> Self {
        Self::NEW
    }
}

impl<T> fmt::Debug for Probe<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Probe<{}>", type_name::<T>())
    }
}

/// Chosen for [`Body`], [`BodyStream`] and [`Multipart`].
pub trait BodyKind {
    /// Which of them.
    type Body;

    /// The kind.
    fn kind(&self) -> IsBody<Self::Body> {
        IsBody(Probe::NEW)
    }
}

impl BodyKind for Probe<Body> {
    type Body = Body;
}

impl BodyKind for Probe<BodyStream> {
    type Body = BodyStream;
}

#[cfg(feature = "multipart")]
impl BodyKind for Probe<Multipart> {
    type Body = Multipart;
}

/// One of the ways to take the body of a request.
pub trait TakesBody: Sized {
    /// Which way it is.
    const FORM: BodyForm;

    /// Takes it; empty when there was none.
    fn take(args: &mut Args<'_>, index: usize) -> Option<Self>;
}

impl TakesBody for Body {
    const FORM: BodyForm = BodyForm::Whole;

    fn take(args: &mut Args<'_>, index: usize) -> Option<Self> {
        Some(args.body(index))
    }
}

impl TakesBody for BodyStream {
    const FORM: BodyForm = BodyForm::Stream;

    fn take(args: &mut Args<'_>, index: usize) -> Option<Self> {
        Some(args.body_stream(index))
    }
}

#[cfg(feature = "multipart")]
impl TakesBody for Multipart {
    const FORM: BodyForm = BodyForm::Parts;

    fn take(args: &mut Args<'_>, index: usize) -> Option<Self> {
        args.multipart(index)
    }
}

/// Chosen for every other type.
pub trait ValueKind {
    /// The type.
    type Value;

    /// The kind.
    fn kind(&self) -> IsValue<Self::Value> {
        IsValue(Probe::NEW)
    }
}

impl<T> ValueKind for &Probe<T> {
    type Value = T;
}

/// The argument is the body of the request.
#[derive(Debug)]
pub struct IsBody<T>(Probe<T>);

impl<T: TakesBody> IsBody<T> {
    /// Describes it.
    pub fn describe(self, name: &'static str, description: &'static str) -> Argument {
        Argument {
            name,
            description,
            source: Source::Body(T::FORM),
        }
    }

    /// Hands it over; empty when there was none.
    pub fn take(self, args: &mut Args<'_>, index: usize) -> Option<T> {
        T::take(args, index)
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

    /// The argument as a program gives it.
    pub fn give(self, body: T) -> AnyArgument
    where
        T: Send + 'static,
    {
        Some(Box::new(body))
    }
}

/// The argument is a value of the request.
#[derive(Debug)]
pub struct IsValue<T>(Probe<T>);

impl<T> IsValue<T> {
    /// Describes it.
    pub fn describe(self, name: &'static str, description: &'static str) -> Argument
    where
        T: Parameter,
    {
        describe(name, description, argument::Parameter::of::<T>())
    }

    /// Describes it with its default.
    pub fn describe_or(
        self,
        name: &'static str,
        description: &'static str,
        default: Option<Value>,
    ) -> Argument
    where
        T: Parameter,
    {
        let parameter = argument::Parameter::of::<T>().with_default(default);
        describe(name, description, parameter)
    }

    /// The value, or `None` and an error noted in `args`.
    pub fn take(self, args: &mut Args<'_>, index: usize) -> Option<T>
    where
        T: Parameter,
    {
        args.value(index, absent)
    }

    /// The same, with a default for when the request has no such value.
    pub fn take_or(
        self,
        args: &mut Args<'_>,
        index: usize,
        default: impl FnOnce() -> T,
    ) -> Option<T>
    where
        T: Parameter,
    {
        args.value(index, || Some(default()))
    }

    /// The argument as a program gives it.
    pub fn give(self, value: T) -> AnyArgument
    where
        // All of `Parameter` is asked for above already, and one message is enough.
        T: Send + 'static,
    {
        Some(Box::new(value))
    }
}

fn describe(
    name: &'static str,
    description: &'static str,
    parameter: argument::Parameter,
) -> Argument {
    Argument {
        name,
        description,
        source: Source::Request(parameter),
    }
}

/// Describes what the application shares.
pub fn describe_state<T: SharedState>(name: &'static str) -> Argument {
    Argument {
        name,
        description: "",
        source: Source::State {
            id: TypeId::of::<T>(),
            type_name: type_name::<T>(),
        },
    }
}

/// Hands over what the application shares.
pub fn take_state<T: SharedState>(args: &mut Args<'_>, index: usize) -> Option<T> {
    args.state(index)
}

/// A default, to be shown if it can be: `(&DefaultValue(80)).json()`.
#[derive(Debug)]
pub struct DefaultValue<T>(pub T);

impl<T: Serialize> DefaultValue<T> {
    /// The default as JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::to_value(&self.0).ok()
    }
}

/// Chosen for defaults that cannot be serialized.
pub trait NoJson {
    /// Nothing to show.
    fn json(&self) -> Option<Value> {
        None
    }
}

impl<T> NoJson for &DefaultValue<T> {}

#[cfg(test)]
mod tests {
    #![allow(clippy::needless_borrow, reason = "this is how `#[job]` writes it")]

    use super::*;
    use crate::job::ProgressKind;
    use crate::run::Progress;
    use serde::Deserialize;

    type Reporter = Progress;
    type Maybe<T> = Option<T>;

    #[derive(Deserialize, JsonSchema)]
    struct Silent(#[allow(dead_code, reason = "never read")] u8);

    #[derive(Clone)]
    struct Db;

    #[test]
    fn the_type_decides_whatever_it_is_called() {
        let argument = (&Probe::<Reporter>::NEW).kind().describe("p", "");
        assert!(matches!(argument.source, Source::Progress));
        let argument = (&Probe::<Body>::NEW).kind().describe("b", "");
        assert!(matches!(argument.source, Source::Body(BodyForm::Whole)));
        let argument = (&Probe::<BodyStream>::NEW).kind().describe("b", "");
        assert!(matches!(argument.source, Source::Body(BodyForm::Stream)));
        let argument = describe_state::<Db>("db");
        assert!(matches!(argument.source, Source::State { id, .. } if id == TypeId::of::<Db>()));
        let argument = (&Probe::of(&3_u8)).kind().describe("n", "");
        assert!(argument.parameter().is_some());
    }

    #[test]
    fn what_may_be_left_out_is_not_required() {
        fn required<T: Parameter>() -> bool {
            let argument = IsValue(Probe::<T>::NEW).describe("x", "");
            argument.parameter().unwrap().required
        }
        assert!(required::<u8>() && required::<String>() && required::<Silent>());
        assert!(!required::<Maybe<u8>>() && !required::<Vec<String>>());
        let defaulted = IsValue(Probe::<u8>::NEW).describe_or("x", "", Some(80.into()));
        assert!(!defaulted.parameter().unwrap().required);
    }

    #[test]
    fn a_default_is_shown_if_it_can_be() {
        assert_eq!((&DefaultValue(80_u8)).json(), Some(80.into()));
        assert_eq!((&DefaultValue(Silent(1))).json(), None);
        assert_eq!((&DefaultValue(f64::NAN)).json(), Some(Value::Null));
    }
}
