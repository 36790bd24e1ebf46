//! What only the developer tools of a browser can do to a page, or know of it. Chromium has them.

use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

use super::browser::Browser;

impl Browser {
    /// Puts a slow link between the page and all servers, with a round trip in milliseconds and kilobits per second
    /// each way, and forgets what is cached.
    pub(crate) async fn slow_down(&self, round_trip: u32, kilobits: u32) {
        let bytes = kilobits * 1000 / 8;
        let conditions = json!({
            "offline": false, "latency": round_trip, "downloadThroughput": bytes, "uploadThroughput": bytes,
        });
        self.devtools("Network.enable", json!({})).await;
        self.devtools("Network.clearBrowserCache", json!({})).await;
        self.devtools("Network.emulateNetworkConditions", conditions)
            .await;
    }

    /// Takes the network away from the page, or gives it back.
    pub(crate) async fn go_offline(&self, offline: bool) {
        let conditions = json!({
            "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
        });
        self.devtools("Network.enable", json!({})).await;
        self.devtools("Network.emulateNetworkConditions", conditions)
            .await;
    }

    /// Freezes the page, as a browser does with one that nobody has looked at for long, or thaws it.
    pub(crate) async fn freeze(&self, frozen: bool) {
        let state = if frozen { "frozen" } else { "active" };
        self.devtools("Page.setWebLifecycleState", json!({ "state": state }))
            .await;
    }

    /// Ends the worker that the pages share, as a browser does that is short of memory.
    pub(crate) async fn kill_worker(&self) {
        let targets = self.devtools("Target.getTargets", json!({})).await;
        let mut targets = targets["targetInfos"].as_array().unwrap().iter();
        let worker = targets.find(|target| target["type"] == "shared_worker");
        let worker = worker.expect("the pages share a worker")["targetId"].clone();
        self.devtools("Target.closeTarget", json!({ "targetId": worker }))
            .await;
    }

    /// Has a script run in every page from now on, before the page's own.
    pub(crate) async fn prepare(&self, script: &str) {
        let parameters = json!({ "source": script });
        self.devtools("Page.addScriptToEvaluateOnNewDocument", parameters)
            .await;
    }

    /// Has the browser ask for pages in these languages, as its settings would.
    pub(crate) async fn speak(&self, languages: &str) {
        let agent = self.run("return navigator.userAgent").await;
        let parameters = json!({ "userAgent": agent, "acceptLanguage": languages });
        self.devtools("Emulation.setUserAgentOverride", parameters)
            .await;
    }

    /// How the page is to be shown: `light` or `dark`, and how wide, in CSS pixels.
    pub(crate) async fn show_as(&self, scheme: &str, width: u32) {
        self.show_in(scheme, (width, 800), 1).await;
    }

    /// The same with the width and the height in CSS pixels, and how many pixels each of them has on a side.
    pub(crate) async fn show_in(&self, scheme: &str, (width, height): (u32, u32), scale: u32) {
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": features }),
        )
        .await;
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics)
            .await;
    }

    /// What is seen of the page, as PNG.
    pub(crate) async fn screenshot(&self) -> Vec<u8> {
        self.client.screenshot().await.unwrap()
    }

    /// Shows pages in the colors of the user alone, as in Windows' high contrast.
    pub(crate) async fn force_colors(&self) {
        let features = json!([
            { "name": "forced-colors", "value": "active" },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": features }),
        )
        .await;
    }

    /// Shows pages as they are printed, on a screen that is `light` or `dark`.
    pub(crate) async fn show_on_paper(&self, scheme: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        let media = json!({ "media": "print", "features": features });
        self.devtools("Emulation.setEmulatedMedia", media).await;
    }

    /// What a screen reader finds on the page, in its order: the `role` and `name` of each node, and in how many
    /// `lists` it stands.
    pub(crate) async fn heard(&self) -> Vec<Value> {
        self.devtools("Accessibility.enable", json!({})).await;
        let tree = self
            .devtools("Accessibility.getFullAXTree", json!({}))
            .await;
        let nodes = tree["nodes"].as_array().unwrap();
        let by_id = |id: &Value| nodes.iter().find(|node| node["nodeId"] == *id);
        let lists = |node: &Value| {
            let mut above = by_id(&node["parentId"]);
            let mut lists = 0;
            while let Some(node) = above {
                lists += i32::from(node["role"]["value"] == "list");
                above = by_id(&node["parentId"]);
            }
            lists
        };
        let kept = nodes.iter().filter(|node| node["ignored"] != true);
        kept.map(|node| {
            json!({ "role": node["role"]["value"], "name": node["name"]["value"], "lists": lists(node) })
        })
        .collect()
    }

    pub(crate) async fn devtools(&self, name: &'static str, parameters: Value) -> Value {
        let command = DevTools(json!({ "cmd": name, "params": parameters }));
        self.client.issue_cmd(command).await.unwrap()
    }
}

/// A command of the browser's developer tools, which is an extension of chromedriver's.
#[derive(Debug)]
struct DevTools(Value);

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!(
            "session/{}/goog/cdp/execute",
            session.unwrap_or_default()
        ))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.0.to_string()))
    }
}
