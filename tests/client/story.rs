//! What a watch tells, as lines to compare; and what a server sends, from as little.

use std::error::Error as StdError;
use std::iter::successors;
use std::time::Duration;

use sse_progress::client::{Client, ClientBuilder, Error, Update, Watch};
use sse_progress::protocol::Event;

use super::script::in_time;

pub(crate) const RUN: &str = "4qJ0mX2vT9cB7yKdR1sN3w";

/// The least wait that a server can ask for.
const RETRY: &str = "retry: 1\n";

pub(crate) fn id(end: &str) -> String {
    format!("{RUN}.{end}")
}

/// A snapshot, with a hint to come back soon.
pub(crate) fn progress(end: &str) -> String {
    let data = format!(
        r#"{{"run":"{RUN}","job":"count","state":"running","position":1,"length":3,"unit":"items","message":"","fraction":0.3,"elapsed_ms":1,"rate":null,"eta_ms":null,"queue":null,"tasks":[]}}"#
    );
    format!("event: progress\nid: {RUN}.{end}\n{RETRY}data: {data}\n\n")
}

pub(crate) fn log(end: &str, message: &str) -> String {
    let data =
        format!(r#"{{"level":"info","message":"{message}","time":"2026-11-22T10:00:00.000Z"}}"#);
    format!("event: log\nid: {RUN}.{end}\ndata: {data}\n\n")
}

pub(crate) fn done(end: &str) -> String {
    done_of(RUN, end)
}

pub(crate) fn done_of(run: &str, end: &str) -> String {
    let data = r#"{"status":"succeeded","result":3,"elapsed_ms":5}"#;
    format!("event: done\nid: {run}.{end}.done\ndata: {data}\n\n")
}

/// A client that does not wait for long.
pub(crate) fn builder() -> ClientBuilder {
    Client::builder().give_up_after(Duration::from_secs(20))
}

pub(crate) fn client() -> Client {
    builder().build().unwrap()
}

/// The next update, in a line.
pub(crate) async fn next(watch: &mut Watch) -> String {
    match in_time("an update", watch.next()).await {
        Some(update) => line(&update),
        None => "end".to_owned(),
    }
}

/// All updates to the end, each in a line, an error only by its kind.
pub(crate) async fn story(watch: &mut Watch) -> Vec<String> {
    let mut lines = Vec::new();
    while let Some(update) = in_time("an update", watch.next()).await {
        lines.push(line(&update));
    }
    assert!(watch.next().await.is_none(), "what has ended stays so");
    lines
}

fn line(update: &Result<Update, Error>) -> String {
    match update {
        Ok(Update::Event { id, event }) => {
            let (_, end) = id
                .to_string()
                .split_once('.')
                .map(|(a, b)| (a.to_owned(), b.to_owned()))
                .unwrap();
            match event {
                Event::Progress(_) => format!("progress {end}"),
                Event::Log(line) => format!("log {end} {}", line.message),
                Event::Done(done) => format!("done {end} {}", done.status),
            }
        }
        Ok(Update::LeftOut { id, bytes }) => format!("left out {} of {bytes} bytes", id.position),
        Ok(Update::Reconnecting { error, .. }) => format!("reconnecting: {}", kind(error)),
        Err(error) => format!("error: {}", kind(error)),
    }
}

fn kind(error: &Error) -> String {
    let kind = match error.status() {
        Some(status) => status.to_string(),
        None if error.is_connect() => "connect".to_owned(),
        None if error.is_timeout() => "silent".to_owned(),
        None if error.is_usage() => "usage".to_owned(),
        None => "other".to_owned(),
    };
    match error.gave_up_after() {
        Some(_) => format!("{kind}, gave up"),
        None => kind,
    }
}

/// The error that a watch ends with, as its only update.
pub(crate) async fn only_error(watch: &mut Watch) -> Error {
    let update = in_time("an update", watch.next()).await;
    let error = update.expect("an update").expect_err("an error");
    assert!(watch.next().await.is_none(), "an error is the end");
    error
}

/// The next update, which has to tell of a lost connection: why, and how long it waits.
pub(crate) async fn lost(watch: &mut Watch) -> (Error, Duration) {
    match in_time("an update", watch.next()).await {
        Some(Ok(Update::Reconnecting { error, after })) => (error, after),
        other => panic!("{other:?}"),
    }
}

/// The first error of this type among those behind `error`.
pub(crate) fn behind<E: StdError + 'static>(error: &Error) -> Option<&E> {
    let mut chain = successors(error.source(), |error| (*error).source());
    chain.find_map(|error| error.downcast_ref())
}
