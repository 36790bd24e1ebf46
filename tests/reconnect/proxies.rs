//! Clients behind nginx and HAProxy, both with the buffering that they come with.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use tokio::net::TcpStream;

use super::client::{Request, in_time};
use super::server::Server;
use super::sse::Event;
use super::times::Times;

/// Of `/beat`. Behind a proxy that does not tell, leaving shows when writing fails.
const HEARTBEAT: Duration = Duration::from_millis(300);

/// A proxy in the foreground, with a directory of its own; ended when dropped.
struct Proxy {
    addr: SocketAddr,
    process: Child,
    directory: PathBuf,
}

impl Proxy {
    async fn nginx(server: SocketAddr) -> Self {
        Self::nginx_with(&format!("location / {{ proxy_pass http://{server}; }}")).await
    }

    async fn nginx_with(location: &str) -> Self {
        let config = |addr, directory: &str| {
            format!(
                "daemon off; master_process off; pid {directory}/pid;
                error_log {directory}/error.log;
                events {{}}
                http {{
                    access_log off;
                    client_body_temp_path {directory}/body;
                    proxy_temp_path {directory}/proxy;
                    fastcgi_temp_path {directory}/fastcgi;
                    uwsgi_temp_path {directory}/uwsgi;
                    scgi_temp_path {directory}/scgi;
                    server {{
                        listen {addr};
                        {location}
                    }}
                }}"
            )
        };
        Self::start("nginx", config, |command, file| {
            command.arg("-e").arg("stderr").arg("-c").arg(file);
        })
        .await
    }

    async fn haproxy(server: SocketAddr) -> Self {
        let config = |addr, _: &str| {
            format!(
                "defaults\n mode http\n timeout connect 5s\n timeout client 30s\n \
                 timeout server 30s\nfrontend in\n bind {addr}\n default_backend out\n\
                 backend out\n server one {server}\n"
            )
        };
        Self::start("haproxy", config, |command, file| {
            command.arg("-db").arg("-f").arg(file);
        })
        .await
    }

    async fn start(
        name: &str,
        config: impl Fn(SocketAddr, &str) -> String,
        arguments: impl Fn(&mut Command, &PathBuf),
    ) -> Self {
        // Free a moment ago; nobody else is given it so soon.
        let port = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = port.local_addr().unwrap();
        drop(port);
        let directory = std::env::temp_dir().join(format!("sse-progress-{name}-{}", addr.port()));
        fs::create_dir_all(&directory).unwrap();
        let file = directory.join("config");
        fs::write(&file, config(addr, directory.to_str().unwrap())).unwrap();
        let mut command = Command::new(name);
        // Where Debian puts them, which a user's path does not have.
        let path = std::env::var("PATH").unwrap_or_default();
        command.env("PATH", format!("{path}:/usr/sbin:/sbin"));
        arguments(&mut command, &file);
        let mut proxy = Self {
            addr,
            process: command.spawn().unwrap(),
            directory,
        };
        in_time("the proxy listens", async {
            let mut tick = tokio::time::interval(Duration::from_millis(10));
            while TcpStream::connect(addr).await.is_err() {
                assert_eq!(proxy.process.try_wait().unwrap(), None, "{name} has ended");
                tick.tick().await;
            }
        })
        .await;
        proxy
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.directory);
    }
}

/// Each line is said when the one before has come: held back, none would ever come. HAProxy keeps
/// each for 200 ms, unless it has `option http-no-delay`, and so do its users.
async fn events_come_one_by_one(name: &str, server: &Server, proxy: &Proxy) {
    let mut times = Times::default();
    for (round, request) in [
        Request::events("/beat?gate=1&lines=20"),
        Request::get("/beat?gate=1&lines=20"),
    ]
    .into_iter()
    .enumerate()
    {
        let mut events = request.stream(proxy.addr).await;
        events.next().await.unwrap();
        for line in 1..=20 {
            let sent = Instant::now();
            server.ledger.allow(1, 1);
            events.hear(&format!("line {line}")).await;
            times.add(sent.elapsed());
        }
        assert_eq!(
            events.read_to_end().await.pop().unwrap().status(),
            "succeeded"
        );
        server.ledger.end().await;
        assert_eq!(server.ledger.starts(), round + 1);
    }
    times.print(&format!("from said to heard behind {name}"));
    assert!(
        times.percentile(50) < Duration::from_millis(500),
        "{times:?}"
    );
}

/// A client that comes back through the proxy has what it missed.
async fn resuming_works(server: &Server, proxy: &Proxy) {
    let path = "/say?gate=2&lines=3";
    let mut events = Request::events(path).stream(proxy.addr).await;
    server.ledger.allow(2, 1);
    let id = events.hear("line 1").await.id;
    events.reset();
    server.ledger.allow(2, 2);
    let again = Request::events(path).last_event_id(&id);
    let rest = again.stream(proxy.addr).await.read_to_end().await;
    let said: Vec<_> = rest.iter().filter_map(Event::said).collect();
    assert_eq!(said, ["line 2", "line 3"]);
    let done = Request::events(path).last_event_id(&rest.last().unwrap().id);
    assert_eq!(done.send(proxy.addr).await.status, 204);
    server.ledger.end().await;
}

