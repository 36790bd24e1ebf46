//! Showing runs while they go on.

mod end;
mod json;
mod output;
mod plain;
mod pretty;
mod reader;
mod table;
mod way;

use std::io;
use std::rc::Rc;
use std::time::{Duration, Instant};

use reqwest::Url;
use sse_progress::mirror::{self, Mirror};
use sse_progress::protocol::{Done, Event, EventId, RunId};

use crate::failure::Failure;
use crate::url;

pub(crate) use end::lines as end_lines;
pub(crate) use json::one_line;
pub(crate) use output::Output;
use plain::Plain;
pub(crate) use pretty::pretty;
pub(crate) use reader::reader_gone;
pub(crate) use table::{table, table_of};
pub(crate) use way::Way;

/// Where runs are shown.
#[derive(Debug)]
pub(crate) struct Screen {
    output: Rc<Output>,
    /// How they are shown; `Auto` has been decided.
    way: Way,
    mirror: Option<Mirror>,
}

/// Shows one run.
#[derive(Debug)]
pub(crate) struct View {
    output: Rc<Output>,
    shown: Shown,
    /// Whether the address of the run has been shown.
    address_shown: bool,
}

/// How the run is shown.
#[derive(Debug)]
enum Shown {
    Bars(mirror::View),
    Lines(Plain),
    Json,
    /// The last event alone.
    JsonEnd,
    Quiet,
}

impl Screen {
    pub(crate) fn new(way: Way, output: Rc<Output>) -> Self {
        let way = match way {
            Way::Auto if mirror::stderr_is_terminal() => Way::Tty,
            Way::Auto => Way::Plain,
            way => way,
        };
        Self {
            output,
            way,
            mirror: (way == Way::Tty).then(Mirror::stderr),
        }
    }

    /// Leaves the list of what a run has done when it has succeeded, if there are bars.
    pub(crate) fn keep_finished(mut self) -> Self {
        self.mirror = self.mirror.map(Mirror::keep_finished);
        self
    }

    /// Whether events go to stdout. Results are not written then, as they are in the last event.
    pub(crate) fn is_json(&self) -> bool {
        matches!(self.way, Way::Json | Way::JsonEnd)
    }

    /// Whether only results and errors are shown.
    pub(crate) fn is_quiet(&self) -> bool {
        matches!(self.way, Way::Quiet | Way::JsonEnd)
    }

    /// Shows one more run, with its label before its lines; if that is empty, the name of its job.
    pub(crate) fn view(&self, label: &str) -> View {
        View {
            output: Rc::clone(&self.output),
            shown: match (&self.mirror, self.way) {
                (Some(mirror), _) => Shown::Bars(mirror.view(label)),
                (None, Way::Json) => Shown::Json,
                (None, Way::JsonEnd) => Shown::JsonEnd,
                (None, Way::Quiet) => Shown::Quiet,
                (None, _) => Shown::Lines(Plain::new(label)),
            },
            address_shown: false,
        }
    }

    /// Writes a line that is about all runs, unless it is to be quiet.
    pub(crate) async fn say(&self, line: &str) {
        if !self.is_quiet() {
            self.warn(line).await;
        }
    }

    /// Writes that the command ends before the runs do.
    pub(crate) async fn leave(&self) {
        self.warn("left before the end; what was not cancelled goes on")
            .await;
    }

    /// Writes what went wrong.
    pub(crate) async fn fail(&self, failure: &Failure) {
        let text = failure.text(console::colors_enabled_stderr());
        self.warn(text.trim_end()).await;
    }

    /// Writes a line even if it is to be quiet.
    pub(crate) async fn warn(&self, line: &str) {
        match &self.mirror {
            Some(mirror) => mirror.println(line),
            None => self.output.say(line).await,
        }
    }
}

impl View {
    /// Shows an event.
    ///
    /// # Errors
    ///
    /// When events go to stdout, and writing to it fails.
    pub(crate) async fn event(
        &mut self,
        address: Option<&Url>,
        id: &EventId,
        event: &Event,
    ) -> io::Result<()> {
        match &mut self.shown {
            Shown::Bars(view) => {
                if let Some(address) = address.filter(|_| !self.address_shown) {
                    self.address_shown = true;
                    view.linked(&url::shown(address));
                }
                view.event(event);
            }
            Shown::Json => return self.output.result(&json::event(id, event)).await,
            Shown::JsonEnd => {
                if let Event::Done(_) = event {
                    return self.output.result(&json::event(id, event)).await;
                }
            }
            Shown::Quiet => {}
            Shown::Lines(plain) => {
                let lines = plain.event(event, Instant::now());
                if let Some(address) = address.filter(|_| !self.address_shown) {
                    self.address_shown = true;
                    self.output.say(&plain.labelled(&url::shown(address))).await;
                }
                for line in lines {
                    self.output.say(&line).await;
                }
            }
        }
        Ok(())
    }

    /// Shows that the connection is lost, or was not made yet.
    ///
    /// # Errors
    ///
    /// As [`event`](Self::event).
    pub(crate) async fn reconnecting(
        &mut self,
        run: Option<&RunId>,
        reason: &str,
        after: Duration,
    ) -> io::Result<()> {
        match &mut self.shown {
            Shown::Bars(view) => view.reconnecting(reason, after),
            Shown::Json => {
                let line = json::reconnecting(run, reason, after);
                return self.output.result(&line).await;
            }
            Shown::JsonEnd | Shown::Quiet => {}
            Shown::Lines(plain) => {
                let seconds = after.as_secs_f64();
                let line = format!(
                    "reconnecting in {seconds:.1}s: {}",
                    mirror::harmless(reason)
                );
                self.output.say(&plain.labelled(&line)).await;
            }
        }
        Ok(())
    }

    /// The end of a run that did not succeed as an error, if its event has not been shown.
    pub(crate) fn untold(&self, done: &Done) -> Option<Failure> {
        match self.shown {
            Shown::Quiet => end::failure(done),
            _ => None,
        }
    }
}
