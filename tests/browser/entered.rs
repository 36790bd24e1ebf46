//! What was entered, or stands in an address, is what the job gets.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sse_progress::{Job, job, jobs};

use super::browser::Browser;
use super::server::Server;

#[derive(Debug, Deserialize, Serialize, JsonSchema)]
enum Choice {
    #[serde(rename = "")]
    Empty,
    #[serde(rename = "other")]
    Other,
}

/// Have a default for everything.
#[job("/presets")]
#[allow(
    clippy::too_many_arguments,
    reason = "there is one for each kind of field"
)]
async fn presets(
    #[param(default = "nobody".to_owned())] name: String,
    #[param(default = "one\ntwo".to_owned())] long: String,
    #[param(default = Some(5))] limit: Option<u64>,
    #[param(default = 3)] size: u8,
    #[param(default = vec!["a".to_owned(), "b".to_owned()])] tags: Vec<String>,
    #[param(default = vec![1, 2])] numbers: Vec<u32>,
    #[param(default = Choice::Other)] choice: Choice,
    #[param(default = Some(Choice::Other))] maybe: Option<Choice>,
    #[param(default = vec![Choice::Other])] choices: Vec<Choice>,
    #[param(default = Some(true))] sure: Option<bool>,
) -> Value {
    json!({
        "name": name, "long": long, "limit": limit, "size": size, "tags": tags, "numbers": numbers,
        "choice": choice, "maybe": maybe, "choices": choices, "sure": sure,
    })
}

/// Take no body.
#[job(GET "/tags")]
async fn tags(#[param(default = vec!["a".to_owned()])] tags: Vec<String>) -> Vec<String> {
    tags
}

async fn server() -> Server {
    let jobs: [Job; 2] = jobs![presets, tags];
    Server::with(jobs, &[]).await
}

/// What the job gets when nothing is changed, but for these.
fn presets_but(changed: &Value) -> Value {
    let mut all = json!({
        "name": "nobody", "long": "one\ntwo", "limit": 5, "size": 3, "tags": ["a", "b"],
        "numbers": [1, 2], "choice": "other", "maybe": "other", "choices": ["other"], "sure": true,
    });
    for (name, value) in changed.as_object().unwrap() {
        all[name] = value.clone();
    }
    all
}

/// Enters something into the form at an address, starts the run, and compares what the job got.
async fn gets(browser: &Browser, url: &str, entered: &str, expected: Value) {
    // From the same address it would be loaded anew, which finds again what was entered.
    browser.goto("about:blank").await;
    browser.goto(url).await;
    browser.until("all('form').length").await;
    browser.run(entered).await;
    browser.submit().await;
    browser.until("element()?.state === 'succeeded'").await;
    let result = browser.run("return element().result").await;
    assert_eq!(result, expected, "{url} {entered}");
}

