//! What stands between a browser and a server, and what it can do to both.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::timeout;

use super::browser::DEADLINE;

/// What happens to what comes in. A change ends the connections that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Forward(SocketAddr),
    /// Each request is answered with this status.
    Answer(&'static str),
    /// Nobody is there.
    Cut,
}

/// A proxy on a port of its own; it ends with the test.
pub(crate) struct Proxy {
    pub(crate) base: String,
    /// What every path has to begin with; the server gets it without.
    prefix: &'static str,
    mode: watch::Sender<Mode>,
    /// Whether all bytes are held, without a connection being closed.
    held: watch::Sender<bool>,
    tally: Arc<watch::Sender<Tally>>,
    requests: Arc<Mutex<Vec<String>>>,
}

/// The browser's connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) open: usize,
    /// Those that the events of runs come through.
    pub(crate) streams: usize,
    /// How often the server was asked for the events of runs.
    pub(crate) asked: usize,
    /// How often these were refused.
    pub(crate) refused: usize,
}

impl Proxy {
    /// Stands before the server at `http://<address>`.
    pub(crate) async fn before(server: &str) -> Self {
        Self::stripping("", server).await
    }

    /// The same, for requests whose path begins with `prefix`, which is taken away. Others get no answer.
    pub(crate) async fn stripping(prefix: &'static str, server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let (mode, modes) = watch::channel(Mode::Forward(address(server)));
        let tally = Arc::new(watch::Sender::default());
        let requests = Arc::default();
        let (held, holds) = watch::channel(false);
        let proxy = Self {
            base,
            prefix,
            mode,
            held,
            tally: Arc::clone(&tally),
            requests: Arc::clone(&requests),
        };
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(serve(
                    client,
                    modes.clone(),
                    Place::take(prefix, &tally, &requests, &holds),
                ));
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
        self.answer("502 Bad Gateway");
    }

    /// Answers each request with a status, as something does that lets nobody through.
    pub(crate) fn answer(&self, status: &'static str) {
        self.mode.send_replace(Mode::Answer(status));
    }

    pub(crate) fn cut(&self) {
        self.mode.send_replace(Mode::Cut);
    }

    /// Holds all bytes that come from now on, in both directions, and closes nothing; or lets them go.
    pub(crate) fn hold(&self, held: bool) {
        self.held.send_replace(held);
    }

    pub(crate) fn tally(&self) -> Tally {
        *self.tally.borrow()
    }

    /// Waits for the connections to be like that.
    pub(crate) async fn until(&self, enough: impl Fn(&Tally) -> bool) {
        let mut tally = self.tally.subscribe();
        let reached = timeout(DEADLINE, tally.wait_for(|now| enough(now))).await;
        assert!(reached.is_ok(), "{:?}", self.tally());
    }
}

impl Proxy {
    /// The requests so far that begin so, whatever they were answered.
    pub(crate) fn requests(&self, start: &str) -> Vec<String> {
        let requests = self.requests.lock().unwrap();
        let found = requests.iter().filter(|request| request.starts_with(start));
        found.cloned().collect()
    }

    /// The first lines of the requests whose path does not begin with the prefix.
    pub(crate) fn elsewhere(&self) -> Vec<String> {
        let requests = self.requests.lock().unwrap();
        let lines = requests.iter().filter_map(|request| request.lines().next());
        lines
            .filter(|line| stripped(line.as_bytes(), self.prefix).is_none())
            .map(str::to_owned)
            .collect()
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
            Mode::Answer(status) => refuse(&mut client, status, &place).await,
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
                place.let_through().await;
                place.requested(bytes);
                if place.prefix.is_empty() {
                    server.write_all(bytes).await.ok()?;
                } else {
                    server.write_all(&stripped(bytes, place.prefix)?).await.ok()?;
                }
            }
            read = server.read(&mut down) => {
                let bytes = down.get(..read.ok()?).filter(|bytes| !bytes.is_empty())?;
                place.let_through().await;
                place.answered(bytes);
                client.write_all(bytes).await.ok()?;
            }
        }
    }
}

/// What a client has sent, without the prefix of the path, where a request begins with it.
fn stripped(bytes: &[u8], prefix: &str) -> Option<Vec<u8>> {
    let target = bytes.iter().position(|byte| *byte == b' ')? + 1;
    let rest = bytes[target..].strip_prefix(prefix.as_bytes())?;
    Some([&bytes[..target], rest].concat())
}

async fn refuse(client: &mut TcpStream, status: &str, place: &Place) -> Option<()> {
    let mut request = vec![0; 16_384];
    loop {
        let length = client.read(&mut request).await.ok()?;
        let request = request.get(..length).filter(|bytes| !bytes.is_empty())?;
        place.note(request);
        let headers = "content-type: text/html\r\ncontent-length: 3";
        let answer = format!("HTTP/1.1 {status}\r\n{headers}\r\n\r\nbad");
        client.write_all(answer.as_bytes()).await.ok()?;
        if request.starts_with(STREAM) {
            place.tally.send_modify(|now| now.refused += 1);
        }
    }
}

/// How a request for the events of runs begins.
const STREAM: &[u8] = b"GET /runs/events?";

/// One connection in the tally.
struct Place {
    prefix: &'static str,
    tally: Arc<watch::Sender<Tally>>,
    requests: Arc<Mutex<Vec<String>>>,
    holds: watch::Receiver<bool>,
    streams: bool,
}

impl Place {
    fn take(
        prefix: &'static str,
        tally: &Arc<watch::Sender<Tally>>,
        requests: &Arc<Mutex<Vec<String>>>,
        holds: &watch::Receiver<bool>,
    ) -> Self {
        tally.send_modify(|now| now.open += 1);
        Self {
            prefix,
            tally: Arc::clone(tally),
            requests: Arc::clone(requests),
            holds: holds.clone(),
            streams: false,
        }
    }

    /// Waits while bytes are held.
    async fn let_through(&mut self) {
        let _ = self.holds.wait_for(|held| !held).await;
    }

    /// A browser sends the head of a request at once, and no other before it is answered.
    fn note(&self, bytes: &[u8]) {
        let request = String::from_utf8_lossy(bytes).into_owned();
        self.requests.lock().unwrap().push(request);
    }

    fn requested(&mut self, bytes: &[u8]) {
        self.note(bytes);
        let streams = bytes.starts_with(STREAM);
        self.streams(streams);
        self.tally
            .send_modify(|now| now.asked += usize::from(streams));
    }

    /// The last chunk of an answer leaves the connection to others.
    fn answered(&mut self, bytes: &[u8]) {
        if bytes.ends_with(b"0\r\n\r\n") {
            self.streams(false);
        }
    }

    fn streams(&mut self, streams: bool) {
        let before = std::mem::replace(&mut self.streams, streams);
        self.tally.send_modify(|now| {
            now.streams = now.streams + usize::from(streams) - usize::from(before)
        });
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.streams(false);
        self.tally.send_modify(|now| now.open -= 1);
    }
}
