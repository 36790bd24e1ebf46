//! Which address a server gets, and what its sockets are like.

use std::io;
use std::net::SocketAddr;

use super::{Running, get, read_until, send};
use crate::server::Server;

#[tokio::test]
async fn a_taken_port_is_an_error_that_names_it() {
    let taken = Server::bind("127.0.0.1:0").await.unwrap().local_addr();
    let first = Server::bind(taken).await.unwrap();
    let error = Server::bind(taken).await.unwrap_err();
    assert_eq!(error.io().unwrap().kind(), io::ErrorKind::AddrInUse);
    // It is the error of the system itself, and not one with our words in it.
    assert!(error.io().unwrap().raw_os_error().is_some());
    let message = error.to_string();
    assert!(
        message.starts_with(&format!("cannot listen on {taken}: ")),
        "{message}"
    );
    drop(first);
}

#[tokio::test]
async fn every_address_is_tried() {
    let first = Server::bind("127.0.0.1:0").await.unwrap();
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let second = Server::bind(&[first.local_addr(), any][..]).await.unwrap();
    assert_ne!(second.local_addr(), first.local_addr());

    let both = [first.local_addr(), second.local_addr()];
    let message = Server::bind(&both[..]).await.unwrap_err().to_string();
    for addr in both {
        assert!(message.contains(&addr.to_string()), "{message}");
    }
}

#[tokio::test]
async fn no_address_is_an_error() {
    let error = Server::bind(&[][..]).await.unwrap_err();
    assert_eq!(error.io().unwrap().kind(), io::ErrorKind::InvalidInput);
    let error = Server::bind("not an address").await.unwrap_err();
    assert!(error.to_string().contains("cannot resolve"), "{error}");
}

#[tokio::test]
async fn a_socket_of_someone_elses_will_do() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = listener.local_addr().unwrap();
    let server = Server::from_listener(listener).unwrap();
    assert_eq!(server.local_addr(), addr);
    let (_stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let hello = warp::service(warp::Filter::map(warp::any(), || "hello"));
    tokio::spawn(server.serve_until(hello, async { drop(stopped.await) }, async {}));
    let mut client = tokio::net::TcpStream::connect(addr).await.unwrap();
    send(&mut client, get("/")).await;
    read_until(&mut client, "hello").await;
}

#[tokio::test]
async fn a_restarted_server_gets_its_port_back() {
    let mut server = Running::start().await;
    // The side that closes first keeps the address for a while.
    let mut client = server.watcher("/endless").await;
    let addr = server.addr;
    server.stop();
    server.deadline();
    super::closed(&mut client).await;
    server.ended().await;
    Server::bind(addr).await.unwrap();
}
