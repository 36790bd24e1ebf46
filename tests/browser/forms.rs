//! What the form of a job is made of, and what it sends.

use std::fs;

use serde_json::json;

use super::browser::Browser;
use super::server::Server;

#[tokio::test]
async fn a_job_is_drawn_to_its_result() {
    let mut server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/count/%7Bto%7D")).await;
        browser.until("field('to')").await;
        browser
            .run("field('to').value = 30; field('to').form.requestSubmit()")
            .await;
        browser.until("element().state === 'succeeded'").await;
        let shown = browser
            .run("return [element().result, element().snapshot.position, bar().ariaValueNow]")
            .await;
        assert_eq!(shown, json!(["counted to 30", 30, "100"]));
        browser
            .until("run().textContent.includes('counting')")
            .await;
        assert_eq!(server.signal().await, "started");
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn a_jobs_own_page_is_filled_from_its_address_and_starts_nothing_by_itself() {
    let mut server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser
            .goto(&server.url("/count/7?word=a%20%26%20%3Cb%3E"))
            .await;
        browser.until("all('form').length === 1").await;
        let values = browser
            .run("return [field('to').value, field('word').value]")
            .await;
        assert_eq!(values, json!(["7", "a & <b>"]));
        assert_eq!(browser.run("return all('sse-progress').length").await, 0);

        browser
            .run("field('to').value = 8; field('to').form.requestSubmit()")
            .await;
        browser.until("element().result === 'a & <b> 8'").await;
        // The address stays one that can be opened again.
        let address = browser
            .run("return location.pathname + location.search")
            .await;
        assert_eq!(address, "/count/8?word=a+%26+%3Cb%3E");
        // Of the two addresses that were asked for, only the form started a run.
        assert_eq!(server.signal().await, "started");
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn every_kind_of_parameter_has_a_control_and_arrives() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/kinds/a%20b?formats=jpeg&words=one&words=two&flag=true")).await;
        browser.until("field('path')").await;
        let controls = browser
            .run(
                "const kind = (name) => field(name).type;
                return [
                    ['path', 'small', 'big', 'factor', 'format', 'words', 'flag', 'maybe'].map(kind),
                    [field('small').inputMode, field('big').inputMode, field('factor').inputMode],
                    [...field('format').options].map((option) => [option.value, option.text]),
                    all('fieldset input').map((box) => [box.value, box.checked]),
                    [field('path').required, field('small').required, field('format').value, field('words').value],
                    ['crop', 'crops'].map((name) => parts(name).textContent),
                    all('.meaning').map((meaning) => meaning.textContent),
                    all('.hint').map((hint) => hint.textContent),
                ]",
            )
            .await;
        assert_eq!(
            controls,
            json!([
                [
                    "text", "text", "text", "text", "select-one", "textarea", "checkbox", "select-one"
                ],
                ["numeric", "numeric", "text"],
                [["", "–"], ["jpeg", "jpeg"], ["png", "png – Without loss."]],
                [["jpeg", true], ["png", false]],
                [true, false, "png", "one\ntwo"],
                ["crop optionalAddEdit as JSON", "crops optionalAddEdit as JSON"],
                ["Without loss."],
                ["A part of the address.", "One per line."],
            ])
        );

        browser.submit().await;
        browser.until("element().state === 'succeeded'").await;
        assert_eq!(
            browser.run("return element().result").await,
            json!(["a b", 3, null, null, "png", ["jpeg"], ["one", "two"], null, [], true, null])
        );

        browser
            .run(
                "const set = (name, value) => { field(name).value = value; };
                set('path', 'ü/?#%&'); set('small', '255'); set('big', '9007199254740991');
                set('factor', '1.5e-3'); set('format', 'jpeg'); set('words', ' a,b \\n\\n c');
                press('Add crop'); set('width', 3);
                asJson('crops').value = '[{\"width\": 1, \"height\": 2}, {\"width\": 4}]';
                all('fieldset .checks input').forEach((box) => { box.checked = true; });
                field('flag').checked = false; set('maybe', 'false');",
            )
            .await;
        browser.submit().await;
        browser.until("element().result?.[1] === 255").await;
        assert_eq!(
            browser.run("return element().result").await,
            json!([
                "ü/?#%&", 255, 9_007_199_254_740_991_u64, 0.0015, "jpeg", ["jpeg", "png"],
                [" a,b ", "", " c"], { "width": 3, "height": null },
                [{ "width": 1, "height": 2 }, { "width": 4, "height": null }], false, false
            ])
        );
    })
    .await;
}

#[tokio::test]
async fn a_form_posts_what_an_address_does_not_take() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/posted")).await;
        browser.until("field('big')").await;
        browser
            .run(
                "field('big').value = '18446744073709551615';
                asJson('crop').value = '{\"width\": 3}';
                asJson('crops').value = '[]';
                field('address').value = '::1'",
            )
            .await;
        browser.submit().await;
        browser.until("element().state === 'succeeded'").await;
        let rest = browser.run("return element().result.slice(1)").await;
        assert_eq!(
            rest,
            json!([[], { "width": 3, "height": null }, [], "::1", null])
        );
        browser
            .until("run().textContent.includes('18446744073709551615')")
            .await;
    })
    .await;
}

