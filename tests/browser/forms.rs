//! The page: the list of jobs, a job's own page, and what their forms send.

use serde_json::json;

use super::browser::Browser;
use super::server::Server;

#[tokio::test]
async fn the_page_lists_the_jobs_and_draws_a_run_to_its_result() {
    let mut server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/")).await;
        browser.until("all('.job').length === 5").await;
        let names = browser.run("return all('.job h2').map((h) => h.textContent)").await;
        assert_eq!(names, json!(["count", "greet", "hostile", "measure", "wait"]));

        browser
            .run("field('to').value = 30; field('to').form.requestSubmit()")
            .await;
        browser.until("text('.state').startsWith('Succeeded in')").await;
        let shown = browser
            .run("return ['.label', '.percent', '.amount', '.result', '[data-level] .text'].map((part) => text(part))")
            .await;
        assert_eq!(
            shown,
            json!(["/count/30", "100 %", "30 / 30", "counted to 30", "counting"])
        );
        assert_eq!(browser.run("return bar().ariaValueNow").await, "100");
        assert_eq!(server.signal().await, "started");
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn a_jobs_own_page_is_filled_from_its_address_and_starts_nothing_by_itself() {
    let mut server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser
            .goto(&server.url("/count/7?word=a%20%26%20%3Cb%3E"))
            .await;
        browser.until("all('form').length === 1").await;
        let values = browser
            .run("return [field('to').value, field('word').value]")
            .await;
        assert_eq!(values, json!(["7", "a & <b>"]));
        assert_eq!(browser.run("return all('sse-progress').length").await, 0);

        browser
            .run("field('to').value = 8; field('to').form.requestSubmit()")
            .await;
        browser.until("text('.result') === 'a & <b> 8'").await;
        // The address stays one that can be opened again.
        let address = browser.run("return location.pathname").await;
        assert_eq!(address, "/count/8");
        // Of the two addresses that were asked for, only the form started a run.
        assert_eq!(server.signal().await, "started");
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn a_form_posts_what_an_address_cannot_hold() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/greet")).await;
        browser.until("field('names')").await;
        browser
            .run(
                "field('names').value = 'Ann\\nBob';
                field('times').value = 3;
                field('score').value = '18446744073709551615';
                field('names').form.requestSubmit()",
            )
            .await;
        browser.until("text('.result') === 'Ann+Bob 3 18446744073709551615'").await;

        // What the server refuses is said at the field, in words of the server's.
        browser
            .run("field('times').max = ''; field('times').value = 300; field('times').form.requestSubmit()")
            .await;
        browser.until("field('times').ariaInvalid === 'true'").await;
        browser
            .until("document.getElementById(`${field('times').id}-problem`).textContent.includes('255')")
            .await;
        assert_eq!(browser.run("return all('sse-progress').length").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_raw_body_is_sent_beside_the_query() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/measure")).await;
        browser.until("field('unit')").await;
        browser
            .run(
                "field('unit').value = 'bytes';
                document.querySelector('textarea').value = 'grüße';
                field('unit').form.requestSubmit()",
            )
            .await;
        browser.until("text('.result') === '7 bytes'").await;
    })
    .await;
}

#[tokio::test]
async fn a_run_that_the_server_refuses_says_why() {
    let mut server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/count/7")).await;
        browser.until("field('to')").await;
        browser
            .run(
                "const to = field('to');
                to.type = 'text';
                to.value = 'seven';
                to.form.noValidate = true;
                to.form.requestSubmit()",
            )
            .await;
        // The form finds it first.
        browser.until("field('to').ariaInvalid === 'true'").await;

        browser
            .run(
                "const added = document.createElement('sse-progress');
                added.setAttribute('src', '/count/seven');
                document.body.append(added)",
            )
            .await;
        browser
            .until("text('.state').includes('A parameter is missing or wrong (400)')")
            .await;
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn all_of_it_works_below_a_prefix() {
    let mut server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/below/count/9")).await;
        browser.until("field('to')?.value === '9'").await;
        browser.run("field('to').form.requestSubmit()").await;
        browser.until("text('.result') === 'counted to 9'").await;
        assert_eq!(server.signal().await, "started");

        browser.goto(&server.url("/below/greet")).await;
        browser.until("field('score')").await;
        browser
            .run("field('score').value = field('times').value = 1; field('score').form.requestSubmit()")
            .await;
        browser.until("text('.result') === ' 1 1'").await;

        browser.goto(&server.url("/below/wait")).await;
        browser.until("all('form').length === 1").await;
        browser.run("document.querySelector('form').requestSubmit()").await;
        browser.until("text('.percent') === '50 %'").await;
        browser.run("run().querySelector('.cancel').click()").await;
        browser.until("element().getAttribute('state') === 'cancelled'").await;
    })
    .await;
}
