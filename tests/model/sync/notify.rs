//! tokio's `Notify`, as far as the library uses it.

use std::future::poll_fn;
use std::task::{Poll, Waker};

use super::Mutex;

/// A permit, of which there is at most one, and the one task that waits for it.
///
/// * `notify_one` leaves a permit and wakes whoever waits. What came before it has happened for whoever
///   takes the permit.
/// * `notified` takes the permit, or waits until there is one.
///
/// tokio is trusted to do the same.
#[derive(Debug, Default)]
pub(crate) struct Notify(Mutex<Permit>);

#[derive(Debug, Default)]
struct Permit {
    given: bool,
    waiting: Option<Waker>,
}

impl Notify {
    pub(crate) fn notify_one(&self) {
        let waiting = {
            let mut permit = self.0.lock().unwrap();
            permit.given = true;
            permit.waiting.take()
        };
        if let Some(waker) = waiting {
            waker.wake();
        }
    }

    pub(crate) async fn notified(&self) {
        poll_fn(|context| {
            let mut permit = self.0.lock().unwrap();
            if std::mem::take(&mut permit.given) {
                return Poll::Ready(());
            }
            permit.waiting = Some(context.waker().clone());
            Poll::Pending
        })
        .await;
    }
}
