//! What was entered is there again after a reload and after Back, and secrets are kept nowhere.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use sse_progress::{Body, Job, job, jobs};

use super::browser::Browser;
use super::server::Server;

#[derive(Deserialize, JsonSchema)]
struct Password(#[schemars(extend("format" = "password"))] String);

#[derive(Deserialize, JsonSchema)]
struct Account {
    user: String,
    key: Option<Password>,
}

/// Say how long the secrets are.
#[job(POST "/login")]
async fn login(note: String, key: Password, account: Option<Account>) -> String {
    let account = account.map_or(0, |account| {
        account.user.len() + account.key.map_or(0, |key| key.0.len())
    });
    format!("{note} {} {account}", key.0.len())
}

/// Say how long a text is.
#[job(POST "/length")]
async fn length(body: Body, unit: Option<String>) -> String {
    format!("{} {}", body.as_bytes().len(), unit.unwrap_or_default())
}

#[derive(Deserialize, JsonSchema)]
#[allow(dead_code, reason = "it is only to be entered")]
struct Place {
    name: String,
    zip: String,
    latitude: f64,
}

#[derive(Deserialize, JsonSchema)]
#[allow(dead_code, reason = "it is only to be entered")]
enum Source {
    Nothing,
    File { path: String, lines: u32 },
}

/// Take what is made of other values.
#[job("/find")]
#[allow(unused_variables, reason = "they are only to be entered")]
async fn find(place: Place, source: Source, others: Vec<Place>) {}

async fn server() -> Server {
    let jobs: [Job; 3] = jobs![login, length, find];
    Server::with(jobs, &[]).await
}

/// Enters texts as a user does, so that the page hears of it.
async fn enter(browser: &Browser, texts: &[(&str, &str)]) {
    for (name, text) in texts {
        browser
            .run(&format!(
                "field('{name}').focus(); document.execCommand('insertText', false, '{text}')"
            ))
            .await;
    }
}

#[tokio::test]
async fn what_was_entered_is_there_again_and_secrets_are_not() {
    let server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/login")).await;
        browser.until("field('note')").await;
        browser.run("press('Add account')").await;
        assert_eq!(browser.run("return field('key').type").await, "password");
        let typed = [("note", "half a sentence"), ("key", "sesame"), ("user", "ann")];
        enter(&browser, &typed).await;
        let kept = browser
            .run("const kept = JSON.stringify({ ...sessionStorage }); return [kept.includes('half a sentence'), kept.includes('sesame')]")
            .await;
        assert_eq!(kept, json!([true, false]));
        browser.reload().await;
        browser.until("field('note').value === 'half a sentence'").await;
        browser.goto(&server.url("/")).await;
        browser.until("all('.job').length === 3").await;
        browser.back().await;
        browser.until("field('note').value === 'half a sentence'").await;
        let values = browser
            .run("return [field('key').value, parts('account').querySelector('input')]")
            .await;
        assert_eq!(values, json!(["", null]));

        enter(&browser, &[("key", "sesame")]).await;
        browser.run("document.querySelector('details').open = true").await;
        browser.until("all('pre')[1].textContent.includes('curl')").await;
        browser.submit().await;
        browser.until("element().result === 'half a sentence 6 0'").await;
        let traces = browser
            .run(
                "return [location.href, document.title, JSON.stringify(history.state), JSON.stringify({ ...sessionStorage }),
                    JSON.stringify({ ...localStorage }), document.body.innerHTML].map((text) => text.includes('sesame'))",
            )
            .await;
        assert_eq!(traces, json!([false, false, false, false, false, false]));
        let search = browser.run("return location.search").await;
        assert_eq!(search, "");
        // The run goes on after a reload, and so does what was entered.
        browser.reload().await;
        browser.until("field('note').value === 'half a sentence' && element().state === 'succeeded'").await;
    })
    .await;
}

#[tokio::test]
async fn what_is_half_filled_is_in_its_fields_again() {
    let server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/find")).await;
        browser.until("parts('source')").await;
        enter(&browser, &[("zip", "00150"), ("latitude", "1,5")]).await;
        browser
            .run("const select = parts('source').querySelector('select');
                select.value = [...select.options].find(({ text }) => text === 'File').value;
                select.dispatchEvent(new Event('input', { bubbles: true }));
                select.dispatchEvent(new Event('change', { bubbles: true }));
                press('Add others')")
            .await;
        enter(&browser, &[("path", "people.csv")]).await;
        // Twice, since what is shown after the first time is kept anew.
        for _ in 0..2 {
            browser.reload().await;
            browser.until("field('zip')?.value === '00150'").await;
            let shown = browser
                .run("return [field('name').value, field('latitude').value, field('path').value, field('lines').value,
                    parts('others 1') !== undefined, all('textarea').length]")
                .await;
            assert_eq!(shown, json!(["", "1,5", "people.csv", "", true, 0]));
            enter(&browser, &[("path", "")]).await;
        }
    })
    .await;
}

#[tokio::test]
async fn nothing_is_started_without_a_body_unless_that_is_meant() {
    let server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/length")).await;
        browser.until("field('A file')").await;
        browser.submit().await;
        browser.until("all('.problem').some((problem) => problem.checkVisibility())").await;
        let said = browser
            .run("return [document.querySelector('#body-problem').textContent, document.activeElement === field('A file'), all('sse-progress').length]")
            .await;
        let words = "Choose a file, or write a text.";
        assert_eq!(said, json!([words, true, 0]));
        browser.run("press('Start with an empty body')").await;
        browser.until("element().result === '0 '").await;

        enter(&browser, &[("or a text", "words")]).await;
        browser.reload().await;
        browser.until("field('or a text').value === 'words'").await;
    })
    .await;
}
