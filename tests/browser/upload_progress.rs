//! How far an upload has come, and that it can be cancelled.

use std::fs;
use std::path::Path;

use futures_util::StreamExt as _;
use serde_json::json;
use sse_progress::{BodyStream, Job, job, jobs};

use super::browser::Browser;
use super::proxy::Proxy;
use super::server::{Dropped, Server, Signals};

/// More than fits into the sockets between the browser and the job.
const SIZE: usize = 60_000_000;

/// Take the first piece, and the others when the test lets it.
#[job(POST "/slow")]
async fn slow(#[state] signals: Signals, mut body: BodyStream) -> Result<u64, String> {
    let _dropped = Dropped(signals.clone());
    let enough = signals.1.notified();
    tokio::pin!(enough);
    enough.as_mut().enable();
    signals.started();
    let mut length = 0;
    // It hears of a client that has left while it waits.
    let first = body.next().await.ok_or("nothing")?;
    length += first.map_err(|error| error.to_string())?.len() as u64;
    enough.await;
    while let Some(piece) = body.next().await {
        length += piece.map_err(|error| error.to_string())?.len() as u64;
    }
    signals.say("whole");
    Ok(length)
}

async fn server() -> Server {
    let jobs: [Job; 1] = jobs![slow];
    Server::with(jobs, &[]).await
}

/// The page of the job, which is sending a file.
async fn sending(browser: &Browser, url: &str, directory: &Path) {
    let path = directory.join("large.bin");
    fs::write(&path, vec![b'\n'; SIZE]).unwrap();
    browser.goto(url).await;
    browser.until("all('input[type=file]').length").await;
    browser
        .type_into("input[type=file]", path.to_str().unwrap())
        .await;
    browser.double_click("button.primary").await;
    browser
        .until("element().getAttribute('connection') === 'uploading' && bar().ariaValueNow > 0")
        .await;
}

#[tokio::test]
async fn an_upload_shows_how_far_it_is_and_starts_one_run() {
    let directory = tempfile::tempdir().unwrap();
    let mut server = server().await;
    Browser::with(async move |browser| {
        sending(&browser, &server.url("/slow"), directory.path()).await;
        let shown = browser
            .run("return [text('.badge'), text('.amount').includes(' / 57.22 MiB'), Number(bar().ariaValueNow) < 100, text('.cancel')]")
            .await;
        assert_eq!(shown, json!(["Uploading", true, true, "Cancel"]));
        assert_eq!(server.signal().await, "started");
        server.finish();
        browser.until("element().state === 'succeeded'").await;
        assert_eq!(browser.run("return element().result").await, SIZE);
        assert_eq!(server.signal().await, "whole");
        assert_eq!(server.signal().await, "dropped");
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn an_upload_can_be_cancelled_and_is_not_made_again() {
    let directory = tempfile::tempdir().unwrap();
    let mut server = server().await;
    Browser::with(async move |browser| {
        sending(&browser, &server.url("/slow"), directory.path()).await;
        assert_eq!(server.signal().await, "started");
        browser.run("run().querySelector('.cancel').click()").await;
        browser
            .until("all('sse-progress').length === 0 && document.querySelector('.note').textContent === 'The upload was cancelled.'")
            .await;
        // What was not sent before is not sent any more.
        server.finish();
        assert_eq!(server.signal().await, "dropped");
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn a_file_that_changes_while_it_is_sent_is_not_taken_for_the_networks_fault() {
    let directory = tempfile::tempdir().unwrap();
    let mut server = server().await;
    Browser::with(async move |browser| {
        sending(&browser, &server.url("/slow"), directory.path()).await;
        assert_eq!(server.signal().await, "started");
        fs::write(directory.path().join("large.bin"), "short").unwrap();
        server.finish();
        browser
            .until("document.querySelector('#body-problem').textContent === 'large.bin cannot be read: choose it again.'")
            .await;
        assert_eq!(server.signal().await, "dropped");
        assert!(server.is_quiet());
    })
    .await;
}

/// The same key tells the server that it is the same intention.
#[tokio::test]
async fn an_upload_that_breaks_off_is_no_second_run() {
    let directory = tempfile::tempdir().unwrap();
    let mut server = server().await;
    Browser::with(async move |browser| {
        let proxy = Proxy::before(&server.base).await;
        sending(&browser, &proxy.url("/slow"), directory.path()).await;
        assert_eq!(server.signal().await, "started");
        proxy.cut();
        browser
            .until("element().getAttribute('connection') === 'unreachable'")
            .await;
        proxy.forward_to(&server.base);
        // It is sent again, and the server says which run it has started before.
        browser.until("element().run !== null").await;
        server.finish();
        assert_eq!(server.signal().await, "dropped");
        browser
            .until("['failed', 'cancelled'].includes(element().state)")
            .await;
        assert!(server.is_quiet());
    })
    .await;
}
