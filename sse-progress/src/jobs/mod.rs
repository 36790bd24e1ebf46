//! Jobs: what they take, and how a request becomes their arguments.

mod args;
mod argument;
mod body;
mod expected;
mod kinds;
mod mistake;
mod pairs;
mod state;
mod template;
mod text;
mod values;

pub use args::Args;
pub use argument::Argument;
pub use body::Body;
pub use kinds::{
    BodyKind, DefaultValue, IsBody, IsProgress, IsValue, NoJson, Parameter, Probe, ProgressKind,
    SharedState, ValueKind, describe_state, take_state,
};
#[allow(unused_imports, reason = "their callers come with the integration")]
pub(crate) use {
    argument::{check_arguments, parameters_schema, takes_body},
    mistake::{Fault, Location, Mistake, Mistakes},
    state::States,
    template::{InvalidTemplate, Template},
    values::Values,
};
