//! From what a request says to the arguments of one call.

use super::argument::Argument;
use super::body::Body;
use super::expected::Expected;
use super::flaw::Piece;
use super::kinds::Parameter;
use super::mistake::{Fault, Location, Mistake, Mistakes};
use super::state::States;
use super::text::Texts;
use super::values::{Value, Values};
use crate::protocol::harmless::excerpt;
use crate::run::Progress;

/// How much of what a type says about a value is passed on, in characters.
const MAX_REASON: usize = 300;

/// Everything that the arguments of one call are taken from.
///
/// Taking never stops at the first mistake, so that all of them are told together.
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
    /// All mistakes, those about unknown names among them.
    pub(crate) fn finish<W>(self, work: Option<W>) -> Result<W, Mistakes> {
        let mistakes = self.values.into_mistakes();
        match work {
            Some(work) if mistakes.is_empty() => Ok(work),
            None if mistakes.is_empty() => Err(server("an argument could not be made").into()),
            _ => Err(mistakes),
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
                .mistaken(server("there is no state of its type").about(name));
        }
        state
    }

    pub(super) fn value<T: Parameter>(
        &mut self,
        index: usize,
        absent: impl FnOnce() -> Option<T>,
    ) -> Option<T> {
        let Some(Argument { name, .. }) = self.argument(index) else {
            self.values.mistaken(server("there is no such argument"));
            return None;
        };
        let Some((location, given)) = self.values.take(name) else {
            let value = absent();
            if value.is_none() {
                let mistake = missing(name, self.values.home(), &Expected::of::<T>());
                self.values.mistaken(mistake);
            }
            return value;
        };
        let read = match &given {
            Value::Texts(texts) => T::deserialize(Texts(texts)).map_err(|e| e.to_string()),
            Value::Json(json) => T::deserialize(json).map_err(|e| e.to_string()),
            Value::Unclear => return None,
        };
        read.map_err(|reason| {
            let mistake = refused(name, location, &given, &reason, &Expected::of::<T>());
            self.values.mistaken(mistake);
        })
        .ok()
    }

    fn argument(&self, index: usize) -> Option<&'r Argument> {
        self.values.arguments().get(index)
    }
}

/// The value of a parameter that was not given, if it may be left out.
pub(super) fn absent<T: Parameter>() -> Option<T> {
    T::deserialize(Texts(&[])).ok()
}

fn missing(name: &str, location: Location, expected: &Expected) -> Mistake {
    Mistake::new(location, Fault::Request, format!("`{name}` is missing"))
        .about(name)
        .expected(expected.words())
}

/// What is wrong with a value: in our words where the schema shows it, else in those of its type.
fn refused(
    name: &str,
    location: Location,
    given: &Value,
    reason: &str,
    expected: &Expected,
) -> Mistake {
    let (fault, detail) = match given {
        Value::Texts(texts) if texts.len() > 1 && !expected.is_list() => {
            let detail = format!("`{name}` is given {} times", texts.len());
            (Fault::Request, detail)
        }
        _ => (Fault::Value, explain(name, given, reason, expected)),
    };
    Mistake::new(location, fault, detail)
        .about(name)
        .expected(expected.words())
}

fn explain(name: &str, given: &Value, reason: &str, expected: &Expected) -> String {
    let pieces: Vec<Piece<'_>> = match given {
        Value::Texts(texts) => texts.iter().map(|text| Piece::Text(text)).collect(),
        Value::Json(json) => vec![Piece::Json(json)],
        Value::Unclear => Vec::new(),
    };
    let flaw = pieces.iter().find_map(|piece| expected.flaw(*piece));
    // It may quote the request.
    let reason = excerpt(reason, MAX_REASON);
    match (flaw, pieces.as_slice()) {
        (Some((flawed, why)), [whole]) if *whole == flawed => {
            format!("`{name}` is {flawed}, which is {why}")
        }
        (Some((flawed, why)), _) => format!("`{name}` holds {flawed}, which is {why}"),
        (None, [whole]) => format!("`{name}` is {whole}: {reason}"),
        (None, _) => format!("`{name}`: {reason}"),
    }
}

fn server(detail: &str) -> Mistake {
    Mistake::new(Location::Header, Fault::Server, detail)
}

#[cfg(test)]
mod tests;
