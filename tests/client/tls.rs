//! HTTPS, with an authority of the test's own.

use std::sync::Arc;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use sse_progress::client::Client;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::sync::mpsc::unbounded_channel;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;

use super::child::told;
use super::script::{Act, Script, events, perform, read_request, redirect};
use super::story::{builder, client, done, next, only_error, progress, story};

/// A server behind TLS.
struct Secure {
    port: u16,
    /// Its certificate.
    pem: String,
}

impl Secure {
    async fn play(acts: Vec<Act>) -> Self {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let key = PrivatePkcs8KeyDer::from(signing_key.serialize_der());
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key.into())
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            for act in acts {
                let (socket, _) = listener.accept().await.unwrap();
                // Who does not trust us says so in the handshake.
                let Ok(mut socket) = acceptor.accept(socket).await else {
                    continue;
                };
                if read_request(&mut socket).await.is_some() {
                    perform(socket, act, unbounded_channel().0).await;
                }
            }
        });
        let pem = cert.pem();
        Self { port, pem }
    }

    fn url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.port)
    }

    fn client(&self) -> Client {
        let builder = builder().bearer_token("sesame");
        builder.root_certificates(&self.pem).build().unwrap()
    }
}

#[tokio::test]
async fn a_run_is_watched_through_tls() {
    let server = Secure::play(vec![events(progress("0")), events(done("1"))]).await;
    let mut watch = server.client().watch(server.url("/count/3"));
    let story = story(&mut watch).await;
    assert_eq!(
        story,
        ["progress 0", "reconnecting: other", "done 1.done succeeded"]
    );
}

/// A certificate does not become right by asking again.
#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_final() {
    let server = Secure::play(vec![events(done("1")), events(done("1"))]).await;
    let error = only_error(&mut client().watch(server.url("/count/3"))).await;
    assert!(error.is_connect());
    let message = error.to_string();
    assert!(message.contains("certificate"), "{message}");

    let wrong_name = server.url("/count/3").replace("localhost", "127.0.0.1");
    let error = only_error(&mut server.client().watch(wrong_name)).await;
    assert!(error.to_string().contains("certificate"), "{error}");
}

#[tokio::test]
async fn a_server_without_tls_is_final() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}/count/3", listener.local_addr().unwrap());
    let answering = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let answer = b"HTTP/1.1 400 Bad Request\r\n\r\n";
        socket.write_all(answer).await.unwrap();
        socket
    });
    let error = only_error(&mut client().watch(url)).await;
    assert!(error.is_connect(), "{error}");
    answering.await.unwrap();
}

#[tokio::test]
async fn no_redirect_gives_up_tls() {
    let mut plain = Script::play([events(done("1"))]).await;
    let server = Secure::play(vec![redirect(307, &plain.url("/b"))]).await;
    let error = only_error(&mut server.client().watch(server.url("/a"))).await;
    assert!(error.to_string().contains("gives up TLS"), "{error}");
    assert!(plain.rest().is_empty());
}

#[tokio::test]
async fn a_redirect_to_tls_is_followed_without_the_headers() {
    let server = Secure::play(vec![events(done("1"))]).await;
    let plain = Script::play([redirect(301, &server.url("/b"))]).await;
    let mut watch = server.client().watch(plain.url("/a"));
    assert_eq!(next(&mut watch).await, "done 1.done succeeded");
}

/// A bare container has no authorities, and plain HTTP needs none.
#[tokio::test]
async fn without_any_authorities_plain_http_still_works() {
    let server = Script::play([events(done("1"))]).await;
    let nowhere = std::env::temp_dir().join("sse-progress-no-such-file");
    let nowhere = nowhere.to_str().unwrap();
    let environment = [("SSL_CERT_FILE", nowhere), ("SSL_CERT_DIR", nowhere)];
    assert_eq!(
        told(&server.url("/count/3"), &environment).await,
        ["done 1.done succeeded"]
    );

    let secure = Secure::play(vec![events(done("1"))]).await;
    let told = told(&secure.url("/count/3"), &environment).await;
    assert_eq!(told, ["error: connect"]);
}
