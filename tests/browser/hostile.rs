//! What a job says is text, whatever it says.

use serde_json::json;

use super::browser::Browser;
use super::server::{HOSTILE, Server, long_line};

/// Nothing in the page or in a run is there but what our own files put there.
const ONLY_OURS: &str = "
    const trees = [document, ...all('sse-progress').map((element) => element.shadowRoot)];
    const found = (selector) => trees.flatMap((tree) => [...tree.querySelectorAll(selector)]);
    return [typeof pwned, found('img, b, iframe').length, found('script').map((s) => s.src)];
";

/// The hostile text as an element shows it: what cannot be seen, or turns the text after it around,
/// is written out.
fn seen() -> String {
    let unseen = ['\u{202e}', '\u{2066}', '\u{feff}', '\0'];
    unseen.iter().fold(HOSTILE.to_owned(), |text, sign| {
        text.replace(*sign, &format!("\\u{{{:x}}}", u32::from(*sign)))
    })
}

async fn assert_only_ours(browser: &Browser, server: &Server) {
    let script = server.url("/sse-progress/page.js");
    assert_eq!(
        browser.run(ONLY_OURS).await,
        json!(["undefined", 0, [script]])
    );
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

        browser
            .run("document.querySelector('form').requestSubmit()")
            .await;
        browser
            .until("element().getAttribute('state') === 'succeeded'")
            .await;
        let shown = browser
            .run(
                "const texts = (selector) =>
                    [...run().querySelectorAll(selector)].map((node) => node.textContent);
                return [
                    texts('.run > .head > .message'),
                    texts('.children .label'),
                    texts('.children .message'),
                    texts('.log [data-level] .text'),
                    text('.result'),
                ]",
            )
            .await;
        let shown = shown.as_array().unwrap();
        let once = json!([seen()]);
        // Of a long line there is as much as somebody may want to read.
        let line = long_line();
        let start = format!("{}… (110,003 characters in all)", &line[..4000]);
        let lines = json!([seen(), start]);
        let result = shown[4].as_str().unwrap();
        assert!(
            shown[..4] == [once.clone(), once.clone(), once, lines],
            "{shown:?}"
        );
        assert!(
            result.contains("\\u202e\\u2066\\ufeff\\u0000\\r\\nevent: done"),
            "{result}"
        );
        assert!(result.ends_with(" characters in all)"));
        let returned = browser.run("return element().result").await;
        assert!(returned == json!([HOSTILE, line]));
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
        browser
            .run("document.querySelector('form').requestSubmit()")
            .await;
        browser
            .until("element().getAttribute('state') === 'failed'")
            .await;
        assert_eq!(browser.run("return text('.error')").await, seen());
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
            .until("text('.result').startsWith('<img src=x')")
            .await;
        assert_only_ours(&browser, &server).await;
    })
    .await;
}

/// The tests trust the console to tell of violations, so it has to.
#[tokio::test]
async fn the_content_security_policy_stops_an_inline_script() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/")).await;
        browser
            .run(
                "const script = document.createElement('script');
                script.textContent = 'pwned = 1';
                document.body.append(script)",
            )
            .await;
        assert_eq!(browser.run("return typeof pwned").await, "undefined");
        assert_eq!(browser.complaints().await.len(), 1);
    })
    .await;
}
