//! The streams of one HTTP/2 connection, as futures of the connection's own task.
//!
//! What a stream sends goes into a buffer of its connection, which has to be polled then to write it. Were
//! each stream a task, as hyper expects, every event would have the runtime schedule two tasks for each of
//! its streams, often on two threads, which wait for each other at the lock of that buffer. In one task, all
//! streams that have to send an event are polled one after the other, and then the connection writes for
//! all of them at once: with ten streams on a connection, as behind a proxy, that takes half the time.

use std::future::poll_fn;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use futures_util::future::FutureExt as _;
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use futures_util::task::AtomicWaker;
use hyper::rt::Executor;

/// How often a task looks at what has happened while it was at work, until other tasks have their turn.
const ROUNDS: usize = 4;

type Stream = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Where a connection puts the streams that it begins. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Streams {
    begun: Arc<Mutex<Vec<Stream>>>,
}

impl<T> Executor<T> for Streams
where
    T: Future<Output = ()> + Send + 'static,
{
    fn execute(&self, stream: T) {
        // A body that panics ends its own stream, as it would in a task.
        let stream = AssertUnwindSafe(stream).catch_unwind().map(drop);
        self.begun().push(Box::pin(stream));
    }
}

impl Streams {
    /// Polls the connection and the streams that it begins, until it has ended. They are dropped together
    /// with this.
    pub(super) async fn run_with<T>(self, connection: impl Future<Output = T>) -> T {
        let mut members = FuturesUnordered::new();
        members.push(Member::Connection(Box::pin(connection)));
        let task = Arc::new(TaskWaker::default());
        let waker = Waker::from(task.clone());
        poll_fn(|cx| {
            task.waker.register(cx.waker());
            for _ in 0..ROUNDS {
                task.begin();
                let polled = self.poll(&mut members, &mut Context::from_waker(&waker));
                if polled.is_ready() || task.may_wait() {
                    return polled;
                }
            }
            cx.waker().wake_by_ref();
            Poll::Pending
        })
        .await
    }

    fn poll<C: Future>(
        &self,
        members: &mut FuturesUnordered<Member<C>>,
        cx: &mut Context<'_>,
    ) -> Poll<C::Output> {
        loop {
            let polled = members.poll_next_unpin(cx);
            if let Poll::Ready(Some(Some(result))) = polled {
                return Poll::Ready(result);
            }
            let begun = std::mem::take(&mut *self.begun());
            if polled.is_pending() && begun.is_empty() {
                return Poll::Pending;
            }
            members.extend(begun.into_iter().map(Member::Stream));
        }
    }

    fn begun(&self) -> MutexGuard<'_, Vec<Stream>> {
        self.begun.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is polled together.
enum Member<C> {
    Connection(Pin<Box<C>>),
    Stream(Stream),
}

impl<C: Future> Future for Member<C> {
    /// What the connection has ended with.
    type Output = Option<C::Output>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<C::Output>> {
        match self.get_mut() {
            Self::Connection(connection) => connection.as_mut().poll(cx).map(Some),
            Self::Stream(stream) => stream.as_mut().poll(cx).map(|()| None),
        }
    }
}

/// Wakes the task, but not while it is polled: it looks again before it waits. A stream that sends wakes
/// its connection, and a runtime puts a task that wakes itself behind all others.
#[derive(Default)]
struct TaskWaker {
    waker: AtomicWaker,
    state: AtomicU8,
}

// The states of a task.
const WAITING: u8 = 0;
const POLLED: u8 = 1;
const WOKEN: u8 = 2;

impl TaskWaker {
    fn begin(&self) {
        self.state.store(POLLED, Ordering::SeqCst);
    }

