//! A run in a list as it is read: see those of a snapshot for why not with `#[serde(flatten)]`.

use std::borrow::Cow;

use serde::Deserialize;

use super::{Bar, CancelReason, Failure, QueuePlace, RunId, RunSummary, Standing};
use crate::protocol::snapshot::fields::with_fields_of_a_bar;

with_fields_of_a_bar!(SummaryFields for RunSummary {
    run: RunId,
    job: Cow<'static, str>,
    state: Standing,
    started: String,
    #[serde(default)]
    ended: Option<String>,
    #[serde(default)]
    queue: Option<QueuePlace>,
    #[serde(default)]
    error: Option<Failure>,
    #[serde(default)]
    reason: Option<CancelReason>,
});
