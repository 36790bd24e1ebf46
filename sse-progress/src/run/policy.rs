//! What a job has to say about its runs.

use std::time::Duration;

/// What happens to a run when nobody watches it any more.
///
/// * All streams of a run count together: something happens when the last of them has ended.
/// * A watcher that did not ask for `text/event-stream`, such as plain curl, does not reconnect, so the
///   run does not wait for it to come back.
/// * A run that was accepted with `202` goes on without watchers, unless its job names a policy. That
///   policy then applies once the first watcher has come.
/// * A watcher that says that it leaves for good shortens the wait to [`Policy::LEAVE_GRACE`].
///
/// Cancelling drops the future of an `async fn`, at its next `.await`, so that its destructors run.
/// A plain `fn` has to look: see [`Progress::checkpoint`](crate::Progress::checkpoint). Code that
/// neither awaits nor looks cannot be cancelled.
///
/// ```
/// use sse_progress::{OnDisconnect, job};
///
/// #[job("/preview", on_disconnect = cancel)]
/// async fn preview() {}
///
/// #[job("/report", on_disconnect = cancel_after("30s"))]
/// async fn report() {}
///
/// #[job("/import", on_disconnect = detach)]
/// async fn import() {}
///
/// assert_eq!(import::job().policy().on_disconnect, Some(OnDisconnect::Detach));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDisconnect {
    /// It is cancelled at once: for work that is expensive, and starting over is not.
    Cancel,
    /// It is cancelled unless a watcher comes back in time: for somebody who waits for the result
    /// and may change networks meanwhile. It should be two to three times the retry hint.
    CancelAfter(Duration),
    /// It goes on: for work that is to be done whoever watches.
    Detach,
}

impl OnDisconnect {
    /// The word for it, as `#[job]` has it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Cancel => "cancel",
            Self::CancelAfter(_) => "cancel_after",
            Self::Detach => "detach",
        }
    }
}

/// How the runs of a job are conducted: the options of `#[job]`, with their defaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// How long a client waits before it reconnects. Each response varies it by up to a fifth,
    /// so that a thousand clients do not return at once.
    pub retry: Duration,
    /// The longest silence on a stream before a comment is sent.
    pub heartbeat: Duration,
    /// The shortest time between two snapshots.
    pub interval: Duration,
    /// `None` is [`Policy::ON_DISCONNECT`] for a run that was started by watching it, and
    /// [`OnDisconnect::Detach`] for one that was accepted without.
    pub on_disconnect: Option<OnDisconnect>,
    /// How long the future of a cancelled run may go on, to clean up after
    /// [`Progress::cancelled`](crate::Progress::cancelled); then it is dropped. Zero drops it at once.
    pub clean_up: Duration,
    /// The longest that the function may take, not counting the wait for a place.
    pub timeout: Option<Duration>,
    /// How many runs go on at once; `None` for any number.
    pub concurrency: Option<usize>,
    /// How many runs wait for a place behind these.
    pub queue: usize,
    /// How long a finished run can still be watched.
    pub retention: Duration,
}

impl Policy {
    /// What happens to a run whose job names no policy, when its last watcher leaves. 5 s are more than
    /// twice the default [`retry`](Self::retry), so a client whose first attempt fails has a second one.
    pub const ON_DISCONNECT: OnDisconnect = OnDisconnect::CancelAfter(Duration::from_secs(5));

    /// How long a run waits, at most, for a watcher that has said that it leaves for good, as a page
    /// that is closed does with `POST /runs/{run}/leave`: time enough to load the page again, also over
    /// a slow link or on a busy machine. 5 s.
    ///
    /// It never makes a grace longer, and [`OnDisconnect::Detach`] stays what it is.
    pub const LEAVE_GRACE: Duration = Duration::from_secs(5);

    /// What a job gets that names no option.
    pub const DEFAULT: Self = Self {
        retry: Duration::from_secs(2),
        heartbeat: Duration::from_secs(15),
        interval: Duration::from_millis(100),
        on_disconnect: None,
        clean_up: Duration::ZERO,
        timeout: None,
        concurrency: None,
        queue: 64,
        retention: Duration::from_secs(300),
    };

    /// What becomes of a run when nobody watches it any more. `started_by_watching` says whether
    /// the client that starts it watches it, which decides if the job does not.
    pub(crate) fn when_unwatched(&self, started_by_watching: bool) -> OnDisconnect {
        match self.on_disconnect {
            Some(named) => named,
            None if started_by_watching => Self::ON_DISCONNECT,
            None => OnDisconnect::Detach,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_job_says_counts_whoever_starts_the_run() {
        let silent = Policy::DEFAULT;
        assert_eq!(silent.when_unwatched(true), Policy::ON_DISCONNECT);
        assert_eq!(silent.when_unwatched(false), OnDisconnect::Detach);
        let says = Policy {
            on_disconnect: Some(OnDisconnect::Cancel),
            ..silent
        };
        for watched in [true, false] {
            assert_eq!(says.when_unwatched(watched), OnDisconnect::Cancel);
        }
    }
}
