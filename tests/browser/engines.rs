//! What happens to pages, in each of the three engines, counted in runs: one for each intention, never a second one, and
//! none that goes on after its page has been left.
//!
//! What no driver can do here: Firefox and WebKitGTK cannot be told to freeze a page or to be offline, as Chromium can (see
//! `offline`). WebKitGTK's driver opens tabs behind the first and does not get them to the front, so its pages are seen in
//! windows of their own, and are hidden by making the window small.

use sse_progress::jobs;

use super::browser::Browser;
use super::engine::Engine;
use super::proxy::Proxy;
use super::server::Server;
use super::work::{only_run_works, server};

/// The list of behaviors, as tests of one engine.
macro_rules! behaviors {
    ($engine:ident) => {
        behaviors! {
            $engine: reload close navigate navigate_when_others_have_left
            navigate_from_our_pages back back_to_a_cancelled_run duplicate duplicate_while_starting thirty_tabs
            outage silent_outage restart hidden
        }
    };
    ($engine:ident: $($behavior:ident)*) => {
        use super::Engine;

        $(
            #[tokio::test]
            async fn $behavior() {
                super::$behavior(Engine::$engine).await;
            }
        )*
    };
}

mod chromium {
    behaviors! { Chromium }
}

mod firefox {
    behaviors! { Firefox }
}

mod webkit {
    behaviors! { WebKit }
}

/// The run is shown, perhaps by the connection that has started it.
const SHOWN: &str = "text('.percent') === '50 %'";

/// The run is in the hands of the worker alone.
const FOLLOWED: &str =
    "text('.percent') === '50 %' && element().getAttribute('connection') === 'open'";

/// Of a job that waits for its page however long that takes to load: other jobs wait five seconds, which a page may need
/// on a busy machine.
async fn reload(engine: Engine) {
    let mut server = server().await;
    Browser::of(engine, async move |browser| {
        browser.goto(&server.url("/on-its-own")).await;
        // Whatever has become of the start by now.
        browser.reload().await;
        browser.reload().await;
        browser.until(SHOWN).await;
        let run = browser.run("return element().run").await;
        for _ in 0..3 {
            browser.reload().await;
            browser.until(FOLLOWED).await;
            assert_eq!(browser.run("return element().run").await, run);
        }
        server.finish();
        browser.until("text('.result') === 'worked alone'").await;
        browser.reload().await;
        browser.until("text('.result') === 'worked alone'").await;
        assert_eq!(browser.run("return element().run").await, run);
        assert_eq!(server.signal().await, "started");
        assert_eq!(server.signal().await, "dropped");
        assert!(server.is_quiet());
    })
    .await;
}

async fn close(engine: Engine) {
    let mut server = server().await;
    Browser::of(engine, async move |browser| {
        for shown in [SHOWN, FOLLOWED, FOLLOWED] {
            browser.goto(&server.url("/one")).await;
            browser.until(shown).await;
            browser.close_page().await;
            assert_eq!(server.signal().await, "started");
            assert_eq!(server.signal().await, "dropped");
        }
        assert!(server.is_quiet());
    })
    .await;
}

/// A job would wait ten minutes for a watcher that it believes to be lost. The worker that has the connection may be
/// suspended before it hears that its page is gone, or live on for the sake of other pages.
async fn navigate(engine: Engine) {
    let mut server = server().await;
    let elsewhere = super::work::server().await;
    Browser::of(engine, async move |browser| {
        let targets = [
            server.url("/empty"),
            elsewhere.url("/bare"),
            "about:blank".to_owned(),
        ];
        for shown in [SHOWN, FOLLOWED, FOLLOWED] {
            for target in &targets {
                browser.open_beside(&server.url("/one")).await;
                browser.until(shown).await;
                browser.goto(target).await;
                assert_eq!(server.signal().await, "started");
                assert_eq!(server.signal().await, "dropped");
            }
        }
        assert!(server.is_quiet());
    })
    .await;
}

