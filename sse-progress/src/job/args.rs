//! From what a request says to the arguments of one call.

use serde::de::DeserializeOwned;

use super::state::States;
use crate::parameters::{
    Argument, Body, InputError, InputErrorKind, InputErrors, Location, Values,
};
use crate::run::Progress;

/// Everything that the arguments of one call are taken from.
///
/// Taking never stops at the first error, so that all of them are told together.
#[derive(Debug)]
pub struct Args<'r> {
    values: Values<'r>,
    states: &'r States,
    progress: Progress,
}

impl<'r> Args<'r> {
    /// What one request says, what the application shares, and the run's progress.
    pub(crate) fn new(values: Values<'r>, states: &'r States, progress: Progress) -> Self {
        Self {
            values,
            states,
            progress,
        }
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

    pub(super) fn body(&self) -> Body {
        self.values.whole_body()
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

    pub(super) fn value<T: DeserializeOwned>(
        &mut self,
        index: usize,
        absent: impl FnOnce() -> Option<T>,
    ) -> Option<T> {
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
