//! What a job returns: tables, lists, links, images and files, to be copied and kept.

use serde_json::{Map, Value, json};
use sse_progress::{job, jobs};

use super::browser::Browser;
use super::server::{HOSTILE, Server};

/// One pixel.
const PIXEL: &str = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

const PAGES: &[(&str, &str)] = &[("pixel.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")];

/// Return what was sent.
#[job(POST "/echo")]
async fn echo(value: Value) -> Value {
    value
}

/// Starts the job with a value, and waits for its result.
async fn returned(browser: &Browser, value: &Value) {
    browser
        .run_with(
            "document.querySelector('sse-progress')?.remove();
            const made = document.createElement('sse-progress');
            // Each is a run of its own.
            made.setAttribute('key', `${Math.random()}`);
            made.request = { method: 'POST', headers: { 'content-type': 'application/json' },
                body: JSON.stringify({ value: arguments[0] }) };
            made.src = '/echo';
            document.querySelector('main').append(made)",
            vec![value.clone()],
        )
        .await;
    browser
        .until("element().state === 'succeeded' && !run().querySelector('.result').hidden")
        .await;
}

async fn open(browser: &Browser) -> Server {
    let server = Server::with(jobs![echo], PAGES).await;
    browser.goto(&server.url("/")).await;
    browser.until("all('form').length").await;
    server
}

const CELLS: &str = "return [...run().querySelector('.result table').rows]
    .map((row) => [...row.cells].map((cell) => cell.textContent))";

#[tokio::test]
async fn objects_and_lists_of_them_are_tables() {
    Browser::with(async move |browser| {
        let _server = open(&browser).await;
        returned(&browser, &json!({ "name": "a", "size": 3, "tags": ["x", "y"], "none": null })).await;
        assert_eq!(
            browser.run(CELLS).await,
            json!([["name", "a"], ["none", "null"], ["size", "3"], ["tags", "[\"x\",\"y\"]"]])
        );
        // Most members are those of the others.
        returned(&browser, &json!([{ "file": "a", "size": 1 }, { "file": "b" }, { "file": "c", "size": 30 }])).await;
        assert_eq!(
            browser.run(CELLS).await,
            json!([["file", "size"], ["a", "1"], ["b", ""], ["c", "30"]])
        );
        let heads = browser.run("return [...run().querySelectorAll('th')].map(({ scope }) => scope)").await;
        assert_eq!(heads, json!(["col", "col"]));
        returned(&browser, &json!(["one", { "deep": { "a": "long enough to be drawn by itself, and not as JSON", "b": [1] } }, 3])).await;
        let drawn = browser
            .run("return [[...run().querySelectorAll('.items > .item')].length, run().querySelectorAll('.item table table').length]")
            .await;
        assert_eq!(drawn, json!([3, 1]));
        // Short ones are as they were.
        for (value, text) in [(json!("done"), "done"), (json!(7), "7"), (json!([1, 2]), "[1,2]"), (json!({}), "{}")] {
            returned(&browser, &value).await;
            assert_eq!(browser.run("return text('.result')").await, text);
        }
        returned(&browser, &json!("short")).await;
        assert_eq!(browser.run("return run().querySelector('.result + .actions').hidden").await, true);
    })
    .await;
}

/// As a job returns that tells of each file what became of it.
#[tokio::test]
async fn alike_objects_by_names_are_a_table_with_a_row_for_each() {
    Browser::with(async move |browser| {
        let _server = open(&browser).await;
        let files = json!({
            "a.csv": { "ok": true, "rows": 3 },
            "b.csv": { "error": "line 7 has no date, and neither have those behind it", "ok": false, "rows": 0 },
            HOSTILE: { "ok": true, "rows": 14_000 },
        });
        returned(&browser, &files).await;
        assert_eq!(
            browser.run(CELLS).await,
            json!([
                ["", "ok", "rows", "error"],
                [browser.run("return text('tbody tr:first-child th')").await, "true", "14000", ""],
                ["a.csv", "true", "3", ""],
                ["b.csv", "false", "0", "line 7 has no date, and neither have those behind it"],
            ])
        );
        let heads = browser
            .run("return [[...run().querySelectorAll('th')].map(({ scope }) => scope).join(' '), typeof pwned]")
            .await;
        assert_eq!(heads, json!(["col col col row row row", "undefined"]));
        // The names of numbers stand above their digits.
        let ends = browser
            .run("return [...run().querySelectorAll('thead th')].map((head) => getComputedStyle(head).textAlign).join(' ')")
            .await;
        assert_eq!(ends, "start end start");
        // One that is inside of another is drawn like one that is not.
        returned(&browser, &json!({ "seconds": 4, "files": files })).await;
        assert_eq!(
            browser.run("return run().querySelectorAll('.value > .wide > .rows > tbody > tr').length").await,
            3
        );
        // One object is no list, and what has little in common is not alike.
        for other in [
            json!({ "a.csv": { "ok": true, "rows": 3 } }),
            json!({ "size": { "width": 3 }, "name": { "first": "a" } }),
            json!({ "a.csv": { "ok": true, "rows": 3 }, "seconds": 4 }),
            json!({ "a": { "url": "/a" }, "b": { "url": "/b" } }),
        ] {
            returned(&browser, &other).await;
            assert_eq!(browser.run("return [...run().querySelectorAll('.rows')].length").await, 0, "{other}");
        }
        // Whoever asks for more gets rows of as many cells.
        let many: Map<String, Value> = (0..100)
            .map(|n| (format!("{n}"), json!({ "square": n * n })))
            .collect();
        returned(&browser, &many.into()).await;
        assert_eq!(browser.run("return [text('.more'), run().querySelector('.more').colSpan]").await, json!(["and 70 more", 2]));
    })
    .await;
}

