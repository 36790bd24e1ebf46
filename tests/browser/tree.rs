//! What a screen reader makes of the bars of a run, and of its failure.

use serde_json::{Value, json};
use sse_progress::{Progress, job, jobs};

use super::browser::Browser;
use super::server::{Server, Signals};

/// Finish steps within steps within steps.
#[job("/nested")]
async fn nested(progress: Progress, #[state] signals: Signals) {
    let outer = progress.child("a step with a name that is too long for one line of a small phone");
    let middle = outer.child("a step in it, of which the name is long, too");
    let inner = middle.child("the innermost");
    for bar in [inner, middle, outer] {
        bar.finish();
    }
    signals.1.notified().await;
}

#[tokio::test]
async fn bars_within_bars_are_lists_within_lists() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/album/summer")).await;
        browser.until("field('name')").await;
        browser.run("field('name').form.requestSubmit()").await;
        browser.until("element()?.snapshot?.tasks.length === 4").await;
        browser.until("run().querySelectorAll('.children .bar').length === 4").await;
        // Each bar's depth is that of its task. What is over has no bar left, but its name and how long it took.
        let depths = browser
            .run(
                "const depth = ({ parent }) => parent === null ? 1
                    : 1 + depth(element().snapshot.tasks.find(({ id }) => id === parent));
                return Object.fromEntries(element().snapshot.tasks
                    .filter(({ state }) => state === 'running').map((task) => [task.label, depth(task)]))",
            )
            .await;
        let tree = browser.heard().await;
        let mut seen = serde_json::Map::new();
        for (place, node) in tree.iter().enumerate() {
            if node["role"] == "progressbar" && node["lists"] != 0 {
                assert!(tree[..place].iter().any(|item| item["role"] == "listitem"));
                seen.insert(node["name"].as_str().unwrap().to_owned(), node["lists"].clone());
            }
        }
        assert_eq!(Value::from(seen), depths);
        let named = tree.iter().any(|node| node["role"] == "list" && node["name"] == "Tasks");
        assert!(named, "{tree:#?}");
    })
    .await;
}

#[tokio::test]
async fn a_failure_is_said_once_with_its_cause() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/fails")).await;
        browser.until("all('form').length").await;
        browser
            .run(
                "window.said = [];
                const noted = setInterval(() => {
                    const region = run()?.querySelector('[role=alert]');
                    if (!region) return;
                    clearInterval(noted);
                    new MutationObserver(() => said.push(region.textContent)).observe(region, { childList: true });
                }, 1);
                document.querySelector('form').requestSubmit()",
            )
            .await;
        browser.until("element()?.state === 'failed' && text('.error')").await;
        browser.until("text('[role=alert]')").await;
        let said = browser.run("return [text('[role=alert]'), text('.error'), run().querySelectorAll('[role=alert]').length, said.filter(Boolean).length]").await;
        let error = said[1].as_str().unwrap().replace('\n', ", ");
        let alert = said[0].as_str().unwrap();
        assert!(alert.starts_with("fails: Failed after") && alert.ends_with(&error), "{alert}");
        assert_eq!(said[2], json!(1));
        assert!(said[3].as_u64().unwrap() <= 1, "{said}");
        // What is drawn again later is not said again.
        browser
            .run("window.before = said.length; element().removeAttribute('log')")
            .await;
        browser.until("!run().querySelector('.tools')").await;
        assert_eq!(browser.run("return said.length - before").await, 0);
    })
    .await;
}

/// A box that is wider than what it stands in is cut off.
#[tokio::test]
async fn finished_steps_within_finished_steps_are_shown_as_a_whole() {
    let server = Server::with(jobs![nested], &[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/nested")).await;
        browser.submit().await;
        browser
            .until("run()?.querySelectorAll('.children .children .children [data-state=finished]').length === 1")
            .await;
        for width in [1280, 360] {
            browser.show_as("light", width).await;
            let wide = browser
                .run(
                    "const edges = (node) => node.getBoundingClientRect();
                    return [...run().querySelectorAll('.run *:not(.unseen, .fill)')]
                        .filter((node) => node.getClientRects().length)
                        .filter((node) => edges(node).right > edges(node.parentElement).right + 0.5)
                        .map((node) => node.className)",
                )
                .await;
            assert_eq!(wide, json!([]), "{width} px");
        }
    })
    .await;
}

#[tokio::test]
async fn a_list_without_items_is_none() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/wait")).await;
        browser.submit().await;
        browser.until("text('.percent') === '50 %'").await;
        let lists = |tree: Vec<Value>| {
            tree.into_iter()
                .filter(|node| node["role"] == "list")
                .count()
        };
        assert_eq!(lists(browser.heard().await), 0);
        browser.goto(&server.url("/album/summer")).await;
        browser.until("field('name')").await;
        browser.run("field('name').form.requestSubmit()").await;
        browser
            .until("run()?.querySelectorAll('.children .bar').length === 4")
            .await;
        assert_eq!(lists(browser.heard().await), 2);
    })
    .await;
}

/// Whoever opens the page of a run that goes on has not started it.
#[tokio::test]
async fn a_run_is_said_to_start_where_it_is_started() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/wait")).await;
        browser.submit().await;
        browser
            .until("text('p[role=status]') === 'wait: started'")
            .await;
        let link = browser
            .run("return document.querySelector('.share a').href")
            .await;
        browser.open_beside(link.as_str().unwrap()).await;
        browser
            .until("text('.percent') === '50 %' && text('p[role=status]')")
            .await;
        assert_eq!(
            browser.run("return text('p[role=status]')").await,
            "wait: Running"
        );
        // Nor has whoever loads its page again.
        browser.reload().await;
        browser
            .until("text('.percent') === '50 %' && text('p[role=status]')")
            .await;
        assert_eq!(
            browser.run("return text('p[role=status]')").await,
            "wait: Running"
        );
    })
    .await;
}
