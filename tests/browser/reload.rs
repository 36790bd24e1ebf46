//! Reloads, closed tabs, doubled ones, and the way back: a run is started once for one intention.

use serde_json::json;

use super::browser::Browser;
use super::work::server;

const LINES: &str = "[...run().querySelectorAll('.line .text')].map((line) => line.textContent)";

#[tokio::test]
async fn a_reload_goes_on_with_the_run_and_shows_it_when_it_is_over() {
    let mut server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/one")).await;
        browser.until("text('.percent') === '50 %'").await;
        let run = browser.run("return element().run").await;
        for _ in 0..2 {
            browser.reload().await;
            browser.until("text('.percent') === '50 %'").await;
            assert_eq!(browser.run("return element().run").await, run);
        }
        // What was said before is there again.
        browser
            .until(&format!("{LINES}.join() === 'first,second'"))
            .await;
        assert_eq!(server.signal().await, "started");
        assert!(server.is_quiet());

        server.finish();
        browser.until("text('.result') === 'worked'").await;
        browser.reload().await;
        browser.until("text('.result') === 'worked'").await;
        browser
            .until(&format!("{LINES}.join() === 'first,second,third'"))
            .await;
        assert_eq!(browser.run("return element().run").await, run);
        assert_eq!(server.signal().await, "dropped");
        assert!(server.is_quiet());
    })
    .await;
}

/// The run waits longer for its page than the page takes here.
#[tokio::test]
async fn a_reload_over_a_slow_link_keeps_its_run() {
    let mut server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/one")).await;
        browser
            .until("text('.percent') === '50 %' && element().getAttribute('connection') === 'open'")
            .await;
        let run = browser.run("return element().run").await;
        browser.slow_down(300, 160).await;
        browser.reload().await;
        browser.until("text('.percent') === '50 %'").await;
        let after = browser
            .run("return performance.now() - performance.getEntriesByType('navigation')[0].responseEnd")
            .await;
        assert!(after.as_f64().unwrap() > 2_000.0, "it is slow: {after} ms");
        assert_eq!(browser.run("return element().run").await, run);
        assert_eq!(server.signal().await, "started");
        assert!(server.is_quiet());
        server.finish();
        browser.until("text('.result') === 'worked'").await;
        assert_eq!(server.signal().await, "dropped");
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn watch_goes_on_after_a_reload_as_well() {
    let mut server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/watch")).await;
        browser
            .until("watched.some(([name, data]) => name === 'progress' && data.fraction === 0.5)")
            .await;
        browser.reload().await;
        browser
            .until("watched.filter(([name]) => name === 'log').length === 2")
            .await;
        server.finish();
        browser.until("watched.at(-1)?.[1] === 'closed'").await;
        assert_eq!(
            browser.run("return watched.at(-2)[1].result").await,
            "worked"
        );
        assert_eq!(server.signal().await, "started");
        assert_eq!(server.signal().await, "dropped");
        assert!(server.is_quiet());
    })
    .await;
}

/// The job would wait ten minutes for a watcher whose connection is lost.
#[tokio::test]
async fn a_closed_tab_ends_the_run_at_once() {
    let mut server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/one")).await;
        browser.until("text('.percent') === '50 %'").await;
        assert_eq!(server.signal().await, "started");
        browser.close_page().await;
        assert_eq!(server.signal().await, "dropped");
    })
    .await;
}

/// A tab that is doubled takes what the tab has stored along.
#[tokio::test]
async fn a_doubled_tab_watches_the_same_run_which_ends_with_the_last_of_them() {
    let mut server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/one")).await;
        browser.until("text('.percent') === '50 %'").await;
        let run = browser.run("return element().run").await;
        browser.run("window.open(location.href)").await;
        let tabs = browser.tabs().await;
        browser.switch_to(&tabs[1]).await;
        browser.until("text('.percent') === '50 %'").await;
        assert_eq!(browser.run("return element().run").await, run);
        assert_eq!(server.signal().await, "started");

        browser.switch_to(&tabs[0]).await;
        browser.close_page().await;
        browser.switch_to(&tabs[1]).await;
        browser
            .run("return fetch('/jobs').then((answer) => answer.text())")
            .await;
        assert!(server.is_quiet());
        browser.close_page().await;
        assert_eq!(server.signal().await, "dropped");
        assert!(server.is_quiet());
    })
    .await;
}

