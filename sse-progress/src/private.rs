//! What the code that `#[job]` writes refers to. Not an interface for people.

pub use std::vec::Vec;

pub use crate::jobs::{
    Args, Argument, BodyKind, DefaultValue, IsBody, IsProgress, IsValue, NoJson, Parameter, Probe,
    ProgressKind, SharedState, ValueKind, describe_state, take_state,
};
#[doc(hidden)]
pub use crate::run::Progress;
