//! A browser, and how to wait for what it shows.

use std::panic::resume_unwind;
use std::time::Duration;

use fantoccini::actions::{InputSource, KeyAction, KeyActions, MouseActions, PointerAction};
use fantoccini::wd::{WebDriverCompatibleCommand, WindowHandle};
use fantoccini::{Client, ClientBuilder, Locator};
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use url::{ParseError, Url};

use super::engine::{Driver, Engine};

/// How long something may take that takes no time when nothing is wrong.
pub(crate) const DEADLINE: Duration = Duration::from_secs(20);

/// Helpers for the scripts below. `run(n)` is the shadow tree of the n-th run on the page, `parts(name)` the fields of a
/// parameter that has several, and `asJson(name)` the text area that shows all of them.
const HELPERS: &str = "
    const all = (selector) => [...document.querySelectorAll(selector)];
    const element = (n = 0) => all('sse-progress')[n];
    const run = (n = 0) => element(n)?.shadowRoot;
    const text = (selector, n = 0) => run(n)?.querySelector(selector)?.textContent;
    const bar = (n = 0) => run(n)?.querySelector('[role=progressbar]');
    const field = (name) =>
        document.getElementById(all('label').find((l) => l.firstChild.data === name)?.htmlFor);
    const parts = (name) => all('fieldset').find((f) => f.querySelector('legend').firstChild.data === name);
    const asJson = (name) => {
        parts(name).querySelector('.toggle').click();
        return parts(name).querySelector('textarea');
    };
    const press = (name) => all('button').find((b) => (b.ariaLabel ?? b.textContent) === name).click();
";

