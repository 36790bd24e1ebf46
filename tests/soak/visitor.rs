//! One client at a time: comes, watches, leaves, stalls, comes back, cancels.

use std::net::SocketAddr;
use std::time::{Duration, Instant, SystemTime};

use serde_json::json;
use tokio::time::sleep;

use super::client::{Events, Request};
use super::random::Random;
use super::sse::Event;
use super::tally::Tally;

/// Well within the time for which the server waits for a client.
const AWAY_MS: u64 = 1_000;

/// Who was away for longer, if only because the machine is busy, may find the run cancelled.
const LATE: Duration = Duration::from_millis(2_500);

/// Longer than the server lets bytes lie unread.
const STALL_MS: u64 = 8_000;

/// How long the server remembers a run. Who stalls again and again reads what was on its way long
/// after the run has ended, and may come back too late.
const RETENTION: Duration = Duration::from_secs(20);

/// Whoever has read nothing for so long, or reads what is so old, if only because the machine is busy,
/// may be dropped: the system does not tell a slow reader from one that has stopped.
const SLOW: Duration = Duration::from_millis(1_500);

#[derive(Debug)]
pub(crate) struct Visitor {
    pub(crate) random: Random,
    pub(crate) addr: SocketAddr,
    pub(crate) tally: Tally,
}

/// What a visitor knows of the run that it watches.
#[derive(Debug)]
struct Account {
    job: &'static str,
    path: String,
    lines: u64,
    /// The number of the last line that it was sent or told of.
    last: u64,
    id: String,
    /// When it asked for the run.
    began: Instant,
    /// When it has read the last event.
    read: Instant,
    may_be_cancelled: bool,
    may_be_dropped: bool,
}

impl Account {
    fn may_be_forgotten(&self) -> bool {
        self.began.elapsed() >= RETENTION
    }
}

enum Next {
    /// Read on.
    Stay,
    /// Break off and come back.
    Return,
    /// The end, or enough.
    Leave,
}

/// How long ago the server wrote a line. Both have the same clock.
fn age(event: &Event) -> Duration {
    let time = event.data["time"].as_str();
    let written = time.map(|time| humantime::parse_rfc3339(time).expect("a time"));
    written.map_or(Duration::ZERO, |written| {
        written.elapsed().unwrap_or_default()
    })
}

impl Visitor {
    /// Visits until `end`.
    pub(crate) async fn visit(mut self, end: Instant) {
        while Instant::now() < end {
            self.watch_one(end).await;
        }
    }

    async fn watch_one(&mut self, end: Instant) {
        let job = self.random.pick(&["patient", "strict", "free"]);
        let lines = self.random.below(200);
        let pace = 10 + self.random.below(40);
        // So large that a client which stalls fills its connection, now and then.
        let size = match self.random.percent(10) {
            true => 200_000,
            false => self.random.pick(&[0, 10, 1_000]),
        };
        let path = format!("/{job}?lines={lines}&pace={pace}&size={size}");
        let mut account = Account {
            job,
            path: path.clone(),
            lines,
            last: 0,
            id: String::new(),
            began: Instant::now(),
            read: Instant::now(),
            may_be_cancelled: false,
            may_be_dropped: false,
        };
        let key = format!("{:x}", self.random.below(u64::MAX));
        let mut request = Request::events(&path);
        if self.random.percent(20) {
            request = request.header("Idempotency-Key", &key);
        }
        if job == "free" && self.random.percent(30) {
            let posted = Request::post(&path).json(&json!({}));
            let answer = posted.send(self.addr).await;
            assert_eq!(answer.status, 202);
            let run = answer.json().await["run"].as_str().unwrap().to_owned();
            account.path = format!("/runs/{run}");
            request = Request::events(&account.path);
        }
        self.tally.add("runs", 1);
        let mut left = Instant::now();
        loop {
            let mut events = request.stream(self.addr).await;
            self.tally.add("streams", 1);
            account.may_be_cancelled |= left.elapsed() > LATE;
            account.read = Instant::now();
            let next = self.watch(&mut account, &mut events, end).await;
            left = Instant::now();
            if self.random.percent(50) {
                events.reset();
            } else {
                drop(events.finish().await);
            }
            match next {
                Next::Return => {}
                _ => return,
            }
            self.tally.add("returns", 1);
            let away = self.random.below(AWAY_MS);
            sleep(Duration::from_millis(away)).await;
            account.may_be_cancelled |= account.job == "strict";
            let run = account.id.split('.').next().unwrap_or_default();
            request = match self.random.below(3) {
                0 => Request::events(&account.path).last_event_id(&account.id),
                1 => Request::events(&format!("/runs/{run}")).last_event_id(&account.id),
                _ => Request::events(&format!("/runs/{run}?last_event_id={}", account.id)),
            };
        }
    }

