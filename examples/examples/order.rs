//! The status of an order: a job with named stages, which others take it through.
//!
//! ```text
//! cargo run --example order
//! sse-progress watch localhost:3030/orders/7
//! curl -X POST localhost:3030/warehouse/7/packed
//! ```
//!
//! Each stage is a bar of its own inside the run. The warehouse says when one is over; whoever asks for
//! the status sees which are, and for how long each has taken, and is told at once when the next is.

#![allow(
    clippy::print_stderr,
    reason = "it tells whoever runs it where it listens"
)]

use std::env;
use std::sync::Arc;

use anyhow::Result;
use sse_progress::{Jobs, Progress, Server, job, jobs};
use tokio::sync::watch;
use warp::Filter;
use warp::http::StatusCode;

const STAGES: [&str; 4] = ["paid", "packed", "shipped", "delivered"];

/// How many orders this shop has.
const ORDERS: usize = 100;

/// How many of its stages each order has come through.
#[derive(Clone)]
struct Orders(Arc<[watch::Sender<usize>]>);

impl Orders {
    fn new() -> Self {
        Self((0..ORDERS).map(|_| watch::Sender::new(0)).collect())
    }

    /// Orders are numbered from 1.
    fn find(&self, order: usize) -> Option<&watch::Sender<usize>> {
        self.0.get(order.checked_sub(1)?)
    }
}

/// Show where an order is.
#[job("/orders/{order}")]
async fn order(progress: Progress, order: usize, #[state] orders: Orders) -> Result<String> {
    let Some(done) = orders.find(order) else {
        anyhow::bail!("there is no order {order}: they are numbered from 1 to {ORDERS}");
    };
    let mut done = done.subscribe();
    progress.set_unit("stages");
    progress.set_length(STAGES.len() as u64);
    for (number, stage) in STAGES.iter().enumerate() {
        let bar = progress.child(*stage);
        bar.set_length(1);
        progress.set_message(format!("waiting until it is {stage}"));
        done.wait_for(|done| *done > number).await?;
        bar.finish();
        progress.inc(1);
    }
    Ok(format!("order {order} is delivered"))
}

#[tokio::main]
async fn main() -> Result<()> {
    let address = env::args().nth(1);
    let orders = Orders::new();
    let jobs = Jobs::builder().jobs(jobs![order]);
    let jobs = jobs.state(orders.clone()).build()?;
    let warehouse = warp::path!("warehouse" / usize / String)
        .and(warp::post())
        .map(move |order, stage: String| {
            let stage = STAGES.iter().position(|known| *known == stage);
            let (Some(done), Some(stage)) = (orders.find(order), stage) else {
                return StatusCode::NOT_FOUND;
            };
            // An order does not go back.
            done.send_modify(|done| *done = (stage + 1).max(*done));
            StatusCode::NO_CONTENT
        });
    let server = Server::bind(address.as_deref().unwrap_or("127.0.0.1:3030")).await?;
    eprintln!("listening on http://{}", server.local_addr());
    Ok(server
        .serve_with(&jobs, warehouse.or(jobs.routes()))
        .await?)
}
