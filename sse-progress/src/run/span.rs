//! The span of a run, for whoever collects what `tracing` records.

use std::sync::Arc;

use tracing::{Span, info_span};

use super::report::Report;
use super::{Principal, Run};

/// A span for a run, from its start to its end. The function is polled, called and dropped inside it,
/// and so is what it spawns; the supervisor never enters it, and names it as the parent of what it says.
///
/// It has no parent, whoever has started the run: that has often ended before the run does.
#[cfg_attr(
    not(feature = "tracing-layer"),
    allow(unused_variables, reason = "a layer needs it")
)]
pub(super) fn open(run: &Run, report: &Arc<Report>) -> Span {
    let open = || {
        info_span!(
            parent: None,
            "run",
            job = run.job(),
            id = %run.id(),
            owner = run.owner().map(Principal::as_str),
        )
    };
    #[cfg(feature = "tracing-layer")]
    let span = super::log_layer::introduce(report, open);
    #[cfg(not(feature = "tracing-layer"))]
    let span = open();
    span
}
