//! Pages whose requests need headers, and pages that are not let in.

use serde_json::json;

use super::browser::Browser;
use super::proxy::Proxy;
use super::work::server;

const NAMED: &str = "
    const added = document.createElement('sse-progress');
    added.request = { headers: { authorization: 'Bearer one' } };
    added.src = '/work';
    document.body.append(added);";

/// Whether a request has a line of its head that is this.
fn has(request: &str, line: &str) -> bool {
    request.lines().any(|each| each.eq_ignore_ascii_case(line))
}

#[tokio::test]
async fn headers_go_with_all_that_is_asked_of_a_run() {
    let mut server = server().await;
    let proxy = Proxy::before(&server.base).await;
    Browser::with(async move |browser| {
        browser.goto(&proxy.url("/empty")).await;
        browser
            .run("return customElements.whenDefined('sse-progress').then(() => {})")
            .await;
        browser.run(NAMED).await;
        browser.until("text('.percent') === '50 %'").await;
        proxy.until(|now| now.asked == 1).await;

        // A connection that is lost is made again, for the same run.
        proxy.cut();
        browser
            .until("text('.state') === 'Connection lost, reconnecting…'")
            .await;
        proxy.forward_to(&server.base);
        browser
            .until("element().getAttribute('connection') === 'open'")
            .await;
        browser.run("run().querySelector('.cancel').click()").await;
        browser.until("element().state === 'cancelled'").await;
        browser.until("text('.retry') === 'Retry'").await;
        browser
            .run("element().request = { headers: { authorization: 'Bearer two' } }; element().retry()")
            .await;
        browser.until("text('.percent') === '50 %'").await;
        let started = proxy.requests("GET /work?");
        assert!(has(started.last().unwrap(), "authorization: Bearer two"));

        browser.run("element().remove()").await;
        for said in ["started", "dropped", "started", "dropped"] {
            assert_eq!(server.signal().await, said);
        }
        for start in ["GET /runs/events?", "POST /runs/"] {
            let requests = proxy.requests(start);
            assert!(requests.len() >= 2, "{requests:?}");
            let all = requests
                .iter()
                .all(|request| request.to_lowercase().contains("\r\nauthorization: bearer "));
            assert!(all, "{requests:?}");
        }
        let lines = proxy.requests("POST /runs/");
        assert!(lines.iter().any(|each| each.contains("/leave ")), "{lines:?}");
    })
    .await;
}

#[tokio::test]
async fn whoever_was_not_let_in_may_try_again_with_other_headers() {
    let mut server = server().await;
    let proxy = Proxy::before(&server.base).await;
    Browser::with(async move |browser| {
        browser.goto(&proxy.url("/empty")).await;
        browser
            .run("return customElements.whenDefined('sse-progress').then(() => {})")
            .await;
        proxy.answer("401 Unauthorized");
        browser.run(NAMED).await;
        browser.until("text('.retry') === 'Retry'").await;
        // Without a snapshot there is no job's name, so its path is shown.
        browser.until("text('.label') === '/work'").await;
        proxy.answer("404 Not Found");
        browser.run("run().querySelector('.retry').click()").await;
        browser.until("text('.state').includes('(404)')").await;
        browser.until("run().querySelector('button').hidden").await;
        proxy.forward_to(&server.base);
        browser.run("element().src = '/work?name=2'").await;
        browser.until("text('.percent') === '50 %'").await;
        assert_eq!(server.signal().await, "started");
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn a_base_need_not_end_with_a_slash() {
    let mut server = server().await;
    let proxy = Proxy::before(&server.base).await;
    Browser::with(async move |browser| {
        browser.goto(&proxy.url("/empty")).await;
        browser
            .run("document.body.insertAdjacentHTML('beforeend', `<sse-progress src=/below/work base='/below'>`)")
            .await;
        browser.until("text('.percent') === '50 %'").await;
        proxy.until(|now| now.open > 0).await;
        server.finish();
        browser.until("text('.result') === 'worked'").await;
        browser.until("text('.retry') === 'Run again'").await;
        let asked = proxy.requests("GET /runs/events?");
        assert!(asked.is_empty(), "{asked:?}");
        assert_eq!(server.signal().await, "started");
    })
    .await;
}

#[tokio::test]
async fn what_was_never_there_is_not_lost_and_a_cancel_that_fails_says_so_kindly() {
    let server = server().await;
    let proxy = Proxy::before(&server.base).await;
    Browser::with(async move |browser| {
        browser.goto(&proxy.url("/empty")).await;
        browser
            .run("return customElements.whenDefined('sse-progress').then(() => {})")
            .await;
        proxy.cut();
        browser
            .run("document.body.insertAdjacentHTML('beforeend', '<sse-progress src=/work>')")
            .await;
        browser
            .until("text('.state') === 'Could not connect, trying again…'")
            .await;
        let connection = "return element().getAttribute('connection')";
        assert_eq!(browser.run(connection).await, "unreachable");
        proxy.forward_to(&server.base);
        browser.until("text('.percent') === '50 %'").await;
        proxy.cut();
        browser
            .until("text('.state') === 'Connection lost, reconnecting…'")
            .await;
        assert_eq!(browser.run(connection).await, "reconnecting");
        browser.run("run().querySelector('.cancel').click()").await;
        browser
            .until("text('.state') === 'Connection lost, reconnecting…\\nCould not cancel: the server cannot be reached.'")
            .await;
        proxy.forward_to(&server.base);
        browser.until("run().querySelector('.state').hidden").await;
        server.finish();
        browser.until("text('.result') === 'worked'").await;
    })
    .await;
}

/// As a bundler makes it that knows no modules.
#[tokio::test]
async fn a_bundle_that_is_no_module_works() {
    let mut server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/bare")).await;
        browser
            .run(
                "return fetch('/sse-progress.js').then((answer) => answer.text()).then((text) => {
                    const own = text.replaceAll('import.meta', '({})').replace(/^export \\{[^}]*\\};/m, '');
                    const script = document.createElement('script');
                    script.src = URL.createObjectURL(new Blob([`(() => {${own}})()`]));
                    document.body.innerHTML = '<sse-progress src=/work hide=\"log error\">';
                    document.body.append(script);
                })",
            )
            .await;
        browser.until("text('.percent') === '50 %'").await;
        assert_eq!(
            browser
                .run("return [element().hide, element().label, element().key]")
                .await,
            json!(["log error", "", ""])
        );
        server.finish();
        browser.until("text('.result') === 'worked'").await;
        assert_eq!(server.signal().await, "started");
    })
    .await;
}
