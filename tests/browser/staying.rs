//! From page to page: the runs of a tab go on, and are found again.

use serde_json::json;

use super::browser::Browser;
use super::proxy::Proxy;
use super::server::Server;
use super::work::server;

const SUBMIT: &str = "document.querySelector('form').requestSubmit()";
const HOME: &str = "document.querySelector('nav a').click()";

/// Even one that is not to go on for a moment without a watcher.
#[tokio::test]
async fn the_way_to_the_list_and_back_cancels_nothing() {
    let mut server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/strict")).await;
        browser.submit().await;
        browser.until("text('.percent') === '50 %'").await;
        let said = browser
            .run("return document.querySelector('.leaving').textContent")
            .await;
        assert_eq!(said, "Leaving these pages, or loading them anew, cancels the run.");
        let run = browser.run("return element().run").await;

        browser.run(HOME).await;
        browser.until("all('.run-row').length === 1").await;
        let shown = browser
            .run("return [location.pathname, document.title, document.activeElement.localName]")
            .await;
        assert_eq!(shown, json!(["/", "Jobs", "h1"]));
        browser
            .until("document.querySelector('.run-row').innerText.includes('Running') && document.querySelector('.run-row').innerText.includes('50 %')")
            .await;

        browser.back().await;
        browser
            .until(&format!("location.pathname === '/strict' && element().run === {run} && document.title === '50 % strict'"))
            .await;
        browser.run(HOME).await;
        browser.until("all('.run-row').length === 1").await;
        browser.run("document.querySelector('.run-row a').click()").await;
        browser
            .until(&format!("location.pathname.endsWith({run}) && element().state === 'running'"))
            .await;
        assert_eq!(server.signal().await, "started");
        assert!(server.is_quiet());

        // To leave for good is another thing, even if the browser suspends the worker that has the
        // connection before it hears of it, as Chromium does here.
        browser.goto("about:blank").await;
        assert_eq!(server.signal().await, "dropped");
    })
    .await;
}

/// Its grace is five seconds when a page says that it goes.
#[tokio::test]
async fn a_page_of_another_job_keeps_the_runs_of_the_tab() {
    let mut server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/album/summer")).await;
        browser.until("field('name')").await;
        browser.submit().await;
        browser.until("element().state === 'running'").await;
        let said = browser
            .run("return document.querySelector('.leaving').textContent")
            .await;
        assert_eq!(said, "Leaving these pages cancels the run.");
        assert_eq!(server.signal().await, "started");
        let run = browser.run("return element().run").await;

        // Loaded anew, not followed as a link.
        let other = server.url("/count/3");
        browser.goto(&other).await;
        browser.until("field('to')").await;
        let asked = format!(
            "return fetch('/runs/' + {run}, {{ headers: {{ accept: 'application/json' }} }}).then((answer) => answer.json())"
        );
        // Longer than the run would have waited.
        browser.run("window.begun = performance.now()").await;
        browser.until("performance.now() - begun > 7000").await;
        assert_eq!(browser.run(&asked).await["state"], "running");
        assert!(server.is_quiet());

        browser.run(HOME).await;
        browser.until("all('.run-row').length === 1").await;
        let title = browser
            .run("return document.querySelector('.run-row a').textContent")
            .await;
        assert_eq!(title, "album · name summer");
    })
    .await;
}

#[tokio::test]
async fn ten_runs_of_one_page_are_there_after_a_reload() {
    let mut server = server().await;
    let proxy = Proxy::before(&server.base).await;
    Browser::with(async move |browser| {
        browser.goto(&proxy.url("/work")).await;
        browser.until("field('name')").await;
        for n in 0..10 {
            browser
                .run(&format!("field('name').value = '{n}'; {SUBMIT}"))
                .await;
        }
        let all = "all('sse-progress').length === 10 && all('sse-progress').every((_, n) => text('.percent', n) === '50 %')";
        browser.until(all).await;
        for _ in 0..10 {
            assert_eq!(server.signal().await, "started");
        }
        browser.reload().await;
        browser.until(all).await;
        assert_eq!(browser.run("return new Set(all('sse-progress').map((each) => each.run)).size").await, 10);
        // That the tab keeps them takes no connection of its own.
        proxy.until(|tally| tally.streams == 1).await;
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn what_goes_on_without_watchers_says_so() {
    let server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/detached")).await;
        browser.submit().await;
        browser
            .until("text('.percent') === '50 %' && document.querySelector('.leaving').textContent === 'It goes on without you.'")
            .await;
        server.finish();
        browser.until("element().state === 'succeeded'").await;
        browser
            .until("document.querySelector('.leaving').hidden")
            .await;
    })
    .await;
}
