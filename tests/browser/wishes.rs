//! Wishes that do not reach the server, and presses that are meant for another button.

use serde_json::json;

use super::browser::Browser;
use super::proxy::Proxy;
use super::server::Server;
use super::work::server;

const SUBMIT: &str = "document.querySelector('form').requestSubmit()";

#[tokio::test]
async fn a_start_that_does_not_reach_the_server_can_be_withdrawn() {
    let mut server = server().await;
    let proxy = Proxy::before(&server.base).await;
    Browser::with(async move |browser| {
        browser.goto(&proxy.url("/work")).await;
        browser.until("field('name')").await;
        proxy.cut();
        browser.submit().await;
        browser
            .until("text('.state') === 'Could not connect, trying again…' && text('.cancel') === 'Cancel'")
            .await;
        browser.run("run().querySelector('.cancel').click()").await;
        browser.until("!element()").await;
        let said = browser
            .run("return document.querySelector('.note').textContent")
            .await;
        assert_eq!(said, "Withdrawn, before the server has answered.");
        proxy.forward_to(&server.base);
        browser.run("dispatchEvent(new Event('online'))").await;
        browser.reload().await;
        browser.until("field('name')").await;
        browser.run("return fetch('/jobs').then((answer) => answer.text())").await;
        assert!(proxy.requests("GET /work?idempotency_key").len() <= 1);
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn a_start_is_not_made_when_it_is_old() {
    let mut server = server().await;
    let proxy = Proxy::before(&server.base).await;
    Browser::with(async move |browser| {
        browser
            .prepare("const now = Date.now; window.later = 0; Date.now = () => now() + later")
            .await;
        browser.goto(&proxy.url("/empty")).await;
        proxy.cut();
        browser
            .run("document.body.insertAdjacentHTML('beforeend', '<sse-progress src=/work>')")
            .await;
        browser
            .until("text('.state') === 'Could not connect, trying again…'")
            .await;
        // It is before the next attempt that it is found to be too late.
        browser.run("later = 61_000").await;
        browser.until("element().state === 'refused'").await;
        browser
            .until("text('.state').includes('nothing was started') && text('.retry') === 'Retry'")
            .await;
        proxy.forward_to(&server.base);
        assert!(server.is_quiet());
        browser.run("run().querySelector('.retry').click()").await;
        browser.until("text('.percent') === '50 %'").await;
        assert_eq!(server.signal().await, "started");
    })
    .await;
}

/// As when a browser opens again what was open when it was closed.
#[tokio::test]
async fn nor_by_a_page_that_is_loaded_later() {
    let mut server = server().await;
    Browser::with(async move |browser| {
        browser
            .prepare(
                "const now = Date.now; Date.now = () => now() + Number(sessionStorage.later ?? 0)",
            )
            .await;
        browser.goto(&server.url("/work")).await;
        browser.until("field('name')").await;
        browser
            .run(&format!(
                "window.fetch = () => new Promise(() => {{}}); {SUBMIT}"
            ))
            .await;
        browser.until("all('sse-progress').length").await;
        browser.run("sessionStorage.later = 61_000").await;
        browser.reload().await;
        browser
            .until("document.querySelector('.note').textContent.includes('too old')")
            .await;
        assert_eq!(browser.run("return all('sse-progress').length").await, 0);
        assert!(server.is_quiet());
    })
    .await;
}

/// What is pressed in the moment in which a run ends was meant to cancel it.
#[tokio::test]
async fn a_press_for_cancel_does_not_start_a_run() {
    let mut server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/one")).await;
        browser
            .until("text('.percent') === '50 %' && text('.cancel') === 'Cancel'")
            .await;
        // The button is pressed the whole time, and what it is called is noted at each press.
        browser
            .run(
                "window.presses = [];
                element().addEventListener('done', () => { window.ended = performance.now(); });
                window.pressing = setInterval(() => {
                    const button = run().querySelector('button');
                    if (window.ended === undefined) return;
                    if (performance.now() - ended > 700) clearInterval(pressing);
                    presses.push(button.textContent);
                    button.click();
                }, 20)",
            )
            .await;
        server.finish();
        browser.until("presses.length > 5 && performance.now() - ended > 700").await;
        browser.until("text('.retry') === 'Run again'").await;
        let names = browser.run("return [...new Set(presses)]").await;
        assert_eq!(names, json!(["Cancel"]));
        assert_eq!(server.signal().await, "started");
        assert_eq!(server.signal().await, "dropped");
        assert!(server.is_quiet());

        // Nor is a second press for it one to cancel.
        browser
            .run("run().querySelector('.retry').click()")
            .await;
        browser.until("text('.percent') === '50 %'").await;
        // (On a slow machine it may be Cancel already.)
        browser
            .run("const button = run().querySelector('button'); if (button.textContent !== 'Cancel') button.click()")
            .await;
        assert_eq!(server.signal().await, "started");
        browser.until("text('.cancel') === 'Cancel'").await;
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn an_empty_address_is_not_that_of_the_page() {
    let server = server().await;
    let proxy = Proxy::before(&server.base).await;
    Browser::with(async move |browser| {
        browser.goto(&proxy.url("/empty")).await;
        browser
            .run("document.body.insertAdjacentHTML('beforeend', '<sse-progress src>')")
            .await;
        browser
            .until("text('.state') === 'There is no address: src is empty.'")
            .await;
        assert_eq!(proxy.requests("GET /empty").len(), 1);
    })
    .await;
}

#[tokio::test]
async fn mistakes_in_an_address_are_told() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/count/abc?wrod=x&word=y")).await;
        browser.until("field('to')").await;
        let told = browser
            .run("return [document.querySelector('.note').textContent, document.querySelector('.problem').textContent, field('word').value]")
            .await;
        assert_eq!(
            told,
            json!([
                "The address has what is no parameter of this job, and it is left out: “wrod”.",
                "“abc” is not an integer.",
                "y"
            ])
        );
        // A job's address that lacks its end, in a browser and to others.
        browser.goto(&server.url("/below/count")).await;
        browser
            .until("document.querySelector('h1').textContent === 'There is nothing at this address'")
            .await;
    })
    .await;
}
