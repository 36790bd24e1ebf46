//! The line between the browser and a server, which can be cut.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

const BAD_GATEWAY: &[u8] =
    b"HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// A proxy that notes what is asked for; it ends with the test.
pub(crate) struct Line {
    addr: SocketAddr,
    state: Arc<State>,
}

struct State {
    server: SocketAddr,
    /// The requests of each connection, as they came.
    requests: Mutex<Vec<Vec<u8>>>,
    /// What answers the next request that contains a text, instead of the server.
    broken: Mutex<Option<String>>,
    cuts: watch::Sender<usize>,
}

impl Line {
    pub(crate) async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let state = Arc::new(State {
            server,
            requests: Mutex::default(),
            broken: Mutex::default(),
            cuts: watch::Sender::new(0),
        });
        let passing = state.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(passing.clone().connection(client));
            }
        });
        Self { addr, state }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }

    /// Breaks all connections that there are. New ones may be made.
    pub(crate) fn cut(&self) {
        self.state.cuts.send_modify(|cuts| *cuts += 1);
    }

    /// The same, and the next request with this text in it gets the answer of a proxy whose server
    /// is away.
    pub(crate) fn cut_and_break(&self, request: &str) {
        *self.state.broken.lock().unwrap() = Some(request.to_owned());
        self.cut();
    }

    /// The heads of the requests so far that have this text in them.
    pub(crate) fn requests(&self, text: &str) -> Vec<String> {
        let requests = self.state.requests.lock().unwrap();
        let mut heads = Vec::new();
        for connection in &*requests {
            let connection = String::from_utf8_lossy(connection);
            let found = connection
                .split("\r\n\r\n")
                .filter(|head| head.contains(text));
            heads.extend(found.map(str::to_owned));
        }
        heads
    }
}

impl State {
    async fn connection(self: Arc<Self>, mut client: TcpStream) {
        let mut cuts = self.cuts.subscribe();
        let mut server = TcpStream::connect(self.server).await.unwrap();
        let (mut from_client, mut to_client) = client.split();
        let (mut from_server, mut to_server) = server.split();
        let number = {
            let mut requests = self.requests.lock().unwrap();
            requests.push(Vec::new());
            requests.len() - 1
        };
        let asking = async {
            let mut block = [0; 16 * 1024];
            loop {
                match from_client.read(&mut block).await {
                    Ok(length @ 1..) => {
                        let block = &block[..length];
                        self.requests.lock().unwrap()[number].extend(block);
                        if self.breaks(block) {
                            return true;
                        }
                        if to_server.write_all(block).await.is_err() {
                            return false;
                        }
                    }
                    _ => return false,
                }
            }
        };
        let broken = tokio::select! {
            broken = asking => broken,
            _ = copy(&mut from_server, &mut to_client) => false,
            _ = cuts.changed() => false,
        };
        if broken {
            let _ = to_client.write_all(BAD_GATEWAY).await;
        }
    }

    /// Whether a request is the one that is not to reach the server.
    fn breaks(&self, request: &[u8]) -> bool {
        let mut broken = self.broken.lock().unwrap();
        let request = String::from_utf8_lossy(request);
        let breaks = broken.as_ref().is_some_and(|text| request.contains(text));
        if breaks {
            *broken = None;
        }
        breaks
    }
}
