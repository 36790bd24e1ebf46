//! The pictures of the README. Each is taken of a page that is looked at as well: whether all of it is in view, and as wide
//! as its window.
//!
//! `SNAPSHOTS=overwrite cargo test -p sse-progress-tests --features browser --test browser pictures` writes them anew.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sse_progress::{Body, Progress, job, jobs};

use super::browser::Browser;
use super::own_page::program::Program;
use super::server::{Server, Signals};

/// The README is loaded over slow links, too. In bytes.
const MOST: usize = 200_000;

/// What is cut off, or out of view, of all that has to be seen whole: its text.
const HIDDEN: &str = "
    const whole = 'h1, h2, button, label, .badge, .state, .percent, .error, .problem, [role=progressbar]';
    const nodes = [document, ...all('sse-progress').map(({ shadowRoot }) => shadowRoot)]
        .flatMap((root) => [...root.querySelectorAll(whole)])
        .filter((node) => node.checkVisibility() && (node.innerText || node.role));
    const within = ({ left, right }) => left >= 0 && right <= innerWidth;
    const cut = nodes.filter((node) => node.scrollWidth > node.clientWidth + 1 && node.clientWidth
        || !within(node.getBoundingClientRect()));
    return cut.map((node) => node.outerHTML)";

/// How many colors a picture has, and the share of the one that most of it has.
const COLORS: &str = "
    const picture = await createImageBitmap(new Blob([new Uint8Array(arguments[0])]));
    const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
    context.drawImage(picture, 0, 0);
    const pixels = new Uint32Array(context.getImageData(0, 0, picture.width, picture.height).data.buffer);
    const counts = new Map();
    for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
    return [picture.width, counts.size, Math.max(...counts.values()) / pixels.length]";

/// Shows the page in a window of this size, has a look at it, and takes the picture `examples/pictures/{name}.png`.
/// `seen` are expressions for what has to be in view.
async fn take(browser: &Browser, name: &str, scheme: &str, size: (u32, u32), seen: &[&str]) {
    // The page need not end where its window does.
    let hidden = json!({ "hidden": true });
    browser
        .devtools("Emulation.setScrollbarsHidden", hidden)
        .await;
    browser.show_in(scheme, size, 2).await;
    browser
        .run("scrollTo({ top: 0, behavior: 'instant' })")
        .await;
    browser.until("document.fonts.status === 'loaded'").await;
    for part in seen {
        let place = browser
            .run(&format!(
                "const {{ top, bottom, width, height }} = {part}.getBoundingClientRect();
                return [width > 0 && height > 0 && top >= 0 && bottom <= innerHeight, top, bottom, innerHeight]"
            ))
            .await;
        assert_eq!(place[0], true, "{name}: {part} is in view: {place}");
    }
    let width = browser
        .run("return document.documentElement.scrollWidth")
        .await;
    assert_eq!(width, size.0, "{name}: the page is as wide as its window");
    let hidden = browser.run(HIDDEN).await;
    assert_eq!(hidden, json!([]), "{name}: it is cut");

    let picture = browser.screenshot().await;
    let colors = browser
        .run_with(
            &format!("return (async () => {{ {COLORS} }})()"),
            vec![json!(picture)],
        )
        .await;
    assert_eq!(colors[0], size.0 * 2, "{name}");
    assert!(
        colors[1].as_u64().unwrap() > 50,
        "{name} is blank: {colors}"
    );
    assert!(
        colors[2].as_f64().unwrap() < 0.95,
        "{name} is blank: {colors}"
    );
    assert!(picture.len() < MOST, "{name}: {} bytes", picture.len());
    if std::env::var_os("SNAPSHOTS").is_some_and(|how| how == "overwrite") {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/pictures");
        fs::write(path.join(format!("{name}.png")), picture).unwrap();
    }
}

/// Files of nothing but zeros, which take no room on the disk.
fn files(directory: &Path) {
    fs::create_dir(directory.join("2026")).unwrap();
    for (name, mebibytes) in [
        ("archive.zip", 120),
        ("backup.img", 45),
        ("film.mkv", 90),
        ("2026/photos.tar", 60),
    ] {
        let file = File::create(directory.join(name)).unwrap();
        file.set_len(mebibytes << 20).unwrap();
    }
    for (name, kibibytes) in [("notes.txt", 3), ("2026/letter.pdf", 29)] {
        let file = File::create(directory.join(name)).unwrap();
        file.set_len(kibibytes << 10).unwrap();
    }
}

#[tokio::test]
async fn a_run_with_a_bar_for_each_file() {
    let directory = tempfile::tempdir().unwrap();
    files(directory.path());
    let program = Program::start("checksum", directory.path()).await;
    Browser::with(async move |browser| {
        browser.goto(&program.url("/checksum")).await;
        browser.submit().await;
        // Bit by bit, for machines that are slow.
        for percent in [10, 20, 30, 40, 50] {
            browser
                .until(&format!("element().snapshot.fraction > 0.{percent}"))
                .await;
        }
        browser
            .until("run().querySelectorAll('.children > [data-state=finished]').length > 2")
            .await;
        // It would be over before a machine that is slow has taken two pictures.
        program.pause();
        let seen = [
            "run().querySelector('.badge')",
            "run().querySelector('.cancel')",
            "bar()",
            "[...run().querySelectorAll('[role=progressbar]')].at(-1)",
        ];
        take(&browser, "page", "light", (800, 900), &seen).await;
        take(&browser, "dark", "dark", (800, 900), &seen).await;
        let state = browser
            .run("return [text('.badge'), element().state]")
            .await;
        assert_eq!(state, json!(["Running", "running"]));
    })
    .await;
}

