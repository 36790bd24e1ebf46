//! What a job says in JSON: to a page's listeners as it is, and drawn as a table and links.

use serde_json::{Value, json};
use sse_progress::{Level, Progress, job, jobs};

use super::browser::Browser;
use super::server::{HOSTILE, Server, Signals};

const PAGES: &[(&str, &str)] = &[("page", PAGE)];

const PAGE: &str = "<!doctype html><script type=module src=/sse-progress.js></script>
<script>
window.told = [];
for (const name of ['log', 'progress']) {
  document.addEventListener(name, ({ detail }) => told.push([name, detail.data]), true);
}
</script>
<sse-progress src=/rows></sse-progress>";

/// Says data of every kind, and sets some twice.
#[job("/rows")]
async fn rows(progress: Progress, #[state] signals: Signals) {
    let nested = json!({
        "name": "a", "size": 3, "on": true, "none": null, "list": [1, "two"],
        "page": "https://example.org/a?b=c#d",
    });
    progress.log_data(Level::Warn, "found", &nested);
    progress.emit("http://example.org/");
    progress.emit(&u64::MAX);
    progress.emit(&());
    progress.emit(&json!({}));
    progress.set_data(&json!({ "rows": 1, "preview": "https://example.org/1.png" }));
    signals.1.notified().await;
    progress.set_data(&json!({ "rows": u64::MAX, "preview": "https://example.org/1.png" }));
}

/// Says data that would do something if it were taken for more than text.
#[job("/evil")]
async fn evil(progress: Progress) {
    let mut data = json!({ HOSTILE: HOSTILE });
    for address in [
        "javascript:pwned = 1",
        " javascript:pwned = 1",
        "JAVASCRIPT:pwned=1//https://example.org",
        "data:text/html,<script>pwned = 1</script>",
        "https://",
        "https://example.org/ onclick=pwned=1",
        "vbscript:x",
        "file:///etc/passwd",
    ] {
        data[address] = json!(address);
        progress.emit(address);
    }
    data["__proto__"] = json!({ "polluted": 1 });
    data["quoted"] = json!("https://example.org/\"onmouseover=\"pwned=1");
    progress.emit(&data);
    progress.set_data(&data);
    let many: serde_json::Map<String, Value> =
        (0..40).map(|n| (format!("{n:02}"), n.into())).collect();
    progress.emit(&many);
}

const LINES: &str = "
    const cells = (table) => [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent));
    const lines = [...run().querySelectorAll('.line')];
";

#[tokio::test]
async fn an_object_is_a_table_and_an_address_is_a_link() {
    let server = Server::with(jobs![rows], PAGES).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/page")).await;
                // The first is that of the run.
        browser
            .until("run().querySelector('.data').querySelectorAll('td').length === 2")
            .await;
        browser.until("run().querySelectorAll('.line').length === 5").await;
        let drawn = browser
            .run(&format!(
                "{LINES} return [
                    lines.map((line) => [line.querySelector(':scope > .text')?.textContent ?? null,
                        line.querySelector('table') ? cells(line.querySelector('table')) : line.querySelector('.data').textContent]),
                    [...run().querySelectorAll('a')].map((a) => [a.href, a.textContent, a.target, a.rel]),
                ]"
            ))
            .await;
        let link = |text: &str| json!([text, text, "_blank", "noopener noreferrer"]);
        assert_eq!(
            drawn,
            json!([
                [
                    ["found", [["list", "[1,\"two\"]"], ["name", "a"], ["none", "null"], ["on", "true"],
                        ["page", "https://example.org/a?b=c#d"], ["size", "3"]]],
                    [null, "http://example.org/"],
                    [null, u64::MAX.to_string()],
                    [null, "null"],
                    [null, "{}"],
                ],
                [
                    link("https://example.org/1.png"),
                    link("https://example.org/a?b=c#d"),
                    link("http://example.org/"),
                ],
            ])
        );
        // What has changed is drawn anew, and listeners get all of it, with all digits.
        server.finish();
        browser.until("element().state === 'succeeded'").await;
        browser
            .until("run().querySelector('.data tr:last-child td').textContent === '18446744073709551615'")
            .await;
        let told = browser
            .run("return told.filter(([, data]) => data !== undefined).map(([name, data]) =>
                [name, JSON.stringify(data, (_, value) => typeof value === 'bigint' ? `${value}n` : value)])")
            .await;
        let told: Vec<(String, String)> = serde_json::from_value(told).unwrap();
        let logs: Vec<_> = told.iter().filter(|(name, _)| name == "log").collect();
        assert_eq!(logs[1].1, "\"http://example.org/\"");
        assert_eq!(logs[2].1, "\"18446744073709551615n\"");
        let last = told.iter().rfind(|(name, _)| name == "progress").unwrap();
        assert!(last.1.contains("\"rows\":\"18446744073709551615n\""), "{last:?}");
        assert_eq!(browser.run("return text('.name')").await, "preview");
        browser
            .run("element().setAttribute('hide', 'data')")
            .await;
        assert_eq!(
            browser.run("return getComputedStyle(run().querySelector('.data')).display").await,
            "none"
        );
    })
    .await;
}

#[tokio::test]
async fn nothing_in_it_is_more_than_text() {
    let server = Server::with(jobs![evil], &[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/evil")).await;
        browser.submit().await;
        browser.until("element().state === 'succeeded'").await;
        browser.until("run().querySelectorAll('.line').length === 10").await;
        browser.until("run().querySelectorAll('table').length === 3").await;
        let found = browser
            .run("
                const nodes = [...run().querySelectorAll('*')];
                return [
                    typeof pwned, typeof ({}).polluted,
                    nodes.filter((node) => node.getAttributeNames().some((name) => name.startsWith('on'))).length,
                    nodes.filter((node) => ['IMG', 'SCRIPT', 'IFRAME'].includes(node.tagName)).length,
                    [...run().querySelectorAll('a')].map((a) => a.getAttribute('href')),
                    run().querySelector('.more').textContent,
                    document.documentElement.scrollWidth > innerWidth,
                ]
            ")
            .await;
        let quoted = "https://example.org/%22onmouseover=%22pwned=1";
        assert_eq!(
            found,
            json!(["undefined", "undefined", 0, 0, [quoted, quoted], "and 10 more", false])
        );
    })
    .await;
}
