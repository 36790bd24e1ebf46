//! When a stream says something though nothing happens, and when it ends by itself.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use pin_project_lite::pin_project;
use tokio::time::{Instant, Sleep};

pin_project! {
    /// The longest silence on a stream. A comment that ends it shows the client, and every proxy on
    /// the way, that the connection is alive; and it makes a write fail if the client is gone.
    ///
    /// There is one timer, which is left alone while events come, since to set a timer costs more
    /// than to let it fire: then it is set again, to an interval after the newest event.
    #[derive(Debug)]
    pub(super) struct Heartbeat {
        interval: Duration,
        sent: Instant,
        end: Option<Instant>,
        #[pin]
        timer: Sleep,
    }
}

/// What the time says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    Heartbeat,
    /// The stream is as old as it may become.
    End,
}

impl Heartbeat {
    /// The silence begins now, and the stream may last for `age`.
    pub(super) fn new(interval: Duration, age: Option<Duration>) -> Self {
        // More than the clock has room for is as good as never.
        const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);
        let now = Instant::now();
        let interval = interval.min(YEAR);
        let end = age.and_then(|age| now.checked_add(age));
        Self {
            interval,
            sent: now,
            end,
            timer: tokio::time::sleep_until(next(now, interval, end)),
        }
    }

    /// Whether the stream is as old as it may become. For streams that never wait for the timer,
    /// because they always have something to send.
    pub(super) fn is_over(&self, now: Instant) -> bool {
        self.end.is_some_and(|end| end <= now)
    }

    /// Something was sent.
    pub(super) fn sent(self: Pin<&mut Self>, now: Instant) {
        *self.project().sent = now;
    }

    /// What is due, once something is.
    pub(super) fn poll_due(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Due> {
        let mut this = self.project();
        loop {
            ready!(this.timer.as_mut().poll(cx));
            let now = Instant::now();
            if this.end.is_some_and(|end| end <= now) {
                return Poll::Ready(Due::End);
            }
            let is_silent = now >= *this.sent + *this.interval;
            if is_silent {
                *this.sent = now;
            }
            let next = next(*this.sent, *this.interval, *this.end);
            this.timer.as_mut().reset(next);
            if is_silent {
                return Poll::Ready(Due::Heartbeat);
            }
        }
    }
}

/// When the timer has to look again.
fn next(sent: Instant, interval: Duration, end: Option<Instant>) -> Instant {
    let silent = sent + interval;
    end.map_or(silent, |end| end.min(silent))
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::pin::pin;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn it_is_due_an_interval_after_what_was_sent_last() {
        let start = Instant::now();
        let mut heartbeat = pin!(Heartbeat::new(10 * SECOND, Some(45 * SECOND)));
        let mut due = Vec::new();
        for sent in [0, 7, 0, 0, 0] {
            if sent > 0 {
                tokio::time::sleep(sent * SECOND).await;
                heartbeat.as_mut().sent(Instant::now());
            }
            let what = poll_fn(|cx| heartbeat.as_mut().poll_due(cx)).await;
            due.push((what, start.elapsed().as_secs()));
        }
        let beats = [10, 27, 37].map(|at| (Due::Heartbeat, at));
        let ends = [(Due::End, 45), (Due::End, 45)];
        assert_eq!(due, [&beats[..], &ends[..]].concat());
        assert!(heartbeat.is_over(Instant::now()));
    }

    #[tokio::test(start_paused = true)]
    async fn no_interval_is_too_long() {
        let heartbeat = pin!(Heartbeat::new(Duration::MAX, Some(Duration::MAX)));
        assert!(!heartbeat.is_over(Instant::now()));
    }
}
