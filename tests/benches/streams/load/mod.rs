//! All clients of a server, on one thread.

mod client;
mod histogram;
mod http2;
mod scanner;

use std::io;
use std::time::{Duration, Instant};

use mio::{Events, Interest, Poll, Token};

use super::message::now;
use super::process::Process;
use crate::contestant::Version;

use client::{Came, Client, Seen};
pub(crate) use histogram::Histogram;
use scanner::{Event, Kind};

/// How many clients come at a time, where they need not all come at once.
const AT_A_TIME: usize = 100;

/// How long anything may take that is waited for.
const PATIENCE: Duration = Duration::from_secs(120);

const BUFFER: usize = 64 << 10;

#[derive(Debug)]
pub(crate) struct Load {
    version: Version,
    poll: Poll,
    events: Events,
    /// `None` for those that have ended.
    clients: Vec<Option<Client>>,
    buffer: Vec<u8>,
    pub(crate) counts: Counts,
}

#[derive(Debug)]
pub(crate) struct Counts {
    /// Streams whose head has come.
    pub(crate) heads: usize,
    /// Streams whose first event has come.
    pub(crate) begun: usize,
    /// Events after the first of each stream.
    pub(crate) events: u64,
    /// Streams that ended behind their `done`, and without.
    pub(crate) done: usize,
    pub(crate) broken: usize,
    /// Lines that were skipped, or came twice.
    pub(crate) lost: u64,
    /// From when an event was made until it was here.
    pub(crate) latencies: Histogram,
}

impl Counts {
    fn new() -> Self {
        Self {
            heads: 0,
            begun: 0,
            events: 0,
            done: 0,
            broken: 0,
            lost: 0,
            latencies: Histogram::new(),
        }
    }

    fn take(&mut self, seen: &mut Seen, came: Came) {
        let Came::Event(event) = came else {
            self.heads += 1;
            return;
        };
        if event.kind == Kind::Comment {
            return;
        }
        seen.position = event.position;
        seen.done |= event.kind == Kind::Done;
        if !seen.begun {
            // What a stream begins with is as old as it is.
            seen.begun = true;
            self.begun += 1;
        } else {
            self.events += 1;
            self.measure(seen, event);
        }
        if let Some(stamp) = event.stamp {
            if event.kind == Kind::Log && seen.number != 0 {
                self.lost += stamp.number.abs_diff(seen.number + 1);
            }
            seen.number = stamp.number;
        }
    }

    fn measure(&mut self, seen: &Seen, event: Event) {
        if let Some(stamp) = event.stamp
            && stamp.number != seen.number
        {
            self.latencies.record(now().saturating_sub(stamp.at));
        }
    }
}

impl Load {
    pub(crate) fn new(version: Version) -> Self {
        Self {
            version,
            poll: Poll::new().expect("epoll"),
            events: Events::with_capacity(1024),
            clients: Vec::new(),
            buffer: vec![0; BUFFER],
            counts: Counts::new(),
        }
    }

    /// From here on it is counted anew; the streams stay as they are.
    pub(crate) fn count_anew(&mut self) {
        self.counts = Counts::new();
    }

    /// Opens streams of the paths, some at a time, and waits for the heads of the answers.
    pub(crate) fn open(&mut self, server: &Process, paths: impl IntoIterator<Item = String>) {
        let mut wanted = self.counts.heads;
        let paths: Vec<String> = paths.into_iter().collect();
        for paths in paths.chunks(self.version.streams()) {
            self.connect(server, self.clients.len(), paths, None);
            wanted += paths.len();
            if wanted.is_multiple_of(AT_A_TIME) {
                self.wait("answers", |counts| counts.heads >= wanted);
            }
        }
        self.wait("answers", |counts| counts.heads >= wanted);
    }

    /// Closes every connection, and opens each anew, all at once, with the id of the event that its
    /// client has read last, of which `run` is the first part.
    pub(crate) fn reconnect_all(&mut self, server: &Process, path: &str, run: &str) {
        let seen: Vec<Seen> = self
            .clients
            .iter()
            .map(|client| client.as_ref().expect("an open stream").streams[0].seen)
            .collect();
        self.clients.clear();
        for (index, seen) in seen.into_iter().enumerate() {
            let id = format!("{run}.{}", seen.position);
            let number = seen.number;
            self.connect(server, index, &[path.to_owned()], Some(id));
            let client = self.clients[index].as_mut().expect("an open stream");
            client.streams[0].seen.number = number;
        }
    }

    /// Sends the FIN of a stream.
    pub(crate) fn leave(&self, index: usize) {
        self.clients[index]
            .as_ref()
            .expect("an open stream")
            .leave();
    }

    /// Reads for so long.
    pub(crate) fn read_for(&mut self, time: Duration) {
        self.read_until(Instant::now() + time, |_| false);
    }

    /// Reads until enough has come.
    pub(crate) fn wait(&mut self, what: &str, enough: impl FnMut(&Counts) -> bool) {
        let in_time = self.read_until(Instant::now() + PATIENCE, enough);
        assert!(in_time, "no {what} after {PATIENCE:?}: {:?}", self.shown());
    }

    fn shown(&self) -> String {
        let counts = &self.counts;
        format!(
            "{} heads, {} begun, {} events, {} done, {} broken",
            counts.heads, counts.begun, counts.events, counts.done, counts.broken
        )
    }

    /// Reads until enough has come, or the time is over; whether it was enough.
    pub(crate) fn read_until(
        &mut self,
        end: Instant,
        mut enough: impl FnMut(&Counts) -> bool,
    ) -> bool {
        loop {
            if enough(&self.counts) {
                return true;
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            match self.poll.poll(&mut self.events, Some(left)) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                result => result.expect("epoll"),
            }
            for event in &self.events {
                let place = &mut self.clients[event.token().0];
                if let Some(client) = place
                    && !turn(
                        client,
                        event.is_read_closed(),
                        &mut self.buffer,
                        &mut self.counts,
                    )
                {
                    *place = None;
                }
            }
        }
    }

    fn connect(
        &mut self,
        server: &Process,
        index: usize,
        paths: &[String],
        last_id: Option<String>,
    ) {
        let client = Client::connect(server.addr, self.version, paths, last_id);
        let mut client = client.expect("a connection");
        let interest = Interest::READABLE | Interest::WRITABLE;
        let registry = self.poll.registry();
        registry
            .register(&mut client.socket, Token(index), interest)
            .expect("a place in epoll");
        assert_eq!(index, self.clients.len());
        self.clients.push(Some(client));
    }
}

/// Goes on with a client; whether it goes on.
fn turn(client: &mut Client, closed: bool, buffer: &mut [u8], counts: &mut Counts) -> bool {
    let went_on = client
        .write()
        .and_then(|()| client.read(buffer, closed, |seen, came| counts.take(seen, came)));
    if let Ok(true) = went_on {
        return true;
    }
    for stream in &client.streams {
        match stream.seen.done {
            true => counts.done += 1,
            false => counts.broken += 1,
        }
    }
    false
}
