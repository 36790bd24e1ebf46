//! Runs in pages that are not ours.

use serde_json::json;

use super::browser::Browser;
use super::server::Server;

const THREE_LINES: &str = "<!doctype html><progress id=bar></progress><output id=end></output>
<script>
const source = new EventSource('/count/20');
source.addEventListener('progress', (event) => { bar.value = JSON.parse(event.data).fraction; });
source.addEventListener('done', (event) => { source.close(); end.value = JSON.parse(event.data).result; });
</script>";

const TWO_ELEMENTS: &str = "<!doctype html>
<script type=module src=/sse-progress.js></script>
<sse-progress src=/count/20></sse-progress>
<sse-progress src=/wait label='the other'></sse-progress>";

const WATCHING: &str = "<!doctype html>
<script type=module>
import { watch } from '/sse-progress.js';
window.watched = [];
const note = (name) => (data) => watched.push([name, data]);
const handlers = Object.fromEntries(['progress', 'log', 'done', 'status'].map((name) => [name, note(name)]));
window.start = (url) => watch(url, handlers);
</script>";

const PAGES: &[(&str, &str)] = &[
    ("three", THREE_LINES),
    ("two", TWO_ELEMENTS),
    ("watching", WATCHING),
];

#[tokio::test]
async fn three_lines_of_event_source_draw_a_bar() {
    let mut server = Server::start(PAGES).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/three")).await;
        browser
            .until("document.getElementById('end').value === 'counted to 20'")
            .await;
        assert_eq!(
            browser
                .run("return document.getElementById('bar').value")
                .await,
            1
        );
        assert_eq!(server.signal().await, "started");
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn two_elements_on_one_page_do_not_know_of_each_other() {
    let mut server = Server::start(PAGES).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/two")).await;
        browser
            .until("text('.result', 0) === 'counted to 20'")
            .await;
        browser.until("text('.percent', 1) === '50 %'").await;
        let labels = browser
            .run("return [text('.label', 0), text('.label', 1)]")
            .await;
        assert_eq!(labels, json!(["count", "the other"]));

        browser.run("run(1).querySelector('.cancel').click()").await;
        browser
            .until("element(1).getAttribute('state') === 'cancelled'")
            .await;
        assert_eq!(
            browser.run("return element(0).getAttribute('state')").await,
            "succeeded"
        );
        let signals = [
            server.signal().await,
            server.signal().await,
            server.signal().await,
        ];
        assert_eq!(signals, ["started", "started", "dropped"]);
    })
    .await;
}

#[tokio::test]
async fn watch_tells_of_a_run_from_its_first_event_to_its_last() {
    let mut server = Server::start(PAGES).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/watching")).await;
        browser.until("window.start").await;
        browser.run("start('/count/20')").await;
        browser.until("watched.at(-1)?.[1] === 'closed'").await;
        let told = browser.run("return watched").await;
        let told = told.as_array().unwrap();
        assert_eq!(told[0], json!(["status", "connecting"]));
        assert_eq!(told[1][0], "progress");
        let [.., done, _] = &told[..] else { panic!() };
        assert_eq!(done[0], "done");
        assert_eq!(done[1]["result"], "counted to 20");
        assert_eq!(told.iter().filter(|event| event[0] == "log").count(), 1);
        assert_eq!(server.signal().await, "started");
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn watch_gives_up_on_a_204() {
    let server = Server::start(PAGES).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/watching")).await;
        browser.until("window.start").await;
        browser.run("start('/gone')").await;
        browser.until("watched.length === 2").await;
        let told = browser.run("return watched").await;
        assert_eq!(told[0], json!(["status", "connecting"]));
        assert_eq!(told[1], json!(["status", "refused"]));
    })
    .await;
}

#[tokio::test]
async fn corners_may_be_square_and_the_head_has_one_center() {
    let mut server = Server::start(PAGES).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/two")).await;
        browser.until("text('.percent', 1) === '50 %'").await;
        browser
            .until("!run(1).querySelector('.cancel').hidden")
            .await;
        let drawn = browser
            .run(
                "element(1).style.setProperty('--sse-progress-radius', '0');
                const center = (selector) => {
                    const { top, bottom } = run(1).querySelector(selector).getBoundingClientRect();
                    return (top + bottom) / 2;
                };
                return [
                    getComputedStyle(run(1).querySelector('.track')).borderRadius,
                    Math.abs(center('.percent') - center('.cancel')) < 1,
                ]",
            )
            .await;
        assert_eq!(drawn, json!(["0px", true]));
        assert_eq!(server.signal().await, "started");
    })
    .await;
}

#[tokio::test]
async fn a_mistake_is_named_once_and_is_not_to_be_made_again() {
    let mut server = Server::start(PAGES).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/two")).await;
        browser.until("run(0)").await;
        browser.run("element(0).src = '/count/many'").await;
        browser.until("element(0).state === 'refused'").await;
        browser.until("text('.label') === '/count/many'").await;
        let said = browser.run("return text('.state')").await;
        let said = said.as_str().unwrap();
        assert!(said.contains("\nto is \"many\""), "{said}");
        assert!(!said.contains('`'), "{said}");
        browser.until("run(0).querySelector('button').hidden").await;
        let _ = server.signal().await;
    })
    .await;
}
