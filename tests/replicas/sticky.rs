//! Several processes that share nothing, and a proxy that sends each client to the same one.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpSocket;

use super::client::{Answer, Request};
use super::cluster::{Cluster, Proxy};

/// The manual's words for nginx.
fn recipe() -> String {
    let manual = include_str!("../../sse-progress/docs/several_processes.md");
    let recipe = manual.split("```nginx\n").nth(1).unwrap();
    recipe.split("```").next().unwrap().to_owned()
}

fn config(upstream: &str) -> String {
    format!(
        "daemon off; pid nginx.pid; error_log stderr; events {{}}
         http {{
             access_log off;
             {upstream}
             server {{ listen 127.0.0.1:4000; location / {{ proxy_pass http://replicas; proxy_set_header Host $http_host; }} }}
         }}"
    )
}

/// Sends a request from an address of one's own.
async fn send(request: &Request, client: u8, addr: SocketAddr) -> Answer {
    let socket = TcpSocket::new_v4().unwrap();
    let ip = IpAddr::V4(Ipv4Addr::new(127, 0, client, 1));
    socket.bind(SocketAddr::new(ip, 0)).unwrap();
    let mut stream = socket.connect(addr).await.unwrap();
    stream.write_all(&request.bytes()).await.unwrap();
    Answer::read(stream).await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_client_comes_to_the_same_process() {
    // With a Redis each: they know nothing of each other.
    let clusters = [Cluster::start(1).await, Cluster::start(1).await];
    let addrs = clusters.each_ref().map(|cluster| cluster.replicas[0].addr);
    let proxy = Proxy::with(&config(&recipe()), &addrs).await;
    for client in 1..=20 {
        let started = send(&Request::post("/hold"), client, proxy.addr).await;
        let run = started.json().await["run"].as_str().unwrap().to_owned();
        for _ in 0..4 {
            let report = Request::get(&format!("/runs/{run}"));
            assert_eq!(send(&report, client, proxy.addr).await.status, 200);
        }
    }
    for cluster in &clusters {
        assert!(cluster.count("started", None) > 0, "both have clients");
    }

    // Without it they come to the next each time.
    let recipe = recipe().replace("ip_hash;", "");
    let proxy = Proxy::with(&config(&recipe), &addrs).await;
    let started = send(&Request::post("/hold"), 1, proxy.addr).await;
    let run = started.json().await["run"].as_str().unwrap().to_owned();
    let mut statuses = Vec::new();
    for _ in 0..4 {
        let report = Request::get(&format!("/runs/{run}"));
        statuses.push(send(&report, 1, proxy.addr).await.status);
    }
    assert!(statuses.contains(&404), "{statuses:?}");
}
