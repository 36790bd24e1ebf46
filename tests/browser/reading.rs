//! A run is read, with a mouse or without one: what is read stays in sight, and the focus is never lost.

use serde_json::{Value, json};
use sse_progress::{Level, Progress, job, jobs};

use super::axe::assert_accessible;
use super::browser::Browser;
use super::server::{Server, Signals, count};

const PAGES: &[(&str, &str)] = &[
    ("links", LINKS),
    ("growing", GROWING),
    ("low", LOW),
    ("tables", TABLES),
];

const LINKS: &str = "<!doctype html><html lang=en><title>links</title>
<script type=module src=/sse-progress.js></script>
<main><h1>links</h1><sse-progress log=panel src='/linked?steps=300&steps=1500'></sse-progress>
<a id=behind href='#'>behind it</a></main>";

const GROWING: &str = "<!doctype html><title>growing</title>
<script type=module src=/sse-progress.js></script>
<style>body { min-height: 3000px }</style>
<sse-progress src=/grow></sse-progress>";

const LOW: &str = "<!doctype html><title>low</title>
<script type=module src=/sse-progress.js></script>
<style>body { margin: 600px 0 1500px }</style>
<sse-progress log=panel src='/linked?steps=200'></sse-progress>";

const TABLES: &str = "<!doctype html><html lang=en><title>tables</title>
<script type=module src=/sse-progress.js></script>
<main><h1>tables</h1><sse-progress src=/tabular></sse-progress></main>";

/// Say so many lines with an address and a text to be unfolded, and then as many more at each word of the test.
#[job("/linked")]
async fn linked(progress: Progress, #[state] signals: Signals, steps: Vec<u64>) {
    let mut number = 0;
    for step in steps {
        let more = signals.1.notified();
        for _ in 0..step {
            progress.log(
                Level::Info,
                format!("line {number} https://example.org/{number}"),
            );
            if number % 50 == 0 {
                progress.log(Level::Info, "long ".repeat(300));
            }
            number += 1;
        }
        more.await;
    }
}

/// Log, and then do in steps what takes its room above the log.
#[job("/grow")]
async fn grow(progress: Progress, #[state] signals: Signals) -> Vec<String> {
    let more = signals.1.notified();
    for number in 0..60 {
        progress.log(Level::Info, format!("https://example.org/{number}"));
    }
    more.await;
    let more = signals.1.notified();
    let mut steps: Vec<_> = (0..20)
        .map(|n| progress.child(format!("step {n}")))
        .collect();
    for step in steps.drain(..10) {
        step.finish_with_message("with a message below its name");
    }
    progress.set_data(&json!({ "one": 1, "two": 2, "three": 3 }));
    more.await;
    (0..5).map(|n| format!("item {n}")).collect()
}

/// Return an object with tables in it.
#[job("/tabular")]
async fn tabular() -> Value {
    let rows: Vec<_> = (0..5).map(|n| json!({ "n": n, "square": n * n })).collect();
    json!({ "rows": rows, "about": "what is longer than sixty characters, so that it is drawn by itself" })
}

/// What has the focus, in whichever tree.
const FOCUSED: &str = "(() => {
    let node = document.activeElement;
    while (node.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    return node;
})()";

const LOG: &str = "
    const log = run()?.querySelector('.log');
    const line = (node) => Number(node.closest('.line').textContent.match(/line (\\d+)/)?.[1]);
";

const TAB: &str = "\u{E004}";
const ENTER: &str = "\u{E007}";
const ESCAPE: &str = "\u{E00C}";
const UP: &str = "\u{E013}";
const DOWN: &str = "\u{E015}";

async fn until(browser: &Browser, condition: &str) {
    browser
        .until(&format!(
            "(() => {{ {LOG} const focused = {FOCUSED}; return {condition}; }})()"
        ))
        .await;
}

/// Waits until so many frames are drawn: more than it takes to draw what is new.
async fn frames(browser: &Browser, count: u32) {
    let script = format!(
        "return new Promise((resolve) => {{
            let left = {count};
            (function next() {{
                if (left === 0) resolve();
                left -= 1;
                requestAnimationFrame(next);
            }})();
        }})"
    );
    browser.run(&script).await;
}

