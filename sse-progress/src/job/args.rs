//! From what a request says to the arguments of one call.

use std::any::Any;

use serde::de::DeserializeOwned;

use super::state::States;
#[cfg(feature = "multipart")]
use crate::parameters::Multipart;
use crate::parameters::{
    Argument, Body, BodyStream, InputError, InputErrorKind, InputErrors, Location, Values,
};
use crate::protocol::RunId;
use crate::run::{Principal, Progress};

/// Everything that the arguments of one call are taken from.
///
/// Taking never stops at the first error, so that all of them are told together.
#[derive(Debug)]
pub struct Args<'r> {
    values: Values<'r>,
    /// In place of values by name, one for each argument, if a program starts the run.
    given: Vec<AnyArgument>,
    states: &'r States,
    progress: Progress,
    owner: Option<Principal>,
}

/// An argument as a program gives it; `None` for one that no request would give either.
pub(crate) type AnyArgument = Option<Box<dyn Any + Send>>;

impl<'r> Args<'r> {
    /// What one request says, what the application shares, and the run's progress.
    pub(crate) fn new(values: Values<'r>, states: &'r States, progress: Progress) -> Self {
        Self {
            values,
            given: Vec::new(),
            states,
            progress,
            owner: None,
        }
    }

    /// The same for a run that will belong to somebody.
    pub(crate) fn owner(mut self, owner: Option<Principal>) -> Self {
        self.owner = owner;
        self
    }

    /// The same, with arguments that are there already.
    pub(crate) fn given(mut self, given: Vec<AnyArgument>) -> Self {
        self.given = given;
        self
    }

    /// The work, if nothing at all was wrong with the request.
    ///
    /// # Errors
    ///
    /// All that is wrong, unknown names among it.
    pub(crate) fn finish<W>(self, work: Option<W>) -> Result<W, InputErrors> {
        let errors = self.values.into_errors();
        match work {
            Some(work) if errors.is_empty() => Ok(work),
            None if errors.is_empty() => Err(ours("an argument could not be made").into()),
            _ => Err(errors),
        }
    }

    pub(super) fn progress(&self) -> Progress {
        self.progress.clone()
    }

    pub(super) fn run_id(&self) -> RunId {
        self.progress.run_id()
    }

    pub(super) fn optional_principal(&self) -> Option<Principal> {
        self.owner.clone()
    }

    /// Whom the run will belong to, for a job that only makes sense for somebody.
    pub(super) fn principal(&mut self, index: usize) -> Option<Principal> {
        if self.owner.is_none() {
            let name = self.argument(index).map_or("", |argument| argument.name);
            let error = ours("the run would belong to nobody: start it with `start_as`");
            self.values.refuse(error.about(name));
        }
        self.owner.clone()
    }

    pub(super) fn body(&mut self, index: usize) -> Body {
        let given = self.take_given(index);
        given.unwrap_or_else(|| self.values.whole_body())
    }

    /// The argument that a program has given.
    fn take_given<T: 'static>(&mut self, index: usize) -> Option<T> {
        let given = self.given.get_mut(index)?.take()?;
        given.downcast().ok().map(|given| *given)
    }

    pub(super) fn body_stream(&mut self, index: usize) -> BodyStream {
        let given = self.take_given(index);
        given.unwrap_or_else(|| self.values.take_stream())
    }

    /// `None` if the body is no form of parts, which is noted already. Without a request there are none.
    #[cfg(feature = "multipart")]
    pub(super) fn multipart(&mut self, index: usize) -> Option<Multipart> {
        const EMPTY: (&str, &str) = ("multipart/form-data; boundary=x", "--x--");
        if let Some(given) = self.take_given(index) {
            return Some(given);
        }
        let body = self.values.take_stream();
        match body.content_type().map(str::to_owned) {
            Some(content_type) => Multipart::new(&content_type, body).ok(),
            None => Multipart::new(EMPTY.0, EMPTY.1.into()).ok(),
        }
    }

    pub(super) fn state<T: Clone + 'static>(&mut self, index: usize) -> Option<T> {
        let state = self.states.get();
        if state.is_none() {
            let name = self.argument(index).map_or("", |argument| argument.name);
            self.values
                .refuse(ours("there is no state of its type").about(name));
        }
        state
    }

    pub(super) fn value<T: DeserializeOwned + 'static>(
        &mut self,
        index: usize,
        absent: impl FnOnce() -> Option<T>,
    ) -> Option<T> {
        if let Some(given) = self.take_given(index) {
            return Some(given);
        }
        let argument = self.argument(index);
        let parameter = argument.and_then(|argument| Some((argument.name, argument.parameter()?)));
        let Some((name, parameter)) = parameter else {
            self.values.refuse(ours("there is no such argument"));
            return None;
        };
        let expected = &parameter.expected;
        let error = match self.values.take(name) {
            None => match absent() {
                Some(value) => return Some(value),
                None => InputError::missing(name, self.values.home()?, expected),
            },
            Some((_, None)) => return None,
            Some((location, Some(given))) => match given.read(expected) {
                Ok(value) => return Some(value),
                Err(error) => InputError::value(name, location, &given, &error, expected),
            },
        };
        self.values.refuse(error);
        None
    }

    fn argument(&self, index: usize) -> Option<&'r Argument> {
        self.values.arguments().get(index)
    }
}

/// Something that the client is not to blame for.
fn ours(detail: &str) -> InputError {
    InputError::new(Location::Header, InputErrorKind::Server, detail)
}
