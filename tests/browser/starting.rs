//! Starting a run: once, and when it is meant, whatever the page, the job and the browser do.

use serde_json::json;

use super::browser::Browser;
use super::proxy::Proxy;
use super::server::Server;
use super::work::server;

/// To some they end a line, though not to an event stream.
#[tokio::test]
async fn the_first_event_may_hold_any_character() {
    let mut server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/empty")).await;
        // The run has said it when the element asks.
        browser
            .run(
                "const real = fetch;
                window.fetch = async (...asked) => {
                    window.fetch = real;
                    const { body } = await real(...asked);
                    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
                    for (let text = ''; !text.includes('\"fraction\":0.5');) text += (await reader.read()).value;
                    return real(...asked);
                };
                document.body.insertAdjacentHTML('beforeend', '<sse-progress src=/separators>')",
            )
            .await;
        browser
            .until("text('.percent') === '50 %' && text('.message').startsWith('one')")
            .await;
        server.finish();
        browser.until("element().state === 'succeeded'").await;
        let lines = "[...run().querySelectorAll('.line .text')].map((line) => line.textContent)";
        browser
            .until(&format!("{lines}.join() === 'first,second,third'"))
            .await;
        assert_eq!(server.signal().await, "started");
    })
    .await;
}

async fn a_handler_throws(page_lacks: &str) {
    let mut server = server().await;
    let proxy = Proxy::before(&server.base).await;
    let lack = page_lacks.to_owned();
    Browser::with(async move |browser| {
        browser.prepare(&lack).await;
        browser.goto(&proxy.url("/empty")).await;
        browser
            .run(
                "window.told = [];
                return import('/sse-progress.js').then(({ watch }) => {
                    watch('/work', {
                        progress() { throw new Error('a mistake of the page'); },
                        log({ message }) { told.push(message); },
                        done({ result }) { told.push(result); throw new Error('one more'); },
                        status(word) { told.push(word); },
                    });
                })",
            )
            .await;
        browser.until("told.includes('second')").await;
        server.finish();
        browser.until("told.at(-1) === 'closed'").await;
        assert_eq!(
            browser.run("return told").await,
            json!([
                "connecting",
                "open",
                "first",
                "second",
                "third",
                "worked",
                "closed"
            ])
        );
        assert_eq!(proxy.requests("GET /work?").len(), 1);
        assert_eq!(server.signal().await, "started");
        // The page's author is told.
        let complaints = browser.complaints().await.join("\n");
        assert!(complaints.contains("a mistake of the page"), "{complaints}");
        assert!(complaints.contains("one more"), "{complaints}");
    })
    .await;
}

#[tokio::test]
async fn a_handler_that_throws_harms_nobody() {
    a_handler_throws("").await;
}

#[tokio::test]
async fn nor_does_one_without_a_worker() {
    a_handler_throws("delete window.SharedWorker").await;
}

/// What is sent over a slow line takes longer than any answer.
#[tokio::test]
async fn an_upload_has_all_the_time() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        // A quarter of a minute passes while it is sent.
        browser
            .prepare(
                "const [timer, ask] = [setTimeout, fetch];
                window.setTimeout = (task, time) => timer(task, time >= 15_000 ? 0 : time);
                window.fetch = async (...asked) => {
                    await new Promise((resolve) => timer(resolve, 50));
                    return ask(...asked);
                }",
            )
            .await;
        browser.goto(&server.url("/measure")).await;
        browser
            .run(
                "return import('/sse-progress.js').then(() => {
                    const added = document.createElement('sse-progress');
                    added.request = { method: 'POST', body: new Blob(['x'.repeat(1000)]) };
                    added.src = '/measure?unit=bytes';
                    document.body.append(added);
                })",
            )
            .await;
        browser.until("element().result === '1000 bytes'").await;
    })
    .await;
}

/// The browser shows a page to nobody yet that it loads ahead.
#[tokio::test]
async fn a_page_loaded_ahead_starts_nothing_before_it_is_shown() {
    let mut server = server().await;
    Browser::with(async move |browser| {
        browser
            .prepare(
                "const ask = fetch;
                let ahead = true;
                window.asked = [];
                window.fetch = (...given) => { asked.push(ahead); return ask(...given); };
                Object.defineProperty(Document.prototype, 'prerendering', { get: () => ahead });
                window.show = () => {
                    ahead = false;
                    document.dispatchEvent(new Event('prerenderingchange'));
                }",
            )
            .await;
        browser.goto(&server.url("/one")).await;
        browser.until("text('.state') === 'Connecting…'").await;
        browser.run("show()").await;
        browser.until("text('.percent') === '50 %'").await;
        assert_eq!(browser.run("return asked").await, json!([false]));
        assert_eq!(server.signal().await, "started");
        assert!(server.is_quiet());
    })
    .await;
}

/// Impatient users click while a page loads, which says nothing about what is on it.
#[tokio::test]
async fn a_click_during_a_reload_starts_no_other_run_and_one_afterwards_does() {
    let mut server = server().await;
    Browser::with(async move |browser| {
        browser
            .prepare("Object.defineProperty(navigator, 'userActivation', { value: { isActive: true } })")
            .await;
        browser.goto(&server.url("/one")).await;
        browser.until("text('.percent') === '50 %'").await;
        let run = browser.run("return element().run").await;
        browser.reload().await;
        browser.until("text('.percent') === '50 %'").await;
        assert_eq!(browser.run("return element().run").await, run);
        assert_eq!(server.signal().await, "started");
        assert!(server.is_quiet());

        browser
            .run("sessionStorage['sse-progress /one later'] = JSON.stringify({ key: 'a', run: element().run, base: `${location.origin}/` });
                document.body.insertAdjacentHTML('beforeend', '<sse-progress src=/work key=later>')")
            .await;
        browser.until("text('.percent', 1) === '50 %'").await;
        assert_ne!(browser.run("return element(1).run").await, run);
        assert_eq!(server.signal().await, "started");
    })
    .await;
}

/// The storage of a tab is small, and it is filled by what is forgotten.
#[tokio::test]
async fn a_full_storage_makes_room_for_what_is_going_on() {
    let mut server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/empty")).await;
        browser
            .run(
                "sessionStorage.ours = 'the page\\'s own';
                for (let n = 0, size = 1 << 19; size >= 1; n += 1) {
                    try {
                        sessionStorage.setItem(`sse-progress /before ${n}`, 'x'.repeat(size));
                    } catch {
                        size >>= 1;
                    }
                }",
            )
            .await;
        browser.goto(&server.url("/one")).await;
        browser.until("text('.percent') === '50 %'").await;
        browser.reload().await;
        browser.until("text('.percent') === '50 %'").await;
        assert_eq!(server.signal().await, "started");
        assert!(server.is_quiet());
        assert_eq!(
            browser.run("return sessionStorage.ours").await,
            "the page's own"
        );
    })
    .await;
}
