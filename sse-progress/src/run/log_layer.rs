//! What `tracing` records inside a run, as lines of its log.

use std::cell::RefCell;
use std::fmt::{self, Write as _};
use std::sync::{Arc, Weak};
use std::time::SystemTime;

use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Level, Span, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use crate::protocol;

use super::bar::shorten;
use super::pending::{MAX_LINE, PendingLine};
use super::report::Report;

/// A layer of `tracing-subscriber` that turns what is recorded inside a run into lines of its log: the
/// `info!` calls that a job and the libraries below it have show up in the browser and in the terminal.
///
/// ```
/// use sse_progress::LogLayer;
/// use tracing_subscriber::prelude::*;
///
/// tracing_subscriber::registry()
///     .with(tracing_subscriber::fmt::layer())
///     .with(LogLayer::new())
///     .init();
/// ```
///
/// An event is inside a run if the span of that run is among its spans: the current ones, or those of
/// its explicit parent. So what the function and [`Progress::spawn`](crate::Progress::spawn) do is inside;
/// a task of `tokio::spawn` is if it was `.in_current_span()`. Records of the `log` crate count, too, once
/// `tracing_log::LogTracer` passes them on: `init` above sees to that with the default features of `tracing-subscriber`.
///
/// The text of a line is the event's message, its `data` an object of the fields, and its `target` that of
/// the event. Like any other line it is bounded (the fields to 64 KiB, longer ones are cut), and made
/// harmless where it is shown. Events of this crate itself are left out.
///
/// # Levels and filters
///
/// Lines are made of events down to `INFO`; [`with_max_level`](Self::with_max_level) sets another level.
/// Take that rather than `with_filter`, which may hide the spans of runs from this layer.
///
/// A filter on the whole registry, such as an `EnvFilter`, concerns this layer as all others, and has to let
/// the spans of runs through: `my_app=debug,sse_progress=info`. A filter of another layer's own,
/// `fmt::layer().with_filter(…)`, does not concern it.
#[derive(Clone, Copy, Debug)]
pub struct LogLayer {
    max_level: LevelFilter,
}

impl LogLayer {
    /// The default of [`with_max_level`](Self::with_max_level).
    pub const MAX_LEVEL: LevelFilter = LevelFilter::INFO;

    /// A layer that makes lines of events at `INFO` and above.
    pub const fn new() -> Self {
        Self {
            max_level: Self::MAX_LEVEL,
        }
    }

    /// Leaves out what is more verbose than this: a `tracing::Level`, or `LevelFilter::OFF`.
    #[must_use]
    pub fn with_max_level(mut self, max_level: impl Into<LevelFilter>) -> Self {
        self.max_level = max_level.into();
        self
    }
}

impl Default for LogLayer {
    fn default() -> Self {
        Self::new()
    }
}

/// How many bytes a field may take, and all of them about together: far less than the data of a line may,
/// since JSON may write six for one.
const MAX_FIELD: usize = 64 * 1024;

/// The longest target of a record of the `log` crate, in bytes. Those of `tracing` are in the program.
const MAX_TARGET: usize = 256;

/// In the extensions of a run's span: what lines are written to.
struct LinesOf(Weak<Report>);

thread_local! {
    /// The run whose span is being opened on this thread. A span has room for values of `tracing` alone,
    /// so this is how a layer learns which run it is.
    static OPENING: RefCell<Option<Weak<Report>>> = const { RefCell::new(None) };
}

/// Opens the span of a run so that the layers which are told of it can find the run.
pub(super) fn introduce(report: &Arc<Report>, open: impl FnOnce() -> Span) -> Span {
    let set = |report| OPENING.with(|opening| opening.replace(report));
    set(Some(Arc::downgrade(report)));
    let span = open();
    set(None);
    span
}

