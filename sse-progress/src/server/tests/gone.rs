//! How a client's leaving is noticed.

#[cfg(any(target_os = "linux", target_os = "android"))]
mod left {
    use futures_util::FutureExt as _;
    use tokio::io::AsyncWriteExt as _;
    use tokio::net::{TcpListener, TcpStream};

    use crate::server::disconnect::left;
    use crate::server::tests::{Running, get, in_time, reset, send};

    async fn pair() -> (TcpStream, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap());
        let (client, server) = tokio::join!(client, listener.accept());
        (client.unwrap(), server.unwrap().0)
    }

    #[tokio::test]
    async fn unread_data_is_not_an_end_and_hides_none() {
        let (mut client, server) = pair().await;
        send(&mut client, "unread").await;
        in_time("data", server.readable()).await.unwrap();
        assert_eq!(left(&server).now_or_never(), None);

        client.shutdown().await.unwrap();
        in_time("the end", left(&server)).await;
        // It stays gone, for whoever asks.
        in_time("the end", left(&server)).await;
    }

    #[tokio::test]
    async fn urgent_data_is_not_an_end() {
        let (client, server) = pair().await;
        socket2::SockRef::from(&client)
            .send_out_of_band(b"!!")
            .unwrap();
        in_time("data", server.readable()).await.unwrap();
        assert_eq!(left(&server).now_or_never(), None);
        drop(client);
        in_time("the end", left(&server)).await;
    }

    #[tokio::test]
    async fn a_reset_behind_unread_data_is_an_end() {
        let (mut client, server) = pair().await;
        send(&mut client, "unread").await;
        in_time("data", server.readable()).await.unwrap();
        reset(client);
        in_time("the end", left(&server)).await;
    }

    /// hyper reads no further than the first byte that it has no use for, and so never sees the end
    /// that follows it.
    #[tokio::test]
    async fn a_stray_byte_does_not_hide_the_end() {
        for stray in ["x", "\r\n", &get("/short"), "GET /sho"] {
            let mut server = Running::start().await;
            let mut client = server.watcher("/watched").await;
            send(&mut client, stray).await;
            client.shutdown().await.unwrap();
            server.dropped().await;

            let mut client = server.watcher("/watched").await;
            send(&mut client, stray).await;
            reset(client);
            server.dropped().await;
        }
    }

    #[tokio::test]
    async fn an_unread_request_body_does_not_hide_the_end() {
        let mut server = Running::start().await;
        let mut client = server.client().await;
        let head = "POST /watched HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n";
        send(&mut client, head).await;
        send(&mut client, "unread").await;
        super::read_until(&mut client, "hello").await;
        drop(client);
        server.dropped().await;
    }
}

use super::{Running, read_until, reset, send};
use tokio::io::AsyncWriteExt as _;

#[tokio::test]
async fn a_client_that_closes_drops_the_body() {
    let mut server = Running::start().await;
    let client = server.watcher("/endless").await;
    drop(client);
    server.dropped().await;

    let mut client = server.watcher("/endless").await;
    client.shutdown().await.unwrap();
    server.dropped().await;
}

#[tokio::test]
async fn a_client_that_resets_drops_the_body() {
    let mut server = Running::start().await;
    let client = server.watcher("/endless").await;
    reset(client);
    server.dropped().await;
}

/// Heads arrive in any number of pieces, the first of which tells the version.
#[tokio::test]
async fn a_request_may_come_byte_by_byte() {
    let server = Running::start().await;
    let mut client = server.client().await;
    client.set_nodelay(true).unwrap();
    for byte in super::get("/short").bytes() {
        send(&mut client, [byte]).await;
        tokio::task::yield_now().await;
    }
    let answer = read_until(&mut client, "hello").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
}