async fn ask(browser: &Browser, expression: &str) -> Value {
    let script = format!("{LOG} const focused = {FOCUSED}; return {expression}");
    browser.run(&script).await
}

#[tokio::test]
async fn the_log_is_one_stop_of_tab_and_arrows_go_through_its_links() {
    let server = Server::with(jobs![linked], PAGES).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/links")).await;
        until(&browser, "log.textContent.includes('line 299')").await;
        assert_accessible(&browser, "a log with links").await;
        ask(&browser, "log.focus()").await;
        browser.press(TAB).await;
        assert_eq!(ask(&browser, "focused.id").await, "behind");

        // Into it, and to the line before. The button that unfolds a text is one of them.
        ask(&browser, "log.focus()").await;
        browser.press(ENTER).await;
        let in_sight = "(() => { const at = focused.getBoundingClientRect(); const box = log.getBoundingClientRect();
            return at.bottom > box.top && at.top < box.bottom; })()";
        until(&browser, &format!("focused.href && {in_sight}")).await;
        let first = ask(&browser, "line(focused)").await.as_u64().unwrap();
        browser.press(UP).await;
        until(&browser, &format!("line(focused) === {first} - 1 && {in_sight}")).await;
        browser.press(DOWN).await;
        until(&browser, &format!("line(focused) === {first}")).await;
        ask(&browser, "log.scrollTo(0, 0)").await;
        until(&browser, "log.scrollTop === 0").await;
        browser.press(ESCAPE).await;
        until(&browser, "focused === log").await;
        browser.press(&format!("{ENTER}{DOWN}")).await;
        until(&browser, "focused.className === 'fold'").await;
        browser.press(ENTER).await;
        until(&browser, "focused.getAttribute('aria-expanded') === 'true'").await;
        browser.press(UP).await;
        until(&browser, "line(focused) === 0").await;

        // What comes takes nothing away, and Tab leads out.
        server.finish();
        until(&browser, "!run().querySelector('.news').hidden && line(focused) === 0").await;
        browser.press(TAB).await;
        until(&browser, "focused.className === 'news'").await;
        browser.press(TAB).await;
        until(&browser, "focused.id === 'behind'").await;

        // Whoever goes to the end with the focus in a line that is not kept has it in the log.
        ask(&browser, "log.querySelector('a').focus()").await;
        ask(&browser, "log.scrollTo(0, log.scrollHeight)").await;
        until(&browser, "!log.textContent.includes('line 0 ') && focused === log").await;
    })
    .await;
}

#[tokio::test]
async fn what_is_read_in_the_log_stays_while_things_above_it_grow() {
    let server = Server::with(jobs![grow], PAGES).await;
    Browser::with(async move |browser| {
        browser.show_as("light", 900).await;
        browser.goto(&server.url("/growing")).await;
        until(&browser, "log?.textContent.includes('/59')").await;
        assert_eq!(ask(&browser, "scrollY").await, 0);
        ask(&browser, "log.querySelectorAll('a')[55].focus()").await;
        let place = "focused.getBoundingClientRect().top";
        let before = ask(&browser, place).await;
        browser
            .run(&format!(
                "window.moved = 0;
                (function look() {{
                    moved = Math.max(moved, Math.abs({FOCUSED}.getBoundingClientRect().top - {before}));
                    requestAnimationFrame(() => setTimeout(look));
                }})()"
            ))
            .await;
        server.finish();
        until(&browser, "run().querySelectorAll('.children > .bar').length === 20 && text('.data')").await;
        server.finish();
        until(&browser, "text('.result')").await;
        frames(&browser, 20).await;
        let moved = browser.run("return moved").await.as_f64().unwrap();
        assert!(moved <= 1.0, "the line that is read has moved by {moved} px");
    })
    .await;
}

