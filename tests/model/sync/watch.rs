//! tokio's `watch`, as far as the library uses it.

use std::convert::Infallible;
use std::future::poll_fn;
use std::ops::Deref;
use std::sync::Arc;
use std::task::{Poll, Waker};

use super::{Mutex, MutexGuard};

/// A value and how often it has changed, which receivers compare with what they have seen.
///
/// * A change is made, and counted, before anybody is woken for it.
/// * A receiver has seen what there was when it subscribed, and what it has borrowed since.
/// * `changed` returns when there is something that it has not seen, and has then seen it.
/// * What came before a change has happened for whoever has seen it.
///
/// tokio is trusted to do the same. Nobody here waits for a sender that is gone.
#[derive(Debug)]
pub(crate) struct Sender<T>(Arc<Mutex<Shared<T>>>);

#[derive(Debug)]
pub(crate) struct Receiver<T> {
    shared: Arc<Mutex<Shared<T>>>,
    seen: u64,
}

#[derive(Debug)]
struct Shared<T> {
    value: T,
    changes: u64,
    waiting: Vec<Waker>,
}

impl<T> Sender<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Arc::new(Mutex::new(Shared {
            value,
            changes: 0,
            waiting: Vec::new(),
        })))
    }

    pub(crate) fn subscribe(&self) -> Receiver<T> {
        Receiver {
            shared: self.0.clone(),
            seen: self.0.lock().unwrap().changes,
        }
    }

    pub(crate) fn send_if_modified(&self, change: impl FnOnce(&mut T) -> bool) -> bool {
        let waiting = {
            let mut state = self.0.lock().unwrap();
            if !change(&mut state.value) {
                return false;
            }
            state.changes += 1;
            std::mem::take(&mut state.waiting)
        };
        waiting.into_iter().for_each(Waker::wake);
        true
    }
}

impl<T> Receiver<T> {
    pub(crate) fn borrow_and_update(&mut self) -> Ref<'_, T> {
        let state = self.shared.lock().unwrap();
        self.seen = state.changes;
        Ref(state)
    }

    pub(crate) async fn changed(&mut self) -> Result<(), Infallible> {
        poll_fn(|context| {
            let mut state = self.shared.lock().unwrap();
            if self.seen == state.changes {
                state.waiting.push(context.waker().clone());
                return Poll::Pending;
            }
            self.seen = state.changes;
            Poll::Ready(Ok(()))
        })
        .await
    }
}

#[derive(Debug)]
pub(crate) struct Ref<'a, T>(MutexGuard<'a, Shared<T>>);

impl<T> Deref for Ref<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0.value
    }
}
