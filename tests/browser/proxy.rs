//! What stands between a browser and a server, and what it can do to both.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What happens to what comes in. A change ends the connections that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Forward(SocketAddr),
    /// Each request is answered so.
    BadGateway,
    /// Nobody is there.
    Cut,
}

/// A proxy on a port of its own; it ends with the test.
pub(crate) struct Proxy {
    pub(crate) base: String,
    mode: watch::Sender<Mode>,
    tally: Arc<Mutex<Tally>>,
}

/// The browser's connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) open: usize,
    /// The most that were open at a time.
    pub(crate) peak: usize,
    /// Those that the events of runs come through.
    pub(crate) streams: usize,
}

impl Proxy {
    /// Stands before the server at `http://<address>`.
    pub(crate) async fn before(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let (mode, modes) = watch::channel(Mode::Forward(address(server)));
        let tally = Arc::default();
        let proxy = Self {
            base,
            mode,
            tally: Arc::clone(&tally),
        };
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(serve(client, modes.clone(), Place::take(&tally)));
            }
        });
        proxy
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub(crate) fn forward_to(&self, server: &str) {
        self.mode.send_replace(Mode::Forward(address(server)));
    }

    pub(crate) fn answer_bad_gateway(&self) {
        self.mode.send_replace(Mode::BadGateway);
    }

    pub(crate) fn cut(&self) {
        self.mode.send_replace(Mode::Cut);
    }

    pub(crate) fn tally(&self) -> Tally {
        *self.tally.lock().unwrap()
    }
}

fn address(server: &str) -> SocketAddr {
    server.trim_start_matches("http://").parse().unwrap()
}

async fn serve(mut client: TcpStream, mut modes: watch::Receiver<Mode>, mut place: Place) {
    let mode = *modes.borrow_and_update();
    let carried = async {
        match mode {
            Mode::Forward(server) => forward(&mut client, server, &mut place).await,
            Mode::BadGateway => refuse(&mut client).await,
            Mode::Cut => None,
        }
    };
    tokio::select! {
        _ = carried => {}
        _ = modes.changed() => {}
    }
}

async fn forward(client: &mut TcpStream, server: SocketAddr, place: &mut Place) -> Option<()> {
    let mut server = TcpStream::connect(server).await.ok()?;
    let (mut up, mut down) = (vec![0; 16_384], vec![0; 16_384]);
    loop {
        tokio::select! {
            read = client.read(&mut up) => {
                let bytes = up.get(..read.ok()?).filter(|bytes| !bytes.is_empty())?;
                place.requested(bytes);
                server.write_all(bytes).await.ok()?;
            }
            read = server.read(&mut down) => {
                let bytes = down.get(..read.ok()?).filter(|bytes| !bytes.is_empty())?;
                place.answered(bytes);
                client.write_all(bytes).await.ok()?;
            }
        }
    }
}

async fn refuse(client: &mut TcpStream) -> Option<()> {
    let mut request = vec![0; 16_384];
    while client.read(&mut request).await.ok()? > 0 {
        let answer =
            b"HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: 3\r\n\r\nbad";
        client.write_all(answer).await.ok()?;
    }
    None
}

/// One connection in the tally.
struct Place {
    tally: Arc<Mutex<Tally>>,
    streams: bool,
}

impl Place {
    fn take(tally: &Arc<Mutex<Tally>>) -> Self {
        let mut now = tally.lock().unwrap();
        now.open += 1;
        now.peak = now.peak.max(now.open);
        Self {
            tally: Arc::clone(tally),
            streams: false,
        }
    }

    fn requested(&mut self, bytes: &[u8]) {
        self.streams(bytes.starts_with(b"GET /runs/events?"));
    }

    /// The last chunk of an answer leaves the connection to others.
    fn answered(&mut self, bytes: &[u8]) {
        if bytes.ends_with(b"0\r\n\r\n") {
            self.streams(false);
        }
    }

    fn streams(&mut self, streams: bool) {
        let mut now = self.tally.lock().unwrap();
        now.streams = now.streams + usize::from(streams) - usize::from(self.streams);
        self.streams = streams;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut now = self.tally.lock().unwrap();
        now.open -= 1;
        now.streams -= usize::from(self.streams);
    }
}
