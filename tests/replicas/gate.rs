//! Something between a process and its Redis that can stand still at a moment of the test's choice.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::client::in_time;

/// What a gate holds up when it sees certain words in what a process sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    /// What is sent, with these words.
    Requests,
    /// The answer to it: Redis has done what it was told.
    Answers,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct State {
    /// Something is held up.
    holding: bool,
    /// Nothing is held up any more.
    open: bool,
}

/// A way to Redis on which everything behind certain words waits until it is opened.
#[derive(Debug)]
pub(crate) struct Gate {
    pub(crate) addr: SocketAddr,
    state: Arc<watch::Sender<State>>,
}

impl Gate {
    pub(crate) async fn start(redis: SocketAddr, holds: Holds, words: &'static [&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let state = Arc::new(watch::Sender::new(State::default()));
        let gate = state.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let Ok(server) = TcpStream::connect(redis).await else {
                    continue;
                };
                let (from_client, to_client) = client.into_split();
                let (from_server, to_server) = server.into_split();
                // Said before the request goes on, so that its answer is held up for sure.
                let here = gate.clone();
                tokio::spawn(pass(from_client, to_server, move |bytes: &[u8]| {
                    let text = String::from_utf8_lossy(bytes);
                    if words.iter().all(|word| text.contains(word)) {
                        here.send_modify(|state| state.holding = true);
                    }
                    (holds == Holds::Requests && here.borrow().holding).then(|| here.subscribe())
                }));
                let here = gate.clone();
                tokio::spawn(pass(from_server, to_client, move |_: &[u8]| {
                    (holds == Holds::Answers && here.borrow().holding).then(|| here.subscribe())
                }));
            }
        });
        Self { addr, state }
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://{}/", self.addr)
    }

    /// Waits until it holds something up.
    pub(crate) async fn is_holding(&self) {
        let mut state = self.state.subscribe();
        in_time("the gate", state.wait_for(|state| state.holding))
            .await
            .unwrap();
    }

    pub(crate) fn open(&self) {
        self.state.send_modify(|state| state.open = true);
    }
}

/// Passes everything on, in its order, each piece when it may.
async fn pass(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    waits: impl Fn(&[u8]) -> Option<watch::Receiver<State>> + Send,
) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        if let Some(mut state) = waits(&buffer[..read])
            && state.wait_for(|state| state.open).await.is_err()
        {
            return;
        }
        if to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}
