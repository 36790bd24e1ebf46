//! The stream of what a run says.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::Stream;
use reqwest::Url;
use reqwest::header::{ACCEPT, HeaderName, HeaderValue};
use tokio::time::{Instant, Sleep};

use super::address;
use super::backoff::random;
use super::error::Error;
use super::exchange::Call;
use super::key::IDEMPOTENCY_KEY;
use super::open::{Connection, Heard, Opened, open};
use super::session::Session;
use super::settings::Settings;
use crate::protocol::{Event, EventId, RunId};
use crate::wire::{self, Decode, Decoder};

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// One item of a [`Watch`].
#[derive(Clone, Debug)]
pub enum Update {
    /// The run has said something.
    Event {
        /// Its id.
        id: EventId,
        /// What the run said.
        event: Event,
    },
    /// A snapshot was left out, for it is larger than
    /// [`max_event`](super::ClientBuilder::max_event) allows. The watch goes on.
    LeftOut {
        /// Its id.
        id: EventId,
        /// Its size.
        bytes: usize,
    },
    /// There is no connection, and there will be another attempt.
    Reconnecting {
        /// Why there is none.
        error: Error,
        /// How long the watch waits before it.
        after: Duration,
    },
}

/// One run, watched through whatever the network does. [`Client::watch`](super::Client::watch) opens
/// it.
///
/// It is a `Stream`. It ends after the run's `done`, after an `Err`, which is final, or after a
/// `204` of the server, which says that there is nothing more to come. The end of a connection
/// is not the end of the run: the watch reconnects with the last id, and the server sends what
/// was missed.
///
/// It never starts a second run: until it has an id, its requests carry one random
/// `Idempotency-Key`.
///
/// Dropping it closes the connection at once; what becomes of the run is its job's
/// `on_disconnect`. It has to be polled for anything to happen, and needs a tokio runtime with
/// I/O and time.
pub struct Watch {
    settings: Arc<Settings>,
    call: Result<Call, Error>,
    session: Session,
    decoder: Decoder,
    address: Option<Url>,
    stage: Stage,
}

enum Stage {
    /// Not polled yet.
    New,
    Connecting(Pin<Box<dyn Future<Output = Result<Opened, Error>> + Send>>),
    Open(Connection),
    Waiting(Pin<Box<Sleep>>),
    Ended,
}

impl Watch {
    pub(super) fn new(settings: Arc<Settings>, call: Result<Call, Error>) -> Self {
        let call = call.map(|mut call| {
            let accept = HeaderValue::from_static(wire::CONTENT_TYPE);
            call.own.insert(ACCEPT, accept);
            call
        });
        let asked = call.as_ref().ok();
        Self {
            address: asked.and_then(|call| Some(address::of_run(&call.url)?.1)),
            session: Session::new(settings.give_up_after, Instant::now()),
            decoder: Decoder::new(settings.max_done),
            stage: Stage::New,
            settings,
            call,
        }
    }

    /// The next update; `None` when the watch is over.
    ///
    /// # Cancel safety
    ///
    /// It is cancel safe: no update is lost, and a connection that is being made goes on being
    /// made when it is called again.
    pub async fn next(&mut self) -> Option<Result<Update, Error>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// The run, once an event has named it.
    pub fn run(&self) -> Option<&RunId> {
        self.session.run()
    }

    /// The run's own address, once it is known: to cancel it, or to watch it elsewhere. It is
    /// without the name and the password that the request's address may have had.
    ///
    /// It stays unknown when the server does not name it, and when a redirect has led to another
    /// origin than the one that is trusted with the headers of this client.
    pub fn address(&self) -> Option<&Url> {
        self.address.as_ref()
    }

    fn connect(&mut self) -> Result<Stage, Error> {
        let mut call = self.call.clone()?;
        if let Some(id) = self.session.resume_from(self.decoder.last_event_id()) {
            let id = HeaderValue::from_str(&id.to_string())
                .map_err(|error| Error::unexpected(error.to_string()).because_of(error))?;
            call.own.insert(LAST_EVENT_ID, id);
            call.own.remove(IDEMPOTENCY_KEY);
        }
        self.decoder.restart();
        let opening = open(self.settings.clone(), call);
        Ok(Stage::Connecting(Box::pin(opening)))
    }

    fn opened(&mut self, opened: Opened) -> Stage {
        match opened {
            Opened::Finished => Stage::Ended,
            Opened::Stream(mut connection) => {
                if let Some(address) = connection.run_address.take() {
                    self.address = Some(address);
                }
                Stage::Open(connection)
            }
        }
    }

    fn lost(&mut self, error: Error) -> Result<Update, Error> {
        // This connection is closed, also if there is another attempt.
        self.stage = Stage::Ended;
        if let Some(retry) = self.decoder.retry() {
            self.session.set_retry(retry);
        }
        let (error, after) = self.session.lost(error, Instant::now(), random())?;
        self.stage = Stage::Waiting(Box::pin(tokio::time::sleep(after)));
        Ok(Update::Reconnecting { error, after })
    }
}

impl Stream for Watch {
    type Item = Result<Update, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let watch = self.get_mut();
        loop {
            let step = match &mut watch.stage {
                Stage::New => {
                    watch.session = Session::new(watch.settings.give_up_after, Instant::now());
                    watch.connect()
                }
                Stage::Waiting(sleep) => match sleep.as_mut().poll(cx) {
                    Poll::Ready(()) => watch.connect(),
                    Poll::Pending => return Poll::Pending,
                },
                Stage::Connecting(opening) => match opening.as_mut().poll(cx) {
                    Poll::Ready(opened) => opened.map(|opened| watch.opened(opened)),
                    Poll::Pending => return Poll::Pending,
                },
                Stage::Open(connection) => {
                    match connection.poll_event(cx, &mut watch.decoder, watch.session.run()) {
                        Poll::Ready(Ok((id, Heard::LeftOut(bytes)))) => {
                            watch.session.heard(id.clone());
                            return Poll::Ready(Some(Ok(Update::LeftOut { id, bytes })));
                        }
                        Poll::Ready(Ok((id, Heard::Event(event)))) => {
                            watch.session.heard(id.clone());
                            if matches!(event, Event::Done(_)) {
                                watch.stage = Stage::Ended;
                            }
                            return Poll::Ready(Some(Ok(Update::Event { id, event })));
                        }
                        Poll::Ready(Err(error)) => Err(error),
                        Poll::Pending => return Poll::Pending,
                    }
                }
                Stage::Ended => return Poll::Ready(None),
            };
            match step {
                Ok(stage) => watch.stage = stage,
                Err(error) => return Poll::Ready(Some(watch.lost(error))),
            }
        }
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stage = match &self.stage {
            Stage::New => "new",
            Stage::Connecting(_) => "connecting",
            Stage::Open(_) => "open",
            Stage::Waiting(_) => "waiting",
            Stage::Ended => "ended",
        };
        f.debug_struct("Watch")
            .field("run", &self.run())
            .field("stage", &stage)
            .finish_non_exhaustive()
    }
}
