//! The worker that the pages share, where there is none and when it is gone.

use super::browser::Browser;
use super::proxy::Proxy;
use super::work::{only_run_works, server};

#[tokio::test]
async fn a_page_whose_policy_forbids_workers_does_without() {
    let mut server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/policed")).await;
        browser
            .until("element().getAttribute('connection') === 'open' && text('.percent') === '50 %'")
            .await;
        only_run_works(&mut server, &browser).await;
        // It was tried.
        let complaints = browser.complaints().await;
        assert!(!complaints.is_empty());
        for complaint in complaints {
            assert!(complaint.contains("worker-src"), "{complaint}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_page_goes_on_without_the_worker_when_it_dies() {
    let mut server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/one")).await;
        browser
            .until("element().getAttribute('connection') === 'open' && text('.percent') === '50 %'")
            .await;
        browser.kill_worker().await;
        only_run_works(&mut server, &browser).await;
    })
    .await;
}

/// Pages that came over plain HTTP have no locks, without which nobody notices who is gone.
#[tokio::test]
async fn a_page_without_locks_has_no_worker() {
    let mut server = server().await;
    let proxy = Proxy::before(&server.base).await;
    Browser::with(async move |browser| {
        browser
            .prepare("delete Navigator.prototype.locks; window.SharedWorker = () => { throw new Error('no worker') }")
            .await;
        browser.goto(&proxy.url("/ten")).await;
        browser
            .until("all('sse-progress').length === 10 && all('sse-progress').every((_, n) => text('.percent', n) === '50 %')")
            .await;
        proxy.until(|tally| tally.streams == 1).await;
        server.finish();
        browser
            .until("all('sse-progress').every((each, n) => each.result === `worked${n}`)")
            .await;
        for _ in 0..10 {
            assert_eq!(server.signal().await, "started");
        }
    })
    .await;
}
