//! Clients that keep a connection and do not use it.

use std::time::Duration;

use super::{Running, closed, get, read_until, send};

const SHORT: Duration = Duration::from_millis(50);

#[tokio::test]
async fn a_client_that_is_slow_with_its_request_is_closed() {
    let server = Running::start_with(|server| server.header_read_timeout(SHORT)).await;
    // The beginnings that HTTP/1 and HTTP/2 share are waited for elsewhere than the rest.
    for beginning in [
        "",
        "P",
        "PRI * HTTP/2.0\r\n\r\nSM",
        "G",
        "GET / HTTP/1.1\r\nho",
    ] {
        let mut client = server.client().await;
        send(&mut client, beginning).await;
        closed(&mut client).await;
    }
}

#[tokio::test]
async fn a_client_may_be_given_all_the_time_there_is() {
    let server = Running::start_with(|server| {
        server
            .header_read_timeout(Duration::MAX)
            .tcp_user_timeout(Duration::MAX)
    })
    .await;
    server.watcher("/endless").await;
}

#[tokio::test]
async fn a_response_may_last_longer_than_a_request() {
    let mut server = Running::start_with(|server| server.header_read_timeout(SHORT)).await;
    let mut endless = server.watcher("/endless").await;
    let mut idle = server.client().await;
    send(&mut idle, get("/short")).await;
    read_until(&mut idle, "hello").await;
    // By now the time that a request may take is over.
    closed(&mut idle).await;
    assert!(server.dropped.try_recv().is_err());
    assert!(endless.try_read(&mut [0; 64]).is_err());
    server.deadline();
    server.stop();
    closed(&mut endless).await;
}

/// hyper stops polling the body of a client that takes nothing, so nothing but the socket can
/// notice.
#[cfg(any(target_os = "linux", target_os = "android"))]
#[tokio::test]
async fn a_client_that_stops_reading_is_closed() {
    let mut server = Running::start_with(|server| server.tcp_user_timeout(SHORT * 10)).await;
    let _client = server.watcher("/flood").await;
    server.dropped().await;
}
