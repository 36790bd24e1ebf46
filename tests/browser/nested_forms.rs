//! Forms of what is made of other values: structs, enums with data, lists of them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sse_progress::{Job, job, jobs};

use super::browser::Browser;
use super::server::Server;

#[derive(Deserialize, Serialize, JsonSchema)]
struct Inner {
    names: Vec<String>,
    #[serde(default)]
    exact: bool,
}

fn quality() -> Option<u8> {
    Some(80)
}

#[derive(Deserialize, Serialize, JsonSchema)]
struct Options {
    /// In pixels.
    width: u32,
    note: Option<String>,
    #[serde(default = "quality")]
    quality: Option<u8>,
    inner: Inner,
}

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Area {
    /// Round.
    Circle {
        radius: u32,
    },
    Square {
        side: f64,
    },
}

#[derive(Deserialize, Serialize, JsonSchema)]
enum Shape {
    Nothing,
    Scaled(f64),
    Pair(u8, String),
    Point { x: i32, y: i32 },
}

#[derive(Deserialize, Serialize, JsonSchema)]
struct Tree {
    title: String,
    children: Vec<Tree>,
}

/// Say what came in.
#[job("/nested")]
async fn nested(
    options: Options,
    area: Area,
    shape: Option<Shape>,
    rows: Vec<Inner>,
    tree: Option<Tree>,
    #[param(default = Some(Inner { names: vec!["a".to_owned()], exact: true }))] preset: Option<
        Inner,
    >,
    map: Option<BTreeMap<String, u8>>,
) -> Value {
    json!([options, area, shape, rows, tree, preset, map])
}

async fn server() -> Server {
    let jobs: [Job; 1] = jobs![nested];
    Server::with(jobs, &[]).await
}

/// Sets what is in a control, and tells as a user's hand would, who finds a control by its parameter first.
const SET: &str = "
    const inside = (name, label) => {
        const found = [...parts(name).querySelectorAll('label')].find((l) => l.firstChild.data === label);
        return document.getElementById(found.htmlFor);
    };
    const tell = (input, type) => input.dispatchEvent(new Event(type, { bubbles: true }));
    const set = (input, value) => { input.value = value; tell(input, 'input'); };
    const choose = (name, label) => {
        const select = parts(name).querySelector('select');
        select.value = [...select.options].find((option) => option.text === label).value;
        tell(select, 'input'); tell(select, 'change');
    };
";

async fn enter(browser: &Browser, script: &str) {
    browser.run(&format!("{SET}{script}")).await;
}

#[tokio::test]
async fn structs_enums_and_lists_of_them_are_filled_in_field_by_field() {
    let server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/nested")).await;
        browser.until("parts('options')").await;
        let told = browser
            .run("return [all('.nested .hint')[0].textContent, [...parts('area').querySelectorAll('option')].map((o) => o.text)]")
            .await;
        assert_eq!(told, json!(["In pixels.", ["Choose…", "circle", "square"]]));
        enter(
            &browser,
            "set(inside('options', 'width'), '640'); set(inside('options', 'names'), 'one\\ntwo');
            set(inside('options', 'quality'), '');
            choose('area', 'square'); set(inside('area', 'side'), '1.5');
            press('Add shape'); choose('shape', 'Pair');
            set(inside('shape', '1'), '7'); set(inside('shape', '2'), 'seven');
            press('Add rows'); press('Add rows'); press('Add rows'); press('Remove rows 2');
            parts('rows 2').querySelector('[type=checkbox]').click();
            press('Add tree'); set(inside('tree', 'title'), 'root');
            press('Add children'); set(inside('children 1', 'title'), 'leaf');
            press('Remove preset');
            set(field('map'), '{\"a\": 1}')",
        )
        .await;
        browser.submit().await;
        browser.until("element().state === 'succeeded'").await;
        let inner = |names: &[&str], exact| json!({ "names": names, "exact": exact });
        let expected = json!([
            { "width": 640, "note": null, "quality": null, "inner": inner(&["one", "two"], false) },
            { "kind": "square", "side": 1.5 },
            { "Pair": [7, "seven"] },
            [inner(&[], false), inner(&[], true)],
            { "title": "root", "children": [{ "title": "leaf", "children": [] }] },
            null,
            { "a": 1 },
        ]);
        assert_eq!(browser.run("return element().result").await, expected);
        // It is named by what was entered, and not by its JSON.
        let label = browser.run("return text('.label')").await;
        let words = "nested · options 640, one, two · area square, 1.5 · shape 7, seven";
        assert!(label.as_str().unwrap().starts_with(words), "{label}");

        // What is in the address now is shown by the same fields, and is the same.
        let address = browser.run("return location.href").await;
        browser.goto(&server.url("/")).await;
        browser.run("sessionStorage.clear()").await;
        browser.goto(address.as_str().unwrap()).await;
        browser.until("all('form').length === 1 && parts('children 1')").await;
        browser.submit().await;
        browser.until("element().state === 'succeeded'").await;
        assert_eq!(browser.run("return element().result").await, expected);
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_inside_is_said_at_the_member() {
    let mut server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/nested")).await;
        browser.until("parts('options')").await;
        browser.submit().await;
        browser.until("all('[aria-invalid=true]').length === 2").await;
        let focused = browser
            .run("return [document.activeElement === field('width'), all('sse-progress').length]")
            .await;
        assert_eq!(focused, json!([true, 0]));

        // The page does not know that this is too much, and the server does.
        enter(
            &browser,
            "set(field('width'), '99999999999'); choose('area', 'circle'); set(field('radius'), '1')",
        )
        .await;
        browser.submit().await;
        let said = "document.getElementById(`${field('width').id}-problem`).textContent";
        browser.until(&format!("{said}.includes('more than 4294967295')")).await;
        let said = browser
            .run(&format!("return [{said}, all('.problem:not([hidden])').length, document.querySelector('.note').textContent]"))
            .await;
        assert_eq!(
            said,
            json!([
                "options.width is 99999999999, which is more than 4294967295",
                1,
                ""
            ])
        );
        assert!(server.is_quiet());
    })
    .await;
}

