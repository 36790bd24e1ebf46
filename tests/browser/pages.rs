//! What a browser shows at the addresses of a server.

use serde_json::json;
use sse_progress::jobs;

use super::browser::Browser;
use super::server::{Server, count};

#[tokio::test]
async fn the_first_page_lists_the_jobs_and_leads_to_each() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/")).await;
        browser.until("all('.job').length === 11").await;
        let shown = browser
            .run("return [0, 5, 8].map((place) => all('.job')[place]).map((job) => job.innerText.split(/\\s*\\n+\\s*/))")
            .await;
        assert_eq!(
            shown,
            json!([
                ["count", "/count/{to}", "Count to a number."],
                [
                    "every_kind",
                    "/kinds/{path}",
                    "Say what came in, which echoes every kind of parameter that a form can show."
                ],
                ["fails", "/fails", "Do a part of the work and fail."],
            ])
        );
        assert_eq!(browser.run("return document.title").await, "Jobs");

        browser.run("all('.job a')[0].click()").await;
        browser.until("field('to')").await;
        // `{to}` in the path stands for an empty field.
        let page = browser
            .run("return [document.title, field('to').value, location.pathname]")
            .await;
        assert_eq!(page, json!(["count", "", "/count/%7Bto%7D"]));
        browser.run("document.querySelector('nav a').click()").await;
        browser.until("all('.job').length === 11").await;
    })
    .await;
}

#[tokio::test]
async fn a_server_of_one_job_shows_it_at_once_and_one_of_none_says_so() {
    let mut server = Server::with(jobs![count], &[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/")).await;
        browser.until("field('to')").await;
        browser
            .run("field('to').value = 5; field('to').form.requestSubmit()")
            .await;
        browser.until("element().result === 'counted to 5'").await;
        assert_eq!(browser.run("return location.pathname").await, "/count/5");
        assert_eq!(server.signal().await, "started");
        browser.reload().await;
        browser.until("element().result === 'counted to 5'").await;
        assert_eq!(browser.run("return all('nav').length").await, 0);

        let none = Server::with([], &[]).await;
        browser.goto(&none.url("/")).await;
        browser
            .until("document.body.innerText.includes('This server has no jobs yet.')")
            .await;
    })
    .await;
}

