//! A proxy that breaks the first connection through it.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::timeout;

use super::DEADLINE;

/// It ends with the test.
pub(crate) struct Cut {
    pub(crate) addr: SocketAddr,
    connections: watch::Receiver<usize>,
}

impl Cut {
    /// Lets so many bytes of the first response through; all of what follows.
    pub(crate) async fn after(bytes: u64, server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let (count, connections) = watch::channel(0);
        tokio::spawn(async move {
            let mut limit = bytes;
            while let Ok((client, _)) = listener.accept().await {
                count.send_modify(|count| *count += 1);
                tokio::spawn(pass(client, server, limit));
                limit = u64::MAX;
            }
        });
        Self { addr, connections }
    }

    /// Waits until so many connections have been made.
    pub(crate) async fn connections(&mut self, count: usize) {
        let enough = self.connections.wait_for(|made| *made >= count);
        timeout(DEADLINE, enough)
            .await
            .expect("it connects")
            .unwrap();
    }
}

async fn pass(mut client: TcpStream, server: SocketAddr, limit: u64) {
    let mut server = TcpStream::connect(server).await.unwrap();
    let (from_client, mut to_client) = client.split();
    let (from_server, mut to_server) = server.split();
    let mut from_client = from_client;
    tokio::select! {
        _ = async {
            let _ = copy(&mut from_server.take(limit), &mut to_client).await;
            let _ = to_client.shutdown().await;
        } => {}
        _ = copy(&mut from_client, &mut to_server) => {}
    }
}
