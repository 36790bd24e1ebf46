//! Being told that a run has ended, while one looks elsewhere.

use serde_json::json;

use super::browser::Browser;
use super::server::Server;
use super::work::server as work;

/// Notes what the page asks of the browser, which grants it or not. Nobody looks at the page.
const BROWSER: &str = "
    window.asked = 0;
    window.shown = [];
    window.Notification = class {
        static permission = 'default';
        static async requestPermission() {
            asked += 1;
            this.permission = localStorage.getItem('grants') ?? 'denied';
            return this.permission;
        }
        constructor(title, { body, tag, lang }) { shown.push([title, body, tag, lang]); }
        close() {}
    };
    document.hasFocus = () => false;
    window.later = () => { const now = performance.now.bind(performance); performance.now = () => now() + 5_000; };
";

#[tokio::test]
async fn whoever_asks_for_it_is_told_of_the_end() {
    let mut server = work().await;
    Browser::with(async move |browser| {
        browser.prepare(BROWSER).await;
        browser.goto(&server.url("/one")).await;
        browser.until("text('.percent') === '50 %'").await;
        // It is off, and nothing asks by itself.
        assert_eq!(
            browser.run("return [asked, element().notify]").await,
            json!([0, false])
        );
        assert_eq!(browser.run("return element().askToNotify()").await, false);
        assert_eq!(browser.run("return element().notify").await, false);
        browser
            .run("localStorage.setItem('grants', 'granted')")
            .await;
        assert_eq!(browser.run("return element().askToNotify()").await, true);
        assert_eq!(
            browser.run("return element().hasAttribute('notify')").await,
            true
        );
        assert_eq!(server.signal().await, "started");
        browser.run("later()").await;
        server.finish();
        browser.until("shown.length === 1").await;
        let told = browser.run("return [...shown[0], element().run]").await;
        assert_eq!(told[0], "work");
        assert!(
            told[1].as_str().unwrap().starts_with("Succeeded in "),
            "{told}"
        );
        assert_eq!(
            told[2],
            format!("sse-progress {}", told[4].as_str().unwrap())
        );
        assert_eq!(told[3], "en");

        // Whoever looks at the page is not told.
        browser
            .run("document.hasFocus = () => true; element().retry()")
            .await;
        browser
            .until("element().state === 'running' && text('.percent') === '50 %'")
            .await;
        browser.run("later()").await;
        server.finish();
        browser.until("text('.result') === 'worked'").await;
        assert_eq!(browser.run("return shown.length").await, 1);

        // What was over before is no news.
        browser.reload().await;
        browser
            .run("Notification.permission = 'granted'; element().notify = true")
            .await;
        browser.until("text('.result') === 'worked'").await;
        assert_eq!(browser.run("return shown").await, json!([]));
    })
    .await;
}

#[tokio::test]
async fn the_pages_have_a_box_for_it_that_is_not_ticked() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.prepare(BROWSER).await;
        browser.goto(&server.url("/wait")).await;
        browser.submit().await;
        let boxed = "document.querySelector('.notify:not([hidden]) input')";
        browser.until(boxed).await;
        assert_eq!(
            browser
                .run(&format!("return [{boxed}.checked, asked]"))
                .await,
            json!([false, 0])
        );
        // The browser refuses: the box says so.
        browser.run(&format!("{boxed}.click()")).await;
        browser
            .until(&format!(
                "!{boxed}.checked && document.querySelector('.notify .note').textContent"
            ))
            .await;
        assert_eq!(
            browser.run("return [asked, element().notify]").await,
            json!([1, false])
        );
        browser
            .run(&format!(
                "localStorage.setItem('grants', 'granted'); {boxed}.click()"
            ))
            .await;
        browser
            .until(&format!("{boxed}.checked && element().notify"))
            .await;
        // Whoever has changed their mind is not told.
        browser.run(&format!("{boxed}.click()")).await;
        browser
            .until(&format!("!{boxed}.checked && !element().notify"))
            .await;
        browser.run(&format!("{boxed}.click()")).await;
        browser
            .until(&format!("{boxed}.checked && element().notify"))
            .await;
        browser.run("later(); element().cancel()").await;
        browser.until("shown.length === 1").await;
        let told = browser.run("return shown[0]").await;
        assert!(
            told[1].as_str().unwrap().starts_with("Cancelled after"),
            "{told}"
        );
    })
    .await;
}
