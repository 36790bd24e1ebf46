//! Behind a proxy that strips a path, which the server knows nothing of: every link is relative.

use std::future::pending;

use serde_json::json;
use sse_progress::{Jobs, Progress, Server as Listener, job, jobs};
use tokio::net::TcpListener;
use warp::Filter;

use super::browser::Browser;
use super::proxy::Proxy;

/// Count.
#[job("/count/{to}")]
async fn count(to: u64) -> u64 {
    to
}

/// Wait for ever.
#[job("/wait", on_disconnect = cancel)]
async fn wait(progress: Progress) {
    progress.set_length(2);
    progress.inc(1);
    pending::<()>().await;
}

const OWN: &str = "<!doctype html><title>own</title><link rel=icon href=data:,>
<script type=module src=sse-progress.js></script>
<sse-progress src=count/9></sse-progress>
<sse-progress src=wait></sse-progress>";

/// What the browser asks for below `/tools`, the server gets without.
async fn server() -> Proxy {
    let jobs = Jobs::builder().jobs(jobs![count, wait]).build().unwrap();
    let own = warp::path!("own").map(|| warp::reply::html(OWN));
    let routes = own.or(jobs.routes());
    let server = Listener::bind("127.0.0.1:0").await.unwrap();
    let proxy = Proxy::stripping("/tools", &format!("http://{}", server.local_addr())).await;
    let server = server.shutdown_on(pending());
    tokio::spawn(async move { server.serve_with(&jobs, routes).await });
    proxy
}

#[tokio::test]
async fn the_pages_are_right_behind_a_proxy_that_strips_a_path() {
    let proxy = server().await;
    Browser::with(async move |browser| {
        browser.goto(&proxy.url("/tools/")).await;
        browser.until("all('.job').length === 2").await;
        browser.run("all('.job a')[0].click()").await;
        browser.until("field('to')").await;
        // The address of the page changes at the start, its base does not.
        browser
            .run("field('to').value = 7; field('to').form.requestSubmit()")
            .await;
        browser.until("element().result === 7").await;
        let addresses = browser
            .run("return [location.pathname, document.querySelector('nav a').pathname, getComputedStyle(document.body).margin]")
            .await;
        assert_eq!(addresses, json!(["/tools/count/7", "/tools/", "0px"]));
        browser.reload().await;
        browser.until("element().result === 7").await;

        browser.goto(&proxy.url("/tools/wait")).await;
        browser.submit().await;
        browser.until("all('.share a').length && element().getAttribute('connection') === 'open'").await;
        let link = browser
            .run("return document.querySelector('.share a').href")
            .await;
        browser.open_beside(link.as_str().unwrap()).await;
        // It can be pressed from when it is drawn on.
        browser
            .until("element().state === 'running' && run().querySelector('.cancel').ariaDisabled === 'false'")
            .await;
        browser.run("run().querySelector('.cancel').click()").await;
        browser.until("element().state === 'cancelled'").await;
        let tabs = browser.tabs().await;
        browser.switch_to(&tabs[0]).await;
        browser.until("element().state === 'cancelled'").await;
        assert_eq!(proxy.elsewhere(), Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn so_is_the_element_in_a_page_of_ones_own() {
    let proxy = server().await;
    Browser::with(async move |browser| {
        browser.goto(&proxy.url("/tools/own")).await;
        browser.until("element(0).result === 9").await;
        browser
            .until("text('.percent', 1) === '50 %' && element(1).getAttribute('connection') === 'open'")
            .await;
        browser.run("element(1).cancel()").await;
        browser.until("element(1).state === 'cancelled'").await;
        assert_eq!(proxy.elsewhere(), Vec::<String>::new());
    })
    .await;
}

/// A nested service of axum gets the same path for both addresses, so only the page can tell them apart.
#[tokio::test]
async fn the_list_completes_its_address_where_the_slash_is_missing() {
    let jobs = Jobs::builder().jobs(jobs![count, wait]).build().unwrap();
    let router = axum::Router::new().nest_service("/tasks", jobs.service());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    Browser::with(async move |browser| {
        for page in ["/tasks?x=1", "/tasks/?x=1"] {
            browser.goto(&format!("{address}{page}")).await;
            browser.until("all('.job').length === 2").await;
            let shown = browser
                .run("return location.pathname + location.search")
                .await;
            assert_eq!(shown, "/tasks/?x=1");
        }
    })
    .await;
}
