//! Servers that cannot be reached, and addresses that are none.

use std::error::Error;
use std::io;
use std::time::Duration;

use tokio::net::TcpListener;

use super::script::{Act, Script, events};
use super::story::{behind, builder, client, done, lost, next, only_error, story};

#[tokio::test]
async fn a_refused_connection_is_tried_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    drop(listener);
    let mut watch = client().watch(format!("http://{addr}/count/3"));
    let (error, _) = lost(&mut watch).await;
    assert!(error.is_connect());
    let message = error.to_string();
    let expected = format!("cannot connect to http://{addr}/count/3: ");
    assert!(message.starts_with(&expected), "{message}");
    assert!(message.contains("refused"), "{message}");
    assert!(behind::<reqwest::Error>(&error).is_some_and(|error| error.is_connect()));
    let system = behind::<io::Error>(&error).unwrap();
    assert_eq!(system.kind(), io::ErrorKind::ConnectionRefused);

    let listener = TcpListener::bind(addr).await.unwrap();
    let _server = Script::play_on(listener, [events(done("1"))]);
    let story = story(&mut watch).await;
    assert_eq!(story.last().unwrap(), "done 1.done succeeded");
}

/// The library of HTTP tells the whole address, in which a query may hold a token.
#[tokio::test]
async fn the_error_behind_one_does_not_tell_the_query() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    drop(listener);
    let mut watch = client().watch(format!("http://ali:sesame@{addr}/count/3?token=sesame"));
    let (error, _) = lost(&mut watch).await;
    let mut next: Option<&dyn Error> = Some(&error);
    while let Some(error) = next {
        let said = format!("{error} {error:?}");
        assert!(!said.contains("sesame"), "{said}");
        next = error.source();
    }
}

#[tokio::test]
async fn a_reset_connection_is_tried_again() {
    let server = Script::play([Act::Reset(Vec::new()), events(done("1"))]).await;
    let mut watch = client().watch(server.url("/count/3"));
    assert_eq!(
        story(&mut watch).await,
        ["reconnecting: other", "done 1.done succeeded"]
    );
}

#[tokio::test]
async fn a_name_that_nobody_knows_is_tried_again() {
    let client = builder()
        .give_up_after(Duration::from_millis(1))
        .build()
        .unwrap();
    let mut watch = client.watch("http://no-such-host.invalid/count/3");
    let story = story(&mut watch).await;
    assert_eq!(story.last().unwrap(), "error: connect, gave up");
}

#[tokio::test]
async fn garbage_instead_of_http_is_tried_again() {
    let server = Script::play([Act::Say(b"220 smtp ready\r\n".to_vec()), events(done("1"))]).await;
    let mut watch = client().watch(server.url("/count/3"));
    let (error, _) = lost(&mut watch).await;
    assert!(!error.to_string().is_empty());
    assert_eq!(next(&mut watch).await, "done 1.done succeeded");
}

#[tokio::test]
async fn an_address_that_is_none_is_an_error_at_once() {
    for url in ["localhost:3030/count/3", "", "ftp://localhost/", "http://"] {
        let error = only_error(&mut client().watch(url)).await;
        assert!(error.is_usage(), "{error}");
    }
}
