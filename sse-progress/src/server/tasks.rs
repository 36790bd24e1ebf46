//! The tasks of a server: who ends them, and how it knows that they have ended.

use std::time::Duration;

use hyper::rt::Executor;
use tokio::sync::watch;

/// How long dropped connections may take to be gone. They take no time unless a filter blocks its
/// thread, and then it must not hold up the server's end.
const END_TIMEOUT: Duration = Duration::from_secs(1);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Phase {
    Serving,
    Draining,
    Ended,
}

/// The owner of all tasks. They end with it.
#[derive(Debug)]
pub(super) struct Tasks(watch::Sender<Phase>);

/// A task's view of its owner. Tasks can have tasks of their own.
#[derive(Clone, Debug)]
pub(super) struct Life(watch::Receiver<Phase>);

impl Tasks {
    pub(super) fn new() -> Self {
        Self(watch::Sender::new(Phase::Serving))
    }

    pub(super) fn life(&self) -> Life {
        Life(self.0.subscribe())
    }

    /// Asks all tasks to come to an end, and drops those that have not when `deadline` completes.
    pub(super) async fn finish(self, deadline: impl Future<Output = ()>) {
        self.0.send_replace(Phase::Draining);
        tokio::select! {
            () = self.0.closed() => {}
            () = deadline => {
                self.0.send_replace(Phase::Ended);
                let _ = tokio::time::timeout(END_TIMEOUT, self.0.closed()).await;
            }
        }
    }
}

impl Life {
    /// Completes when the task is to come to an end.
    pub(super) async fn draining(&mut self) {
        self.reached(Phase::Draining).await;
    }

    async fn reached(&mut self, phase: Phase) {
        // An error says that the owner has been dropped, which ends everything.
        let _ = self.0.wait_for(|now| *now >= phase).await;
    }

    /// Runs a task until it or its owner ends.
    pub(super) fn spawn(mut self, task: impl Future<Output = ()> + Send + 'static) {
        // Boxed, since an async block keeps room for what it captures beside what it awaits.
        let task = Box::pin(task);
        tokio::spawn(async move {
            // The task is dropped here, before `self`: its owner sees it end when it has ended.
            tokio::select! {
                biased;
                () = self.reached(Phase::Ended) => {}
                () = task => {}
            }
        });
    }
}

/// For the streams of an HTTP/2 connection, which are tasks beside it.
impl<T> Executor<T> for Life
where
    T: Future<Output = ()> + Send + 'static,
{
    fn execute(&self, task: T) {
        self.clone().spawn(task);
    }
}