#[tokio::test]
async fn links_images_and_downloads_are_what_they_say() {
    Browser::with(async move |browser| {
        let _server = open(&browser).await;
        let shown = json!([
            { "url": "https://example.org/a", "label": "The report" },
            { "url": "/pixel.svg", "media_type": "image/svg+xml", "label": "A pixel" },
            { "url": PIXEL },
            { "href": "/report.csv", "download": "report.csv" },
            { "url": "https://example.org/b.png", "media_type": "image/png" },
        ]);
        returned(&browser, &shown).await;
        let drawn = browser
            .run(
                "const named = (href) => href.replace(location.origin, '');
                return [[...run().querySelectorAll('.result a')].map((a) =>
                    [named(a.href), a.textContent, a.target, a.rel, a.getAttribute('download')]),
                [...run().querySelectorAll('.result img')].map((img) => [named(img.src).slice(0, 15), img.alt])]",
            )
            .await;
        let rel = "noopener noreferrer";
        assert_eq!(
            drawn,
            json!([
                [
                    ["https://example.org/a", "The report", "_blank", rel, null],
                    ["/pixel.svg", "", "_blank", rel, null],
                    ["/report.csv", "report.csv", "_blank", rel, "report.csv"],
                    // Its server would learn who looks.
                    ["https://example.org/b.png", "https://example.org/b.png", "_blank", rel, null],
                ],
                [["/pixel.svg", "A pixel"], ["data:image/png;", "Image"]],
            ])
        );
        browser.until("run().querySelectorAll('img')[1].naturalWidth === 1").await;
    })
    .await;
}

#[tokio::test]
async fn no_address_does_more_than_to_lead_somewhere() {
    Browser::with(async move |browser| {
        let _server = open(&browser).await;
        let evil: Vec<Value> = [
            "javascript:pwned = 1",
            "\u{1}javascript:pwned = 1",
            "data:text/html,<script>pwned = 1</script>",
            "data:image/svg+xml,<svg onload='pwned = 1'/>",
            "data:image/png;base64,\" onerror=\"pwned=1",
            "blob:null",
            "file:///etc/passwd",
            "vbscript:x",
            "no address",
        ]
        .into_iter()
        .flat_map(|url| {
            [
                json!({ "url": url, "label": HOSTILE, "media_type": "image/png", "download": HOSTILE }),
                json!({ "href": url }),
            ]
        })
        .collect();
        let mut evil = Value::from(evil);
        // These are no resources, and would throw if they were taken for such.
        for odd in [json!({ "url": 1 }), json!({ "url": "/a", "label": {} }), json!({ "label": null })] {
            evil.as_array_mut().unwrap().push(odd);
        }
        returned(&browser, &evil).await;
        let found = browser
            .run(
                "const nodes = [...run().querySelectorAll('.result *')];
                return [typeof pwned, nodes.filter(({ tagName }) => ['A', 'IMG', 'SCRIPT'].includes(tagName)).length,
                    nodes.some((node) => node.getAttributeNames().some((name) => name.startsWith('on')))]",
            )
            .await;
        assert_eq!(found, json!(["undefined", 0, false]));
    })
    .await;
}

#[tokio::test]
async fn what_is_long_folds() {
    Browser::with(async move |browser| {
        let _server = open(&browser).await;
        let rows: Vec<Value> = (0..1000)
            .map(|n| json!({ "n": n, "square": n * n }))
            .collect();
        returned(&browser, &rows.into()).await;
        let rows = "run().querySelectorAll('.result tbody tr').length";
        assert_eq!(browser.run(&format!("return {rows}")).await, 31);
        assert_eq!(browser.run("return text('.more')").await, "and 970 more");
        browser
            .run("run().querySelector('.more button').click()")
            .await;
        browser.until(&format!("{rows} === 531")).await;
        assert_eq!(
            browser.run("return run().activeElement?.textContent").await,
            "and 470 more"
        );
        browser
            .run("run().querySelector('.more button').click()")
            .await;
        browser
            .until(&format!("{rows} === 1000 && !run().querySelector('.more')"))
            .await;

        let long = "word ".repeat(20_000);
        returned(&browser, &long.clone().into()).await;
        let length = "text('.result').length";
        assert_eq!(browser.run(&format!("return {length} < 5_000")).await, true);
        browser
            .run("run().querySelector('.result .fold').click()")
            .await;
        browser.until(&format!("{length} === {}", long.len())).await;
        let wide = browser
            .run("return document.documentElement.scrollWidth > innerWidth")
            .await;
        assert_eq!(wide, false);
    })
    .await;
}