#[tokio::test]
async fn a_match_is_in_sight_wherever_the_log_is_on_the_page() {
    let server = Server::with(jobs![linked], PAGES).await;
    Browser::with(async move |browser| {
        browser.show_as("light", 900).await;
        browser.goto(&server.url("/low")).await;
        until(&browser, "log.textContent.includes('line 199')").await;
        browser.run("run().querySelector('.search').focus({ preventScroll: true })").await;
        browser.run("scrollTo(0, 0)").await;
        browser.press("line 150").await;
        browser.press(ENTER).await;
        until(&browser, "(() => { const { top, bottom } = log.querySelector('.current').getBoundingClientRect();
            return top >= 0 && bottom <= innerHeight; })()").await;
        until(&browser, "focused.className === 'search'").await;
    })
    .await;
}

/// A start that does not reach the server is withdrawn at its page.
#[tokio::test]
async fn whoever_withdraws_a_start_keeps_the_focus_and_hears_it_once() {
    let server = Server::with(jobs![count], &[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/count/3")).await;
        browser.until("field('to')").await;
        browser.go_offline(true).await;
        browser.run("field('to').form.requestSubmit()").await;
        browser.until("text('.badge') === 'Not reached' && !run().querySelector('.cancel').hidden").await;
        browser
            .run(
                "window.said = [];
                const watch = (root) => {
                    for (const region of root.querySelectorAll('[role=alert]')) {
                        new MutationObserver(() => said.push(region.textContent))
                            .observe(region, { childList: true, characterData: true, subtree: true });
                    }
                };
                watch(document);
                watch(run());
                run().querySelector('.cancel').focus()",
            )
            .await;
        browser.press(ENTER).await;
        browser.until("document.querySelector('.note').textContent.includes('Withdrawn')").await;
        frames(&browser, 20).await;
        let said = browser.run(&format!("return [said.filter(Boolean).length, {FOCUSED}.textContent]")).await;
        assert_eq!(said, json!([1, "Start"]));
        browser.go_offline(false).await;
    })
    .await;
}

/// Whoever scrolls a table with keys hears which it is.
#[tokio::test]
async fn what_scrolls_has_a_role_and_a_name() {
    let server = Server::with(jobs![tabular], PAGES).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/tables")).await;
        browser.until("text('.result')").await;
        let stops = browser
            .run(
                "return [...run().querySelectorAll('.result, .result [tabindex=\"0\"]')]
                    .map((node) => [node.getAttribute('role'), node.getAttribute('aria-label')])",
            )
            .await;
        assert_eq!(stops, json!([["group", "Result"], ["group", "n, square"]]));
        assert_accessible(&browser, "a table in a result").await;
    })
    .await;
}

/// A finger has room for every button, and the button of the run is where it was.
#[tokio::test]
async fn on_a_phone_buttons_are_large_and_in_their_place() {
    let server = Server::with(jobs![count, grow], &[]).await;
    Browser::with(async move |browser| {
        browser.show_as("light", 360).await;
        browser.goto(&server.url("/count/3?word=a%20word%20that%20makes%20a%20long%20name")).await;
        browser.until("field('to')").await;
        browser.run("field('to').form.requestSubmit()").await;
        browser.until("text('.retry') === 'Run again' && all('.share a').length").await;
        let head = browser
            .run(
                "const box = (selector) => run().querySelector(selector).getBoundingClientRect();
                return [box('.head').right - box('.retry').right,
                    Math.min(box('.retry').top - box('.label').bottom, 4), box('.track').top - box('.retry').bottom > 3]",
            )
            .await;
        assert_eq!(head, json!([0, 4, true]), "{head}");
        browser.run("document.querySelector('details').open = true").await;
        let small = browser
            .run(
                "const targets = [...all('button, summary, a, input, select'), ...run().querySelectorAll('button, input, select')];
                return targets.filter((node) => node.checkVisibility() && !node.closest('p:not(.share)'))
                    .map((node) => [node.textContent || node.type, node.getBoundingClientRect().height, node.matches('button')])
                    .filter(([, height, button]) => height < (button ? 32 : 24))",
            )
            .await;
        assert_eq!(small, json!([]));
    })
    .await;
}
