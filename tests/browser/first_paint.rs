//! How long a page takes on a slow link, with nothing in the cache.

use serde_json::Value;

use super::browser::Browser;
use super::server::Server;

/// Notes when the page has its form or its list, made by the script, since when it can be used.
const NOTE: &str = "
    const noted = new MutationObserver(() => {
        if (!document.querySelector('form, .run-list')) return;
        window.usable = performance.now();
        noted.disconnect();
    });
    noted.observe(document, { childList: true, subtree: true });
";

/// What a page has cost until it could be used.
const COST: &str = "
    const [page] = performance.getEntriesByType('navigation');
    const files = performance.getEntriesByType('resource').filter(({ startTime }) => startTime < usable);
    const paint = performance.getEntriesByName('first-contentful-paint')[0];
    return [
        paint.startTime, usable, page.encodedBodySize,
        files.map(({ name, encodedBodySize, responseEnd }) =>
            [new URL(name).pathname, encodedBodySize, responseEnd]),
    ];
";

/// Slow links: their names, round trips in milliseconds, kilobits per second, and when something has to be seen.
const LINKS: [(&str, u32, u32, f64); 2] =
    [("3G", 400, 400, 2_000.0), ("slow 4G", 150, 1_600, 1_500.0)];

#[tokio::test]
async fn a_page_is_there_before_its_script_which_is_the_only_file() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.prepare(NOTE).await;
        // The first page of a browser takes it longer than the others.
        browser.goto(&server.url("/hostile")).await;
        for (link, round_trip, kilobits, deadline) in LINKS {
            for path in ["/", "/count/%7Bto%7D"] {
                browser.slow_down(round_trip, kilobits).await;
                browser.goto(&server.url(path)).await;
                browser
                    .until("window.usable && performance.getEntriesByType('paint').length")
                    .await;
                let cost = browser.run(COST).await;
                let (painted, page) = (cost[0].as_f64().unwrap(), cost[2].as_u64().unwrap());
                let [Value::Array(script)] = &cost[3].as_array().unwrap()[..] else {
                    panic!("the page loads one file: {cost}")
                };
                assert_eq!(script[0], "/sse-progress/page.js");
                // On the faster link the two are too close together to be told apart on a busy machine.
                if link == "3G" {
                    assert!(
                        painted < script[2].as_f64().unwrap(),
                        "something is seen before the script is there: {cost}"
                    );
                }
                assert!(painted < deadline, "{link}: {cost}");
                assert!(page < 24_000, "the page has grown: {cost}");
                assert!(
                    script[1].as_u64().unwrap() < 64_000,
                    "the script has grown: {cost}"
                );
            }
        }
    })
    .await;
}

/// Where what both have is on the page.
const PLACES: &str =
    "['h1', '.job', '.job code', '.description', '.title code', 'section.card', '.field', '.field :is(.coming, input)']
    .map((selector) => [selector, document.querySelector(selector)?.getBoundingClientRect()])
    .map(([selector, box]) => box && [box.x, box.y, box.width, selector.includes('.coming') && box.height].map(Math.round))";

/// What the server has put into the page is what the script makes of it.
#[tokio::test]
async fn nothing_jumps_when_the_script_takes_over() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.show_as("light", 1000).await;
        for path in ["/", "/count/%7Bto%7D"] {
            let places = format!(
                "window.before = null;
                addEventListener('readystatechange', () => {{ window.before ??= {PLACES}; }}, true);"
            );
            browser.prepare(&places).await;
            browser.goto(&server.url(path)).await;
            browser.until("document.querySelector('form, .run-list')").await;
            let moved = browser.run(&format!("return [before, {PLACES}]")).await;
            assert_eq!(moved[0], moved[1], "{path}");
        }
    })
    .await;
}
