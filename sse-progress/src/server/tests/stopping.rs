//! How a server ends.

use tokio::net::TcpStream;

use super::{Running, closed, get, in_time, read_until, send};

#[tokio::test]
async fn idle_connections_close_at_once_and_busy_ones_at_the_deadline() {
    let mut server = Running::start().await;
    let mut idle = server.client().await;
    send(&mut idle, get("/short")).await;
    read_until(&mut idle, "hello").await;
    let mut silent = server.client().await;
    let mut busy = server.watcher("/endless").await;

    server.stop();
    closed(&mut idle).await;
    closed(&mut silent).await;
    assert!(server.dropped.try_recv().is_err());
    assert!(busy.try_read(&mut [0; 64]).is_err(), "busy was cut short");

    server.deadline();
    closed(&mut busy).await;
    server.dropped().await;
    server.ended().await;
}

#[tokio::test]
async fn it_ends_before_the_deadline_when_the_last_client_leaves() {
    let mut server = Running::start().await;
    let busy = server.watcher("/endless").await;
    server.stop();
    drop(busy);
    server.dropped().await;
    server.ended().await;
}

#[tokio::test]
async fn a_stopped_server_refuses_clients() {
    let mut server = Running::start().await;
    let mut busy = server.watcher("/endless").await;
    let mut silent = server.client().await;
    server.stop();
    closed(&mut silent).await;
    assert!(TcpStream::connect(server.addr).await.is_err());
    server.deadline();
    closed(&mut busy).await;
    server.ended().await;
}

/// hyper would finish a response for ever, were nobody to drop it.
#[tokio::test]
async fn many_open_streams_are_no_reason_to_stay() {
    let mut server = Running::start().await;
    let mut clients = Vec::new();
    for _ in 0..200 {
        clients.push(server.watcher("/endless").await);
    }
    server.stop();
    server.deadline();
    for client in &mut clients {
        closed(client).await;
    }
    for _ in 0..200 {
        server.dropped().await;
    }
    server.ended().await;
}

#[tokio::test]
async fn a_dropped_server_drops_its_connections() {
    let mut server = Running::start().await;
    let mut busy = server.watcher("/endless").await;
    server.ended.abort();
    server.dropped().await;
    closed(&mut busy).await;
    assert!(TcpStream::connect(server.addr).await.is_err());
}

#[cfg(unix)]
#[tokio::test]
async fn sigterm_is_a_shutdown_signal() {
    use futures_util::FutureExt as _;

    let mut signal = Box::pin(crate::server::signal::shutdown_signal());
    // The first poll takes the signal over, so that it does not end the tests.
    assert_eq!((&mut signal).now_or_never(), None);
    let kill = std::process::Command::new("kill")
        .args(["-TERM", &std::process::id().to_string()])
        .status()
        .unwrap();
    assert!(kill.success());
    in_time("the signal", signal).await;
}
