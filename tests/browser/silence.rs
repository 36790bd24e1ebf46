//! Connections that nobody has closed and that nothing comes through.

use std::future::pending;
use std::time::Duration;

use serde_json::json;
use sse_progress::{Progress, job, jobs};

use super::browser::Browser;
use super::proxy::Proxy;
use super::server::{Dropped, Server, Signals};

const HALF_A_MINUTE: u64 = 3_000;

/// Report all the time, until it is enough.
#[job("/busy", heartbeat = "1s", on_disconnect = cancel_after("10m"))]
pub(crate) async fn busy(progress: Progress, #[state] signals: Signals) -> &'static str {
    let enough = std::sync::Arc::clone(&signals.1);
    let enough = enough.notified();
    signals.started();
    let _dropped = Dropped(signals);
    progress.set_length(HALF_A_MINUTE);
    let work = async {
        let task = progress.child("a part");
        task.set_length(HALF_A_MINUTE);
        loop {
            progress.inc(1);
            task.inc(1);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::select! {
        () = enough => {}
        () = work => {}
    }
    "worked"
}

/// Report nothing, ever.
#[job("/mute", heartbeat = "1s")]
async fn mute(progress: Progress) {
    progress.set_length(2);
    progress.inc(1);
    pending::<()>().await;
}

const PAGE: &str = "<!doctype html><title>busy</title>
<script type=module src=/sse-progress.js></script>
<sse-progress src=/busy></sse-progress>";

const ALONE: &str = "<!doctype html><title>busy alone</title>
<script>delete window.SharedWorker</script>
<script type=module src=/sse-progress.js></script>
<sse-progress src=/busy></sse-progress>";

const MUTE: &str = "<!doctype html><title>mute</title>
<script type=module src=/sse-progress.js></script>
<sse-progress src=/mute></sse-progress>";

pub(crate) const PAGES: &[(&str, &str)] = &[("page", PAGE), ("alone", ALONE), ("muted", MUTE)];

async fn a_silent_outage(page: &str) {
    let mut server = Server::with(jobs![busy], PAGES).await;
    let proxy = Proxy::before(&server.base).await;
    let page = proxy.url(page);
    Browser::with(async move |browser| {
        browser.goto(&page).await;
        let left = "[...run().querySelectorAll('.eta')].every((eta) => eta.textContent.endsWith('left'))";
        browser.until(left).await;
        browser
            .until("element().getAttribute('connection') === 'open'")
            .await;
        proxy.hold(true);
        browser
            .until("element().getAttribute('connection') === 'silent' && text('.state').startsWith('No news for ')")
            .await;
        let shown = "return [...run().querySelectorAll('.elapsed, .eta, .rate')].map((fact) => fact.textContent)";
        let before = browser.run(shown).await;
        // Nothing is said about what is not known.
        for fact in [0, 2, 3, 5] {
            let guess = before[fact].as_str().unwrap();
            assert!(!guess.contains("left") && !guess.contains("/s"), "{before}");
        }
        browser.until("text('.state').startsWith('No news for 5 s')").await;
        assert_eq!(browser.run(shown).await, before);
        // It ends, and nobody hears it.
        server.finish();
        assert_eq!(server.signal().await, "started");
        assert_eq!(server.signal().await, "dropped");
        proxy.hold(false);
        browser.until("text('.result') === 'worked'").await;
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn a_silent_outage_is_shown_and_stops_the_clock() {
    a_silent_outage("/page").await;
}

#[tokio::test]
async fn and_so_is_one_without_a_worker() {
    a_silent_outage("/alone").await;
}

/// What a proxy has held may come after all, through the old connection.
#[tokio::test]
async fn what_was_silent_is_open_again_with_what_comes() {
    let server = Server::with(jobs![busy], PAGES).await;
    let proxy = Proxy::before(&server.base).await;
    Browser::with(async move |browser| {
        browser.goto(&proxy.url("/page")).await;
        browser
            .until("element().getAttribute('connection') === 'open' && element().snapshot.position > 5")
            .await;
        proxy.hold(true);
        browser
            .until("element().getAttribute('connection') === 'silent'")
            .await;
        let before = browser.run("return element().snapshot.position").await;
        proxy.hold(false);
        browser
            .until(&format!("element().getAttribute('connection') === 'open' && text('.state') === '' && element().snapshot.position > {before}"))
            .await;
    })
    .await;
}

#[tokio::test]
async fn a_run_that_reports_nothing_is_not_taken_for_an_outage() {
    let server = Server::with(jobs![mute], PAGES).await;
    let proxy = Proxy::before(&server.base).await;
    Browser::with(async move |browser| {
        browser.goto(&proxy.url("/muted")).await;
        browser
            .until("element().getAttribute('connection') === 'open' && text('.percent') === '50 %'")
            .await;
        browser
            .run(
                "window.seen = [];
                new MutationObserver(() => seen.push(element().getAttribute('connection')))
                    .observe(element(), { attributeFilter: ['connection'] })",
            )
            .await;
        browser.until("text('.elapsed') === '6 s'").await;
        assert_eq!(browser.run("return seen").await, json!([]));
        assert_eq!(proxy.tally().asked, 1);
    })
    .await;
}
