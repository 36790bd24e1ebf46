//! The example `own_page`: each of its pages draws a run, loses its connection, and shows the end
//! of the one run that there is.

#[allow(dead_code, reason = "other examples take more of it")]
#[path = "../integration/examples/program.rs"]
pub(super) mod program;

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::{interval, timeout};

use super::browser::Browser;
use super::packages::{NPM_CI, installed};
use super::proxy::Proxy;

/// How long building the examples, and starting one, may take.
const DEADLINE: Duration = Duration::from_secs(60);

/// How requests for the stream of a run begin.
const RUN: &str = "GET /runs/";

/// Keeps every source that a page opens in `sources`.
const KEEP_SOURCES: &str = "
    window.sources = [];
    window.EventSource = class extends EventSource {
        constructor(...given) {
            super(...given);
            sources.push(this);
        }
    };
";

/// No source is left that would ask again.
const ALL_CLOSED: &str = "sources.every((source) => source.readyState === EventSource.CLOSED)";

/// The example in a process of its own, behind a proxy; it ends with the test.
struct OwnPage {
    base: String,
    proxy: Proxy,
    said: Arc<Mutex<Vec<String>>>,
    _process: Child,
}

impl OwnPage {
    async fn start() -> Self {
        Self::with(packages()).await
    }

    /// With what npm has put into a directory.
    async fn with(packages: PathBuf) -> Self {
        let mut process = Command::new(program::example("own_page"))
            .arg(packages)
            .arg("127.0.0.1:0")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let first = timeout(DEADLINE, lines.next_line()).await;
        let first = first.expect("it says in time where it listens").unwrap();
        let first = first.expect("the example has not ended");
        let base = first.strip_prefix("listening on ").unwrap().to_owned();
        let proxy = Proxy::before(&base).await;
        let said = Arc::new(Mutex::new(Vec::new()));
        let saying = said.clone();
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                saying.lock().unwrap().push(line);
            }
        });
        Self {
            base,
            proxy,
            said,
            _process: process,
        }
    }

    /// How many runs the server has started. It says so before the run's first event.
    fn starts(&self) -> usize {
        let said = self.said.lock().unwrap();
        said.iter().filter(|line| line.starts_with("run ")).count()
    }

    async fn open(&self, browser: &Browser, page: &str) {
        browser.prepare(KEEP_SOURCES).await;
        browser
            .goto(&self.proxy.url(&format!("/pages/{page}")))
            .await;
    }
}

impl OwnPage {
    /// Breaks all connections that there are. New ones may be made.
    fn cut(&self) {
        self.proxy.forward_to(&self.base);
    }

    /// The same, and the next request for a run is answered by a proxy whose server is away.
    async fn refuse_once(&self) {
        let before = self.proxy.requests(RUN).len();
        self.proxy.answer_bad_gateway();
        let refused = async {
            let mut tick = interval(Duration::from_millis(5));
            while self.proxy.requests(RUN).len() == before {
                tick.tick().await;
            }
        };
        timeout(DEADLINE, refused).await.expect("it asks again");
        self.cut();
    }
}

/// What npm installs for the example, and builds from its sources.
fn packages() -> PathBuf {
    let sources = "../examples/examples/own_page";
    let files = ["package.json", "package-lock.json", "react.jsx"];
    let build = ["npm", "run", "build"];
    installed("own_page", sources, &files, &[NPM_CI, &build])
}

/// The bar of a page moves; then its connection is cut.
async fn cut(own: &OwnPage, browser: &Browser) {
    browser
        .until("document.querySelector('progress')?.value > 0")
        .await;
    own.cut();
}

/// A page's text ends as it should, with its bar full.
async fn ends(browser: &Browser, selector: &str) {
    browser
        .until(&format!(
            "document.querySelector('{selector}')?.textContent.includes('40 pictures resized')"
        ))
        .await;
    assert_eq!(
        browser
            .run("return document.querySelector('progress').value")
            .await,
        1
    );
    let closed = browser.run(&format!("return {ALL_CLOSED}")).await;
    assert_eq!(closed, true, "whoever has `done` asks no more");
}

/// The lines of a log, each of which is there once.
async fn has_every_line(browser: &Browser) {
    let log = browser
        .run("return document.querySelector('pre').textContent.trim()")
        .await;
    let lines: Vec<_> = (1..=40)
        .map(|number| format!("picture {number} is 320 pixels wide"))
        .collect();
    assert_eq!(log, lines.join("\n"));
}