    async fn watch(&mut self, account: &mut Account, events: &mut Events, end: Instant) -> Next {
        loop {
            let event = events.next().await;
            account.may_be_dropped |= account.read.elapsed() > SLOW;
            account.read = Instant::now();
            let Some(event) = event else {
                let now = humantime::format_rfc3339_micros(SystemTime::now());
                assert!(account.may_be_dropped, "broke off at {now}: {account:?}");
                // It finds out when it has read what was on its way.
                account.may_be_cancelled = true;
                self.tally.add("streams dropped by the server", 1);
                return match account.id.is_empty() {
                    true => Next::Leave,
                    false => Next::Return,
                };
            };
            account.may_be_dropped |= age(&event) > SLOW;
            self.take(account, &event);
            if event.is_done() {
                return self.end(account, &event).await;
            }
            if Instant::now() >= end {
                self.tally.add("left at the end", 1);
                return Next::Leave;
            }
            match self.act(account, &event).await {
                Next::Stay => {}
                next => return next,
            }
        }
    }

    /// Accounts for one event.
    fn take(&self, account: &mut Account, event: &Event) {
        self.tally.add("events", 1);
        account.id.clone_from(&event.id);
        if let Some(missed) = event.missed() {
            self.tally.add("lines missed, and told so", missed);
            account.last += missed;
        } else if let Some(said) = event.said() {
            let number: u64 = said.split(' ').next().unwrap().parse().unwrap();
            assert_eq!(number, account.last + 1, "{account:?}");
            account.last = number;
            self.tally.add("lines", 1);
        }
    }

    /// Does what clients do, most of the time nothing.
    async fn act(&mut self, account: &mut Account, event: &Event) -> Next {
        match self.random.below(1_000) {
            0..=19 => Next::Return,
            20..=23 => {
                self.tally.add("left for good", 1);
                Next::Leave
            }
            24..=27 => {
                self.tally.add("stalls", 1);
                let stall = self.random.below(STALL_MS);
                account.may_be_dropped = true;
                sleep(Duration::from_millis(stall)).await;
                Next::Stay
            }
            28..=30 => {
                self.tally.add("cancels", 1);
                account.may_be_cancelled = true;
                let run = format!("/runs/{}", event.run());
                let request = match self.random.percent(50) {
                    true => Request::new("DELETE", &run),
                    false => Request::post(&format!("{run}/cancel")),
                };
                let answer = request.send(self.addr).await;
                let forgotten = answer.status == 404 && account.may_be_forgotten();
                assert!(answer.status == 200 || forgotten, "{account:?}");
                Next::Stay
            }
            _ => Next::Stay,
        }
    }

    async fn end(&mut self, account: &mut Account, done: &Event) -> Next {
        self.tally.add(&format!("ends: {}", done.status()), 1);
        match done.status() {
            "succeeded" => {
                assert_eq!(account.last, account.lines, "{account:?}");
                assert_eq!(done.data["result"], account.lines);
            }
            "cancelled" => assert!(account.may_be_cancelled, "{account:?}: {done:?}"),
            "lost" => assert!(account.may_be_forgotten(), "{account:?}"),
            _ => panic!("{account:?}: {done:?}"),
        }
        let again = Request::events(&account.path).last_event_id(&done.id);
        assert_eq!(again.send(self.addr).await.status, 204);
        Next::Leave
    }
}
