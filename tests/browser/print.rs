//! A page on paper.

use serde_json::json;
use sse_progress::{Level, Progress, job, jobs};

use super::browser::Browser;
use super::server::Server;

/// Say much.
#[job("/chatter")]
async fn chatter(progress: Progress) -> Vec<u32> {
    for n in 0..200 {
        progress.log(Level::Info, format!("line {n}"));
    }
    (0..200).collect()
}

/// A page of somebody else's, which is dark on paper as well.
const DARK: &str =
    "<!doctype html><title>dark</title><style>body { background: #000; color: #fff }</style>
<script type=module src=/sse-progress.js></script>
<sse-progress src=/chatter></sse-progress>";

#[tokio::test]
async fn an_element_is_dark_on_white_on_any_page() {
    let server = Server::with(jobs![chatter], &[("dark", DARK)]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/dark")).await;
        browser.until("run()?.querySelectorAll('.line').length === 200").await;
        browser.show_on_paper("dark").await;
        let shown = browser
            .run(
                "const style = (node) => getComputedStyle(node);
                return [style(element()).backgroundColor, style(run().querySelector('.line')).color, style(run().querySelector('.json')).color]",
            )
            .await;
        assert_eq!(shown, json!(["rgb(255, 255, 255)", "rgb(0, 0, 0)", "rgb(0, 0, 0)"]));
    })
    .await;
}

#[tokio::test]
async fn the_whole_log_is_printed_dark_on_white() {
    let server = Server::with(jobs![chatter], &[]).await;
    Browser::with(async move |browser| {
        browser.show_as("dark", 1000).await;
        browser.goto(&server.url("/")).await;
        browser.submit().await;
        browser.until("element().state === 'succeeded'").await;
        browser.until("run().querySelectorAll('.line').length === 200").await;
        let hidden = "const log = run().querySelector('.log'); return log.scrollHeight > log.clientHeight + 1";
        assert_eq!(browser.run(hidden).await, true);

        browser.show_on_paper("dark").await;
        assert_eq!(browser.run(hidden).await, false);
        let shown = browser
            .run(
                "const style = (node) => getComputedStyle(node);
                const last = [...run().querySelectorAll('.line')].at(-1).getBoundingClientRect();
                return [last.height > 0 && last.bottom <= run().querySelector('.log').getBoundingClientRect().bottom + 1,
                    style(document.body).backgroundColor, style(document.body).color, style(run().querySelector('.line')).color,
                    [...all('button'), ...run().querySelectorAll('button')].every((button) => style(button).display === 'none' || !button.offsetParent)]",
            )
            .await;
        assert_eq!(shown, json!([true, "rgb(255, 255, 255)", "rgb(0, 0, 0)", "rgb(0, 0, 0)", true]));
    })
    .await;
}