/// The page is kept for the way back, and looks connected when it comes back.
#[tokio::test]
async fn the_way_back_finds_the_run_as_it_is_now() {
    let mut server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/on-its-own")).await;
        browser.until("text('.percent') === '50 %'").await;
        browser
            .run("addEventListener('pageshow', (event) => { window.kept = event.persisted; })")
            .await;
        browser.goto(&server.url("/empty")).await;
        browser.back().await;
        browser.until("window.kept").await;
        browser
            .until("element().getAttribute('connection') === 'open'")
            .await;
        server.finish();
        browser.until("text('.result') === 'worked alone'").await;

        // And when it has ended in between.
        assert_eq!(server.signal().await, "started");
        assert_eq!(server.signal().await, "dropped");
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn a_run_that_ended_while_its_page_was_away_is_shown_on_the_way_back() {
    let mut server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/on-its-own")).await;
        browser.until("text('.percent') === '50 %'").await;
        browser.goto(&server.url("/empty")).await;
        assert_eq!(server.signal().await, "started");
        server.finish();
        assert_eq!(server.signal().await, "dropped");
        browser.back().await;
        browser.until("text('.result') === 'worked alone'").await;
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn retry_starts_one_more_however_often_it_is_clicked() {
    let mut server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/one")).await;
        browser.until("text('.percent') === '50 %'").await;
        let first = browser.run("return element().run").await;
        browser.run("run().querySelector('.cancel').click()").await;
        browser.until("text('.retry') === 'Retry'").await;
        browser
            .run("const { click } = HTMLElement.prototype; const retry = run().querySelector('.retry'); click.call(retry); click.call(retry)")
            .await;
        browser.until("element().state === 'running' && text('.percent') === '50 %'").await;
        assert_ne!(browser.run("return element().run").await, first);
        for said in ["started", "dropped", "started"] {
            assert_eq!(server.signal().await, said);
        }
        // It is what a reload goes on with.
        let second = browser.run("return element().run").await;
        browser.reload().await;
        browser.until("text('.percent') === '50 %'").await;
        assert_eq!(browser.run("return element().run").await, second);
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn the_same_key_means_the_same_run_and_a_visit_after_its_end_another() {
    let mut server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/empty")).await;
        browser
            .run("for (let n = 0; n < 3; n += 1) document.body.insertAdjacentHTML('beforeend', `<sse-progress src=/work key=mine>`)")
            .await;
        for n in 0..3 {
            browser.until(&format!("text('.percent', {n}) === '50 %'")).await;
        }
        let runs = browser.run("return new Set(all('sse-progress').map((each) => each.run)).size").await;
        assert_eq!(runs, 1);
        assert_eq!(server.signal().await, "started");
        assert!(server.is_quiet());

        // Two of them may go.
        browser.run("element(0).remove(); element(0).remove()").await;
        browser.run("return fetch('/jobs').then((answer) => answer.text())").await;
        assert!(server.is_quiet());
        server.finish();
        browser.until("text('.result') === 'worked'").await;
        assert_eq!(server.signal().await, "dropped");

        browser.goto(&server.url("/one")).await;
        browser.until("text('.percent') === '50 %'").await;
        server.finish();
        browser.until("text('.result') === 'worked'").await;
        browser.goto(&server.url("/one")).await;
        browser.until("text('.percent') === '50 %'").await;
        for said in ["started", "dropped", "started"] {
            assert_eq!(server.signal().await, said);
        }
        assert!(server.is_quiet());
    })
    .await;
}

/// A framework that draws a part of the page anew.
#[tokio::test]
async fn who_stops_and_starts_in_one_breath_goes_on() {
    let mut server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/watch")).await;
        browser
            .until("watched.some(([name]) => name === 'progress')")
            .await;
        browser.reload().await;
        browser
            .run("stop(); watched.length = 0; window.stop = start()")
            .await;
        browser
            .until("watched.some(([name, data]) => name === 'progress' && data.fraction === 0.5)")
            .await;
        server.finish();
        browser.until("watched.at(-1)?.[1] === 'closed'").await;
        for said in ["started", "dropped"] {
            assert_eq!(server.signal().await, said);
        }
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn who_stops_at_once_has_started_nothing() {
    let mut server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/watch")).await;
        browser
            .until("watched.some(([name]) => name === 'progress')")
            .await;
        browser
            .run("stop(); start()(); start()(); window.stop = start({ key: 'last' })")
            .await;
        assert_eq!(server.signal().await, "started");
        let mut said = [server.signal().await, server.signal().await];
        said.sort_unstable();
        assert_eq!(said, ["dropped", "started"]);
        browser
            .run("return fetch('/jobs').then((answer) => answer.text())")
            .await;
        assert!(server.is_quiet());
        assert_eq!(
            browser
                .run("return Object.keys(sessionStorage).length")
                .await,
            json!(1)
        );
    })
    .await;
}
