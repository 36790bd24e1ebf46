//! Arguments of every kind, with all that can be said of them.

#![deny(warnings)]

use std::path::PathBuf;
use std::sync::Arc;

use sse_progress::{Body, BodyStream, Job, Multipart, Progress, job, jobs};

#[derive(Clone)]
struct Db;

type Bar = Progress;

const QUALITY: u8 = 80;

/// Resize the pictures.
///
/// All of them.
#[job("/resize/{width}")]
#[allow(clippy::too_many_arguments, reason = "one of every kind")]
async fn resize(
    /// A bar by another name.
    mut progress: Bar,
    /// In pixels.
    width: u32,
    /// From 1 to 100.
    #[param(default = QUALITY.min(100))]
    quality: u8,
    #[param(default = "png")] format: String,
    #[param(default = vec![1, 2])] pages: Vec<u8>,
    #[param(default = None::<u8>)] limit: Option<u8>,
    #[param(default)] dry_run: bool,
    names: Option<Vec<String>>,
    out: PathBuf,
    _unused: Option<u8>,
    #[state] db: Db,
    #[state] shared: Arc<Db>,
    #[state] leaked: &'static str,
    #[allow(unused_variables, reason = "attributes stay where they are")] ignored: Option<u8>,
) -> String {
    progress = progress.clone();
    let _ = (
        progress, quality, pages, limit, dry_run, names, out, db, shared, leaked,
    );
    format!("{width}.{format}")
}

/// A keyword for a name, and one for an argument.
#[job("/type/{match}")]
fn r#type(r#match: u8) -> u8 {
    r#match
}

type Form = Multipart;

#[job(POST "/parts")]
async fn parts(mut form: Form) -> Result<usize, sse_progress::BodyError> {
    let mut bytes = 0;
    while let Some(mut part) = form.next_part().await? {
        bytes += part.bytes().await?.len();
    }
    Ok(bytes)
}

#[job(POST "/stream")]
fn stream(body: BodyStream, again: Option<u8>) -> Option<u64> {
    let _ = again;
    body.length()
}

#[job(POST "/whole")]
async fn whole(one: Body, other: Body) -> bool {
    one == other
}

pub(crate) fn jobs() -> Vec<Job> {
    jobs![resize, r#type, parts, stream, whole].into()
}
