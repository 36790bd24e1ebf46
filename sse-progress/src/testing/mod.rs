//! Tests of one's own jobs, without sockets and without waiting.
//!
//! * [`told`] says what a function has reported to a [`Progress`](crate::Progress), such as
//!   [`Progress::hidden`](crate::Progress::hidden): bars, messages, children, lines.
//! * [`Watcher`] starts a run, or watches one, as a client does: it can lose its connection and come back.
//! * [`Seen`] is what it has seen, to be asserted on.
//!
//! With `#[tokio::test(start_paused = true)]` time passes by itself whenever everybody waits, so that a job
//! which takes an hour is tested in a moment. The page `testing` of the manual shows it.
//!
//! Methods that wait panic if nothing happens for [`Watcher::PATIENCE`], and assertions panic as `assert!` does.

mod seen;
mod told;
mod watcher;

pub use seen::Seen;
pub use told::{Told, told};
pub use watcher::{LostWatcher, Watcher};
