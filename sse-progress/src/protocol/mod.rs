//! The words that both ends of a stream share: events, their ids, and what they carry.
//!
//! Everything here is plain data. [`Event`] lists the three kinds of event, [`Snapshot`],
//! [`LogLine`] and [`Done`] are their payloads, and [`EventId`] is what a client sends back as
//! `Last-Event-ID` to go on where it left off.
//!
//! Clients ignore fields and events that they do not know, which is how the protocol grows.

mod done;
mod event;
pub mod harmless;
mod id;
mod log_line;
mod snapshot;

pub use done::{CancelReason, Done, Failure, Status};
pub use event::Event;
pub use id::{EventId, InvalidId, Position, RunId};
pub use log_line::{Level, LogLine};
pub use snapshot::{Bar, Place, Snapshot, State, Task, TaskState};
