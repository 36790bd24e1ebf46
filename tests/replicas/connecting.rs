//! Redis behind TLS, and with users who may do some things.

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use sse_progress::redis::Store;

use super::client::Request;
use super::cluster::{Cluster, LEASE};
use super::redis::{Keeps, Redis};
use super::sse::Event;

/// A run of one process is watched, cancelled and found by its key at another.
async fn all_works(cluster: &Cluster) {
    let [a, b] = &cluster.replicas[..] else {
        panic!()
    };
    let keyed = Request::post("/hold").header("Idempotency-Key", "k");
    let run = keyed.send(a.addr).await.json().await["run"].clone();
    assert_eq!(keyed.send(b.addr).await.json().await["run"], run);
    let path = format!("/runs/{}", run.as_str().unwrap());
    let mut events = Request::events(&path).stream(b.addr).await;
    events.hear("holding").await;
    let cancel = Request::new("DELETE", &path);
    assert_eq!(cancel.send(b.addr).await.status, 200);
    let told = events.read_to_end().await;
    assert_eq!(told.last().map(Event::status), Some("cancelled"));
}

/// A user who may touch nothing but the keys of the application.
#[tokio::test(flavor = "multi_thread")]
async fn a_user_and_a_password_are_in_the_address() {
    let redis = Redis::start(Keeps::Nothing).await;
    let rules = "on >s:e/c@t ~sse-progress:* -@all +@read +@write +@scripting +@connection";
    let rules: Vec<&str> = rules.split(' ').collect();
    let user = [&["ACL", "SETUSER", "app"], &rules[..]].concat();
    assert_eq!(redis.cli(&user), "OK");
    assert_eq!(redis.cli(&["ACL", "SETUSER", "default", "off"]), "OK");
    let at = redis.addr;
    let url = format!("redis://app:s%3Ae%2Fc%40t@{at}/0");
    for wrong in [
        format!("redis://app:secret@{at}/"),
        format!("redis://:s%3Ae%2Fc%40t@{at}/"),
        format!("redis://{at}/"),
    ] {
        let error = Store::connect(&wrong).await.unwrap_err();
        let error = format!("{error} {error:?}");
        assert!(!error.contains("secret"), "{error}");
        assert!(!error.contains("s%3A"), "{error}");
    }
    all_works(&Cluster::at(redis, url, 2, LEASE, "")).await;
}

/// An authority that nobody else knows, and what it has signed for a Redis.
struct Authority {
    directory: PathBuf,
}

impl Authority {
    fn new(port: u16) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        let issuer = Issuer::new(params, key);
        let server_key = KeyPair::generate().unwrap();
        let server = CertificateParams::new(["localhost".to_owned()]).unwrap();
        let server = server.signed_by(&server_key, &issuer).unwrap();

        let directory = std::env::temp_dir().join(format!("sse-progress-authority-{port}"));
        fs::create_dir_all(&directory).unwrap();
        let authority = Self { directory };
        fs::write(authority.file("authority.pem"), certificate.pem()).unwrap();
        fs::write(authority.file("server.pem"), server.pem()).unwrap();
        fs::write(authority.file("key.pem"), server_key.serialize_pem()).unwrap();
        authority
    }

    fn file(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }
}

impl Drop for Authority {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.directory);
    }
}

/// Its processes trust an authority of their own, as the system's list of them may have one.
#[tokio::test(flavor = "multi_thread")]
async fn redis_is_behind_tls() {
    let redis = Redis::start(Keeps::Nothing).await;
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let authority = Authority::new(port);
    let file = |name: &str| authority.file(name).to_str().unwrap().to_owned();
    let set = redis.cli(&[
        "CONFIG",
        "SET",
        "tls-cert-file",
        &file("server.pem"),
        "tls-key-file",
        &file("key.pem"),
        "tls-auth-clients",
        "no",
        "tls-port",
        &port.to_string(),
    ]);
    assert_eq!(set, "OK");
    let url = format!("rediss://localhost:{port}/");
    // This process trusts the authorities of the system.
    assert!(Store::connect(&url).await.is_err());
    let mut cluster = Cluster::at(redis, url, 0, LEASE, "");
    cluster.authority = Some(authority.file("authority.pem"));
    cluster.add();
    cluster.add();
    all_works(&cluster).await;
}