    /// Whether nothing has happened since it began.
    fn may_wait(&self) -> bool {
        let (order, now) = (Ordering::SeqCst, WAITING);
        self.state
            .compare_exchange(POLLED, now, order, order)
            .is_ok()
    }
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if self.state.swap(WOKEN, Ordering::SeqCst) == WAITING {
            self.waker.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::sync::atomic::AtomicUsize;

    use tokio::sync::{mpsc, oneshot};

    use super::*;

    /// Counts how often a task is woken.
    #[derive(Default)]
    struct Counting(AtomicUsize);

    impl Wake for Counting {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    /// A connection that begins one stream for each of these, and ends when it has heard from all.
    async fn connection(
        streams: Streams,
        events: Vec<oneshot::Receiver<&'static str>>,
    ) -> Vec<&'static str> {
        let (sender, mut sent) = mpsc::unbounded_channel();
        for event in events {
            let sender = sender.clone();
            streams.execute(async move {
                let event = event.await.unwrap();
                assert!(event != "panic", "a body with a mistake");
                sender.send(event).unwrap();
            });
        }
        drop(sender);
        let mut heard = Vec::new();
        while let Some(event) = sent.recv().await {
            heard.push(event);
        }
        heard
    }

    #[test]
    fn one_wake_is_enough_for_all_streams_and_what_they_send() {
        let (senders, events): (Vec<_>, Vec<_>) = (0..3).map(|_| oneshot::channel()).unzip();
        let streams = Streams::default();
        let mut running = pin!(streams.clone().run_with(connection(streams, events)));
        let wakes = Arc::new(Counting::default());
        let waker = Waker::from(wakes.clone());
        let mut cx = Context::from_waker(&waker);
        assert!(running.as_mut().poll(&mut cx).is_pending());
        assert_eq!(wakes.0.load(Ordering::SeqCst), 0);

        let mut senders = senders.into_iter();
        for _ in 0..2 {
            senders.next().unwrap().send("event").unwrap();
        }
        assert_eq!(wakes.0.load(Ordering::SeqCst), 1);
        assert!(running.as_mut().poll(&mut cx).is_pending());
        assert_eq!(wakes.0.load(Ordering::SeqCst), 1);

        senders.next().unwrap().send("last").unwrap();
        assert_eq!(wakes.0.load(Ordering::SeqCst), 2);
        let Poll::Ready(heard) = running.as_mut().poll(&mut cx) else {
            panic!("it goes on");
        };
        assert_eq!(heard, ["event", "event", "last"]);
    }

    #[tokio::test]
    async fn a_stream_that_panics_ends_alone() {
        let (senders, events): (Vec<_>, Vec<_>) = (0..3).map(|_| oneshot::channel()).unzip();
        let streams = Streams::default();
        let running = streams.clone().run_with(connection(streams, events));
        for (sender, event) in senders.into_iter().zip(["first", "panic", "last"]) {
            sender.send(event).unwrap();
        }
        assert_eq!(running.await, ["first", "last"]);
    }

    #[test]
    fn one_that_never_waits_leaves_other_tasks_their_turn() {
        let restless = poll_fn(|cx| {
            cx.waker().wake_by_ref();
            Poll::<()>::Pending
        });
        let mut running = pin!(Streams::default().run_with(restless));
        let wakes = Arc::new(Counting::default());
        let waker = Waker::from(wakes.clone());
        for turn in 1..=3 {
            assert!(
                running
                    .as_mut()
                    .poll(&mut Context::from_waker(&waker))
                    .is_pending()
            );
            assert_eq!(wakes.0.load(Ordering::SeqCst), turn);
        }
    }

    #[test]
    fn streams_are_dropped_with_their_connection() {
        let (mut sender, event) = oneshot::channel();
        let streams = Streams::default();
        let running = streams.clone().run_with(connection(streams, vec![event]));
        let mut running = Box::pin(running);
        assert!((&mut running).now_or_never().is_none());
        assert!(!sender.is_closed());
        drop(running);
        assert!(
            sender.is_closed()
                && sender
                    .poll_closed(&mut Context::from_waker(Waker::noop()))
                    .is_ready()
        );
    }
}