#[tokio::test]
async fn plain_event_source() {
    let own = OwnPage::start().await;
    Browser::with(async move |browser| {
        own.open(&browser, "event_source").await;
        cut(&own, &browser).await;
        ends(&browser, "#end").await;
        has_every_line(&browser).await;
        assert_eq!(own.starts(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_element() {
    let own = OwnPage::start().await;
    Browser::with(async move |browser| {
        own.open(&browser, "element").await;
        browser.until("bar()?.ariaValueNow > 0").await;
        own.cut();
        browser
            .until(
                "document.querySelector('#end').textContent === 'succeeded: 40 pictures resized'",
            )
            .await;
        browser
            .until("text('.result').includes('40 pictures resized')")
            .await;
        browser.until(ALL_CLOSED).await;
        assert_eq!(own.starts(), 1);
    })
    .await;
}

#[tokio::test]
async fn fetch_with_post() {
    let own = OwnPage::start().await;
    Browser::with(async move |browser| {
        own.open(&browser, "fetch").await;
        browser.run("form.requestSubmit()").await;
        cut(&own, &browser).await;
        ends(&browser, "#end").await;
        assert_eq!(own.starts(), 1);

        browser
            .run("form.count.value = 10_000; form.requestSubmit()")
            .await;
        browser.until("!cancel.hidden").await;
        browser.run("cancel.click()").await;
        browser
            .until("document.querySelector('#end').value === 'cancelled'")
            .await;
        assert_eq!(own.starts(), 2);

        browser
            .run("form.width.min = ''; form.width.value = -1; form.requestSubmit()")
            .await;
        browser
            .until("document.querySelector('#end').value.includes('`width`')")
            .await;
        assert_eq!(own.starts(), 2);
    })
    .await;
}

#[tokio::test]
async fn htmx_2() {
    let own = OwnPage::start().await;
    Browser::with(async move |browser| {
        own.open(&browser, "htmx2").await;
        browser.run("document.forms[0].requestSubmit()").await;
        cut(&own, &browser).await;
        ends(&browser, ".done").await;
        assert_eq!(browser.run("return sources.length").await, 1);
        let line = browser
            .run("return document.querySelector('.line').textContent")
            .await;
        assert_eq!(line, "picture 40 is 320 pixels wide");
        assert_eq!(own.starts(), 1);
    })
    .await;
}

/// The browser gives up then, and htmx opens another source, which knows of no id.
#[tokio::test]
async fn htmx_2_comes_back_to_its_run_after_a_502() {
    let own = OwnPage::start().await;
    Browser::with(async move |browser| {
        own.open(&browser, "htmx2").await;
        browser.run("document.forms[0].requestSubmit()").await;
        browser
            .until("document.querySelector('progress')?.value > 0")
            .await;
        own.refuse_once().await;
        ends(&browser, ".done").await;
        assert_eq!(browser.run("return sources.length").await, 2);
        assert_eq!(own.starts(), 1);
    })
    .await;
}

/// Its extension reads streams with `fetch`, and says when it has let go of one.
#[tokio::test]
async fn htmx_4() {
    let own = OwnPage::start().await;
    Browser::with(async move |browser| {
        own.open(&browser, "htmx4").await;
        browser
            .run(
                "window.closings = [];
                addEventListener('htmx:sse:close', ({ detail }) => closings.push(detail.reason));
                document.forms[0].requestSubmit()",
            )
            .await;
        browser
            .until("document.querySelector('progress')?.value > 0")
            .await;
        own.refuse_once().await;
        ends(&browser, ".done").await;
        assert_eq!(browser.run("return closings").await, json!(["message"]));
        let line = browser
            .run("return document.querySelector('.line').textContent")
            .await;
        assert_eq!(line, "picture 40 is 320 pixels wide");
        // The first, the one that was refused, and the one that took the run up again.
        let requests = own.proxy.requests(RUN);
        assert_eq!(requests.len(), 3);
        assert!(requests[2].to_lowercase().contains("\r\nlast-event-id: "));
        assert_eq!(own.starts(), 1);
    })
    .await;
}

/// In strict mode, which runs effects twice: both times for the same run.
#[tokio::test]
async fn react() {
    let own = OwnPage::start().await;
    Browser::with(async move |browser| {
        own.open(&browser, "react").await;
        cut(&own, &browser).await;
        ends(&browser, "output").await;
        has_every_line(&browser).await;
        assert_eq!(browser.run("return sources.length").await, 2);
        // Chromium sends nothing for a source that is closed as soon as it is made, so this does.
        let again = "return fetch(sources[0].url).then((answer) => answer.text())";
        let again = browser.run(again).await;
        assert!(again.as_str().unwrap().contains("event: done"), "{again}");
        assert_eq!(own.starts(), 1);
    })
    .await;
}

#[tokio::test]
async fn without_the_packages_the_pages_say_what_to_do() {
    let nothing = tempfile::tempdir().unwrap();
    let own = OwnPage::with(nothing.path().to_owned()).await;
    Browser::with(async move |browser| {
        browser.goto(&own.proxy.url("/")).await;
        browser
            .until("document.body.textContent.includes('npm ci')")
            .await;
        for page in ["htmx2", "htmx4", "react"] {
            own.open(&browser, page).await;
            browser.until("all('#missing').length === 1").await;
            let said = browser.run("return missing.textContent").await;
            assert!(said.as_str().unwrap().contains("npm ci"), "{said}");
        }
    })
    .await;
}
