//! A client that is gone without a word: its network is down.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::client::eventually;
use super::server::Server;

/// How long bytes may stay unacknowledged.
const TIMEOUT: Duration = Duration::from_secs(2);

/// Of `/beat` and `/hold`: without a byte on its way nobody can know.
const HEARTBEAT: Duration = Duration::from_millis(300);

/// Of `/hold`.
const GRACE: Duration = Duration::from_millis(700);

/// A network of two machines in one: this one, and a namespace at the other end of a cable.
struct Network {
    namespace: String,
    cable: String,
    here: String,
}

impl Network {
    fn new(number: u32) -> Self {
        let id = std::process::id();
        let network = Self {
            namespace: format!("sse-progress-{id}-{number}"),
            cable: format!("sp{id}n{number}"),
            // From the addresses that are set aside for tests (RFC 2544).
            here: format!("198.18.{}.{}", id % 250, number * 4 + 1),
        };
        let there = format!("198.18.{}.{}", id % 250, number * 4 + 2);
        let Self {
            namespace,
            cable,
            here,
        } = &network;
        ip(&format!("netns add {namespace}"));
        ip(&format!(
            "link add {cable} type veth peer name end netns {namespace}"
        ));
        ip(&format!("addr add {here}/30 dev {cable}"));
        ip(&format!("link set {cable} up"));
        ip(&format!("-n {namespace} addr add {there}/30 dev end"));
        ip(&format!("-n {namespace} link set end up"));
        network
    }

    /// A curl at the other end, which has had the first bytes of its answer.
    fn curl(&self, url: &str, accept: &str) -> Child {
        let mut curl = Command::new("ip")
            .args(["netns", "exec", &self.namespace])
            .args(["curl", "-sN", "-H", accept, url])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(curl.stdout.as_mut().unwrap());
        output.read_line(&mut line).unwrap();
        assert_eq!(line, "event: progress\n");
        curl
    }

    fn cut(&self) {
        ip(&format!("-n {} link set end down", self.namespace));
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        // The cable goes with the namespace.
        let _ = Command::new("ip")
            .args(["netns", "del", &self.namespace])
            .status();
    }
}

fn ip(arguments: &str) {
    let status = Command::new("ip").args(arguments.split(' ')).status();
    assert!(status.unwrap().success(), "ip {arguments}");
}

async fn vanish(number: u32, path: &str, accept: &str, grace: Duration) {
    if !rustix::process::geteuid().is_root() {
        eprintln!(
            "skipped: a client can only vanish from a network namespace, and that takes root"
        );
        return;
    }
    let network = Network::new(number);
    let server = Server::at(
        &format!("{}:0", network.here),
        |jobs| jobs,
        |server| server.tcp_user_timeout(TIMEOUT),
    )
    .await;
    let mut curl = network.curl(&format!("http://{}{path}", server.addr), accept);
    eventually("it runs", || server.ledger.starts() == 1).await;
    network.cut();
    let left = Instant::now();
    let took = server.ledger.end().await.saturating_duration_since(left);
    println!("vanished: cancelled after {took:?}, of which grace {grace:?}");
    assert!(took >= TIMEOUT / 2 + grace, "too early: {took:?}");
    let bound = HEARTBEAT + TIMEOUT * 2 + grace + Duration::from_secs(1);
    assert!(took < bound, "{took:?}");
    server.idle().await;
    curl.kill().unwrap();
    curl.wait().unwrap();
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_whose_network_is_down_is_given_up() {
    let path = "/beat?gate=1&lines=1";
    vanish(1, path, "Accept: */*", Duration::ZERO).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn grace_begins_when_it_is_given_up() {
    let path = "/hold?gate=1&lines=1";
    vanish(2, path, "Accept: text/event-stream", GRACE).await;
}
