//! What threads meet at, for the modules whose meetings are model-checked: `tests/model` compiles
//! them with other primitives in this place, and tries every order in which threads can arrive.

pub(crate) use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
pub(crate) use std::sync::{Mutex, MutexGuard, OnceLock};
pub(crate) use tokio::sync::Notify;
