//! Atomics whose first value counts as a `SeqCst` store.
//!
//! loom puts the `SeqCst` accesses to one atomic in the order in which it runs them, but knows that
//! of stores alone: without this, a `SeqCst` load may see the first value after a newer one was
//! stored, and a bar of which nothing was seen before misses its first report.
//!
//! Beyond that, loom takes `SeqCst` for no more than acquire and release. That is less than it
//! promises: loom may see a mistake where there is none, and does not overlook one for that.

use std::ops::Deref;

use super::Ordering;

macro_rules! atomic {
    ($name:ident, $value:ty) => {
        #[derive(Debug)]
        pub(crate) struct $name(loom::sync::atomic::$name);

        impl $name {
            pub(crate) fn new(value: $value) -> Self {
                let atomic = loom::sync::atomic::$name::new(value);
                atomic.store(value, Ordering::SeqCst);
                Self(atomic)
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new(<$value>::default())
            }
        }

        impl Deref for $name {
            type Target = loom::sync::atomic::$name;

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }
    };
}

atomic!(AtomicBool, bool);
atomic!(AtomicU8, u8);
atomic!(AtomicU64, u64);
