//! One connection of a watch.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, Bytes};
use futures_util::Stream;
use reqwest::Url;
use reqwest::header::CONTENT_LOCATION;
use tokio::time::{Instant, Sleep};

use super::address;
use super::cause;
use super::error::Error;
use super::event;
use super::exchange::{Answer, Call, exchange};
use super::meaning::{Meaning, meaning};
use super::settings::Settings;
use super::shown;
use crate::protocol::{Event, EventId, RunId};
use crate::wire::{Decode, Decoder, TooLong};

/// What an attempt to connect has come to.
#[derive(Debug)]
pub(super) enum Opened {
    Stream(Connection),
    /// There is nothing more to come.
    Finished,
}

/// Connects.
pub(super) async fn open(settings: Arc<Settings>, call: Call) -> Result<Opened, Error> {
    let answer = exchange(&settings, call).await?;
    let content_type = answer.content_type().map(|value| value.as_bytes());
    match meaning(answer.response.status(), content_type) {
        Meaning::Events => Ok(Opened::Stream(Connection::new(answer, &settings))),
        Meaning::Finished => Ok(Opened::Finished),
        Meaning::SomethingElse => Err(answer.unexpected("a stream of events").await),
        Meaning::Refused => Err(answer.refused().await),
    }
}

/// A stream of events that is being read. Dropping it closes the connection.
pub(super) struct Connection {
    body: Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send>>,
    /// What has come and is not read yet.
    chunk: Bytes,
    /// Fires when nothing has come for too long.
    alarm: Pin<Box<Sleep>>,
    silence: Duration,
    /// The most bytes of a snapshot or a log line.
    max_event: usize,
    /// Whether there has been an event. Until then other signs of life do not count, or they could
    /// keep a watch waiting for ever.
    works: bool,
    /// For messages.
    shown: String,
    /// The run's own address, if the server names it and the caller may use it.
    pub(super) run_address: Option<Url>,
}

/// What a stream has brought.
#[derive(Debug)]
pub(super) enum Heard {
    Event(Event),
    /// A snapshot of so many bytes, more than are read.
    LeftOut(usize),
}

impl Connection {
    fn new(answer: Answer, settings: &Settings) -> Self {
        let silence = settings.silence;
        let headers = answer.response.headers();
        let named = headers.get(CONTENT_LOCATION).and_then(|value| {
            let link = value.to_str().ok()?;
            let (_, own) = address::of_run(&address::link(&answer.url, link)?)?;
            Some(own)
        });
        Self {
            // The caller's headers must not follow to where they were not sent.
            run_address: named.filter(|_| !answer.withheld),
            shown: shown::address(&answer.url),
            body: Box::pin(answer.response.bytes_stream()),
            chunk: Bytes::new(),
            alarm: Box::pin(tokio::time::sleep(silence)),
            silence,
            max_event: settings.max_event,
            works: false,
        }
    }

    /// The next event for the watch, or why there is none.
    pub(super) fn poll_event(
        &mut self,
        cx: &mut Context<'_>,
        decoder: &mut Decoder,
        run: Option<&RunId>,
    ) -> Poll<Result<(EventId, Heard), Error>> {
        loop {
            while let Some(event) = self.decode(decoder, run) {
                if let Some(event) = event.transpose() {
                    if !self.works {
                        self.works = true;
                        self.set_alarm();
                    }
                    return Poll::Ready(event);
                }
            }
            match self.body.as_mut().poll_next(cx) {
                Poll::Ready(Some(Ok(chunk))) => {
                    self.chunk = chunk;
                    if self.works {
                        self.set_alarm();
                    }
                }
                Poll::Ready(Some(Err(error))) => {
                    let cause = cause::innermost(&error);
                    let message = format!("the stream of {} broke: {cause}", self.shown);
                    return Poll::Ready(Err(Error::broken(message).because_of_http(error)));
                }
                Poll::Ready(None) => {
                    let message = format!("the stream of {} ended before the run", self.shown);
                    return Poll::Ready(Err(Error::broken(message)));
                }
                Poll::Pending => {
                    ready!(self.alarm.as_mut().poll(cx));
                    return Poll::Ready(Err(self.too_silent()));
                }
            }
        }
    }

    /// One message of what has come; `Some(Ok(None))` for one that is not for us.
    fn decode(
        &mut self,
        decoder: &mut Decoder,
        run: Option<&RunId>,
    ) -> Option<Result<Option<(EventId, Heard)>, Error>> {
        let mut rest: &[u8] = &self.chunk;
        let Some(message) = decoder.decode(&mut rest) else {
            // All of it is read, and must not be read again when there is nothing new.
            self.chunk.clear();
            return None;
        };
        let event = match message {
            Ok(message) if message.event != "done" && message.data.len() > self.max_event => {
                match message.event {
                    "log" => Err(self.too_long(TooLong {
                        limit: self.max_event,
                    })),
                    _ => event::id(&message, run)
                        .map(|id| Some((id?, Heard::LeftOut(message.data.len())))),
                }
            }
            Ok(message) => event::read(&message, run)
                .map(|event| event.map(|(id, event)| (id, Heard::Event(event)))),
            Err(too_long) => Err(self.too_long(too_long)),
        };
        let read = self.chunk.len() - rest.len();
        self.chunk.advance(read);
        Some(event)
    }

    /// Any bytes are a sign of life.
    fn set_alarm(&mut self) {
        if let Some(alarm) = Instant::now().checked_add(self.silence) {
            self.alarm.as_mut().reset(alarm);
        }
    }

    fn too_long(&self, error: TooLong) -> Error {
        Error::unexpected(format!(
            "the stream of {} cannot be read: {error}, the limit of this client",
            self.shown
        ))
        .because_of(error)
    }

    fn too_silent(&self) -> Error {
        let shown = &self.shown;
        let silence = humantime::format_duration(self.silence);
        Error::silent(if self.works {
            format!("the stream of {shown} has been silent for {silence}")
        } else {
            format!("the stream of {shown} has brought no event in {silence}")
        })
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Connection").field(&self.shown).finish()
    }
}
