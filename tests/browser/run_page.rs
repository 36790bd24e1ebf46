//! What a run shows of itself: on its page, and in the element.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sse_progress::{Progress, job, jobs};

use super::browser::Browser;
use super::server::{Server, Signals, count};

/// Build in steps of which each is over before the next begins, and have a secret.
#[job("/build")]
async fn build(
    progress: Progress,
    #[state] signals: Signals,
    steps: u64,
    #[allow(unused_variables, reason = "it is only to be hidden")] key: Secret,
) {
    for step in 0..steps {
        let task = progress.child(format!("step {step}"));
        task.set_length(1);
        task.inc(1);
        task.finish();
    }
    let last = progress.child("the last");
    last.set_length(2);
    last.inc(1);
    let enough = std::sync::Arc::clone(&signals.1);
    enough.notified().await;
}

/// What nobody is to see.
#[derive(Debug, Deserialize, JsonSchema)]
struct Secret(
    #[schemars(extend("format" = "password"))]
    #[allow(dead_code, reason = "see above")]
    String,
);

#[tokio::test]
async fn a_run_has_its_values_and_runs_again_with_them() {
    let mut server = Server::with(jobs![count, build], &[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/count/3?word=up")).await;
        browser.until("field('to')").await;
        browser.run("field('to').form.requestSubmit()").await;
        browser.until("element().state === 'succeeded'").await;
        browser.run("document.querySelector('.share a').click()").await;
        browser.until("document.querySelector('dl')").await;
        let facts = browser
            .run("return [all('dt').map((name) => name.textContent), all('dd').slice(0, 2).map((text) => text.textContent), element().getAttribute('label'), all('dd')[3].textContent !== '–']")
            .await;
        assert_eq!(
            facts,
            json!([["to", "word", "Started", "Ended"], ["3", "up"], "count · to 3 · word up", true])
        );
        let first = browser.run("return element().run").await;
        browser.run("document.querySelector('.facts button').click()").await;
        browser
            .until(&format!("location.pathname === '/count/3' && element()?.result === 'up 3' && element().run !== {first}"))
            .await;
        assert_eq!(server.signal().await, "started");
        assert_eq!(server.signal().await, "started");
        // Looking at it again starts none.
        browser.reload().await;
        browser.until("element()?.result === 'up 3'").await;
        assert!(server.is_quiet());
    })
    .await;
}

#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Origin {
    Nothing,
    File(String),
}

/// Say where it is from.
#[job(POST "/import")]
async fn import(source: Origin, size: u64) -> (Origin, String) {
    (source, size.to_string())
}

#[tokio::test]
async fn a_variant_without_data_is_chosen_again_and_a_number_keeps_its_digits() {
    let server = Server::with(jobs![import, count], &[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/import")).await;
        browser.until("parts('source')").await;
        browser
            .run(
                "const select = parts('source').querySelector('select');
                select.value = [...select.options].find(({ text }) => text === 'nothing').value;
                select.dispatchEvent(new Event('change', { bubbles: true }));
                field('size').value = '18446744073709551615';
                select.form.requestSubmit()",
            )
            .await;
        let result = "`${element()?.result}` === 'nothing,18446744073709551615'";
        browser.until(result).await;
        browser
            .run("document.querySelector('.share a').click()")
            .await;
        browser.until("document.querySelector('dl')").await;
        browser
            .run("document.querySelector('.facts button').click()")
            .await;
        browser
            .until(&format!("location.pathname === '/import' && {result}"))
            .await;
        let chosen = browser
            .run("return parts('source').querySelector('select').selectedOptions[0].text")
            .await;
        assert_eq!(chosen, "nothing");
    })
    .await;
}

#[tokio::test]
async fn a_secret_is_nowhere_and_what_is_over_takes_a_line() {
    let server = Server::with(jobs![count, build], &[]).await;
    Browser::with(async move |browser| {
        browser.show_as("light", 1000).await;
        browser.goto(&server.url("/build?steps=3&key=sesame")).await;
        browser.until("field('steps')").await;
        browser.run("field('steps').form.requestSubmit()").await;
        browser.until("text('.badge') === 'Running'").await;
        let label = browser.run("return element().getAttribute('label')").await;
        assert_eq!(label, "build · steps 3");
        browser.until("run().querySelectorAll('.children > .bar').length === 4").await;
        let rows = browser
            .run("return [...run().querySelectorAll('.children > .bar')].map((bar) => [bar.querySelector('.label').textContent, bar.querySelector('.track').checkVisibility(), bar.querySelector('.elapsed').textContent.endsWith('ms')])")
            .await;
        assert_eq!(
            rows,
            json!([
                ["step 0", false, true],
                ["step 1", false, true],
                ["step 2", false, true],
                ["the last", true, false]
            ])
        );
        browser.run("document.querySelector('.share a').click()").await;
        browser.until("document.querySelector('dl')").await;
        let shown = browser.run("return document.querySelector('main').innerText").await;
        assert!(!shown.as_str().unwrap().contains("sesame"), "{shown}");
        let told = browser
            .run("return fetch(location.href, { headers: { accept: 'application/json' } }).then((answer) => answer.json())")
            .await;
        assert_eq!(told["parameters"], json!({ "steps": 3 }));
    })
    .await;
}

/// Whoever comes to see why something failed need not look for it.
#[tokio::test]
async fn a_failure_is_at_the_top_with_its_causes() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/fails")).await;
        browser.submit().await;
        browser.until("element()?.state === 'failed' && text('.badge') === 'Failed'").await;
        let top = "(selector) => run().querySelector(selector).getBoundingClientRect().top";
        let shown = browser
            .run(&format!("const top = {top}; return [top('.badge') < top('.error'), top('.error') < top('.track'), text('.error'), text('[role=alert]')]"))
            .await;
        assert_eq!(shown[0], true);
        assert_eq!(shown[1], true);
        assert_eq!(shown[2], "the album cannot be written\ncaused by: the disk is full");
        let said = shown[3].as_str().unwrap();
        assert!(said.ends_with("the album cannot be written, caused by: the disk is full"), "{said}");
    })
    .await;
}

/// How long a run took, and when it began, is said alike wherever it is.
#[tokio::test]
async fn a_list_and_a_run_tell_the_same_time() {
    let server = Server::with(jobs![count, build], &[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/count/3")).await;
        browser.until("field('to')").await;
        browser.run("field('to').form.requestSubmit()").await;
        browser
            .until("element().state === 'succeeded' && text('.elapsed')")
            .await;
        let said = browser
            .run("return [text('.elapsed'), text('.time')]")
            .await;
        let (took, clock) = (said[0].as_str().unwrap(), said[1].as_str().unwrap());
        browser.run("document.querySelector('nav a').click()").await;
        browser.until("all('.run-row').length").await;
        let row = browser
            .run("return document.querySelector('.run-row .facts').textContent")
            .await;
        let row = row.as_str().unwrap();
        assert!(row.ends_with(&format!("· {took}")), "{row}, not {took}");
        assert!(row.starts_with(&clock[..5]), "{row}, not {clock}");
    })
    .await;
}
