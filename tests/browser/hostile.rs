//! What a job, its author or an address says is text, whatever it says.

use serde_json::json;

use super::browser::Browser;
use super::demo::TRAP;
use super::server::{HOSTILE, Server, long_line};

/// Nothing in the page or in a run is there but what our own files put there.
const ONLY_OURS: &str = "
    const trees = [document, ...all('sse-progress').map((element) => element.shadowRoot)];
    const found = (selector) => trees.flatMap((tree) => [...tree.querySelectorAll(selector)]);
    const odd = found('*').filter((node) => node.getAttributeNames().some((name) => name.startsWith('on')));
    const links = found('a').filter((link) => link.protocol !== location.protocol);
    return [typeof pwned, found('img, b, iframe').length + odd.length + links.length,
        found('script').map((s) => s.src.split('?')[0])];
";

/// Every piece of text that is on the page, each as it is in the document.
const TEXTS: &str = "
    const trees = [document.body, ...all('sse-progress').map((element) => element.shadowRoot)];
    const texts = (tree) => [...tree.childNodes].flatMap((node) => node.nodeType === 3 ? [node.data] : texts(node));
    const shown = trees.flatMap(texts);
";

async fn assert_only_ours(browser: &Browser, server: &Server) {
    let script = server.url("/sse-progress/page.js");
    assert_eq!(
        browser.run(ONLY_OURS).await,
        // The first stands in the page itself: it completes the page's address.
        json!(["undefined", 0, ["", script]])
    );
    let wide = browser
        .run("return document.documentElement.scrollWidth > innerWidth")
        .await;
    assert_eq!(wide, false, "a text makes the page wider");
}

#[tokio::test]
async fn everything_that_a_job_says_is_shown_as_text() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/hostile?fail=false")).await;
        browser.until("all('form').length === 1").await;
        let description = browser
            .run("return all('.description')[0].textContent")
            .await;
        let written = "<script>pwned = 1</script><img src=x onerror=\"pwned = 1\">";
        assert_eq!(description, written);

        browser.submit().await;
        browser.until("element().state === 'succeeded'").await;
        assert_eq!(
            browser.run("return element().result").await,
            json!([HOSTILE, long_line()])
        );
        browser.until("run().textContent.includes('characters in all')").await;
        let shown = browser
            .run(&format!(
                "{TEXTS} return [
                    shown.filter((text) => text.startsWith('<script>pwned = 1</script><img')).length,
                    shown.filter((text) => text.startsWith('<b>long</b><b>')).length,
                    shown.filter((text) => /[\\u202e\\u2066\\ufeff]/.test(text)).length,
                ]"
            ))
            .await;
        // The description, the message, the label and the message of the bar within, and the log,
        // which has the long line, too, and the items of the result. What turns text around is spelled out.
        assert_eq!(shown, json!([6, 2, 0]));
        assert_only_ours(&browser, &server).await;
    })
    .await;
}

#[tokio::test]
async fn an_error_is_text_too() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/hostile?fail=true")).await;
        browser.until("field('fail').checked").await;
        browser.submit().await;
        browser.until("element().state === 'failed'").await;
        browser
            .until("run().textContent.includes('event: done')")
            .await;
        assert_only_ours(&browser, &server).await;
    })
    .await;
}

#[tokio::test]
async fn an_address_is_text_too() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        let word = "%3Cimg%20src%3Dx%20onerror%3D%22pwned%20%3D%201%22%3E%E2%80%AE%25";
        browser
            .goto(&server.url(&format!("/count/3?word={word}")))
            .await;
        browser.until("field('word')").await;
        browser.run("field('word').form.requestSubmit()").await;
        browser
            .until("element().result?.startsWith('<img src=x')")
            .await;
        assert_only_ours(&browser, &server).await;
    })
    .await;
}

#[tokio::test]
async fn what_a_jobs_author_wrote_and_what_a_server_refuses_is_text() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/")).await;
        browser.until("all('.job').length").await;
        let listed = browser
            .run("return all('.job').find((job) => job.querySelector('h2').textContent === 'traps').querySelector('.description').textContent")
            .await;
        assert_eq!(listed, TRAP);
        assert_only_ours(&browser, &server).await;

        let hole = "%3Cscript%3Epwned%3D1%3C%2Fscript%3E%E2%80%AE%00";
        browser.goto(&server.url(&format!("/traps/{hole}"))).await;
        browser.until("field('preset')").await;
        assert_eq!(
            browser.run("return [all('.description')[0].textContent, field('preset').value, field('hole').value]").await,
            json!([TRAP, "\"><script>pwned = 1</script>", "<script>pwned=1</script>\u{202e}\u{0}"])
        );
        browser.run("field('preset').form.requestSubmit()").await;
        browser.until("element().state === 'succeeded'").await;
        browser.until("run().textContent.includes('<b>units</b>')").await;
        assert_only_ours(&browser, &server).await;

        // A value that the server repeats in its refusal.
        browser.goto(&server.url("/posted")).await;
        browser.until("field('address')").await;
        browser
            .run(
                "field('big').value = 1; field('width').value = 1;
                field('address').value = '<img src=x onerror=\"pwned = 1\">\u{202e}';
                field('address').form.requestSubmit()",
            )
            .await;
        browser.until("document.querySelector('.problem:not([hidden])').textContent.includes('<img')").await;
        assert_only_ours(&browser, &server).await;
    })
    .await;
}

/// The tests trust the console to tell of violations, so it has to.
#[tokio::test]
async fn the_content_security_policy_stops_an_inline_script_and_style() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/")).await;
        browser
            .run(
                "window.stopped = [];
                addEventListener('securitypolicyviolation', (event) => stopped.push(event.effectiveDirective));
                const script = document.createElement('script');
                script.textContent = 'pwned = 1';
                const style = document.createElement('style');
                style.textContent = '* { color: red }';
                document.body.append(script, style)",
            )
            .await;
        browser.until("stopped.sort().length === 2").await;
        assert_eq!(
            browser.run("return [typeof pwned, stopped]").await,
            json!(["undefined", ["script-src-elem", "style-src-elem"]])
        );
        assert_eq!(browser.complaints().await.len(), 2);
    })
    .await;
}
