//! The library's `sync`, of loom's primitives.

mod atomic;
mod notify;
pub(crate) mod watch;

pub(crate) use atomic::{AtomicBool, AtomicU64};
pub(crate) use loom::sync::atomic::Ordering;
pub(crate) use loom::sync::{Mutex, MutexGuard};
pub(crate) use notify::Notify;