#[tokio::test]
async fn what_the_server_refuses_is_said_at_the_field_that_it_names() {
    let mut server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/posted")).await;
        browser.until("field('big')").await;
        browser
            .run(
                "field('big').value = 1;
                asJson('crop').value = '{\"width\": -3}';
                field('address').value = '10.0.0.300'",
            )
            .await;
        browser.submit().await;
        browser.until("field('address').ariaInvalid === 'true'").await;
        let said = browser
            .run(
                "const said = (name) => document.getElementById(`${field(name).id}-problem`).textContent;
                return [said('big'), parts('crop').lastChild.textContent.includes('-3'), said('address'),
                    document.activeElement === parts('crop').querySelector('textarea'), all('sse-progress').length,
                    document.querySelector('.note').textContent]",
            )
            .await;
        assert_eq!(
            said,
            json!([
                "",
                true,
                "address is \"10.0.0.300\": invalid IP address syntax (expected: an IP address)",
                true,
                0,
                ""
            ])
        );

        // The page finds some mistakes without the server.
        browser.run("parts('crop').querySelector('textarea').value = '{'").await;
        browser.submit().await;
        browser.until("document.body.innerText.includes('This is not JSON')").await;

        // And values that cannot be a segment of a path.
        browser.goto(&server.url("/count/7")).await;
        browser.until("field('to')").await;
        browser
            .run("field('to').value = '..'; field('to').form.requestSubmit()")
            .await;
        browser.until("field('to').ariaInvalid === 'true'").await;
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn what_the_server_has_no_room_for_is_said_beside_the_button() {
    let mut server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/single")).await;
        browser.submit().await;
        assert_eq!(server.signal().await, "started");

        browser.open_beside(&server.url("/single")).await;
        browser.submit().await;
        browser
            .until("document.querySelector('[role=alert]').textContent.length > 10")
            .await;
        assert_eq!(browser.run("return all('sse-progress').length").await, 0);
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn a_body_is_a_file_or_a_text_beside_the_query() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file.bin");
    fs::write(&file, [0, 255, 13, 10]).unwrap();
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/measure")).await;
        browser.until("field('unit')").await;
        browser
            .run("field('unit').value = 'bytes'; field('or a text').value = 'grüße'")
            .await;
        browser.submit().await;
        browser.until("element().result === '7 bytes'").await;

        browser
            .type_into("input[type=file]", file.to_str().unwrap())
            .await;
        browser.until("field('or a text').disabled").await;
        browser.submit().await;
        browser.until("element().result === '4 bytes'").await;
        drop(directory);
    })
    .await;
}

#[tokio::test]
async fn a_double_click_starts_one_run() {
    let mut server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        // The first of these is over before the second click, the other goes on.
        for path in ["/count/1", "/album/summer"] {
            browser.goto(&server.url(path)).await;
            browser.until("all('form').length").await;
            browser.double_click("button.primary").await;
            assert_eq!(server.signal().await, "started");
            browser.until("element().run").await;
            assert_eq!(browser.run("return all('sse-progress').length").await, 1);
            assert!(server.is_quiet());
        }
        // However fast the first has been.
        browser.goto(&server.url("/count/1")).await;
        browser.until("all('form').length").await;
        let click = |times: u32| {
            format!("document.querySelector('button.primary').dispatchEvent(new MouseEvent('click', {{ detail: {times}, bubbles: true, cancelable: true }}))")
        };
        browser.run(&click(1)).await;
        browser.until("element().state === 'succeeded'").await;
        browser.run(&click(2)).await;
        assert_eq!(browser.run("return all('sse-progress').length").await, 1);
        assert_eq!(server.signal().await, "started");
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn the_same_for_a_terminal_is_one_command_whatever_is_in_it() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/count/%7Bto%7D")).await;
        browser.until("field('to')").await;
        browser.run("document.querySelector('details').open = true").await;
        browser.until("document.querySelector('details .other').checkVisibility()").await;
        browser
            .run(
                "field('word').value = \"it's $(x)\"; field('to').value = 7;
                field('to').dispatchEvent(new Event('input', { bubbles: true }))",
            )
            .await;
        let commands = browser.run("return all('pre').map((pre) => pre.textContent)").await;
        let address = server.url("/count/7");
        assert_eq!(
            commands,
            json!([
                format!("sse-progress run '{address}' 'word=it'\\''s $(x)'"),
                format!("curl -N '{address}?word=it%27s+%24%28x%29'"),
            ])
        );

        browser.goto(&server.url("/greet")).await;
        browser.until("field('names')").await;
        browser
            .run(
                "field('names').value = \"O'Neil\"; field('times').value = 1; field('score').value = 2;
                document.querySelector('details').open = true",
            )
            .await;
        browser.until("document.querySelector('pre').textContent").await;
        let commands = browser.run("return all('pre').map((pre) => pre.textContent)").await;
        let address = server.url("/greet");
        assert_eq!(
            commands[0],
            format!("sse-progress run '{address}' 'names=O'\\''Neil' times=1 score=2")
        );
        assert_eq!(
            commands[1],
            format!(
                "curl -N -H 'accept: text/event-stream' -H 'content-type: application/json' \
                 --data-binary '{{\"names\":[\"O'\\''Neil\"],\"times\":1,\"score\":2}}' '{address}'"
            )
        );
    })
    .await;
}

#[tokio::test]
async fn all_of_it_works_below_a_prefix() {
    let mut server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/below/count/9")).await;
        browser.until("field('to')?.value === '9'").await;
        browser.submit().await;
        browser.until("element().result === 'counted to 9'").await;
        assert_eq!(server.signal().await, "started");
        browser.until("document.querySelector('.share a').pathname.startsWith('/below/runs/')").await;

        browser.goto(&server.url("/below/greet")).await;
        browser.until("field('score')").await;
        browser
            .run("field('score').value = field('times').value = 1; field('score').form.requestSubmit()")
            .await;
        browser.until("element().result === ' 1 1'").await;

        browser.goto(&server.url("/below/wait")).await;
        browser.submit().await;
        browser.until("element().state === 'running'").await;
        browser.run("element().cancel()").await;
        browser.until("element().state === 'cancelled'").await;
    })
    .await;
}
