//! A run is started and cancelled without a mouse.

use super::browser::Browser;
use super::server::Server;

const TAB: &str = "\u{E004}";
const ENTER: &str = "\u{E007}";
const SPACE: &str = " ";

/// The text of what has the focus, in whichever tree.
const FOCUSED: &str = "(() => {
    let node = document.activeElement;
    while (node.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    return node.textContent.trim();
})()";

/// Presses Tab until something that says this has the focus.
async fn tab_to(browser: &Browser, text: &str) {
    for _ in 0..30 {
        browser.press(TAB).await;
        if browser.run(&format!("return {FOCUSED}")).await == text {
            return;
        }
    }
    panic!("no Tab leads to {text:?}");
}

#[tokio::test]
async fn from_the_list_to_a_cancelled_run() {
    let mut server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/")).await;
        browser.until("all('.job').length").await;
        tab_to(&browser, "wait").await;
        browser.press(ENTER).await;
        browser
            .until("document.querySelector('h1').textContent === 'wait' && all('form').length")
            .await;

        tab_to(&browser, "Start").await;
        browser.press(SPACE).await;
        assert_eq!(server.signal().await, "started");
        browser.until("element().state === 'running'").await;
        // The focus is still on the button that started it.
        assert_eq!(browser.run(&format!("return {FOCUSED}")).await, "Start");

        tab_to(&browser, "Cancel").await;
        browser.press(ENTER).await;
        browser.until("element().state === 'cancelled'").await;
        assert_eq!(server.signal().await, "dropped");
    })
    .await;
}

#[tokio::test]
async fn enter_in_a_field_starts_once_however_long_it_is_held() {
    let mut server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/album/summer")).await;
        browser.until("field('name')").await;
        browser.run("field('name').focus()").await;
        browser.press(&ENTER.repeat(5)).await;
        browser.until("element().state === 'running'").await;
        browser.press(&ENTER.repeat(5)).await;
        browser
            .until("document.querySelector('.note').textContent.includes('already')")
            .await;
        assert_eq!(browser.run("return all('sse-progress').length").await, 1);
        assert_eq!(server.signal().await, "started");
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn a_mistake_takes_the_focus_and_is_read_out_with_its_field() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/count/%7Bto%7D")).await;
        browser.until("field('to')").await;
        tab_to(&browser, "Start").await;
        browser.press(ENTER).await;
        browser
            .until("document.activeElement === field('to')")
            .await;
        let read_out = browser
            .run(
                "return field('to').getAttribute('aria-describedby').split(' ')
                    .map((id) => document.getElementById(id).textContent).join(' ')",
            )
            .await;
        let read_out = read_out.as_str().unwrap();
        assert!(
            read_out.starts_with("How far to count. ") && read_out.len() > 25,
            "{read_out}"
        );

        browser.press("5").await;
        browser.until("field('to').ariaInvalid !== 'true'").await;
    })
    .await;
}
