//! A job as a command of its own: the same function, without a server, with bars around the call.
//!
//! ```text
//! cargo run --example mirror -- 40
//! ```
//!
//! With an address as the second argument it serves the job as well, and shows the runs that others
//! start on its own terminal:
//!
//! ```text
//! cargo run --example mirror -- 40 127.0.0.1:3030
//! curl -N localhost:3030/resize/40
//! ```

use std::time::Duration;

use anyhow::{Context as _, ensure};
use sse_progress::mirror::{self, Mirror};
use sse_progress::{Jobs, Level, Progress, Server, job, jobs};

/// Resize so many pictures, two at a time. One of them is broken.
#[job("/resize/{count}")]
async fn resize(progress: Progress, count: u64) -> anyhow::Result<u64> {
    progress.set_length(count);
    progress.println(format!("{count} pictures to do"));
    let next = std::sync::atomic::AtomicU64::new(1);
    let worker = async || {
        loop {
            let number = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            if number > count {
                break;
            }
            let name = format!("picture {number}.jpg");
            progress.set_message(name.clone());
            if let Err(error) = one(&progress, &name, number).await {
                progress.log(Level::Warn, format!("{name} is left out: {error}"));
            }
            progress.inc(1);
        }
    };
    tokio::join!(worker(), worker());
    ensure!(count > 0, "there is nothing to do");
    Ok(count)
}

/// Pretends to read and to shrink one picture.
async fn one(progress: &Progress, name: &str, number: u64) -> anyhow::Result<()> {
    let bar = progress.child(name);
    bar.set_unit("bytes");
    let size = 400_000 + number * 37_000 % 300_000;
    bar.set_length(size);
    while bar.position() < size {
        tokio::time::sleep(Duration::from_millis(25)).await;
        bar.inc(65_536.min(size - bar.position()));
        ensure!(number != 3 || bar.position() < size / 2, "it is broken");
    }
    Ok(())
}

#[tokio::main]
#[allow(
    clippy::print_stdout,
    reason = "this program prints where it listens and what it has done"
)]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let count = match arguments.next() {
        Some(count) => count.parse().context("how many pictures?")?,
        None => 20,
    };
    let Some(address) = arguments.next() else {
        let done = mirror::run(|progress| resize(progress, count)).await?;
        println!("{done} pictures done");
        return Ok(());
    };
    let jobs = Jobs::builder().jobs(jobs![resize]).build()?;
    let server = Server::bind(&address).await?;
    println!("listening on http://{}", server.local_addr());
    let shown = tokio::spawn(jobs.mirror(Mirror::stderr()));
    server.serve(&jobs).await?;
    shown.await?;
    Ok(())
}
