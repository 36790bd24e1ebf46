//! The pages of a server that has to know who asks.

use std::future::pending;

use serde_json::json;
use sse_progress::{Access, Jobs, Principal, Progress, Refusal, Server as Listener, job, jobs};

use super::browser::Browser;
use super::proxy::Proxy;

/// Wait for whoever wants it to.
#[job("/stay/{name}", on_disconnect = cancel_after("10m"))]
async fn stay(progress: Progress, name: String) {
    progress.set_length(2);
    progress.inc(1);
    progress.set_message(name);
    pending::<()>().await;
}

/// Greet.
#[job("/greet/{name}")]
async fn greet(name: String) -> String {
    format!("hello {name}")
}

/// A server that lets in whom `known` knows. The address is without the scheme.
async fn serve(challenge: &'static str, known: fn(&Access) -> Option<&'static str>) -> String {
    let jobs = Jobs::builder()
        .jobs(jobs![stay, greet])
        .authorize(move |access| {
            let known = known(&access);
            async move {
                known.map(Principal::new).ok_or(Refusal::Unauthenticated {
                    challenge: challenge.to_owned(),
                })
            }
        })
        .build()
        .unwrap();
    let server = Listener::bind("127.0.0.1:0").await.unwrap();
    let address = server.local_addr().to_string();
    let server = server.shutdown_on(pending());
    tokio::spawn(async move { server.serve(&jobs).await });
    address
}

const SIGN_IN: &str = "const input = document.getElementById('token'); input.value = TOKEN; input.form.requestSubmit()";

/// Starts a run, looks at it in the list and by its address, and cancels it.
async fn all_that_pages_do(browser: &Browser, base: &str) {
    browser.until("all('.job').length === 2").await;
    browser.run("all('.job a')[0].click()").await;
    browser.until("field('name')").await;
    browser
        .run("field('name').value = 'ann'; field('name').form.requestSubmit()")
        .await;
    browser
        .until("text('.percent') === '50 %' && element().getAttribute('connection') === 'open'")
        .await;
    browser.run("document.querySelector('nav a').click()").await;
    browser
        .until("document.querySelector('.run-row')?.innerText.includes('Running')")
        .await;
    let listed = browser
        .run("return [document.querySelector('.run-list h2').textContent, document.querySelector('.run-row a').textContent]")
        .await;
    assert_eq!(listed, json!(["Your runs", "stay · name ann"]));
    // The address of the list leads to it, too, and the run to its own.
    browser.goto(&format!("{base}/runs")).await;
    browser.until("all('.run-row').length === 1").await;
    browser
        .run("document.querySelector('.run-row a').click()")
        .await;
    browser
        .until("text('.percent') === '50 %' && text('.cancel') === 'Cancel'")
        .await;
    browser.run("run().querySelector('.cancel').click()").await;
    browser.until("element().state === 'cancelled'").await;
    browser.run("document.querySelector('nav a').click()").await;
    browser
        .until("document.querySelector('.run-row')?.innerText.includes('Cancelled')")
        .await;
}

#[tokio::test]
async fn whoever_has_a_token_gives_it_to_the_page() {
    let address = serve("Bearer", |access| {
        (access.bearer_token() == Some("sesame")).then_some("ann")
    })
    .await;
    let proxy = Proxy::before(&address).await;
    Browser::with(async move |browser| {
        browser.goto(&proxy.url("/")).await;
        browser.until("document.getElementById('token')").await;
        browser.run(&SIGN_IN.replace("TOKEN", "'wrong'")).await;
        browser
            .until("document.querySelector('.reason').textContent.includes('was not accepted')")
            .await;
        browser.run(&SIGN_IN.replace("TOKEN", "' sesame '")).await;
        all_that_pages_do(&browser, &proxy.base).await;

        // Each request has it, in its head and nowhere else, and leaving is one.
        browser.goto(&proxy.url("/greet/bob")).await;
        browser.until("field('name')").await;
        browser.run("field('name').form.requestSubmit()").await;
        browser.until("element().result === 'hello bob'").await;
        for start in ["GET /stay/ann", "GET /runs HTTP", "GET /runs/events", "POST /runs/"] {
            let requests = proxy.requests(start);
            let asked: Vec<_> = requests
                .iter()
                .filter(|request| !request.contains("text/html"))
                .collect();
            assert!(!asked.is_empty(), "{start}");
            for request in asked {
                assert!(
                    request.to_lowercase().contains("\r\nauthorization: bearer sesame\r\n"),
                    "{request}"
                );
            }
        }
        let kept = browser
            .run("return [localStorage.length, document.cookie, JSON.stringify(history.state).includes('sesame'), location.href.includes('sesame')]")
            .await;
        assert_eq!(kept, json!([0, "", false, false]));

        browser
            .run("[...document.querySelectorAll('nav button')].find((button) => button.textContent === 'Sign out').click()")
            .await;
        browser.until("document.getElementById('token')").await;
    })
    .await;
}

#[tokio::test]
async fn a_cookie_goes_with_all_that_the_pages_ask() {
    let address = serve("Cookie", |access| {
        let cookie = access
            .headers
            .get("cookie")
            .map(|cookie| cookie.to_str().unwrap_or_default());
        cookie
            .is_some_and(|cookie| cookie.contains("session=one"))
            .then_some("ann")
    })
    .await;
    Browser::with(async move |browser| {
        let base = format!("http://{address}");
        browser.goto(&base).await;
        browser
            .until("document.querySelector('.reason')?.textContent.startsWith('Sign in where')")
            .await;
        browser.run("document.cookie = 'session=one'").await;
        browser
            .run("document.querySelector('button.primary').click()")
            .await;
        all_that_pages_do(&browser, &base).await;
        // And an address that is nobody's.
        browser.goto(&format!("{base}/greet")).await;
        browser
            .until(
                "document.querySelector('h1').textContent === 'There is nothing at this address'",
            )
            .await;
        browser
            .until("document.querySelector('.near a')?.textContent === 'greet'")
            .await;
        browser
            .run("document.querySelector('.near a').click()")
            .await;
        browser.until("field('name')").await;
    })
    .await;
}
