//! The pages of jobs and runs: once more, and from one to the other.

use super::browser::Browser;
use super::server::Server;
use super::work::server;

#[tokio::test]
async fn a_run_that_has_ended_can_be_started_again_after_a_reload() {
    let mut server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/work")).await;
        browser.until("field('name')").await;
        browser.submit().await;
        browser.until("text('.percent') === '50 %'").await;
        let first = browser.run("return element().run").await;
        browser.run("run().querySelector('.cancel').click()").await;
        browser.until("text('.retry') === 'Retry'").await;
        browser.reload().await;
        browser.until("text('.retry') === 'Retry'").await;
        assert_eq!(browser.run("return element().run").await, first);
        // Nor does it take the tab's memory, which may be gone.
        browser.run("sessionStorage.clear()").await;
        browser.reload().await;
        browser.until("text('.retry') === 'Retry'").await;
        assert_eq!(browser.run("return element().run").await, first);
        browser.run("run().querySelector('.retry').click()").await;
        browser.until("text('.percent') === '50 %'").await;
        for said in ["started", "dropped", "started"] {
            assert_eq!(server.signal().await, said);
        }
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn what_is_said_of_a_run_that_goes_on_is_taken_back() {
    let server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/work")).await;
        browser.until("field('name')").await;
        browser.submit().await;
        browser.until("text('.percent') === '50 %'").await;
        let note = "document.querySelector('.note').textContent.startsWith('This run is going on')";
        browser.submit().await;
        browser.until(note).await;
        browser.type_into("form input", "x").await;
        browser.until(&format!("!{note}")).await;
        browser.run("field('name').value = ''").await;
        browser.submit().await;
        browser.until(note).await;
        server.finish();
        browser.until(&format!("!{note}")).await;
    })
    .await;
}

#[tokio::test]
async fn the_page_of_a_run_leads_to_its_job_and_not_to_itself() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/count/3")).await;
        browser.until("field('to')").await;
        browser.submit().await;
        browser.until("all('.share a').length").await;
        let link = "return document.querySelector('.share a').href";
        let link = browser.run(link).await;
        browser.goto(link.as_str().unwrap()).await;
        browser.until("element().state === 'succeeded'").await;
        browser.until("all('.count a').length === 1").await;
        assert_eq!(browser.run("return all('.share a').length").await, 0);
        browser
            .run("document.querySelector('.count a').click()")
            .await;
        browser.until("field('to').value === ''").await;
    })
    .await;
}
