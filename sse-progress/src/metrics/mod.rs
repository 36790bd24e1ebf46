//! What is counted, for whoever collects metrics: the names, and what they mean.
//!
//! `recorded` passes it on to the `metrics` crate. Without the feature, `nothing` stands in its place,
//! whose types have no size and whose functions do nothing, so that nobody who counts has to ask.
//!
//! Nothing is passed on per event. A stream counts in numbers of its own, and passes them on when it has to
//! wait for the next event or ends.

#[cfg(not(feature = "metrics"))]
mod nothing;
#[cfg(feature = "metrics")]
mod recorded;

#[cfg(not(feature = "metrics"))]
pub(crate) use nothing::{Gauged, RunMetrics, Sent, SentBytes, describe};
#[cfg(feature = "metrics")]
pub(crate) use recorded::{Gauged, RunMetrics, Sent, SentBytes, describe};
