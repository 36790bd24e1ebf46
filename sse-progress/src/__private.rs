//! What the code that `#[job]` writes refers to. Not an interface for people.

pub use std::option::Option::{self, None, Some};
pub use std::time::Duration;
pub use std::vec::Vec;

pub use crate::job::{
    Args, BodyKind, DefaultValue, Definition, IsBody, IsOutput, IsProgress, IsResult, IsValue,
    JobError, Methods, NoJson, Output, OutputKind, Parameter, Probe, ProgressKind, ResultKind,
    SharedState, ValueKind, describe_state, job, take_state,
};
pub use crate::parameters::Argument;
pub use crate::run::{OnDisconnect, Outcome, Policy, Progress, Work};
