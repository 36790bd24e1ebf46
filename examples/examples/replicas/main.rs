//! Several processes that answer for each other's runs, by way of Redis:
//!
//! ```sh
//! redis-server &
//! cargo run --example replicas -- --listen 127.0.0.1:4001 --redis redis://127.0.0.1:6379 &
//! cargo run --example replicas -- --listen 127.0.0.1:4002 --redis redis://127.0.0.1:6379 &
//! cargo run --example replicas -- --listen 127.0.0.1:4003 --redis redis://127.0.0.1:6379 &
//! curl -N localhost:4001/count/1000
//! ```
//!
//! Whatever the first has started can be watched at the others, `curl -N localhost:4002/runs/…` with
//! the id of the run, and be cancelled there. `nginx.conf` beside this file puts a proxy before them:
//! `nginx -p . -c nginx.conf`. `--prefix` keeps applications apart that share one Redis.

use sse_progress::redis::Store;
use sse_progress::{Jobs, Progress, Server, job, jobs};

/// Count to a number, slowly.
#[job("/count/{to}")]
async fn count(progress: Progress, to: u64) -> u64 {
    for _ in progress.wrap_iter(0..to) {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    to
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut listen = "127.0.0.1:4001".to_owned();
    let mut redis = "redis://127.0.0.1:6379".to_owned();
    let mut prefix = Store::PREFIX.to_owned();
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let Some(value) = arguments.next() else {
            anyhow::bail!("{name} needs a value");
        };
        match name.as_str() {
            "--listen" => listen = value,
            "--redis" => redis = value,
            "--prefix" => prefix = value,
            _ => anyhow::bail!("there is --listen, --redis and --prefix, and no {name}"),
        }
    }

    let store = Store::connect(redis).await?.prefix(prefix);
    let jobs = Jobs::builder().jobs(jobs![count]).store(store).build()?;
    Server::bind(listen).await?.serve(&jobs).await?;
    Ok(())
}