impl<S> Layer<S> for LogLayer
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        // Another layer may open spans of its own while it is told of the run's.
        if !is_ours(attributes.metadata().target()) || attributes.metadata().name() != "run" {
            return;
        }
        let report = OPENING.with(|opening| opening.borrow().clone());
        if let (Some(report), Some(span)) = (report, context.span(id)) {
            // `replace`, since there may be two such layers.
            span.extensions_mut().replace(LinesOf(report));
        }
    }

    // Nothing in here may record an event, which would come back here.
    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let level = *event.metadata().level();
        if level > self.max_level || is_ours(event.metadata().target()) {
            return;
        }
        let run = context.event_scope(event).and_then(|mut scope| {
            scope.find_map(|span| span.extensions().get::<LinesOf>()?.0.upgrade())
        });
        let Some(run) = run else {
            return;
        };
        let mut line = Line::default();
        event.record(&mut line);
        run.log(PendingLine {
            level: level_of(level),
            data: line.data(),
            message: line.message.0,
            time: SystemTime::now(),
            task: None,
            target: Some(match line.target {
                Some(target) => shorten(target, MAX_TARGET).into(),
                None => event.metadata().target().into(),
            }),
        });
    }
}

/// Whether it is of this crate.
fn is_ours(target: &str) -> bool {
    let rest = target.strip_prefix("sse_progress");
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

fn level_of(level: Level) -> protocol::Level {
    match level {
        Level::TRACE => protocol::Level::Trace,
        Level::DEBUG => protocol::Level::Debug,
        Level::INFO => protocol::Level::Info,
        Level::WARN => protocol::Level::Warn,
        _ => protocol::Level::Error,
    }
}

/// An event as a line.
#[derive(Default)]
struct Line {
    message: Bounded<MAX_LINE>,
    fields: Map<String, Value>,
    /// What the values of the fields take, as texts.
    len: usize,
    /// Where a record of the `log` crate comes from.
    target: Option<String>,
}

impl Line {
    fn data(&self) -> Option<Box<RawValue>> {
        if self.fields.is_empty() {
            return None;
        }
        // The names are those in the program, and the values are bounded, so that it is no longer than the
        // data of a line may be. To write a map of texts and numbers cannot fail.
        to_raw_value(&self.fields).ok()
    }

    fn add(&mut self, field: &Field, value: Value) {
        match (field.name(), value) {
            ("log.target", Value::String(target)) => self.target = Some(target),
            (name, _) if name.starts_with("log.") => {}
            (name, value) => {
                let name = name.strip_prefix("r#").unwrap_or(name);
                self.fields.insert(name.to_owned(), value);
            }
        }
    }

    /// Bounds what all fields of an event take together.
    fn add_text(&mut self, field: &Field, write: impl FnOnce(&mut Bounded<MAX_FIELD>)) {
        let mut text = Bounded::default();
        match self.len < MAX_FIELD {
            true => write(&mut text),
            false => text.push("…"),
        }
        self.len += text.0.len();
        self.add(field, shorten(text.0, MAX_FIELD).into());
    }
}

impl Visit for Line {
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.add(field, value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.add(field, value.into());
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.add(field, value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.add(field, value.into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "message" => self.message.push(value),
            _ => self.add_text(field, |text| text.push(value)),
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // What is written to takes everything; a value that cannot write itself has written what it could.
        match field.name() {
            "message" => {
                let _ = write!(self.message, "{value:?}");
            }
            _ => self.add_text(field, |text| {
                let _ = write!(text, "{value:?}");
            }),
        }
    }
}

/// A text that keeps `MAX` bytes, however much a value writes of itself, and one character more, so that
/// whoever bounds it says that it was cut.
#[derive(Default)]
struct Bounded<const MAX: usize>(String);

impl<const MAX: usize> Bounded<MAX> {
    fn push(&mut self, text: &str) {
        let mut end = text.len().min((MAX + 4).saturating_sub(self.0.len()));
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        self.0.push_str(&text[..end]);
    }
}

impl<const MAX: usize> fmt::Write for Bounded<MAX> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.push(text);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
