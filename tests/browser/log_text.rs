//! What stands in a line of the log: colors of terminals, addresses, long texts.

use serde_json::json;
use sse_progress::{Level, Progress, job, jobs};

use super::axe::assert_accessible;
use super::browser::Browser;
use super::server::Server;

/// Say what programs say that think they are in a terminal.
#[job("/colors")]
async fn colors(progress: Progress) {
    let say = |text: &str| progress.log(Level::Info, text);
    say("\x1b[1;32mok\x1b[0m done");
    say("\x1b[38;5;208m256\x1b[39m \x1b[38;2;255;255;0mtrue\x1b[39m \x1b[48;5;21mon blue\x1b[0m");
    say(
        "\x1b[2K\x1b[1A\x1b]0;title\x07moved\x1b[?25l\x1b(B\x1b]8;;http://elsewhere.example\x1b\\here\x1b]8;;\x1b\\",
    );
    say("\x1b]0;without an end");
    say(
        "\x1b[8mhidden\x1b[0m \x1b[30mblack\x1b[0m \x1b[97mwhite\x1b[0m \x1b[7;33minverse\x1b[0m \x1b[9mout\x1b[29m",
    );
    for number in (30..38).chain(90..98) {
        say(&format!(
            "\x1b[{number}mcolor {number}\x1b[{}m ground\x1b[0m",
            number + 10
        ));
    }
}

/// Say addresses, and what is to be taken for some.
#[job("/addresses")]
async fn addresses(progress: Progress) {
    for text in [
        "see https://example.org/a?b=c#d, or (http://example.com/wiki/Rust_(language)).",
        "javascript:pwned=1 data:text/html,x ftp://example.org httpx://a https://",
        "https://bank.example@elsewhere.example/",
        "https://example.org/\u{202e}gro.live\"onmouseover=pwned=1",
        "https://example.org/<script>pwned = 1</script>",
        "https://\u{430}pple.example/\u{5d0}\u{5d1}",
        "\x1b[34mhttps://example.org/colored\x1b[0m",
    ] {
        progress.log(Level::Info, text);
    }
}

/// Say more than a line holds.
#[job("/long")]
async fn long(progress: Progress) {
    progress.log(Level::Info, "word ".repeat(400));
    progress.log(
        Level::Info,
        (0..40).map(|n| format!("row {n}\n")).collect::<String>(),
    );
    progress.log(Level::Info, "short");
    progress.log(Level::Info, format!("{}\x1b[31mend", "x".repeat(200_000)));
}

const LINES: &str = "
    const lines = [...(run()?.querySelectorAll('.line') ?? [])];
    const texts = lines.map((line) => line.querySelector('.text').textContent);
";

async fn open(browser: &Browser, server: &Server, job: &str) {
    browser.goto(&server.url(job)).await;
    browser.submit().await;
    browser
        .until("element()?.state === 'succeeded' && run().querySelector('.line')")
        .await;
}