#[tokio::test]
async fn a_reload_shows_the_run_that_goes_on_and_starts_none() {
    let mut server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/album/spring")).await;
        browser.until("field('name')").await;
        browser
            .run("field('name').value = 'summer'; field('name').form.requestSubmit()")
            .await;
        browser.until("element().state === 'running'").await;
        assert_eq!(server.signal().await, "started");
        let run = browser.run("return element().run").await;

        browser.reload().await;
        browser.until("element().state === 'running'").await;
        let shown = browser
            .run("return [element().run, field('name').value, location.pathname]")
            .await;
        assert_eq!(shown, json!([run, "summer", "/album/summer"]));
        // Starting it once more with the same values shows the run that goes on.
        browser.run("field('name').form.requestSubmit()").await;
        browser
            .until("document.querySelector('.note').textContent.includes('already')")
            .await;
        assert!(server.is_quiet());

        // The job's address shows no run in another tab, and opening it starts none.
        let address = browser.run("return location.href").await;
        browser.open_beside(address.as_str().unwrap()).await;
        browser.until("field('name').value === 'summer'").await;
        assert_eq!(browser.run("return all('sse-progress').length").await, 0);
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn a_reload_before_the_server_has_answered_asks_for_the_same_run() {
    let mut server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/album/summer")).await;
        browser.until("field('name')").await;
        browser
            .run(
                "window.fetch = () => new Promise(() => {});
                field('name').form.requestSubmit()",
            )
            .await;
        browser.until("all('sse-progress').length").await;
        assert!(server.is_quiet());

        for _ in 0..2 {
            browser.reload().await;
            browser.until("element().state === 'running'").await;
        }
        assert_eq!(server.signal().await, "started");
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn another_run_in_the_place_of_one_has_a_link_of_its_own() {
    let mut server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/count/3")).await;
        browser.until("field('to')").await;
        browser.run("field('to').form.requestSubmit()").await;
        browser.until("document.title === '✓ count'").await;
        let linked = "document.querySelector('.share a').href.endsWith(element().run)";
        browser.until(linked).await;
        let run = browser.run("return element().run").await;
        browser.run("element().retry()").await;
        browser
            .until(&format!(
                "element().run !== {run} && element().state === 'succeeded'"
            ))
            .await;
        browser.until(linked).await;
        assert_eq!(server.signal().await, "started");
        assert_eq!(server.signal().await, "started");

        // It is this one that a reload brings back.
        let run = browser.run("return element().run").await;
        browser.reload().await;
        browser.until(&format!("element().run === {run}")).await;
        browser.until("element().result === 'counted to 3'").await;
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn the_address_of_a_run_shows_that_run_to_others() {
    let mut server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/album/summer")).await;
        browser.until("field('name')").await;
        browser.run("field('name').form.requestSubmit()").await;
        browser.until("all('.share a').length").await;
        let run = browser.run("return element().run").await;
        let link = browser
            .run("return document.querySelector('.share a').href")
            .await;
        let link = link.as_str().unwrap();
        assert_eq!(
            link,
            server.url(&format!("/runs/{}", run.as_str().unwrap()))
        );

        browser.open_beside(link).await;
        browser.until("element().state === 'running'").await;
        browser
            .until("run().textContent.includes('two.jpg: sRGB is assumed')")
            .await;
        browser.until("document.title === '25 % album'").await;
        let shown = browser
            .run("return [document.querySelector('h1').textContent, element().run]")
            .await;
        assert_eq!(shown, json!(["album", run]));
        browser.run("element().cancel()").await;
        browser.until("element().state === 'cancelled'").await;
        browser.until("document.title === '■ album'").await;
        assert_eq!(server.signal().await, "started");
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn the_address_of_no_run_says_so() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        for id in ["4qJ0mX2vT9cB7yKdR1sN3w", "nothing"] {
            browser.goto(&server.url(&format!("/runs/{id}"))).await;
            browser
                .until("document.querySelector('h1').textContent === 'No such run'")
                .await;
            assert_eq!(browser.run("return all('sse-progress').length").await, 0);
        }
        browser.run("document.querySelector('nav a').click()").await;
        browser.until("all('.job').length === 11").await;
    })
    .await;
}

/// A page that sets a color of ours from one of its own had bars without any.
#[tokio::test]
async fn a_bar_has_the_color_of_the_page() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.show_as("light", 1000).await;
        browser.goto(&server.url("/wait")).await;
        browser.submit().await;
        browser.until("document.title === '50 % wait'").await;
        let color = "getComputedStyle(bar().firstElementChild).backgroundColor";
        browser
            .until(&format!("{color} === 'rgb(36, 99, 224)'"))
            .await;
        browser
            .run(
                "element().style.setProperty('--accent', 'rgb(1, 2, 3)');
                element().style.setProperty('--sse-progress-accent', 'var(--accent)')",
            )
            .await;
        browser.until(&format!("{color} === 'rgb(1, 2, 3)'")).await;
    })
    .await;
}

/// The colors in a picture of the tab.
const ICON: &str = "decodeURIComponent(document.querySelector('link[rel=icon]').href)";

#[tokio::test]
async fn the_tab_shows_how_far_the_run_is_and_how_it_ended() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        for (path, title, drawn) in [
            ("/wait", "50 % wait", "stroke-dasharray=\"18.85 37.70\""),
            ("/count/3", "✓ count", "#1f9d61"),
            ("/fails", "✗ fails", "#d6453d"),
        ] {
            browser.goto(&server.url(path)).await;
            browser.submit().await;
            browser
                .until(&format!("document.title === '{title}'"))
                .await;
            browser.until(&format!("{ICON}.includes('{drawn}')")).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_server_that_has_gone_is_said_to_be_gone() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/")).await;
        browser.until("all('.job').length").await;
        browser
            .run(
                "window.fetch = () => Promise.reject(new TypeError('gone'));
                return import('/sse-progress/page.js?again')",
            )
            .await;
        browser
            .until("document.querySelector('h1').textContent === 'The server cannot be reached'")
            .await;
        browser
            .run("document.querySelector('button.primary').click()")
            .await;
        browser.until("all('.job').length").await;
    })
    .await;
}

/// What a browser keeps for the way back is written to its disk again and again.
#[tokio::test]
async fn the_history_does_not_grow_by_what_is_sent() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/measure?unit=bytes")).await;
        browser.until("field('unit').value === 'bytes'").await;
        for length in [900_000, 10] {
            browser
                .run(&format!(
                    "document.getElementById('body-text').value = 'x'.repeat({length});
                    document.querySelector('form').requestSubmit()"
                ))
                .await;
            browser
                .until(&format!("element().result === '{length} bytes'"))
                .await;
        }
        let kept = browser
            .run(
                "return [history.state.runs.length, JSON.stringify(history.state).length < 10_000]",
            )
            .await;
        assert_eq!(kept, json!([2, true]));
    })
    .await;
}