#[tokio::test]
async fn a_result_is_copied_and_kept_as_json() {
    Browser::with(async move |browser| {
        let _server = open(&browser).await;
        returned(&browser, &json!([{ "n": 1 }, { "n": 2 }])).await;
        browser
            .run(
                "window.kept = [];
                navigator.clipboard.writeText = async (text) => { kept.push(text); };
                URL.createObjectURL = (blob) => { blob.text().then((text) => kept.push(text)); return 'data:,'; };
                HTMLAnchorElement.prototype.click = function () { kept.push(this.download); };
                const [copy, download] = run().querySelectorAll('.result + .actions button');
                copy.click();
                download.click()",
            )
            .await;
        browser.until("kept.length === 3").await;
        browser.until("text('.result + .actions button') === 'Copied'").await;
        let json = "[\n  {\n    \"n\": 1\n  },\n  {\n    \"n\": 2\n  }\n]";
        let kept = browser.run("return [...kept.sort(), element().run]").await;
        assert_eq!(kept[0], json);
        assert_eq!(kept[1], format!("{json}\n"));
        assert_eq!(kept[2], format!("result-{}.json", kept[3].as_str().unwrap()));
        browser.until("text('.result + .actions button') === 'Copy'").await;
    })
    .await;
}

const FOCUSED: &str = "run().activeElement";

/// Whoever has pressed a button with a key goes on where its rows are.
#[tokio::test]
async fn what_is_shown_in_the_place_of_a_button_has_its_focus() {
    Browser::with(async move |browser| {
        let _server = open(&browser).await;
        let rows = |count: u32| -> Value {
            (0..count)
                .map(|n| json!({ "n": n, "square": n * n }))
                .collect()
        };
        let press = async |selector: &str| {
            browser
                .run(&format!("run().querySelector('{selector}').focus()"))
                .await;
            browser.press("\u{E007}").await;
        };
        returned(&browser, &rows(60)).await;
        press(".more .fold").await;
        browser
            .until(&format!("{FOCUSED}?.textContent === '30900'"))
            .await;
        returned(&browser, &rows(700)).await;
        press(".more .fold").await;
        browser
            .until(&format!("{FOCUSED}?.textContent === 'and 170 more'"))
            .await;
        // The button of a long text in a cell is another one.
        let mut long = rows(60);
        long[59] = json!({ "n": "long ".repeat(1_000), "square": 0 });
        returned(&browser, &long).await;
        press(".more .fold").await;
        browser
            .until(&format!("{FOCUSED}?.textContent === '30900'"))
            .await;
        press(".rows .fold").await;
        browser
            .until(&format!("{FOCUSED}?.textContent.length === 5000"))
            .await;
        returned(&browser, &(0..60).collect()).await;
        press(".items .fold").await;
        browser
            .until(&format!("{FOCUSED}?.textContent === '30'"))
            .await;
    })
    .await;
}

#[tokio::test]
async fn a_long_table_keeps_its_names_in_sight_and_has_the_width_of_the_page() {
    Browser::with(async move |browser| {
        let server = open(&browser).await;
        browser.show_as("light", 1280).await;
        let rows: Value = (0..60)
            .map(|n| json!({ "file": format!("report of week {n}.csv"), "rows": n, "what": "took as long as it always does, which is long" }))
            .collect();
        returned(&browser, &rows).await;
        browser.run("run().querySelector('.result').scrollTop = 400").await;
        let head = "(() => {
            const panel = run().querySelector('.result').getBoundingClientRect();
            const head = run().querySelector('.result th').getBoundingClientRect();
            return Math.abs(head.top - panel.top) < 2;
        })()";
        browser.until(head).await;
        let cells = "[...run().querySelectorAll('.result tbody tr')].slice(0, 5).map((row) => {
            const [file] = row.cells;
            return file.getBoundingClientRect().height < 2 * parseFloat(getComputedStyle(file).lineHeight);
        })";
        assert_eq!(browser.run(&format!("return {cells}")).await, json!([true, true, true, true, true]));

        // The whole of it, if somebody wants it.
        let press = "[...run().querySelectorAll('.tool')].find((tool) => tool.textContent === 'Full height').click()";
        browser.run(press).await;
        browser.until("(() => { const panel = run().querySelector('.result'); return panel.clientHeight > innerHeight - 200; })()").await;
        let run = browser.run("return element().run").await;
        browser.goto(&server.url(&format!("/runs/{}", run.as_str().unwrap()))).await;
        browser.until("text('.result')").await;
        let width = browser.run("return run().querySelector('.result').clientWidth").await;
        assert!(width.as_u64().unwrap() > 850, "{width}");
    })
    .await;
}
