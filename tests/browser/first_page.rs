//! The first page: what runs, what ran, and the jobs.

use serde_json::json;
use sse_progress::{Job, jobs};

use super::browser::Browser;
use super::server::{Server, count};
use super::work::server;

/// Last by its name, first by its place.
#[sse_progress::job("/zebra")]
async fn zebra() {}

#[tokio::test]
async fn the_jobs_are_in_the_order_in_which_they_were_registered() {
    let jobs: [Job; 2] = jobs![zebra, count];
    let server = Server::with(jobs, &[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/")).await;
        browser.until("all('.job').length === 2").await;
        let names = browser
            .run("return all('.job h2').map((name) => name.textContent)")
            .await;
        assert_eq!(names, json!(["zebra", "count"]));
        // There is little to filter.
        assert_eq!(
            browser
                .run("return document.querySelector('.filter').hidden")
                .await,
            true
        );
    })
    .await;
}

#[tokio::test]
async fn the_runs_of_the_tab_are_listed_with_live_bars() {
    let mut server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/work?name=one")).await;
        browser.until("field('name')").await;
        browser.submit().await;
        browser.until("text('.percent') === '50 %'").await;
        assert_eq!(server.signal().await, "started");
        browser.goto(&server.url("/")).await;
        let bar = "document.querySelector('.run-row [role=progressbar]')";
        browser.until(&format!("{bar}.ariaValueNow === '50'")).await;
        let shown = browser
            .run("return [document.querySelector('.run-list h2').textContent, document.querySelector('.run-row a').textContent, document.querySelector('.run-row').dataset.state]")
            .await;
        assert_eq!(shown, json!(["Runs of this tab", "work · name one", "running"]));
        server.finish();
        browser
            .until(&format!("{bar}.ariaValueNow === '100' && document.querySelector('.badge').textContent === 'Succeeded'"))
            .await;
        assert_eq!(server.signal().await, "dropped");
        assert!(server.is_quiet());
        // Another tab has its own.
        browser.open_beside(&server.url("/")).await;
        browser.until("all('.job').length").await;
        assert_eq!(browser.run("return all('.run-row').length").await, 0);
    })
    .await;
}

#[tokio::test]
async fn the_list_can_be_filtered() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/album/summer")).await;
        browser.submit().await;
        browser.until("text('.badge') === 'Running'").await;
        browser.goto(&server.url("/")).await;
        browser.until("all('.job').length === 11").await;
        let runs = "document.querySelector('.run-list').checkVisibility()";
        browser.until(runs).await;
        browser.type_into(".filter input", "kinds every").await;
        browser
            .until(&format!(
                "all('.job').filter((job) => !job.hidden).length === 1 && !{runs}"
            ))
            .await;
        let said = "document.querySelector('.unmatched').textContent";
        assert_eq!(browser.run(&format!("return {said}")).await, "");
        browser.type_into(".filter input", " nowhere").await;
        browser
            .until(&format!("{said} === 'Nothing matches.'"))
            .await;
        browser
            .run("document.querySelector('.filter input').value = ''")
            .await;
        browser.type_into(".filter input", " ").await;
        browser
            .until(&format!(
                "all('.job').every((job) => !job.hidden) && {runs} && {said} === ''"
            ))
            .await;
    })
    .await;
}
