//! What is typed is what is meant: nothing is corrected in silence.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sse_progress::{Job, job, jobs};

use super::browser::Browser;
use super::server::Server;

/// Say what came in.
#[job("/say")]
async fn say(
    text: String,
    letter: Option<char>,
    factor: Option<f64>,
    #[param(default = Some(4))] limit: Option<u8>,
    numbers: Vec<u32>,
) -> Value {
    json!([text, letter, factor, limit, numbers])
}

#[derive(Debug, Deserialize, Serialize, JsonSchema)]
struct Code(#[schemars(regex(pattern = "^[A-Z]+$"))] String);

#[derive(Debug, Deserialize, JsonSchema)]
struct Name(#[schemars(length(min = 2))] String);

/// Say what came in of texts that cannot be just any.
#[job("/checked")]
async fn checked(
    code: Code,
    name: Name,
    #[param(default = Code("A".to_owned()))] preset: Code,
    codes: Vec<Code>,
) -> String {
    format!("{} {} {} {codes:?}", code.0, name.0, preset.0)
}

async fn server() -> Server {
    let jobs: [Job; 2] = jobs![say, checked];
    Server::with(jobs, &[]).await
}

/// Types, as a keyboard does: through whatever the control does with what is typed.
async fn enter(browser: &Browser, name: &str, text: &str) {
    browser
        .run_with(
            &format!(
                "field('{name}').focus(); field('{name}').select(); document.execCommand('delete');
                for (const piece of arguments[0].split(/(\\n)/)) {{
                    if (piece === '\\n') document.execCommand('insertLineBreak');
                    else if (piece) document.execCommand('insertText', false, piece);
                }}"
            ),
            vec![text.into()],
        )
        .await;
}

/// What is said at a field when the form is sent.
async fn complaint(browser: &Browser, name: &str) -> Value {
    browser.submit().await;
    let problem = format!("document.getElementById(`${{field('{name}').id}}-problem`)");
    browser.until(&format!("{problem}.checkVisibility()")).await;
    browser.run(&format!("return {problem}.textContent")).await
}

#[tokio::test]
async fn what_cannot_be_is_said_and_not_made_something_else() {
    let mut server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/say?text=x")).await;
        browser.until("field('letter')").await;
        for (name, typed, right, said) in [
            (
                "letter",
                "xy",
                "👍",
                "This takes one character, and here are 2.",
            ),
            (
                "factor",
                "1,5",
                "1.5",
                "“1,5” is not a number. Decimals stand behind a point: 1.5",
            ),
            ("limit", "2.5", "7", "“2.5” is not an integer."),
            (
                "numbers",
                "1\n\n2x\n3",
                "1\n\n2\n3",
                "Line 3: “2x” is not an integer.",
            ),
        ] {
            enter(&browser, name, typed).await;
            assert_eq!(complaint(&browser, name).await, said);
            assert_eq!(
                browser.run(&format!("return field('{name}').value")).await,
                typed
            );
            enter(&browser, name, right).await;
        }
        assert!(server.is_quiet());
        browser.submit().await;
        browser.until("element().state === 'succeeded'").await;
        let result = browser.run("return element().result").await;
        assert_eq!(result, json!(["x", "👍", 1.5, 7, [1, 2, 3]]));
    })
    .await;
}

#[tokio::test]
async fn a_text_can_be_empty_and_an_option_nothing() {
    let server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/say")).await;
        browser.until("field('text')").await;
        assert_eq!(complaint(&browser, "text").await, "This needs a value.");
        let hint = "document.getElementById(`${field('limit').id}-hint`).textContent";
        let hint = browser.run(&format!("return {hint}")).await;
        assert_eq!(hint, "Leave it empty for nothing.");
        enter(&browser, "limit", "").await;
        browser.run("press('Leave it empty: text')").await;
        let focused = browser
            .run("return document.activeElement === field('text')")
            .await;
        assert_eq!(focused, true);
        browser.submit().await;
        browser.until("element().state === 'succeeded'").await;
        let result = browser.run("return element().result").await;
        assert_eq!(result, json!(["", null, null, null, []]));
    })
    .await;
}

#[tokio::test]
async fn what_must_not_be_empty_cannot_be_left_empty() {
    let mut server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/checked")).await;
        browser.until("field('codes')").await;
        enter(&browser, "preset", "").await;
        enter(&browser, "codes", "A\n\nB").await;
        for (name, said) in [
            ("code", "This needs a value."),
            ("name", "This needs a value."),
            ("preset", "This needs a value. The default is A."),
            ("codes", "Line 2: This has to match ^[A-Z]+$."),
        ] {
            assert_eq!(complaint(&browser, name).await, said);
        }
        let ways = browser.run("return all('.problem button').length").await;
        assert_eq!(ways, 0);
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn what_is_missing_is_said_in_the_language_of_the_page() {
    let server = server().await;
    Browser::with(async move |browser| {
        browser.speak("de").await;
        browser.goto(&server.url("/say")).await;
        browser.until("field('text')").await;
        let said = complaint(&browser, "text").await;
        assert_eq!(said, "Hier fehlt ein Wert.");
        let label = "field('letter').labels[0].textContent";
        let label = browser.run(&format!("return {label}")).await;
        assert_eq!(label, "letter optional");
    })
    .await;
}

#[tokio::test]
async fn a_text_that_is_pasted_keeps_its_lines() {
    let server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/say")).await;
        browser.until("field('text')").await;
        enter(&browser, "text", "before  after").await;
        browser
            .run(
                "field('text').setSelectionRange(7, 7);
                const clipboardData = new DataTransfer();
                clipboardData.setData('text/plain', 'one\\r\\ntwo\\n\\nthree');
                field('text').dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))",
            )
            .await;
        let shown = browser
            .run("return [field('text').localName, document.activeElement === field('text')]")
            .await;
        assert_eq!(shown, json!(["textarea", true]));
        browser.submit().await;
        browser.until("element().state === 'succeeded'").await;
        let text = browser.run("return element().result[0]").await;
        assert_eq!(text, "before one\ntwo\n\nthree after");
    })
    .await;
}

/// Ctrl, held while Enter is pressed.
const CTRL_ENTER: &str = "document.activeElement.dispatchEvent(
    new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true, cancelable: true }))";

#[tokio::test]
async fn ctrl_enter_starts_from_wherever_one_is() {
    let server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/say?text=x")).await;
        browser.until("field('numbers')").await;
        enter(&browser, "numbers", "1\n2").await;
        browser.run(CTRL_ENTER).await;
        browser.until("element().state === 'succeeded'").await;
        let numbers = browser.run("return element().result[4]").await;
        assert_eq!(numbers, json!([1, 2]));
    })
    .await;
}
