//! Connections that break, servers that go, and pages that sleep: in the end there is the right
//! state, and one run.

use super::browser::Browser;
use super::proxy::Proxy;
use super::work::server;

const RECONNECTING: &str = "element().getAttribute('connection') === 'reconnecting' && text('.state').includes('reconnecting')";

async fn a_cut(page: &str) {
    let mut server = server().await;
    let proxy = Proxy::before(&server.base).await;
    let page = proxy.url(page);
    Browser::with(async move |browser| {
        browser.goto(&page).await;
        browser.until("text('.percent') === '50 %'").await;
        proxy.cut();
        browser.until(RECONNECTING).await;
        // It ends while nobody hears it.
        server.finish();
        assert_eq!(server.signal().await, "started");
        assert_eq!(server.signal().await, "dropped");
        proxy.forward_to(&server.base);
        browser.run("dispatchEvent(new Event('online'))").await;
        browser.until("text('.result') === 'worked'").await;
        let lines = "[...run().querySelectorAll('.line .text')].map((line) => line.textContent)";
        browser
            .until(&format!("{lines}.join() === 'first,second,third'"))
            .await;
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn a_connection_that_broke_is_there_again_with_what_was_missed() {
    a_cut("/one").await;
}

#[tokio::test]
async fn and_so_without_a_worker() {
    a_cut("/alone").await;
}

#[tokio::test]
async fn a_page_that_goes_offline_comes_back() {
    let mut server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/alone")).await;
        browser.until("text('.percent') === '50 %'").await;
        browser.go_offline(true).await;
        browser.until("!navigator.onLine").await;
        browser.go_offline(false).await;
        browser.until("navigator.onLine").await;
        server.finish();
        browser.until("text('.result') === 'worked'").await;
        assert_eq!(server.signal().await, "started");
        assert_eq!(server.signal().await, "dropped");
        assert!(server.is_quiet());
    })
    .await;
}

/// An `EventSource` gives up for good when it is answered so.
#[tokio::test]
async fn a_bad_gateway_is_not_the_end() {
    let mut server = server().await;
    let proxy = Proxy::before(&server.base).await;
    Browser::with(async move |browser| {
        browser.goto(&proxy.url("/one")).await;
        browser.until("text('.percent') === '50 %'").await;
        proxy.answer_bad_gateway();
        browser.until(RECONNECTING).await;
        // Nobody says when the gateway is well again.
        browser
            .run("return fetch('/jobs').then((answer) => answer.status)")
            .await;
        proxy.forward_to(&server.base);
        browser
            .until("element().getAttribute('connection') === 'open'")
            .await;
        server.finish();
        browser.until("text('.result') === 'worked'").await;
        assert_eq!(server.signal().await, "started");
        assert_eq!(server.signal().await, "dropped");
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn a_start_that_a_gateway_refused_is_made_once_when_it_is_well() {
    let mut server = server().await;
    let proxy = Proxy::before(&server.base).await;
    Browser::with(async move |browser| {
        browser.goto(&proxy.url("/empty")).await;
        proxy.answer_bad_gateway();
        browser
            .run("document.body.insertAdjacentHTML('beforeend', '<sse-progress src=/work>')")
            .await;
        browser.until(RECONNECTING).await;
        proxy.forward_to(&server.base);
        browser.until("text('.percent') === '50 %'").await;
        assert_eq!(server.signal().await, "started");
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn a_server_that_was_started_anew_has_lost_the_run_and_retry_starts_another() {
    let mut before = server().await;
    let mut after = server().await;
    let proxy = Proxy::before(&before.base).await;
    Browser::with(async move |browser| {
        browser.goto(&proxy.url("/one")).await;
        browser.until("text('.percent') === '50 %'").await;
        proxy.cut();
        browser.until(RECONNECTING).await;
        proxy.forward_to(&after.base);
        browser.until("element().state === 'lost'").await;
        assert!(after.is_quiet());
        browser.until("text('.retry') === 'Retry'").await;
        browser.run("run().querySelector('.retry').click()").await;
        browser
            .until("element().state === 'running' && text('.percent') === '50 %'")
            .await;
        assert_eq!(before.signal().await, "started");
        assert_eq!(after.signal().await, "started");
        assert!(after.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn a_frozen_page_finds_what_it_has_missed() {
    let mut server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/one")).await;
        browser.until("text('.percent') === '50 %'").await;
        browser.freeze(true).await;
        server.finish();
        assert_eq!(server.signal().await, "started");
        assert_eq!(server.signal().await, "dropped");
        // Whoever wants to see it comes from somewhere else.
        browser.freeze(false).await;
        browser.open_beside(&server.url("/empty")).await;
        let tabs = browser.tabs().await;
        browser.switch_to(&tabs[0]).await;
        browser.until("text('.result') === 'worked'").await;
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn a_hidden_tab_goes_on_and_shows_the_end_when_it_is_looked_at() {
    let mut server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/one")).await;
        browser.until("text('.percent') === '50 %'").await;
        browser.open_beside(&server.url("/empty")).await;
        let tabs = browser.tabs().await;
        server.finish();
        assert_eq!(server.signal().await, "started");
        assert_eq!(server.signal().await, "dropped");
        browser.switch_to(&tabs[0]).await;
        browser.until("text('.result') === 'worked'").await;
        assert!(server.is_quiet());
    })
    .await;
}