#[tokio::test]
async fn colors_can_be_read_and_all_else_is_dropped() {
    let server = Server::with(jobs![colors], &[]).await;
    Browser::with(async move |browser| {
        open(&browser, &server, "/colors").await;
        let texts = browser.run(&format!("{LINES} return texts.slice(0, 5)")).await;
        assert_eq!(
            texts,
            json!([
                "ok done",
                "256 true on blue",
                "movedhere",
                "0;without an end",
                "hidden black white inverse out"
            ])
        );
        for (scheme, dark) in [("light", false), ("dark", true)] {
            browser.show_as(scheme, 1000).await;
            assert_accessible(&browser, &format!("colors, {scheme}")).await;
            let looks = browser
                .run(&format!(
                    "{LINES}
                    const look = (n, m) => getComputedStyle(lines[n].querySelectorAll('.ansi')[m]);
                    const light = (color) => Number(/^oklch\\(([\\d.]+)/.exec(color)[1]);
                    return [look(0, 0).fontWeight, light(look(0, 0).color) > 0.6, light(look(1, 1).color) > 0.6,
                        look(1, 2).color === getComputedStyle(lines[1]).color, look(1, 2).backgroundColor !== 'rgba(0, 0, 0, 0)',
                        look(4, 0)?.display];"
                ))
                .await;
            assert_eq!(looks, json!(["700", dark, dark, true, true, "inline"]), "{scheme}");
        }
        let spans = browser
            .run(&format!("{LINES} return [lines[2].querySelectorAll('.ansi, a').length, run().querySelectorAll('[style*=url]').length]"))
            .await;
        assert_eq!(spans, json!([0, 0]));
    })
    .await;
}

#[tokio::test]
async fn addresses_are_links_that_lead_where_they_say() {
    let server = Server::with(jobs![addresses], &[]).await;
    Browser::with(async move |browser| {
        open(&browser, &server, "/addresses").await;
        let found = browser
            .run(&format!(
                "{LINES} return [
                    lines.map((line) => [...line.querySelectorAll('a')].map((link) => [link.textContent, link.getAttribute('href')])),
                    [...new Set([...run().querySelectorAll('.line a')].map((link) => `${{link.rel}}, ${{link.target}}, ${{link.dir}}`))],
                    texts[3], typeof pwned, run().querySelectorAll('script').length,
                    getComputedStyle(lines[5].querySelector('a')).unicodeBidi, lines[5].querySelector('a').title,
                ]"
            ))
            .await;
        let same = |text: &str| json!([text, text]);
        let spoof = "https://xn--pple-43d.example/%D7%90%D7%91";
        assert_eq!(
            found,
            json!([
                [
                    [same("https://example.org/a?b=c#d"), same("http://example.com/wiki/Rust_(language)")],
                    [],
                    [],
                    [same("https://example.org/")],
                    [same("https://example.org/")],
                    [["https://\u{430}pple.example/\u{5d0}\u{5d1}", spoof]],
                    [same("https://example.org/colored")],
                ],
                ["noopener noreferrer, _blank, ltr"],
                "https://example.org/\\u{202e}gro.live\"onmouseover=pwned=1",
                "undefined",
                0,
                "isolate-override",
                spoof,
            ])
        );
    })
    .await;
}

#[tokio::test]
async fn long_lines_are_folded_and_unfold() {
    let server = Server::with(jobs![long], &[]).await;
    Browser::with(async move |browser| {
        open(&browser, &server, "/long").await;
        let folded = browser
            .run(&format!("{LINES} return [texts.map((text) => text.length), lines.map((line) => line.querySelector('.fold')?.textContent ?? null)]"))
            .await;
        assert_eq!(
            folded,
            json!([
                [600, 47, 5, 600],
                ["… 1,400 more characters", "… 223 more characters", null, "… 3,400 more characters"]
            ])
        );
        let button = "run().querySelectorAll('.fold')[0]";
        browser.run(&format!("{button}.focus()")).await;
        browser.press("\u{E007}").await;
        browser.until(&format!("{button}.ariaExpanded === 'true' && {button}.textContent === 'Show less'")).await;
        assert_eq!(browser.run(&format!("{LINES} return texts[0].length")).await, 2000);
        browser.press(" ").await;
        browser.until(&format!("{button}.ariaExpanded === 'false'")).await;
        browser.run("run().querySelectorAll('.fold')[2].click()").await;
        let end = browser.run(&format!("{LINES} return texts[3].slice(-35)")).await;
        assert_eq!(end, "xxxxxx… (200,008 characters in all)");
        // What is folded is found, and shown then.
        browser.run("const search = run().querySelector('.search'); search.value = 'ROW 39'; search.dispatchEvent(new Event('input'))").await;
        browser.until("text('.matches') === '1 line'").await;
        browser.run("run().querySelector('[aria-label=\"Next match\"]').click()").await;
        browser.until(&format!("(() => {{ {LINES} return texts[1].includes('row 39'); }})()")).await;
    })
    .await;
}
