//! Pages and elements in other languages, also in one that is written from right to left.

use serde_json::json;

use super::browser::Browser;
use super::server::Server;
use super::work::server as work;

const ARABIC: &str =
    "<!doctype html><html lang=ar dir=rtl><title>own</title><link rel=icon href=data:,>
<script type=module src=/sse-progress.js></script><sse-progress src=/work></sse-progress>
<p lang=de><sse-progress src=/work?name=1></sse-progress></p>
<p lang=fr-CA><sse-progress src=/work?name=2></sse-progress></p>";

#[tokio::test]
async fn the_pages_are_in_the_language_that_the_browser_asks_for() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.show_as("light", 360).await;
        for (language, lang, dir, jobs, all, succeeded) in [
            ("de-AT,de,en", "de", "ltr", "Jobs", "Alle Jobs", "Erfolgreich"),
            ("ar,en", "ar", "rtl", "المهام", "كل المهام", "نجحت"),
            ("fr", "en", "ltr", "Jobs", "All jobs", "Succeeded"),
        ] {
            browser.speak(language).await;
            browser.goto(&server.url("/")).await;
            browser.until("document.querySelector('.run-list')").await;
            let page = browser
                .run("const { lang, dir } = document.documentElement; return [lang, dir, document.querySelector('h1').textContent]")
                .await;
            assert_eq!(page, json!([lang, dir, jobs]));
            browser.goto(&server.url("/count/3")).await;
            browser
                .until(&format!("document.querySelector('form') && document.querySelector('nav a').textContent === '{all}'"))
                .await;
            browser.submit().await;
            browser.until(&format!("text('.badge') === '{succeeded}'")).await;
            let wide = browser.run("return document.documentElement.scrollWidth > innerWidth").await;
            assert_eq!(wide, false, "{language}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_element_is_in_the_language_that_it_stands_in() {
    let server = work().await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/one")).await;
        browser.until("text('.percent') === '50 %'").await;
        browser
            .run_with(
                "document.open(); document.write(arguments[0]); document.close();",
                vec![ARABIC.into()],
            )
            .await;
        browser
            .until("['قيد التنفيذ', 'Läuft', 'Running'].every((words, n) => text('.badge', n) === words)")
            .await;
        browser
            .run(
                "return import('/sse-progress.js').then(({ addWords }) => {
                    addWords('fr', { running: 'En cours', cancel: 'Annuler' });
                })",
            )
            .await;
        browser
            .until("text('.badge', 2) === 'En cours' && text('.cancel', 2) === 'Annuler'")
            .await;
        // Other words in the place of ours, of a language that is in use.
        browser
            .run("return import('/sse-progress.js').then(({ addWords }) => addWords('de', { running: 'Im Gange' }))")
            .await;
        browser
            .until("text('.badge', 1) === 'Im Gange' && text('.cancel', 1) === 'Abbrechen'")
            .await;

        // “1 / 2” is read from left to right, however the text around it is.
        let order = browser
            .run(
                "const [first, last] = [0, 4].map((index) => {
                    const range = document.createRange();
                    const digits = run(0).querySelector('.amount .number').firstChild;
                    range.setStart(digits, index);
                    range.setEnd(digits, index + 1);
                    return [range.toString(), range.getBoundingClientRect().x];
                });
                return [first[0].length, first[1] < last[1], text('.amount', 0).length]",
            )
            .await;
        assert_eq!(order, json!([1, true, 5]));
        server.finish();
        browser
            .until("text('.state', 1)?.startsWith('Erfolgreich in')")
            .await;
    })
    .await;
}

#[tokio::test]
async fn code_is_written_from_left_to_right_in_every_language() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.speak("ar").await;
        browser.goto(&server.url("/greet")).await;
        browser.until("document.querySelector('.terminal')").await;
        browser
            .run("document.querySelector('.terminal').open = true;
                const set = (name, text) => { field(name).value = text; field(name).dispatchEvent(new Event('input', { bubbles: true })); };
                set('names', 'a'); set('times', '1'); set('score', '2')")
            .await;
        browser.until("document.querySelector('pre').textContent.endsWith(\"'\") || document.querySelector('pre').textContent").await;
        let drawn = browser
            .run(
                "return all('pre, code').filter((node) => node.checkVisibility()).map((node) => {
                    const style = getComputedStyle(node);
                    return `${node.localName} ${style.direction}`;
                }).filter((style) => !style.endsWith(' ltr'))",
            )
            .await;
        assert_eq!(drawn, json!([]));
        assert_eq!(browser.run("return all('pre').length").await, 2);
    })
    .await;
}
