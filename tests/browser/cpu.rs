//! How much of a processor the page takes while a run reports as much as it can.

use std::time::Duration;

use serde_json::{Value, json};
use sse_progress::{Level, Progress, job, jobs};
use tokio::time::interval;

use super::browser::Browser;
use super::server::{Server, Signals};

/// Of one processor, for the main thread of the page.
const BOUND: f64 = 0.2;

/// Move 256 bars, each in every snapshot.
#[job("/bars")]
async fn bars(progress: Progress, #[state] signals: Signals) {
    let bars: Vec<_> = (0..256)
        .map(|n| progress.child(format!("part {n}")))
        .collect();
    for (bar, n) in bars.iter().zip(1..) {
        bar.set_length(1_000_000 * n);
    }
    let enough = signals.1.notified();
    let work = async {
        let mut clock = interval(Duration::from_millis(20));
        loop {
            clock.tick().await;
            for (bar, n) in bars.iter().zip(1..) {
                bar.inc(n * 97);
            }
        }
    };
    tokio::select! {
        () = enough => {}
        () = work => {}
    }
}

/// Say 200 lines a second.
#[job("/lines")]
async fn lines(progress: Progress, #[state] signals: Signals) {
    let enough = signals.1.notified();
    let work = async {
        let mut clock = interval(Duration::from_millis(5));
        for n in 0_u64.. {
            clock.tick().await;
            progress.log(
                Level::Info,
                format!("picture {n} of the album is resized to 320 by 240 pixels"),
            );
        }
    };
    tokio::select! {
        () = enough => {}
        () = work => {}
    }
}

/// The share of a processor that the page's main thread takes until `count` events of a kind have come.
async fn share(browser: &Browser, event: &str, count: u32) -> f64 {
    // The time of the thread alone: what else the machine does is not counted.
    browser
        .devtools("Performance.enable", json!({ "timeDomain": "threadTicks" }))
        .await;
    browser.submit().await;
    browser.until("element()").await;
    browser
        .run(&format!(
            "window.told = 0; element().addEventListener('{event}', () => {{ told += 1; }})"
        ))
        .await;
    browser.until(&format!("told >= {}", count / 10)).await;
    let from = measured(browser).await;
    let begun = browser.run("return [performance.now(), told]").await;
    wait(browser, &format!("told >= {} + {count}", begun[1])).await;
    let until = measured(browser).await;
    let ended = browser.run("return [performance.now(), told]").await;
    let wall = (ended[0].as_f64().unwrap() - begun[0].as_f64().unwrap()) / 1_000.0;
    (until - from) / wall
}

/// As `until`, for what takes long, and without looking at each frame, which would be measured, too.
async fn wait(browser: &Browser, condition: &str) {
    // A script may take half a minute.
    let script = format!(
        "return new Promise((resolve) => {{
            const end = performance.now() + 10_000;
            const timer = setInterval(() => {{
                const is = {condition};
                if (!is && performance.now() < end) return;
                clearInterval(timer);
                resolve(is);
            }}, 500);
        }})"
    );
    while browser.run(&script).await != true {}
}

/// For how long the page's main thread has had a processor, in seconds.
async fn measured(browser: &Browser) -> f64 {
    let answer = browser.devtools("Performance.getMetrics", json!({})).await;
    let metrics = answer["metrics"].as_array().unwrap();
    let named = |name: &str| {
        metrics
            .iter()
            .find(|metric| metric["name"] == name)
            .map(|metric| &metric["value"])
    };
    named("TaskDuration").and_then(Value::as_f64).unwrap()
}

#[tokio::test]
async fn many_bars_leave_the_page_time() {
    let server = Server::with(jobs![bars], &[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/bars")).await;
        browser.until("all('form').length").await;
        let share = share(&browser, "progress", 200).await;
        server.finish();
        assert!(share < BOUND, "{share}");
    })
    .await;
}

#[tokio::test]
async fn a_fast_log_leaves_the_page_time() {
    let server = Server::with(jobs![lines], &[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/lines")).await;
        browser.until("all('form').length").await;
        let share = share(&browser, "log", 4_000).await;
        server.finish();
        assert!(share < BOUND, "{share}");
    })
    .await;
}
