//! What an element is to those who do not see it or have no mouse.

use serde_json::json;

use super::browser::Browser;
use super::work::server;

#[tokio::test]
async fn a_bar_says_how_far_it_is() {
    let server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/one")).await;
        browser.until("text('.percent') === '50 %'").await;
        let said = browser
            .run("return ['label', 'valuemin', 'valuenow', 'valuemax', 'valuetext'].map((name) => bar().getAttribute(`aria-${name}`))")
            .await;
        assert_eq!(said, json!(["work", "0", "50", "100", "50 %, 1 / 2"]));
        assert_eq!(browser.run("return run().querySelector('.log').ariaLive").await, "off");
        browser.until("run().querySelector('[role=status]').textContent === 'work: started'").await;
        server.finish();
        browser
            .until("run().querySelector('[role=status]').textContent.startsWith('work: Succeeded in')")
            .await;
    })
    .await;
}

#[tokio::test]
async fn the_focus_stays_when_cancel_becomes_retry_and_back() {
    let mut server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/one")).await;
        browser.until("text('.percent') === '50 %'").await;
        browser.until("text('.cancel') === 'Cancel'").await;
        let tab = "\u{e004}";
        browser.press(tab).await;
        assert_eq!(
            browser.run("return run().activeElement.className").await,
            "cancel"
        );
        browser.press(" ").await;
        browser
            .until("run().activeElement?.className === 'retry'")
            .await;
        browser
            .until("run().querySelector('[role=status]').textContent.startsWith('work: Cancelled')")
            .await;
        let enter = "\u{e007}";
        browser.press(enter).await;
        browser
            .until("run().activeElement?.className === 'cancel' && text('.percent') === '50 %'")
            .await;
        server.finish();
        browser
            .until("run().activeElement?.textContent === 'Run again'")
            .await;
        for said in ["started", "dropped", "started", "dropped"] {
            assert_eq!(server.signal().await, said);
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_refused_is_said_with_its_reason_and_can_be_tried_again() {
    let mut server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/two-narrow")).await;
        browser
            .until("all('sse-progress').some((each) => each.state === 'refused')")
            .await;
        let refused = "all('sse-progress').findIndex((each) => each.state === 'refused')";
        browser
            .until(&format!(
                "run({refused}).querySelector('[role=alert]').textContent.includes('(503)')"
            ))
            .await;
        assert_eq!(server.signal().await, "started");
        browser
            .until("all('sse-progress').some((each) => each.state === 'running')")
            .await;
        server.finish();
        assert_eq!(server.signal().await, "dropped");
        browser
            .until("all('sse-progress').some((each) => each.state === 'succeeded')")
            .await;
        browser
            .run(&format!("run({refused}).querySelector('.retry').click()"))
            .await;
        assert_eq!(server.signal().await, "started");
        assert!(server.is_quiet());
    })
    .await;
}
