//! The library's `sync`, of loom's primitives.

mod atomic;
mod notify;
mod once_lock;

pub(crate) use atomic::{AtomicBool, AtomicU8, AtomicU64};
pub(crate) use loom::sync::atomic::Ordering;
pub(crate) use loom::sync::{Mutex, MutexGuard};
pub(crate) use notify::Notify;
pub(crate) use once_lock::OnceLock;
