//! A browser, and how to wait for what it shows.

use std::panic::resume_unwind;
use std::time::Duration;

use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use url::{ParseError, Url};

use super::driver::Driver;

/// How long something may take that takes no time when nothing is wrong.
pub(crate) const DEADLINE: Duration = Duration::from_secs(20);

/// Helpers for the scripts below. `run(n)` is the shadow tree of the n-th run on the page.
const HELPERS: &str = "
    const all = (selector) => [...document.querySelectorAll(selector)];
    const element = (n = 0) => all('sse-progress')[n];
    const run = (n = 0) => element(n)?.shadowRoot;
    const text = (selector, n = 0) => run(n)?.querySelector(selector)?.textContent;
    const bar = (n = 0) => run(n)?.querySelector('[role=progressbar]');
    const field = (name) =>
        document.getElementById(all('label').find((l) => l.firstChild.data === name)?.htmlFor);
";

/// One window of a browser.
#[derive(Clone)]
pub(crate) struct Browser {
    client: Client,
}

impl Browser {
    /// Runs a test in a browser that is closed however the test ends.
    ///
    /// Fails as well when a page was refused something by its content security policy, or when one
    /// of its scripts threw.
    pub(crate) async fn with<F>(test: impl FnOnce(Self) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let driver = Driver::start().await;
        let browser = Self::open(&driver).await;
        let outcome = tokio::spawn(test(browser.clone())).await;
        let complaints = browser.complaints().await;
        browser.client.close().await.unwrap();
        driver.stop().await;
        if let Err(error) = outcome {
            resume_unwind(error.into_panic());
        }
        assert!(complaints.is_empty(), "{complaints:#?}");
    }

    async fn open(driver: &Driver) -> Self {
        let capabilities = json!({
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": { "args": [
                "--headless",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                // As root, as in many containers, Chromium has no sandbox. It sees our pages only.
                "--no-sandbox",
                // `/dev/shm` is small in containers.
                "--disable-dev-shm-usage",
            ] },
        });
        let Value::Object(capabilities) = capabilities else {
            unreachable!()
        };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&driver.address())
            .await
            .expect("chromedriver starts Chromium");
        Self { client }
    }

    pub(crate) async fn goto(&self, url: &str) {
        self.client.goto(url).await.unwrap();
    }

    /// Has a script run in every page from now on, before the page's own.
    pub(crate) async fn prepare(&self, script: &str) {
        let command = BeforeEveryPage(script.to_owned());
        self.client.issue_cmd(command).await.unwrap();
    }

    /// Closes the window, as a user does, and goes on in an empty one.
    pub(crate) async fn close_page(&self) {
        let spare = self.client.new_window(true).await.unwrap().handle;
        self.client.close_window().await.unwrap();
        self.client.switch_to_window(spare).await.unwrap();
    }

    /// Runs a script in the page; `return` gives back a value, which may be a promise.
    pub(crate) async fn run(&self, script: &str) -> Value {
        self.run_with(script, Vec::new()).await
    }

    pub(crate) async fn run_with(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client
            .execute(&format!("{HELPERS}{script}"), arguments)
            .await
            .unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Waits until an expression is true in the page, looking at it once per frame.
    pub(crate) async fn until(&self, expression: &str) {
        let script = format!(
            "return new Promise((resolve) => {{
                const end = performance.now() + {};
                (function look() {{
                    let value;
                    try {{ value = {expression}; }} catch {{ /* not there yet */ }}
                    if (value || performance.now() > end) resolve(Boolean(value));
                    else requestAnimationFrame(look);
                }})();
            }});",
            DEADLINE.as_millis()
        );
        if self.run(&script).await != true {
            let page = self
                .run("return document.body.innerText + all('sse-progress').map((e) => '\\n' + e.outerHTML + e.shadowRoot.innerHTML)")
                .await;
            panic!(
                "never true: {expression}\n{}",
                page.as_str().unwrap_or_default()
            );
        }
    }

    /// What the browser's console holds against the pages: violations of their content security
    /// policy, and exceptions that nobody caught.
    pub(crate) async fn complaints(&self) -> Vec<String> {
        let entries = self.client.issue_cmd(ConsoleLog).await.unwrap();
        let messages = entries.as_array().unwrap().iter();
        messages
            .filter_map(|entry| entry["message"].as_str())
            .filter(|message| {
                message.contains("Content Security Policy") || message.contains("Uncaught")
            })
            .map(str::to_owned)
            .collect()
    }
}

/// Reads and empties the console, which is an extension of chromedriver's.
#[derive(Debug)]
struct ConsoleLog;

impl WebDriverCompatibleCommand for ConsoleLog {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({ "type": "browser" }).to_string()))
    }
}

/// A command of Chromium's own protocol, which chromedriver passes on.
#[derive(Debug)]
struct BeforeEveryPage(String);

impl WebDriverCompatibleCommand for BeforeEveryPage {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        let session = session.unwrap_or_default();
        base.join(&format!("session/{session}/goog/cdp/execute"))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        let body = json!({
            "cmd": "Page.addScriptToEvaluateOnNewDocument",
            "params": { "source": self.0 },
        });
        (Method::POST, Some(body.to_string()))
    }
}