/// What the worker knows of the other watchers of a run, the page has to know, too: whether it may take the run off the
/// connection.
async fn navigate_when_others_have_left(engine: Engine) {
    let mut server = server().await;
    Browser::of(engine, async move |browser| {
        for target in [server.url("/empty"), "about:blank".to_owned()] {
            browser.open_beside(&server.url("/one")).await;
            browser.until(FOLLOWED).await;
            let original = browser.tab().await;
            browser.double().await;
            browser.until(FOLLOWED).await;
            let doubled = browser.tab().await;
            browser.switch_to(&original).await;
            browser.goto(&server.url("/empty")).await;
            browser.switch_to(&doubled).await;
            browser.until(FOLLOWED).await;
            assert_eq!(server.signal().await, "started");
            assert!(server.is_quiet());
            browser.goto(&target).await;
            assert_eq!(server.signal().await, "dropped");
        }
        assert!(server.is_quiet());
    })
    .await;
}

/// The pages of the server keep the runs of a tab, until the tab leaves them.
async fn navigate_from_our_pages(engine: Engine) {
    let mut server = server().await;
    Browser::of(engine, async move |browser| {
        browser.goto(&server.url("/strict")).await;
        browser.submit().await;
        browser.until(FOLLOWED).await;
        browser.run("document.querySelector('nav a').click()").await;
        browser.until("all('.run-row').length === 1").await;
        assert_eq!(server.signal().await, "started");
        assert!(server.is_quiet());
        browser.goto("about:blank").await;
        assert_eq!(server.signal().await, "dropped");
        assert!(server.is_quiet());
    })
    .await;
}

async fn back(engine: Engine) {
    let mut server = server().await;
    Browser::of(engine, async move |browser| {
        browser.goto(&server.url("/on-its-own")).await;
        browser.until(FOLLOWED).await;
        let run = browser.run("return element().run").await;
        browser.goto(&server.url("/empty")).await;
        browser.back().await;
        browser.until(FOLLOWED).await;
        assert_eq!(browser.run("return element().run").await, run);
        // And when it ends in between.
        browser.goto(&server.url("/empty")).await;
        server.finish();
        assert_eq!(server.signal().await, "started");
        assert_eq!(server.signal().await, "dropped");
        browser.back().await;
        browser.until("text('.result') === 'worked alone'").await;
        assert!(server.is_quiet());
    })
    .await;
}

async fn back_to_a_cancelled_run(engine: Engine) {
    let mut server = server().await;
    Browser::of(engine, async move |browser| {
        browser.goto(&server.url("/one")).await;
        browser.until(FOLLOWED).await;
        browser.goto(&server.url("/empty")).await;
        assert_eq!(server.signal().await, "started");
        assert_eq!(server.signal().await, "dropped");
        browser.back().await;
        browser
            .until("element().state === 'cancelled' && text('.retry') === 'Retry'")
            .await;
        assert!(server.is_quiet());
    })
    .await;
}

