//! Proxies of the environment.

use super::child::{told, told_soon};
use super::script::{Script, answer, events};
use super::story::done;

#[tokio::test]
async fn http_goes_through_its_proxy() {
    let mut proxy = Script::play([events(done("1"))]).await;
    let at = proxy.url("").replace("http://", "http://ali:sesame@");
    let told = told("http://far.example/count/3", &[("http_proxy", &at)]).await;
    assert_eq!(told, ["done 1.done succeeded"]);
    let asked = proxy.asked().await;
    assert_eq!(asked.line, "GET http://far.example/count/3");
    assert_eq!(asked.header("host"), Some("far.example"));
    assert_eq!(
        asked.header("proxy-authorization"),
        Some("Basic YWxpOnNlc2FtZQ==")
    );
}

#[tokio::test]
async fn https_makes_a_tunnel_through_its_proxy() {
    let mut proxy = Script::play((0..99).map(|_| answer(502, &[], ""))).await;
    let environment = [("HTTPS_PROXY", &*proxy.url(""))];
    let told = told_soon("https://far.example/count/3", &environment).await;
    assert_eq!(told.last().unwrap(), "error: connect, gave up");
    assert_eq!(proxy.asked().await.line, "CONNECT far.example:443");
}

#[tokio::test]
async fn some_hosts_need_no_proxy() {
    let mut proxy = Script::play([answer(502, &[], "")]).await;
    let server = Script::play([events(done("1"))]).await;
    let environment = [("http_proxy", &*proxy.url("")), ("no_proxy", "127.0.0.1")];
    let told = told(&server.url("/count/3"), &environment).await;
    assert_eq!(told, ["done 1.done succeeded"]);
    assert!(proxy.rest().is_empty());
}
