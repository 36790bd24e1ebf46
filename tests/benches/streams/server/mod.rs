//! The process of a server.
//!
//! It prints where it is, answers questions about itself, one a line, and ends with its input: with the
//! process that has started it.

mod ours;
mod rivals;

use std::io::{BufRead as _, Write as _};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::net::TcpListener;

use super::contestant::Kind;
use super::message::{cpu, now};

/// Where a server is.
#[derive(Debug)]
struct Place {
    addr: SocketAddr,
    /// The path of the events that all clients share.
    shared: String,
    /// The path of the job that starts a run for each client; `-` if there is none.
    own: &'static str,
}

/// When runs were dropped, by their numbers.
#[derive(Clone, Debug, Default)]
struct Left(Arc<Mutex<Vec<(usize, u64)>>>);

impl Left {
    fn note(&self, number: usize) {
        let at = now();
        self.0.lock().unwrap().push((number, at));
    }
}

pub(crate) fn run(kind: Kind, every_ms: u64) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let left = Left::default();
    let place = runtime.block_on(async {
        match kind {
            Kind::Own => ours::own(every_ms, left.clone()).await,
            Kind::Warp => ours::in_warp(every_ms, left.clone()).await,
            Kind::Axum => ours::in_axum(every_ms, left.clone()).await,
            Kind::Tcp => rivals::tcp(every_ms).await,
            Kind::Hyper => rivals::hyper(every_ms).await,
            Kind::WarpSse => rivals::warp_sse(every_ms).await,
            Kind::AxumSse => rivals::axum_sse(every_ms).await,
        }
    });
    println!("{} {} {}", place.addr, place.shared, place.own);
    for line in std::io::stdin().lock().lines() {
        let answer = match line.expect("a question").as_str() {
            "cpu" => cpu().to_string(),
            "memory" => memory().to_string(),
            "left" => {
                let left = std::mem::take(&mut *left.0.lock().unwrap());
                let pairs = left.iter().map(|(number, at)| format!("{number}:{at}"));
                pairs.collect::<Vec<_>>().join(" ") + " "
            }
            other => panic!("a question `{other}`"),
        };
        println!("{answer}");
        let _ = std::io::stdout().flush();
    }
    std::process::exit(0);
}

/// Resident bytes.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("a file of Linux");
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kb = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kb.expect("a number of kB") << 10
}

async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a socket");
    let addr = listener.local_addr().expect("an address");
    (listener, addr)
}