/// A tab that is doubled takes what the tab has stored along. The same address in a tab of its own is another intention.
async fn duplicate(engine: Engine) {
    let mut server = server().await;
    Browser::of(engine, async move |browser| {
        browser.goto(&server.url("/one")).await;
        browser.until(FOLLOWED).await;
        let run = browser.run("return element().run").await;
        assert_eq!(server.signal().await, "started");
        let first = browser.tab().await;
        browser.double().await;
        browser.until(FOLLOWED).await;
        assert_eq!(browser.run("return element().run").await, run);
        assert!(server.is_quiet());
        let doubled = browser.tab().await;

        browser.open_beside(&server.url("/one")).await;
        browser.until(FOLLOWED).await;
        assert_ne!(browser.run("return element().run").await, run);
        assert_eq!(server.signal().await, "started");
        browser.close_page().await;
        assert_eq!(server.signal().await, "dropped");

        browser.switch_to(&first).await;
        browser.close_page().await;
        browser.switch_to(&doubled).await;
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

/// The doubled tab sends the same request as the first, which is still being answered. Firefox makes the second one wait
/// for the end of the first if the answer could be kept.
async fn duplicate_while_starting(engine: Engine) {
    let mut server = server().await;
    Browser::of(engine, async move |browser| {
        browser.goto(&server.url("/one")).await;
        browser.until(FOLLOWED).await;
        let run = browser.run("return element().run").await;
        // What the tab has stored while it starts the run, and the request that is on its way then.
        browser
            .run(
                "const [name] = Object.keys(sessionStorage);
                const stored = JSON.parse(sessionStorage[name]);
                sessionStorage[name] = JSON.stringify({ ...stored, run: null, base: null });
                const start = `/work?idempotency_key=${stored.key}`;
                return fetch(start, { headers: { accept: 'text/event-stream' } }).then(() => true);",
            )
            .await;
        browser.double().await;
        browser.until(FOLLOWED).await;
        assert_eq!(browser.run("return element().run").await, run);
        only_run_works(&mut server, &browser).await;
    })
    .await;
}

/// As many as the browser opens connections to a server five times over.
async fn thirty_tabs(engine: Engine) {
    let mut server = server().await;
    let proxy = Proxy::before(&server.base).await;
    Browser::of(engine, async move |browser| {
        browser.goto(&proxy.url("/one")).await;
        assert_eq!(server.signal().await, "started");
        for _ in 1..30 {
            browser.open_behind(&proxy.url("/one")).await;
            assert_eq!(server.signal().await, "started");
        }
        assert!(server.is_quiet());
        // Each carries sixteen runs.
        proxy.until(|tally| tally.streams == 2).await;

        let tabs = browser.tabs().await;
        browser.switch_to(&tabs[7]).await;
        browser.close_page().await;
        assert_eq!(server.signal().await, "dropped");
        assert!(server.is_quiet());

        server.finish();
        for tab in tabs.iter().filter(|tab| **tab != tabs[7]) {
            browser.switch_to(tab).await;
            browser.until("element().result === 'worked'").await;
            assert_eq!(server.signal().await, "dropped");
        }
        assert!(server.is_quiet());
    })
    .await;
}

async fn outage(engine: Engine) {
    let mut server = server().await;
    let proxy = Proxy::before(&server.base).await;
    Browser::of(engine, async move |browser| {
        browser.goto(&proxy.url("/one")).await;
        browser.until(FOLLOWED).await;
        proxy.cut();
        browser
            .until("element().getAttribute('connection') === 'reconnecting'")
            .await;
        // It comes back by itself: nothing tells the page that the server is there again.
        proxy.forward_to(&server.base);
        browser.until(FOLLOWED).await;
        only_run_works(&mut server, &browser).await;
    })
    .await;
}

/// Nothing comes, and nothing is closed.
async fn silent_outage(engine: Engine) {
    let mut server = Server::with(jobs![super::silence::busy], super::silence::PAGES).await;
    let proxy = Proxy::before(&server.base).await;
    Browser::of(engine, async move |browser| {
        browser.goto(&proxy.url("/page")).await;
        browser
            .until("element().getAttribute('connection') === 'open' && element().snapshot.position > 5")
            .await;
        proxy.hold(true);
        browser
            .until("element().getAttribute('connection') === 'silent' && text('.state').startsWith('No news for ')")
            .await;
        proxy.hold(false);
        browser
            .until("element().getAttribute('connection') === 'open' && text('.state') === ''")
            .await;
        only_run_works(&mut server, &browser).await;
    })
    .await;
}

/// The server that comes back knows nothing of the run.
async fn restart(engine: Engine) {
    let mut before = server().await;
    let mut after = server().await;
    let proxy = Proxy::before(&before.base).await;
    Browser::of(engine, async move |browser| {
        browser.goto(&proxy.url("/one")).await;
        browser.until(FOLLOWED).await;
        proxy.cut();
        browser
            .until("element().getAttribute('connection') === 'reconnecting'")
            .await;
        proxy.forward_to(&after.base);
        browser.until("element().state === 'lost'").await;
        browser.reload().await;
        browser
            .until("element().state === 'lost' && text('.retry') === 'Retry'")
            .await;
        assert!(after.is_quiet());
        browser.run("run().querySelector('.retry').click()").await;
        browser.until(FOLLOWED).await;
        assert_eq!(before.signal().await, "started");
        only_run_works(&mut after, &browser).await;
    })
    .await;
}

async fn hidden(engine: Engine) {
    let mut server = server().await;
    Browser::of(engine, async move |browser| {
        browser.goto(&server.url("/one")).await;
        browser.until(FOLLOWED).await;
        browser
            .run(
                "window.seen = [];
                document.addEventListener('visibilitychange', () => seen.push(document.visibilityState))",
            )
            .await;
        browser
            .hide_while(async {
                server.finish();
                assert_eq!(server.signal().await, "started");
                assert_eq!(server.signal().await, "dropped");
            })
            .await;
        browser.until("text('.result') === 'worked'").await;
        browser.until("seen.join() === 'hidden,visible'").await;
        assert!(server.is_quiet());
    })
    .await;
}