#[tokio::test]
async fn what_is_not_changed_is_the_default_and_what_is_cleared_is_cleared() {
    let server = server().await;
    Browser::with(async move |browser| {
        let url = server.url("/presets");
        for (entered, changed) in [
            ("", json!({})),
            ("field('name').value = ''", json!({ "name": "" })),
            ("field('long').value = ''", json!({ "long": "" })),
            ("field('limit').value = ''", json!({ "limit": null })),
            ("field('tags').value = ''", json!({ "tags": [] })),
            ("field('numbers').value = ''", json!({ "numbers": [] })),
            (
                "field('maybe').value = ''; field('maybe').selectedIndex = 0",
                json!({ "maybe": null }),
            ),
            ("field('sure').selectedIndex = 0", json!({ "sure": null })),
            (
                "all('fieldset input').forEach((box) => { box.checked = false; })",
                json!({ "choices": [] }),
            ),
            (
                "field('tags').value = ''; field('name').value = ''; field('limit').value = ''",
                json!({ "tags": [], "name": "", "limit": null }),
            ),
        ] {
            gets(&browser, &url, entered, presets_but(&changed)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_entered_is_sent_as_it_stands() {
    let server = server().await;
    Browser::with(async move |browser| {
        let url = server.url("/presets");
        for (entered, changed) in [
            ("field('tags').value = 'a,b'", json!({ "tags": ["a,b"] })),
            ("field('tags').value = ' a \\n\\nb'", json!({ "tags": [" a ", "", "b"] })),
            ("field('tags').value = '\\n'", json!({ "tags": [""] })),
            ("field('tags').value = 'a\\n'", json!({ "tags": ["a"] })),
            ("field('numbers').value = ' 7 \\n\\n8\\n'", json!({ "numbers": [7, 8] })),
            ("field('name').value = ' x '", json!({ "name": " x " })),
            ("field('long').value = 'three\\nfour'", json!({ "long": "three\nfour" })),
            // The first of the options is no choice.
            (
                "field('choice').selectedIndex = [...field('choice').options].findIndex(({ text }) => text === '(empty)')",
                json!({ "choice": "" }),
            ),
            (
                "field('maybe').selectedIndex = [...field('maybe').options].findIndex(({ text }) => text === '(empty)')",
                json!({ "maybe": "" }),
            ),
            (
                "all('fieldset input').forEach((box) => { box.checked = true; })",
                json!({ "choices": ["", "other"] }),
            ),
        ] {
            gets(&browser, &url, entered, presets_but(&changed)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn what_an_address_says_is_not_changed_by_showing_it() {
    let server = server().await;
    Browser::with(async move |browser| {
        for (query, changed) in [
            ("name=", json!({ "name": "" })),
            ("name=a%0Ab", json!({ "name": "a\nb" })),
            ("name=a%0D%0Ab", json!({ "name": "a\r\nb" })),
            ("name=nobody", json!({})),
            ("limit=", json!({ "limit": null })),
            ("tags=+x+&tags=", json!({ "tags": [" x ", ""] })),
            ("tags=", json!({ "tags": [""] })),
            ("tags=a%0Ab&tags=c", json!({ "tags": ["a\nb", "c"] })),
            ("choice=", json!({ "choice": "" })),
            ("maybe=", json!({ "maybe": null })),
            (
                "choices=other&choices=&choices=other",
                json!({ "choices": ["other", "", "other"] }),
            ),
        ] {
            let url = server.url(&format!("/presets?{query}"));
            gets(&browser, &url, "", presets_but(&changed)).await;
            // Something else is changed, by which all may have to be sent in another way.
            let more = "field('numbers').value = ''";
            let mut changed = changed;
            changed["numbers"] = json!([]);
            gets(&browser, &url, more, presets_but(&changed)).await;
        }
        // Changing a list of several lines keeps the lines of its items.
        let url = server.url("/presets?tags=a%0Ab&tags=c");
        let more = "field('tags').value = field('tags').value.replace('\"c\"', '\"d\"')";
        gets(
            &browser,
            &url,
            more,
            presets_but(&json!({ "tags": ["a\nb", "d"] })),
        )
        .await;
    })
    .await;
}

#[tokio::test]
async fn what_no_control_can_show_is_left_to_the_server_to_refuse() {
    let server = server().await;
    Browser::with(async move |browser| {
        for (query, name, shown) in [
            ("size=many", "size", "many"),
            ("choice=third", "choice", "third"),
            ("numbers=x&numbers=1", "numbers", "x"),
            ("sure=perhaps", "sure", "perhaps"),
        ] {
            browser
                .goto(&server.url(&format!("/presets?{query}")))
                .await;
            browser.submit().await;
            let problem =
                format!("document.getElementById(`${{field('{name}').id}}-problem`).textContent");
            browser
                .until(&format!("{problem}.includes('{shown}')"))
                .await;
        }
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_sent_is_said_at_its_field() {
    let server = server().await;
    Browser::with(async move |browser| {
        for (path, entered, name, said) in [
            (
                "/presets",
                "field('size').value = ''",
                "size",
                "needs a value",
            ),
            (
                "/presets",
                "field('choice').selectedIndex = 0",
                "choice",
                "needs a value",
            ),
            // An empty list cannot be said in an address, and the job takes nothing else.
            (
                "/tags",
                "field('tags').value = ''",
                "tags",
                "address cannot hold",
            ),
        ] {
            browser.goto(&server.url(path)).await;
            browser.until("all('form').length").await;
            browser.run(entered).await;
            browser.submit().await;
            let problem =
                format!("document.getElementById(`${{field('{name}').id}}-problem`).textContent");
            browser
                .until(&format!("{problem}.includes('{said}')"))
                .await;
            assert_eq!(browser.run("return all('sse-progress').length").await, 0);
        }
    })
    .await;
}
