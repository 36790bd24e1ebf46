//! A page and the life of the run that it watches.

use serde_json::json;

use super::browser::Browser;
use super::server::Server;

#[tokio::test]
async fn cancel_ends_the_run() {
    let mut server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/wait")).await;
        browser.submit().await;
        assert_eq!(server.signal().await, "started");
        browser
            .until("text('.percent') === '50 %' && text('.message') === 'half of it'")
            .await;

        browser.run("run().querySelector('.cancel').click()").await;
        assert_eq!(server.signal().await, "dropped");
        browser
            .until("text('.state').startsWith('Cancelled after') && text('.retry')")
            .await;
        let end = browser
            .run("return [text('.state').endsWith('on request'), text('.percent'), text('.retry')]")
            .await;
        assert_eq!(end, json!([true, "50 %", "Retry"]));
    })
    .await;
}

#[tokio::test]
async fn closing_the_page_cancels_the_run() {
    let mut server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/wait")).await;
        browser.submit().await;
        assert_eq!(server.signal().await, "started");
        browser.until("text('.percent') === '50 %'").await;
        assert!(server.is_quiet());

        browser.close_page().await;
        assert_eq!(server.signal().await, "dropped");
    })
    .await;
}

/// A page in the back/forward cache is not gone for the browser, but it is for its user.
#[tokio::test]
async fn leaving_the_page_cancels_the_run() {
    let mut server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/wait")).await;
        browser.submit().await;
        assert_eq!(server.signal().await, "started");
        browser.until("text('.percent') === '50 %'").await;

        browser.goto(&server.url("/")).await;
        assert_eq!(server.signal().await, "dropped");
    })
    .await;
}

const OWN: &str = "<!doctype html><title>own</title>
<script type=module src=/sse-progress.js></script>
<sse-progress src=/wait></sse-progress><main></main>";

#[tokio::test]
async fn taking_the_element_out_cancels_the_run_and_moving_it_does_not() {
    // A page of ours would go on watching what was started there.
    let mut server = Server::start(&[("own", OWN)]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/own")).await;
        assert_eq!(server.signal().await, "started");
        browser.until("text('.percent') === '50 %'").await;

        browser
            .run("document.querySelector('main').append(element())")
            .await;
        // What the move may have sent to the server has arrived there before this has.
        browser
            .run("return fetch('/jobs').then((answer) => answer.text())")
            .await;
        assert!(server.is_quiet());
        assert_eq!(
            browser.run("return element().getAttribute('state')").await,
            "running"
        );

        browser.run("element().remove()").await;
        assert_eq!(server.signal().await, "dropped");
    })
    .await;
}
