//! Many runs on few connections. A browser opens six to a server, and one that is not there any more
//! is one that a page waits for.

use super::browser::Browser;
use super::proxy::Proxy;
use super::work::server;

async fn ten_elements(page: &str) {
    let mut server = server().await;
    let proxy = Proxy::before(&server.base).await;
    let page = proxy.url(page);
    Browser::with(async move |browser| {
        browser.goto(&page).await;
        browser
            .until("all('sse-progress').length === 10 && all('sse-progress').every((_, n) => text('.percent', n) === '50 %')")
            .await;
        let runs = browser.run("return new Set(all('sse-progress').map((each) => each.run)).size").await;
        assert_eq!(runs, 10);
        // The starts let go of theirs.
        proxy.until(|tally| tally.streams == 1).await;
        browser.run("return fetch('/jobs').then((answer) => answer.text())").await;
        for _ in 0..10 {
            assert_eq!(server.signal().await, "started");
        }
        assert!(server.is_quiet());

        server.finish();
        browser
            .until("all('sse-progress').every((each, n) => each.result === `worked${n}`)")
            .await;
        proxy.until(|tally| tally.streams == 0).await;
    })
    .await;
}

#[tokio::test]
async fn ten_elements_on_a_page_share_a_connection() {
    ten_elements("/ten").await;
}

#[tokio::test]
async fn ten_elements_share_a_connection_without_a_worker() {
    ten_elements("/ten-alone").await;
}

#[tokio::test]
async fn the_same_page_in_ten_tabs_has_one_connection() {
    let mut server = server().await;
    let proxy = Proxy::before(&server.base).await;
    Browser::with(async move |browser| {
        browser.goto(&proxy.url("/one")).await;
        for _ in 1..10 {
            browser.open_beside(&proxy.url("/one")).await;
        }
        for tab in browser.tabs().await {
            browser.switch_to(&tab).await;
            browser.until("text('.percent') === '50 %'").await;
        }
        proxy.until(|tally| tally.streams == 1).await;
        for _ in 0..10 {
            assert_eq!(server.signal().await, "started");
        }
        assert!(server.is_quiet());

        // A tab takes its own run with it and no other.
        let tabs = browser.tabs().await;
        browser.switch_to(&tabs[4]).await;
        browser.close_page().await;
        assert_eq!(server.signal().await, "dropped");
        assert!(server.is_quiet());

        server.finish();
        for tab in tabs[..4].iter().chain(&tabs[5..]) {
            browser.switch_to(tab).await;
            browser.until("element().result === 'worked'").await;
        }
    })
    .await;
}

/// The worker lives on for the other tab.
#[tokio::test]
async fn a_page_that_crashed_takes_its_run_with_it() {
    let mut server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/one")).await;
        browser.until("text('.percent') === '50 %'").await;
        browser.open_beside(&server.url("/mute")).await;
        browser.until("text('.percent') === '50 %'").await;
        // It is in the worker's hands alone.
        browser
            .until("element().getAttribute('connection') === 'open'")
            .await;
        browser.close_page().await;
        for said in ["started", "started", "dropped"] {
            assert_eq!(server.signal().await, said);
        }
        let tabs = browser.tabs().await;
        browser.switch_to(&tabs[0]).await;
        server.finish();
        browser.until("element().result === 'worked'").await;
    })
    .await;
}

/// More than one connection may carry.
#[tokio::test]
async fn twenty_runs_are_on_two_connections() {
    let server = server().await;
    let proxy = Proxy::before(&server.base).await;
    Browser::with(async move |browser| {
        browser.goto(&proxy.url("/empty")).await;
        browser
            .run(
                "for (let n = 0; n < 20; n += 1) {
                    const added = document.createElement('sse-progress');
                    added.src = `/work?name=${n}`;
                    document.body.append(added);
                }",
            )
            .await;
        browser
            .until("all('sse-progress').every((_, n) => text('.percent', n) === '50 %')")
            .await;
        proxy.until(|tally| tally.streams == 2).await;
        browser
            .run("all('sse-progress').slice(1).forEach((each) => each.remove())")
            .await;
        proxy.until(|tally| tally.streams == 1).await;
        server.finish();
        browser.until("element().result === 'worked0'").await;
    })
    .await;
}
