//! Connections that break, servers that go, and pages that sleep: in the end there is the right
//! state, and one run.

use super::browser::Browser;
use super::proxy::Proxy;
use super::work::{only_run_works, server};

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
        only_run_works(&mut server, &browser).await;
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
        // Nothing tells the page that the gateway works again.
        proxy.until(|tally| tally.refused >= 2).await;
        proxy.forward_to(&server.base);
        browser
            .until("element().getAttribute('connection') === 'open'")
            .await;
        only_run_works(&mut server, &browser).await;
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
        browser
            .until("text('.state') === 'Could not connect, trying again…'")
            .await;
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

/// The browser does not say that the computer slept, and nothing comes from a connection that is dead.
#[tokio::test]
async fn a_page_that_slept_asks_anew_at_once() {
    let server = server().await;
    let proxy = Proxy::before(&server.base).await;
    Browser::with(async move |browser| {
        browser
            .prepare("const now = Date.now; window.slept = 0; Date.now = () => now() + slept")
            .await;
        browser.goto(&proxy.url("/alone")).await;
        browser.until("text('.percent') === '50 %'").await;
        proxy.until(|tally| tally.streams == 1).await;
        let before = proxy.tally().asked;
        browser.run("slept = 45_000").await;
        proxy.until(|tally| tally.asked > before).await;
        proxy.until(|tally| tally.streams == 1).await;
        server.finish();
        browser.until("text('.result') === 'worked'").await;
    })
    .await;
}

#[tokio::test]
async fn a_page_that_was_frozen_while_the_network_went_finds_what_it_has_missed() {
    let mut server = server().await;
    let proxy = Proxy::before(&server.base).await;
    Browser::with(async move |browser| {
        browser.goto(&proxy.url("/alone")).await;
        browser.until("text('.percent') === '50 %'").await;
        browser.freeze(true).await;
        proxy.cut();
        server.finish();
        assert_eq!(server.signal().await, "started");
        assert_eq!(server.signal().await, "dropped");
        proxy.forward_to(&server.base);
        browser.freeze(false).await;
        browser.open_beside(&proxy.url("/empty")).await;
        let tabs = browser.tabs().await;
        browser.switch_to(&tabs[0]).await;
        browser.until("text('.result') === 'worked'").await;
        assert!(server.is_quiet());
    })
    .await;
}

/// As when a session has run out: whoever has signed in again goes on with the same run.
#[tokio::test]
async fn who_is_not_let_in_any_more_retries_and_has_its_run_again() {
    for status in ["401 Unauthorized", "403 Forbidden"] {
        let mut server = server().await;
        let proxy = Proxy::before(&server.base).await;
        Browser::with(async move |browser| {
            browser.goto(&proxy.url("/one")).await;
            browser.until("text('.percent') === '50 %'").await;
            let run = browser.run("return element().run").await;
            proxy.answer(status);
            browser.until("element().state === 'refused'").await;
            let number = &status[..3];
            browser
                .until(&format!("text('.state').includes('({number})')"))
                .await;
            proxy.forward_to(&server.base);
            browser.until("text('.retry') === 'Retry'").await;
            browser.run("run().querySelector('.retry').click()").await;
            browser.until("element().state === 'running'").await;
            assert_eq!(browser.run("return element().run").await, run);
            server.finish();
            browser.until("text('.result') === 'worked'").await;
            assert_eq!(server.signal().await, "started");
            assert_eq!(server.signal().await, "dropped");
            assert!(server.is_quiet());
            // Asking again with other headers is not leaving.
            let posted = proxy.requests("POST ");
            assert!(posted.is_empty(), "{posted:?}");
        })
        .await;
    }
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