#[tokio::test]
async fn a_failed_import_with_its_causes() {
    let directory = tempfile::tempdir().unwrap();
    let mut csv = "name,age\n".to_owned();
    for age in 0..5_000 {
        let more = if age == 3_117 { ",London" } else { "" };
        writeln!(csv, "Ada,{}{more}", age % 100).unwrap();
    }
    let file = directory.path().join("people.csv");
    fs::write(&file, csv).unwrap();
    let program = Program::start("import_csv", directory.path().join("database")).await;
    Browser::with(async move |browser| {
        browser.goto(&program.url("/import/people")).await;
        browser.until("all('form').length").await;
        browser
            .type_into("input[type=file]", file.to_str().unwrap())
            .await;
        browser.submit().await;
        browser
            .until("element().state === 'failed' && text('.retry') === 'Retry'")
            .await;
        browser.run("document.activeElement.blur()").await;
        let seen = [
            "run().querySelector('.badge')",
            "bar()",
            "run().querySelector('.error')",
            "run().querySelector('.retry')",
        ];
        take(&browser, "failed", "light", (800, 980), &seen).await;
        let error = browser.run("return text('.error')").await;
        assert_eq!(
            error,
            "line 3119 cannot be imported\ncaused by: the number of its fields is 3 and should be 2"
        );
    })
    .await;
}

#[tokio::test]
async fn a_run_on_a_phone() {
    let program = Program::start_alone("order").await;
    Browser::with(async move |browser| {
        browser.goto(&program.url("/orders/7")).await;
        browser.submit().await;
        browser.until("element().state === 'running'").await;
        for (stage, done) in [("paid", 1), ("packed", 2)] {
            browser
                .run(&format!(
                    "return fetch('/warehouse/7/{stage}', {{ method: 'POST' }}).then(() => true)"
                ))
                .await;
            browser
                .until(&format!("element().snapshot.position === {done}"))
                .await;
        }
        browser
            .until("run().querySelectorAll('.children > .bar').length === 3")
            .await;
        let seen = [
            "run().querySelector('.badge')",
            "run().querySelector('.cancel')",
            "bar()",
            "[...run().querySelectorAll('[role=progressbar]')].at(-1)",
        ];
        take(&browser, "phone", "light", (360, 780), &seen).await;
        assert_eq!(browser.run("return element().state").await, "running");
    })
    .await;
}

/// Resize the pictures of an album.
#[job("/resize/{album}")]
async fn resize(progress: Progress, #[state] signals: Signals, album: String) {
    progress.set_unit("pictures");
    progress.set_length(48);
    progress.inc(31);
    progress.set_message(format!("{album}/IMG_0031.jpg"));
    let enough = Arc::clone(&signals.1);
    enough.notified().await;
}

/// Import a CSV file into a table.
#[job(POST "/import/{table}")]
async fn import(progress: Progress, table: String, file: Body) -> Result<u64, String> {
    progress.set_unit("rows");
    progress.set_length(5_000);
    progress.inc(3_117);
    let fields = file.as_bytes().split(|byte| *byte == b',').count();
    Err(format!("a row of {table} has {fields} fields"))
}

/// Build the report of last night.
#[job("/report")]
async fn report(progress: Progress) -> &'static str {
    progress.set_unit("tables");
    for _ in progress.wrap_iter(0..12) {}
    "12 tables"
}

/// What a guest may do.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Role {
    /// Looks at pictures.
    Viewer,
    /// Also adds some.
    Editor,
}

/// Let a guest see an album.
#[job(POST "/invite")]
async fn invite(
    album: String,
    /// Where they come from.
    address: IpAddr,
    #[param(default = Role::Viewer)] role: Role,
    /// For so long.
    #[param(default = 7)]
    days: u8,
) -> String {
    format!("{address} is invited to {album} as {role:?} for {days} days")
}

#[tokio::test]
async fn the_first_page_and_a_refused_field() {
    let server = Server::with(jobs![resize, import, report, invite], &[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/import/people")).await;
        browser.until("all('form').length").await;
        browser.type_into("textarea", "name,age").await;
        browser.submit().await;
        browser.until("element().state === 'failed'").await;
        browser.goto(&server.url("/report")).await;
        browser.submit().await;
        browser.until("element().state === 'succeeded'").await;
        browser.goto(&server.url("/resize/summer")).await;
        browser.submit().await;
        browser.until("element().state === 'running'").await;
        browser.goto(&server.url("/")).await;
        browser
            .until("all('.run-row').map((row) => row.dataset.state).sort().join() === 'failed,running,succeeded'")
            .await;
        // What each is at, or why it failed.
        for said in ["summer/IMG_0031.jpg", "a row of people has 2 fields"] {
            let facts = format!("all('.run-row .facts').some((facts) => facts.textContent.includes('{said}'))");
            browser.until(&facts).await;
        }
        browser.run("document.activeElement.blur()").await;
        let seen = ["document.querySelector('.run-row .badge')", "all('.run-row [role=progressbar]')[2]", "all('.job')[3]"];
        take(&browser, "jobs", "light", (800, 860), &seen).await;

        browser.goto(&server.url("/invite")).await;
        browser.until("all('form').length").await;
        browser.type_into("input", "summer").await;
        browser.run("field('address').focus()").await;
        browser.press("10.0.0.300").await;
        browser.submit().await;
        let problem = "all('.problem').find((problem) => problem.checkVisibility())";
        browser.until(problem).await;
        let seen = [problem, "document.querySelector('.primary')"];
        take(&browser, "form", "light", (800, 640), &seen).await;
    })
    .await;
}