async fn leaving_is_noticed(name: &str, server: &Server, proxy: &Proxy) {
    for (how, reset) in [("RST", true), ("close", false)] {
        let mut times = Times::default();
        for _ in 0..5 {
            let path = "/beat?gate=3&lines=1";
            let mut events = Request::events(path).stream(proxy.addr).await;
            events.heartbeat().await;
            let left = Instant::now();
            if reset {
                events.reset();
            } else {
                // Both directions, as the system does when a program ends.
                drop(events.finish().await);
            }
            times.add(server.ledger.end().await.saturating_duration_since(left));
            server.idle().await;
        }
        times.print(&format!("{how} behind {name}"));
        let bound = HEARTBEAT * 2 + Duration::from_secs(2);
        assert!(times.percentile(99) < bound, "{times:?}");
    }
}

async fn check(name: &str, server: Server, proxy: Proxy) {
    events_come_one_by_one(name, &server, &proxy).await;
    resuming_works(&server, &proxy).await;
    leaving_is_noticed(name, &server, &proxy).await;
    drop(proxy);
    server.idle().await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_nginx() {
    let server = Server::start().await;
    let proxy = Proxy::nginx(server.addr).await;
    check("nginx", server, proxy).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_haproxy() {
    let server = Server::start().await;
    let proxy = Proxy::haproxy(server.addr).await;
    check("HAProxy", server, proxy).await;
}

/// The prefix that nginx strips, so that the server never hears of it.
const PREFIX: &str = "/tools/";

/// What a client makes of a link in the answer to a request for `asked`.
fn resolve(proxy: &Proxy, asked: &str, link: &str) -> String {
    let asked = reqwest::Url::parse(&format!("http://{}{PREFIX}{asked}", proxy.addr)).unwrap();
    asked.join(link).unwrap().path().to_owned()
}

/// Every link that is handed out is relative, and so right below a path that nobody has told us of.
#[tokio::test(flavor = "multi_thread")]
async fn below_a_path_that_nginx_strips() {
    let server = Server::start().await;
    let location = format!(
        "location {PREFIX} {{ proxy_pass http://{}/; }}",
        server.addr
    );
    let proxy = Proxy::nginx_with(&location).await;

    for page in ["", "say", "runs/AAAAAAAAAAAAAAAAAAAAAA"] {
        let request = Request::get(&format!("{PREFIX}{page}")).header("accept", "text/html");
        let html = request.send(proxy.addr).await.text().await;
        let base = html.split("<base href=\"").nth(1).unwrap();
        let base = resolve(&proxy, page, base.split('"').next().unwrap());
        assert_eq!(base, PREFIX, "{page}");
        let script = Request::get(&format!("{base}sse-progress/page.js"));
        assert_eq!(script.send(proxy.addr).await.status, 200);
    }

    // Started, watched and cancelled by the links of the answer.
    let start = "say?gate=4&lines=2";
    let accepted = Request::post(&format!("{PREFIX}{start}"))
        .send(proxy.addr)
        .await;
    assert_eq!(accepted.status, 202);
    let run = resolve(&proxy, start, accepted.header("location").unwrap());
    let links = accepted.json().await;
    assert_eq!(
        run,
        resolve(&proxy, start, links["events"].as_str().unwrap())
    );
    let mut events = Request::events(&run).stream(proxy.addr).await;
    server.ledger.allow(4, 1);
    events.hear("line 1").await;
    let cancel = resolve(&proxy, start, links["cancel"].as_str().unwrap());
    assert_eq!(Request::post(&cancel).send(proxy.addr).await.status, 200);
    assert_eq!(
        events.read_to_end().await.pop().unwrap().status(),
        "cancelled"
    );
    server.ledger.end().await;

    // The command prints an address that works.
    let job = format!("http://{}{PREFIX}say", proxy.addr);
    let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_sse-progress-command"));
    command.args(["run", "--detach", &job, "gate=5", "lines=1"]);
    let output = in_time("the command", command.output()).await.unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let path = printed
        .trim()
        .strip_prefix(&format!("http://{}", proxy.addr))
        .unwrap();
    assert!(path.starts_with(&format!("{PREFIX}runs/")), "{printed}");
    let mut events = Request::events(path).stream(proxy.addr).await;
    server.ledger.allow(5, 1);
    assert_eq!(
        events.read_to_end().await.pop().unwrap().status(),
        "succeeded"
    );
    server.ledger.end().await;

    drop(proxy);
    server.idle().await;
    server.stop().await;
}