/// What a screen reader says of the control that is found, beside its name.
const DESCRIPTION: &str = "
    const description = (input) => input.getAttribute('aria-describedby').split(' ')
        .map((id) => document.getElementById(id).textContent).join(' ').trim();
";

#[tokio::test]
async fn what_is_wrong_with_a_choice_or_with_json_is_its_description() {
    let server = server().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/nested")).await;
        browser.until("parts('options')").await;
        browser.run("asJson('options').value = '{'").await;
        browser.submit().await;
        browser
            .until("all('[aria-invalid=true]').length === 2")
            .await;
        let said = browser
            .run(&format!(
                "{DESCRIPTION} const choice = parts('area').querySelector('select');
                const json = description(parts('options').querySelector('textarea'));
                return [choice.required, description(choice), json.slice(0, 16)]"
            ))
            .await;
        assert_eq!(
            said,
            json!([true, "Choose one of them.", "This is not JSON"])
        );
        enter(&browser, "choose('area', 'circle')").await;
        let said = browser
            .run(&format!(
                "{DESCRIPTION} return description(parts('area').querySelector('select'))"
            ))
            .await;
        assert_eq!(said, "");
    })
    .await;
}

#[tokio::test]
async fn a_value_that_the_fields_cannot_show_is_json() {
    let server = server().await;
    Browser::with(async move |browser| {
        let rest = "area=%7B%22kind%22%3A%22circle%22%2C%22radius%22%3A2%7D";
        let options = "%7B%22width%22%3A3%2C%22inner%22%3A%7B%22names%22%3A%5B%5D%7D%2C%22more%22%3A1%7D";
        browser.goto(&server.url(&format!("/nested?{rest}&options={options}"))).await;
        browser.until("parts('options')").await;
        let shown = browser
            .run("return [JSON.parse(parts('options').querySelector('textarea').value), field('radius').value]")
            .await;
        let given = json!({ "width": 3, "inner": { "names": [] }, "more": 1 });
        assert_eq!(shown, json!([given, "2"]));
        browser.run("parts('options').querySelector('.toggle').click()").await;
        browser.until("parts('options').textContent.includes('cannot show')").await;
        browser
            .run("const area = parts('options').querySelector('textarea');
                area.value = area.value.replace(/,\\s*\"more\": 1/, '');
                parts('options').querySelector('.toggle').click()")
            .await;
        browser.until("field('width').value === '3'").await;
        browser.submit().await;
        browser.until("element().state === 'succeeded'").await;
        let width = browser.run("return element().result[0].width").await;
        assert_eq!(width, 3);
    })
    .await;
}
