//! The words that both ends of a stream share: events, their ids, and what they carry.
//!
//! Everything here is plain data. [`Event`] lists the three kinds of event, [`Snapshot`],
//! [`LogLine`] and [`Done`] are their payloads, and [`EventId`] is what a client sends back as
//! `Last-Event-ID` to go on where it left off.
//!
//! [`PathTemplate`] is how the path of a job is listed, and which job an address means.
//!
//! Clients ignore fields and events that they do not know, which is how the protocol grows.

mod data;
mod done;
mod event;
pub mod harmless;
mod id;
mod log_line;
mod names;
mod path;
mod snapshot;
mod summary;

pub use done::{CancelReason, Done, Failure, Status};
pub use event::Event;
pub use id::{EventId, InvalidId, Position, RunId};
pub use log_line::{Level, LogLine};
#[doc(hidden)]
pub use names::{listed, nearest, unknown_parameter};
pub use path::{InvalidPath, PathTemplate};
pub use snapshot::{Bar, QueuePlace, RunState, Snapshot, Task, TaskState};
pub use summary::{RunSummary, Standing};
