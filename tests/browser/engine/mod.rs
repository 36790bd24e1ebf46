//! The engines that browsers are made of, and what drives each of them.
//!
//! All are driven through the interface of WebDriver, by one client. Chromium and WebKitGTK come with a program that
//! serves it; for Firefox, `marionette` does.

mod chromium;
mod firefox;
mod marionette;
mod output;
mod webkit;

use serde_json::Value;

use chromium::Chromedriver;
use firefox::Firefox;
use webkit::WebKit;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

/// What serves the interface of WebDriver for one browser.
pub(crate) enum Driver {
    Chromium(Chromedriver),
    Firefox(Firefox),
    WebKit(WebKit),
}

impl Driver {
    pub(crate) async fn start(engine: Engine) -> Self {
        match engine {
            Engine::Chromium => Self::Chromium(Chromedriver::start().await),
            Engine::Firefox => Self::Firefox(Firefox::start().await),
            Engine::WebKit => Self::WebKit(WebKit::start().await),
        }
    }

    pub(crate) fn address(&self) -> String {
        match self {
            Self::Chromium(driver) => driver.address(),
            Self::Firefox(driver) => driver.address(),
            Self::WebKit(driver) => driver.address(),
        }
    }

    /// What a session has to be opened with.
    pub(crate) fn capabilities(&self) -> Value {
        match self {
            Self::Chromium(_) => Chromedriver::capabilities(),
            Self::Firefox(_) => Firefox::capabilities(),
            Self::WebKit(_) => WebKit::capabilities(),
        }
    }

    /// What the browser's console holds against the pages, as far as the browser prints it. Chromium has to be asked.
    pub(crate) fn complaints(&self) -> Vec<String> {
        match self {
            Self::Chromium(_) => Vec::new(),
            Self::Firefox(driver) => driver.complaints(),
            Self::WebKit(driver) => driver.complaints(),
        }
    }

    /// Ends it, after its session was closed.
    pub(crate) async fn stop(self) {
        match self {
            Self::Chromium(driver) => driver.stop().await,
            Self::Firefox(driver) => driver.stop().await,
            Self::WebKit(driver) => driver.stop().await,
        }
    }
}
