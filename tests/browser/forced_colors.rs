//! Colors that are the user's: what a state is has to be seen without those of the page.

use serde_json::json;

use super::browser::Browser;
use super::server::Server;

const BAR: &str = "
    const fill = bar().firstElementChild;
    const { backgroundColor, backgroundImage } = getComputedStyle(fill);
    const { borderTopStyle } = getComputedStyle(bar());
    const badge = run().querySelector('.badge');
    return [backgroundImage !== 'none', backgroundColor !== getComputedStyle(bar()).backgroundColor,
        borderTopStyle, badge.textContent, getComputedStyle(badge).borderTopStyle];
";

#[tokio::test]
async fn a_state_is_seen_without_the_colors_of_the_page() {
    let server = Server::start(&[]).await;
    Browser::with(async move |browser| {
        browser.force_colors().await;
        for (path, state, hatched, badge) in [
            ("/fails", "failed", true, "Failed"),
            ("/count/3", "succeeded", false, "Succeeded"),
            ("/wait", "running", false, "Running"),
        ] {
            browser.goto(&server.url(path)).await;
            browser.submit().await;
            // The first snapshot may be older than its length.
            browser
                .until(&format!(
                    "element()?.state === '{state}' && text('.badge') === '{badge}' && !bar().classList.contains('indeterminate')"
                ))
                .await;
            let seen = browser.run(BAR).await;
            assert_eq!(seen[0], hatched, "{state}");
            if !hatched {
                assert_eq!(seen[1], true, "{state}: the bar is seen in its track");
            }
            assert_eq!(seen[2], "solid");
            assert_eq!(seen[3], badge);
            assert_eq!(seen[4], "solid");
        }
        // On the list of runs as well.
        browser.run("document.querySelector('nav a').click()").await;
        browser.until("all('.run-row').length === 3").await;
        let rows = browser
            .run("return all('.run-row').map((row) => [row.querySelector('.badge').textContent, getComputedStyle(row.querySelector('.fill')).backgroundImage !== 'none'])")
            .await;
        assert_eq!(
            rows,
            json!([["Running", false], ["Succeeded", false], ["Failed", true]])
        );
    })
    .await;
}
