//! What axe-core says about each of the pages, in both schemes and on a phone.

use super::axe::assert_accessible;
use super::browser::Browser;
use super::server::Server;

const SCHEMES: [(&str, u32); 3] = [("light", 1000), ("dark", 1000), ("light", 320)];

/// Looks at the page in every scheme.
async fn look(browser: &Browser, what: &str) {
    for (scheme, width) in SCHEMES {
        browser.show_as(scheme, width).await;
        assert_accessible(browser, &format!("{what}, {scheme}, {width} px")).await;
        let wide = browser
            .run("return document.documentElement.scrollWidth > innerWidth")
            .await;
        assert_eq!(wide, false, "{what} scrolls sideways at {width} px");
    }
}

#[tokio::test]
async fn the_list_of_jobs_is_accessible() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/")).await;
        browser.until("all('.job').length").await;
        look(&browser, "the list").await;
    })
    .await;
}

#[tokio::test]
async fn a_form_is_accessible_also_with_what_is_wrong_with_it() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/kinds/%7Bpath%7D")).await;
        browser.until("field('path')").await;
        look(&browser, "a form").await;
        browser.run("field('path').form.requestSubmit()").await;
        browser.until("field('path').ariaInvalid === 'true'").await;
        browser
            .run("document.querySelector('details').open = true")
            .await;
        look(&browser, "a form with a mistake").await;

        browser.goto(&server.url("/measure")).await;
        browser.until("all('input[type=file]').length").await;
        look(&browser, "a form for a body").await;
    })
    .await;
}

#[tokio::test]
async fn a_run_is_accessible_while_it_goes_on_and_when_it_is_shared() {
    let mut server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.show_as("light", 1000).await;
        browser.goto(&server.url("/album/summer")).await;
        browser.until("field('name')").await;
        browser.run("field('name').form.requestSubmit()").await;
        browser.until("element().snapshot.tasks.length === 4").await;
        browser.until("all('.share a').length").await;
        look(&browser, "a run").await;

        let link = browser
            .run("return document.querySelector('.share a').href")
            .await;
        browser.open_beside(link.as_str().unwrap()).await;
        browser.until("element().snapshot.tasks.length === 4").await;
        look(&browser, "a run's page").await;
        assert_eq!(server.signal().await, "started");
        assert!(server.is_quiet());
    })
    .await;
}

#[tokio::test]
async fn a_run_is_accessible_however_it_ended() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.show_as("light", 1000).await;
        for (path, state) in [("/fails", "failed"), ("/count/3", "succeeded")] {
            browser.goto(&server.url(path)).await;
            browser.submit().await;
            browser
                .until(&format!("element().state === '{state}'"))
                .await;
            look(&browser, state).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_page_for_nothing_is_accessible() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser
            .goto(&server.url("/runs/4qJ0mX2vT9cB7yKdR1sN3w"))
            .await;
        browser.until("document.title === 'No such run'").await;
        look(&browser, "no run").await;
    })
    .await;
}
