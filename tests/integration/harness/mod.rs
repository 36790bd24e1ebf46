//! What the tests drive a server with: a client that takes nothing for granted.

mod connection;
mod door;
mod event;
mod links;
mod memory;
mod multiplexed;
mod order;
mod page;
mod probe;
mod request;
mod response;
mod server;
mod stream;

use std::time::Duration;

pub(crate) use connection::Connection;
pub(crate) use door::{Door, through_every_door};
pub(crate) use event::{Event, Item};
pub(crate) use links::resolve;
pub(crate) use memory::resident_bytes;
pub(crate) use multiplexed::{Multiplexed, Shared, address};
pub(crate) use probe::Probe;
pub(crate) use request::Request;
pub(crate) use response::Response;
pub(crate) use server::{TestServer, ask, watch};
pub(crate) use stream::EventStream;

/// Far longer than anything may take, also on a machine that has other things to do.
pub(crate) const DEADLINE: Duration = Duration::from_secs(60);

/// Waits for something that has to come.
pub(crate) async fn soon<T>(what: &str, future: impl Future<Output = T>) -> T {
    match tokio::time::timeout(DEADLINE, future).await {
        Ok(value) => value,
        Err(_) => panic!("{what}: not within {DEADLINE:?}"),
    }
}

/// Waits until something that nobody announces has become true.
pub(crate) async fn until(what: &str, mut is_true: impl FnMut() -> bool) {
    let check = async {
        while !is_true() {
            tokio::task::yield_now().await;
        }
    };
    soon(what, check).await;
}
