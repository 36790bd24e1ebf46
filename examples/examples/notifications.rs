//! Notifications for everybody who has a page open: one run that all watch.
//!
//! ```text
//! cargo run --example notifications
//! sse-progress watch 'localhost:3030/notifications?idempotency_key=all'
//! curl localhost:3030/notify -d 'the build is green'
//! ```
//!
//! The first that comes starts the run, and its key leads all others to the same one. `detach` keeps
//! it when nobody listens, so that whoever comes back is told what was said meanwhile.

#![allow(
    clippy::print_stderr,
    reason = "it tells whoever runs it where it listens"
)]

use std::env;

use anyhow::Result;
use bytes::Bytes;
use sse_progress::{Jobs, Level, Progress, Server, job, jobs};
use tokio::sync::broadcast::{self, error::RecvError};
use warp::Filter;
use warp::http::StatusCode;

/// How many notifications may wait to be passed on.
const CAPACITY: usize = 100;

/// The longest notification in bytes.
const MAX_LENGTH: u64 = 4 * 1024;

type Notifications = broadcast::Sender<String>;

/// Tell what there is to tell.
#[job("/notifications", on_disconnect = detach)]
async fn notifications(progress: Progress, #[state] sender: Notifications) {
    progress.set_unit("notifications");
    let mut receiver = sender.subscribe();
    // The application keeps the sender for as long as it serves.
    drop(sender);
    loop {
        match receiver.recv().await {
            Ok(text) => {
                progress.println(text);
                progress.inc(1);
            }
            Err(RecvError::Lagged(missed)) => {
                progress.log(Level::Warn, format!("{missed} came too fast"));
            }
            Err(RecvError::Closed) => return,
        }
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let address = env::args().nth(1);
    let sender = Notifications::new(CAPACITY);
    let jobs = Jobs::builder().jobs(jobs![notifications]);
    let jobs = jobs.state(sender.clone()).build()?;
    let notify = warp::path!("notify")
        .and(warp::post())
        .and(warp::body::content_length_limit(MAX_LENGTH))
        .and(warp::body::bytes())
        .map(move |text: Bytes| {
            let text = String::from_utf8_lossy(&text).into_owned();
            // Nobody has ever listened if there is no receiver.
            match sender.send(text) {
                Ok(_) => StatusCode::NO_CONTENT,
                Err(_) => StatusCode::NOT_FOUND,
            }
        });
    let server = Server::bind(address.as_deref().unwrap_or("127.0.0.1:3030")).await?;
    eprintln!("listening on http://{}", server.local_addr());
    Ok(server.serve_with(&jobs, notify.or(jobs.routes())).await?)
}
