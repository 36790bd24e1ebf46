//! What a watch knows between its connections. No I/O: times and chance come as arguments.

use std::time::Duration;

use tokio::time::Instant;

use super::backoff::Backoff;
use super::error::Error;
use crate::protocol::{EventId, RunId};

/// The memory of a watch.
#[derive(Debug)]
pub(super) struct Session {
    backoff: Backoff,
    give_up_after: Option<Duration>,
    /// The last event that was handed on.
    last: Option<EventId>,
    /// Whether the connection, or the one before, has brought an event.
    works: bool,
    /// Since when there is none that does.
    since: Instant,
}

impl Session {
    pub(super) fn new(give_up_after: Option<Duration>, now: Instant) -> Self {
        Self {
            backoff: Backoff::new(),
            give_up_after,
            last: None,
            works: false,
            since: now,
        }
    }

    /// The run that is watched, once an event has named it.
    pub(super) fn run(&self) -> Option<&RunId> {
        self.last.as_ref().map(|id| &id.run)
    }

    pub(super) fn set_retry(&mut self, retry: Duration) {
        self.backoff.set_retry(retry);
    }

    /// An event has come.
    pub(super) fn heard(&mut self, id: EventId) {
        self.works = true;
        self.last = Some(id);
    }

    /// The id to resume from: `newest` is that of the stream, which runs ahead of the last event
    /// where a block has an id and no data.
    pub(super) fn resume_from(&self, newest: &str) -> Option<EventId> {
        let last = self.last.as_ref()?;
        // What is not an id of this run would make the server believe that it is lost.
        let newest = newest
            .parse()
            .ok()
            .filter(|id: &EventId| id.run == last.run);
        Some(newest.unwrap_or_else(|| last.clone()))
    }

    /// An attempt has failed, or a connection is lost: how long to wait before the next one, or
    /// the error to end with.
    pub(super) fn lost(
        &mut self,
        error: Error,
        now: Instant,
        random: f64,
    ) -> Result<(Error, Duration), Error> {
        if !error.is_transient() {
            return Err(error);
        }
        let wait = if std::mem::take(&mut self.works) {
            self.since = now;
            self.backoff.after_success()
        } else {
            self.backoff.after_failure(error.retry_after(), random)
        };
        let Some(limit) = self.give_up_after else {
            return Ok((error, wait));
        };
        let tried = now.saturating_duration_since(self.since);
        let left = limit.saturating_sub(tried);
        if left.is_zero() {
            return Err(error.gave_up(limit));
        }
        if error.retry_after().is_some_and(|asked| asked > left) {
            return Err(error.gave_up(tried));
        }
        // The last attempt is at the very end.
        Ok((error, wait.min(left)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn id(text: &str) -> EventId {
        format!("4qJ0mX2vT9cB7yKdR1sN3w.{text}").parse().unwrap()
    }

    #[test]
    fn it_gives_up_when_no_event_has_come_for_so_long() {
        let start = Instant::now();
        let mut session = Session::new(Some(10 * SECOND), start);
        let broken = || Error::broken("cut");
        let at = |seconds: u64| start + Duration::from_secs(seconds);

        assert_eq!(session.lost(broken(), at(1), 1.0).unwrap().1, 2 * SECOND);
        assert_eq!(session.lost(broken(), at(3), 1.0).unwrap().1, 4 * SECOND);
        // The last attempt is not later than the end.
        assert_eq!(session.lost(broken(), at(7), 1.0).unwrap().1, 3 * SECOND);
        let error = session.lost(broken(), at(10), 1.0).unwrap_err();
        assert_eq!(error.gave_up_after(), Some(10 * SECOND));
    }

    #[test]
    fn it_does_not_ask_before_it_may_and_so_gives_up_earlier() {
        let start = Instant::now();
        let mut session = Session::new(Some(10 * SECOND), start);
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        let busy = || Error::busy(8 * SECOND);
        assert_eq!(session.lost(busy(), at(2), 0.0).unwrap().1, 8 * SECOND);
        let error = session.lost(busy(), at(3), 0.0).unwrap_err();
        assert_eq!(error.gave_up_after(), Some(3 * SECOND));
    }

    #[test]
    fn an_event_starts_the_time_anew() {
        let start = Instant::now();
        let mut session = Session::new(Some(10 * SECOND), start);
        session.heard(id("1"));
        let later = start + 1000 * SECOND;
        assert_eq!(
            session.lost(Error::broken("cut"), later, 1.0).unwrap().1,
            2 * SECOND
        );
    }

    #[test]
    fn without_a_limit_it_goes_on_for_ever() {
        let start = Instant::now();
        let mut session = Session::new(None, start);
        for day in 1..100 {
            let now = start + Duration::from_secs(86_400 * day);
            assert!(session.lost(Error::silent("no answer"), now, 1.0).is_ok());
        }
    }

    #[test]
    fn what_does_not_pass_ends_it() {
        let mut session = Session::new(None, Instant::now());
        session.heard(id("1"));
        let error = Error::unexpected("a page");
        assert!(session.lost(error, Instant::now(), 1.0).is_err());
    }

    #[test]
    fn it_resumes_from_the_newest_id_of_its_run() {
        let mut session = Session::new(None, Instant::now());
        assert_eq!(session.resume_from(&id("9").to_string()), None);
        session.heard(id("1"));
        assert_eq!(session.resume_from(&id("9").to_string()), Some(id("9")));
        for foreign in ["", "?", "AAAAAAAAAAAAAAAAAAAAAA.9"] {
            assert_eq!(session.resume_from(foreign), Some(id("1")));
        }
    }
}