/// One window of a browser.
#[derive(Clone)]
pub(crate) struct Browser {
    pub(super) client: Client,
    engine: Engine,
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
        Self::of(Engine::Chromium, test).await;
    }

    /// The same in a browser of another engine.
    pub(crate) async fn of<F>(engine: Engine, test: impl FnOnce(Self) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let driver = Driver::start(engine).await;
        let browser = Self::open(engine, &driver).await;
        let outcome = tokio::spawn(test(browser.clone())).await;
        let complaints = match engine {
            Engine::Chromium => browser.complaints().await,
            Engine::Firefox | Engine::WebKit => driver.complaints(),
        };
        browser.client.close().await.unwrap();
        driver.stop().await;
        if let Err(error) = outcome {
            resume_unwind(error.into_panic());
        }
        assert!(complaints.is_empty(), "{complaints:#?}");
    }

    async fn open(engine: Engine, driver: &Driver) -> Self {
        let Value::Object(capabilities) = driver.capabilities() else {
            unreachable!()
        };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&driver.address())
            .await
            .expect("the driver starts its browser");
        Self { client, engine }
    }

    pub(crate) async fn goto(&self, url: &str) {
        self.client.goto(url).await.unwrap();
    }

    pub(crate) async fn reload(&self) {
        self.client.refresh().await.unwrap();
    }

    /// Opens an address in another tab and goes on there; the one before stays as it is.
    pub(crate) async fn open_beside(&self, url: &str) {
        let tab = self.new_tab().await;
        self.client.switch_to_window(tab).await.unwrap();
        self.goto(url).await;
    }

    /// The same in a tab that need not be seen: in WebKitGTK it is behind the others.
    pub(crate) async fn open_behind(&self, url: &str) {
        let tab = self.client.new_window(true).await.unwrap().handle;
        self.client.switch_to_window(tab).await.unwrap();
        self.goto(url).await;
    }

    /// A tab that is seen. In WebKitGTK it is a window of its own: its driver does not get a tab to the front, and what
    /// is not seen draws no frames.
    async fn new_tab(&self) -> WindowHandle {
        let as_tab = self.engine != Engine::WebKit;
        self.client.new_window(as_tab).await.unwrap().handle
    }

    /// Has the page hidden while something goes on: by another tab, or in WebKitGTK by making its window small.
    pub(crate) async fn hide_while(&self, goes_on: impl Future<Output = ()>) {
        if self.engine == Engine::WebKit {
            self.client.minimize_window().await.unwrap();
            goes_on.await;
            self.client.maximize_window().await.unwrap();
        } else {
            let tab = self.tab().await;
            self.open_beside("about:blank").await;
            goes_on.await;
            self.switch_to(&tab).await;
        }
    }

    /// Doubles the tab, with what it has stored, and goes on in the new one.
    pub(crate) async fn double(&self) {
        let before = self.tabs().await;
        self.run("window.open(location.href)").await;
        let tabs = self.tabs().await;
        let doubled = tabs.iter().find(|tab| !before.contains(tab));
        self.switch_to(doubled.expect("a page may open tabs")).await;
    }

    /// Goes back to the page before.
    pub(crate) async fn back(&self) {
        self.client.back().await.unwrap();
    }

    /// The tabs, in the order in which they were opened.
    pub(crate) async fn tabs(&self) -> Vec<WindowHandle> {
        self.client.windows().await.unwrap()
    }

    /// The tab that this goes on in.
    pub(crate) async fn tab(&self) -> WindowHandle {
        self.client.window().await.unwrap()
    }

    /// Goes on in another tab, which comes to the front.
    pub(crate) async fn switch_to(&self, tab: &WindowHandle) {
        self.client.switch_to_window(tab.clone()).await.unwrap();
    }

    /// Presses keys, one after the other, on whatever has the focus.
    pub(crate) async fn press(&self, keys: &str) {
        let keys = keys
            .chars()
            .fold(KeyActions::new("keys".to_owned()), |keys, value| {
                keys.then(KeyAction::Down { value })
                    .then(KeyAction::Up { value })
            });
        self.client.perform_actions(keys).await.unwrap();
    }

    /// Presses a key while another is held.
    pub(crate) async fn chord(&self, held: char, key: char) {
        let actions = [
            KeyAction::Down { value: held },
            KeyAction::Down { value: key },
            KeyAction::Up { value: key },
            KeyAction::Up { value: held },
        ];
        let keys = actions
            .into_iter()
            .fold(KeyActions::new("keys".to_owned()), KeyActions::then);
        self.client.perform_actions(keys).await.unwrap();
    }

    /// Clicks as often as a user does who means to double-click.
    pub(crate) async fn double_click(&self, selector: &str) {
        let element = self.client.find(Locator::Css(selector)).await.unwrap();
        let button = fantoccini::actions::MOUSE_BUTTON_LEFT;
        let over = PointerAction::MoveToElement {
            element,
            duration: None,
            x: 0.0,
            y: 0.0,
        };
        let mouse = (0..2).fold(
            MouseActions::new("mouse".to_owned()).then(over),
            |mouse, _| {
                mouse
                    .then(PointerAction::Down { button })
                    .then(PointerAction::Up { button })
            },
        );
        self.client.perform_actions(mouse).await.unwrap();
    }

    /// Types into an input; the path of a file into one for files.
    pub(crate) async fn type_into(&self, selector: &str, text: &str) {
        let input = self.client.find(Locator::Css(selector)).await.unwrap();
        input.send_keys(text).await.unwrap();
    }

    /// Closes the window, as a user does, and goes on in an empty one.
    pub(crate) async fn close_page(&self) {
        let spare = self.new_tab().await;
        self.client.close_window().await.unwrap();
        self.client.switch_to_window(spare).await.unwrap();
    }

    /// Submits the form of the page as soon as it is there, as its button does.
    pub(crate) async fn submit(&self) {
        self.until("all('form').length").await;
        self.run("document.querySelector('form').requestSubmit()")
            .await;
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

    /// Waits until an expression is true in the page, looking at it once per frame: what a frame draws is there then.
    pub(crate) async fn until(&self, expression: &str) {
        // In WebKitGTK the tabs of `open_behind` have no frames.
        let soon = if self.engine == Engine::WebKit {
            "document.hidden ? setTimeout(look, 50) : requestAnimationFrame(look)"
        } else {
            "requestAnimationFrame(look)"
        };
        let script = format!(
            "return new Promise((resolve) => {{
                const end = performance.now() + {};
                (function look() {{
                    let value;
                    try {{ value = {expression}; }} catch {{ /* not there yet */ }}
                    if (value || performance.now() > end) resolve(Boolean(value));
                    else {soon};
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
