//! What a job may return is decided by traits, not by how the type is spelt.

#![deny(warnings)]

use std::error::Error;
use std::fmt;

use serde::Serialize;
use sse_progress::{Job, job, jobs};

#[derive(Debug)]
struct Broken;

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("broken")
    }
}

impl Error for Broken {}

type Fallible<T> = Result<T, Broken>;
type Answer = Result<(), Box<dyn Error + Send + Sync>>;

#[derive(Serialize)]
struct Report {
    lines: usize,
}

#[job("/unit")]
async fn unit() {}

#[job("/alias")]
async fn alias() -> Fallible<Report> {
    Ok(Report { lines: 1 })
}

#[job("/whole-alias")]
fn whole_alias() -> Answer {
    Ok(())
}

#[job("/io")]
fn io() -> std::io::Result<u64> {
    Ok(1)
}

#[job("/text-error")]
async fn text_error() -> Result<u8, String> {
    Err("no".to_owned())
}

#[job("/static")]
async fn text() -> &'static str {
    "done"
}

#[job("/impl")]
async fn implemented() -> impl Serialize {
    [1, 2, 3]
}

#[job("/option")]
async fn option() -> Option<Report> {
    None
}

/// The error of most of the examples that one finds: it is not `Send`, and so cannot be kept.
#[job("/boxed")]
async fn boxed() -> Result<(), Box<dyn Error>> {
    std::future::ready("12").await.parse::<u8>()?;
    Err("no".into())
}

#[job("/boxed-blocking")]
fn boxed_blocking() -> Result<u8, Box<dyn Error>> {
    Ok("12".parse()?)
}

type Local<T> = Result<T, Box<dyn Error + Send>>;

#[job("/boxed-send")]
async fn boxed_send() -> Local<u8> {
    Ok(1)
}

pub(crate) fn jobs() -> Vec<Job> {
    jobs![
        unit,
        alias,
        whole_alias,
        io,
        text_error,
        text,
        implemented,
        option,
        boxed,
        boxed_blocking,
        boxed_send
    ]
    .into()
}
