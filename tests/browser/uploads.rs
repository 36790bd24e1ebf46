//! Files of a form, which reach the job as parts.

use std::fs;

use serde_json::json;
use sse_progress::{BodyError, Multipart, job, jobs};

use super::axe::assert_accessible;
use super::browser::Browser;
use super::server::Server;

/// Say what each file is called and how long it is.
#[job(POST "/collect")]
async fn collect(mut form: Multipart, unit: String) -> Result<Vec<String>, BodyError> {
    let mut files = Vec::new();
    while let Some(mut part) = form.next_part().await? {
        let length = part.bytes().await?.len();
        let name = part.file_name().unwrap_or_default();
        files.push(format!("{}: {name} {length} {unit}", part.name()));
    }
    Ok(files)
}

#[tokio::test]
async fn the_form_of_a_job_that_takes_parts_sends_files() {
    let directory = tempfile::tempdir().unwrap();
    let files = [("one.csv", 3), ("né 2.bin", 900_000)].map(|(name, length)| {
        let path = directory.path().join(name);
        fs::write(&path, vec![b'\n'; length]).unwrap();
        path.to_str().unwrap().to_owned()
    });
    let server = Server::with(jobs![collect], &[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/collect?unit=bytes")).await;
        browser.until("all('input[type=file]').length").await;
        browser
            .type_into("input[type=file]", &files.join("\n"))
            .await;
        browser.run("document.querySelector('details').open = true").await;
        browser
            .until("all('details pre')[1].textContent.includes(`-F 'file=@\"one.csv\"' -F 'file=@\"né 2.bin\"'`)")
            .await;
        let own = browser.run("return all('details pre')[0].textContent").await;
        let end = " unit=bytes -F 'file=@one.csv' -F 'file=@né 2.bin'";
        assert!(own.as_str().unwrap().ends_with(end), "{own}");
        browser.submit().await;
        browser.until("element().state === 'succeeded'").await;
        assert_eq!(
            browser.run("return element().result").await,
            json!(["file: one.csv 3 bytes", "file: né 2.bin 900000 bytes"])
        );
        drop(directory);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_has_vanished_is_named_at_its_field() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("gone.png");
    fs::write(&file, "image").unwrap();
    let server = Server::start(&[]).await;
    let forms = Server::with(jobs![collect], &[]).await;
    Browser::with(async move |browser| {
        let pages = [
            server.url("/measure?unit=bytes"),
            forms.url("/collect?unit=bytes"),
        ];
        for page in pages {
            fs::write(&file, "image").unwrap();
            browser.goto(&page).await;
            browser.until("all('input[type=file]').length").await;
            browser
                .type_into("input[type=file]", file.to_str().unwrap())
                .await;
            fs::remove_file(&file).unwrap();
            browser.submit().await;
            browser
                .until("document.querySelector('#body-problem').textContent === 'gone.png cannot be read: choose it again.'")
                .await;
            let shown = browser
                .run("return [document.activeElement.type, document.activeElement.ariaInvalid, all('sse-progress').length]")
                .await;
            assert_eq!(shown, json!(["file", "true", 0]));
        }
        drop(directory);
    })
    .await;
}

#[tokio::test]
async fn a_form_without_a_file_is_started_only_if_that_is_meant() {
    let server = Server::with(jobs![collect], &[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/collect?unit=bytes")).await;
        browser.until("all('input[type=file]').length").await;
        let described = "document.getElementById(document.querySelector('[type=file]').getAttribute('aria-describedby')).textContent";
        let before = browser.run(&format!("return {described}")).await;
        assert_eq!(before, "");
        browser.submit().await;
        browser.until(&format!("{described} === 'Choose a file.'")).await;
        browser
            .run("const way = all('button').find((b) => b.textContent === 'Start without a file'); way.focus(); way.click()")
            .await;
        browser.until("element().state === 'succeeded'").await;
        let focused = browser.run("return document.activeElement.textContent").await;
        assert_eq!(focused, "Start");
    })
    .await;
}

const TAB: &str = "\u{E004}";
const ENTER: &str = "\u{E007}";

#[tokio::test]
async fn fields_are_added_beside_files_by_keyboard_alone() {
    let server = Server::with(jobs![collect], &[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/collect?unit=bytes")).await;
        browser.until("field('Files')").await;
        browser.run("field('Files').focus(); document.querySelector('details').open = true").await;
        for keys in [TAB, ENTER, "note", TAB, "@home", TAB] {
            browser.press(keys).await;
        }
        browser.until("document.activeElement.ariaLabel === 'Remove name 1'").await;
        let commands = browser
            .run("const has = (n, text) => all('details pre')[n].textContent.includes(text);
                return [has(0, \"-F 'note=@@home'\"), has(1, \"--form-string 'note=@home'\")]")
            .await;
        assert_eq!(commands, json!([true, true]));

        // One more, of which the name is forgotten.
        for keys in [TAB, ENTER, TAB, "new", ENTER] {
            browser.press(keys).await;
        }
        browser.until("field('name 2').ariaInvalid === 'true' && document.activeElement === field('name 2')").await;
        assert_accessible(&browser, "fields beside files").await;
        assert_eq!(browser.run("return all('sse-progress').length").await, 0);
        for keys in [TAB, TAB, ENTER] {
            browser.press(keys).await;
        }
        browser.until("document.activeElement.textContent === 'Add a field' && !field('name 2')").await;
        browser.reload().await;
        browser.until("field('value 1')?.value === '@home'").await;
        browser.submit().await;
        browser.until("element().state === 'succeeded'").await;
        let result = browser.run("return element().result").await;
        assert_eq!(result, json!(["note:  5 bytes"]));
    })
    .await;
}

/// The job fails while the browser is still sending. To close the connection would reset it, and the
/// browser would never see the answer.
#[tokio::test]
async fn a_page_is_told_what_is_wrong_with_a_file_that_it_is_still_sending() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("large.bin");
    fs::write(&path, vec![b'\n'; 20_000_000]).unwrap();
    let path = path.to_str().unwrap().to_owned();
    let server = Server::with(jobs![collect], &[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/collect?unit=bytes")).await;
        browser.until("all('input[type=file]').length").await;
        browser.type_into("input[type=file]", &path).await;
        browser.submit().await;
        browser.until("element().state === 'failed'").await;
        drop(directory);
    })
    .await;
}
