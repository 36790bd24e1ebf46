//! The log: whoever follows it is at its end, and whoever reads stays where they are. Its tools.

use serde_json::json;
use sse_progress::{Level, Progress, job, jobs};
use tempfile::TempDir;

use super::axe::assert_accessible;
use super::browser::{Browser, DEADLINE};
use super::server::{Server, Signals};

const PAGES: &[(&str, &str)] = &[("steps", STEPS), ("fast", FAST), ("plain", PLAIN)];

const STEPS: &str = "<!doctype html><meta name=color-scheme content='light dark'><title>steps</title>
<script type=module src=/sse-progress.js></script>
<sse-progress log=panel src='/speak?steps=200&steps=50&steps=50&steps=50&steps=300'></sse-progress>";

const FAST: &str = "<!doctype html><title>fast</title>
<script type=module src=/sse-progress.js></script>
<script>
window.told = 0;
document.addEventListener('log', () => { told += 1; }, true);
</script>
<sse-progress src=/chatter></sse-progress>";

const PLAIN: &str = "<!doctype html><title>plain</title>
<script type=module src=/sse-progress.js></script>
<sse-progress src='/speak?steps=900&steps=900&steps=900&steps=900'></sse-progress>";

/// Say so many lines, and then as many more at each word of the test.
#[job("/speak")]
async fn speak(progress: Progress, #[state] signals: Signals, steps: Vec<u64>) {
    let mut number = 0;
    for step in steps {
        // Before the lines can be seen.
        let more = signals.1.notified();
        for _ in 0..step {
            progress.log(Level::Info, format!("line {number}"));
            number += 1;
        }
        more.await;
    }
}

/// Say 200 lines a second, until it is enough.
#[job("/chatter")]
async fn chatter(progress: Progress, #[state] signals: Signals) {
    let enough = signals.1.notified();
    let lines = async {
        let mut clock = tokio::time::interval(std::time::Duration::from_millis(5));
        for number in 0_u64.. {
            clock.tick().await;
            progress.log(Level::Info, format!("line {number}"));
        }
    };
    tokio::select! {
        () = enough => {}
        () = lines => {}
    }
}

/// Say something of each level, with something to look for.
#[job("/levels")]
async fn levels(progress: Progress, #[state] signals: Signals) {
    let more = signals.1.notified();
    progress.log(Level::Trace, "a needle in the hay");
    progress.log(Level::Debug, "hay");
    progress.log(Level::Info, "NEEDLE and \x1b[31mnee\x1b[0mdle");
    progress.log(Level::Warn, "a needle (with pins)");
    progress.log(Level::Error, "hay, and nothing else");
    more.await;
    progress.log(Level::Info, "a needle more");
    std::future::pending::<()>().await;
}

/// What is asked of a log again and again.
const LOG: &str = "
    const log = run()?.querySelector('.log');
    const lines = [...(run()?.querySelectorAll('.line') ?? [])];
    const atEnd = log && log.scrollTop + log.clientHeight >= log.scrollHeight - 2;
    const news = text('.news');
    const last = lines.at(-1)?.querySelector('.text').textContent;
    const place = (n) => lines[n].getBoundingClientRect().top - log.getBoundingClientRect().top;
";

async fn until(browser: &Browser, condition: &str) {
    browser
        .until(&format!("(() => {{ {LOG} return {condition}; }})()"))
        .await;
}

const HOME: &str = "\u{E011}";
const END: &str = "\u{E010}";
const ENTER: char = '\u{E007}';
const SHIFT: char = '\u{E008}';
const ESCAPE: &str = "\u{E00C}";

#[tokio::test]
async fn following_is_left_and_taken_up_again() {
    let server = Server::with(jobs![speak], PAGES).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/steps")).await;
        until(&browser, "last === 'line 199' && atEnd").await;
        server.finish();
        until(&browser, "last === 'line 249' && atEnd && news === ''").await;

        // Home leaves the end, smoothly or not, and what is read there stays.
        browser.run(&format!("{LOG} log.focus()")).await;
        browser.press(HOME).await;
        until(&browser, "log.scrollTop === 0").await;
        let place = browser.run(&format!("{LOG} return place(3)")).await;
        server.finish();
        until(&browser, "last === 'line 299' && news === '↓ 50 new lines'").await;
        let after = browser
            .run(&format!("{LOG} return [place(3), log.scrollTop]"))
            .await;
        assert_eq!(after, json!([place, 0]));

        // End takes it up.
        browser.press(END).await;
        until(&browser, "atEnd && news === ''").await;
        server.finish();
        until(&browser, "last === 'line 349' && atEnd && news === ''").await;

        // So does a smooth scroll to where the end was when it began.
        browser.press(HOME).await;
        until(&browser, "log.scrollTop === 0").await;
        browser
            .run(&format!(
                "{LOG} log.scrollTo({{ top: log.scrollHeight, behavior: 'smooth' }})"
            ))
            .await;
        server.finish();
        until(&browser, "last === 'line 649' && atEnd && news === ''").await;
    })
    .await;
}

#[tokio::test]
async fn what_is_read_stays_however_much_comes() {
    let server = Server::with(jobs![speak], PAGES).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/plain")).await;
        until(&browser, "last === 'line 899' && atEnd").await;
        browser.run(&format!("{LOG} log.scrollTo(0, 400)")).await;
        until(&browser, "log.scrollTop === 400").await;
        let place = browser.run(&format!("{LOG} return place(25)")).await;
        let same = format!(
            "lines[25].querySelector('.text').textContent === 'line 25' && place(25) === {place}"
        );
        for (new, drawn) in [("900", 1800), ("1,800", 2000), ("2,700", 2000)] {
            server.finish();
            until(
                &browser,
                &format!("news === '↓ {new} new lines' && lines.length === {drawn}"),
            )
            .await;
            until(&browser, &same).await;
        }
        browser.run("run().querySelector('.news').click()").await;
        until(
            &browser,
            "last === 'line 3599' && atEnd && lines.length === 1000",
        )
        .await;
        let lost = browser
            .run("return run().querySelector('.lost').textContent")
            .await;
        assert_eq!(lost, "2,600 earlier lines are not shown");
    })
    .await;
}

/// The lines come faster than anybody scrolls.
#[tokio::test]
async fn at_200_lines_a_second_reading_and_coming_back_work() {
    let server = Server::with(jobs![chatter], PAGES).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/fast")).await;
        browser.until("told > 300").await;
        until(&browser, "lines.length > 250").await;
        browser.run(&format!("{LOG} log.focus()")).await;
        browser.press("\u{E00E}").await;
        until(&browser, "news !== ''").await;
        // What is read is where it is, in every frame.
        let moves = browser
            .run(&format!(
                "return (async () => {{
                {LOG}
                const read = lines.findIndex((line, index) => place(index) >= 0);
                await new Promise((resolve) => setTimeout(resolve, 400));
                const places = new Set();
                const until = told + 300;
                while (told < until) {{
                    places.add(`${{lines[read].isConnected}} ${{place(read)}}`);
                    await new Promise(requestAnimationFrame);
                }}
                return places.size;
                }})()"
            ))
            .await;
        assert_eq!(moves, 1);
        // Smoothly to where the end is now, which is not the end when one is there.
        browser
            .run(&format!(
                "{LOG} log.scrollTo({{ top: log.scrollHeight, behavior: 'smooth' }})"
            ))
            .await;
        until(&browser, "atEnd && news === ''").await;
        let told = browser.run("return told").await;
        browser.until(&format!("told > {told} + 200")).await;
        until(&browser, "atEnd && news === ''").await;
        server.finish();
        browser.until("element().state === 'succeeded'").await;
    })
    .await;
}

#[tokio::test]
async fn a_log_is_searched_and_its_levels_chosen_by_keyboard() {
    let server = Server::with(jobs![levels], &[]).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/levels")).await;
        browser.submit().await;
        until(&browser, "lines.length === 5").await;
        browser.run(&format!("{LOG} log.focus()")).await;
        browser.press("/needle").await;
        until(&browser, "text('.matches') === '3 lines'").await;
        let marked = "CSS.highlights.get('sse-progress-found').size";
        assert_eq!(browser.run(&format!("return {marked}")).await, 4);
        let current = "lines.findIndex((line) => line.classList.contains('current'))";
        for (line, count) in [(0, "1 of 3"), (2, "2 of 3"), (3, "3 of 3"), (0, "1 of 3")] {
            browser.press(&ENTER.to_string()).await;
            until(&browser, &format!("{current} === {line} && text('.matches') === '{count}'")).await;
        }
        browser.chord(SHIFT, ENTER).await;
        until(&browser, &format!("{current} === 3 && text('.matches') === '3 of 3'")).await;
        // What comes later is found, too.
        server.finish();
        until(&browser, "text('.matches') === '3 of 4'").await;

        let choose = |level: &str| {
            format!("const levels = run().querySelector('.levels'); levels.value = '{level}'; levels.dispatchEvent(new Event('change'))")
        };
        browser.run(&choose("warn")).await;
        until(&browser, "text('.matches') === '1 line'").await;
        let shown = "lines.filter((line) => line.checkVisibility()).map((line) => line.dataset.level).join()";
        until(&browser, &format!("{shown} === 'warn,error'")).await;
        browser.press(ESCAPE).await;
        until(&browser, "text('.matches') === '2 of 6 lines' && run().activeElement === log").await;
        assert_eq!(browser.run(&format!("return {marked}")).await, 0);
        // A text is no pattern.
        browser.press("/(with").await;
        until(&browser, "text('.matches') === '1 line'").await;
        browser.press(ESCAPE).await;
        browser.run(&choose("trace")).await;
        for (scheme, width) in [("light", 1000), ("dark", 1000), ("light", 320)] {
            browser.show_as(scheme, width).await;
            assert_accessible(&browser, &format!("the log, {scheme}, {width}")).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_log_is_copied_and_all_of_it_downloaded() {
    let server = Server::with(jobs![speak], &[]).await;
    let place = TempDir::new().unwrap();
    Browser::with(async move |browser| {
        let folder = json!({ "behavior": "allow", "downloadPath": place.path() });
        browser.devtools("Browser.setDownloadBehavior", folder).await;
        browser
            .prepare("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
            .await;
        browser.goto(&server.url("/speak?steps=900&steps=200")).await;
        browser.until("field('steps')").await;
        browser.submit().await;
        until(&browser, "last === 'line 899'").await;
        server.finish();
        until(&browser, "last === 'line 1099' && lines.length === 1000").await;
        let press = |words: &str| {
            format!("[...run().querySelectorAll('.tool')].find((button) => button.textContent === '{words}').click()")
        };
        browser.run(&press("Copy")).await;
        browser.until("[...run().querySelectorAll('.tool')].some((button) => button.textContent === 'Copied')").await;
        let copied = browser.run("return copied.split('\\n').map((line) => line.slice(25))").await;
        let copied: Vec<String> = serde_json::from_value(copied).unwrap();
        assert_eq!(copied.len(), 1001);
        assert_eq!(copied[0], "INFO  line 100");
        assert_eq!(copied[999], "INFO  line 1099");

        // The server remembers as many, of a run that goes on.
        browser.run(&press("Download")).await;
        let text = downloaded(&browser, &place).await;
        let lines: Vec<_> = text.lines().collect();
        assert!(lines.last().unwrap().ends_with(" INFO  line 1099"), "{:?}", lines.last());
        assert!(lines[0].contains(" WARN  100 log lines are lost"), "{}", lines[0]);
        assert!(lines[1].starts_with("20") && lines[1].ends_with("Z INFO  line 100"), "{}", lines[1]);
        assert_eq!(lines.len(), 1001);
        server.finish();
        browser.until("element().state === 'succeeded'").await;
    })
    .await;
}

/// The only file in a folder, once it is there as a whole.
async fn downloaded(browser: &Browser, place: &TempDir) -> String {
    let wait = async {
        loop {
            let files = std::fs::read_dir(place.path())
                .unwrap()
                .map(|file| file.unwrap().path());
            if let Some(file) = files
                .into_iter()
                .find(|path| path.extension().is_some_and(|end| end == "log"))
            {
                let name = file.file_name().unwrap().to_string_lossy().into_owned();
                assert!(name.starts_with("speak-"), "{name}");
                return std::fs::read_to_string(file).unwrap();
            }
            browser
                .run("return new Promise((resolve) => requestAnimationFrame(() => resolve()))")
                .await;
        }
    };
    tokio::time::timeout(DEADLINE, wait)
        .await
        .expect("the file is there in time")
}

#[tokio::test]
async fn the_element_has_the_tools_where_the_page_wants_them() {
    let server = Server::with(jobs![speak], PAGES).await;
    Browser::with(async move |browser| {
        browser.goto(&server.url("/plain")).await;
        until(&browser, "lines.length === 900").await;
        assert_eq!(browser.run("return run().querySelector('.tools')").await, json!(null));
        let height = browser.run(&format!("{LOG} return log.clientHeight")).await;
        browser.run("element().log = 'panel'").await;
        browser.until("element().getAttribute('log') === 'panel' && run().querySelector('.tools')").await;
        let tall = "[...run().querySelectorAll('.tool')].find((button) => button.textContent === 'Full height')";
        browser.run(&format!("{tall}.click()")).await;
        until(&browser, "log.clientHeight > innerHeight - 150 && atEnd").await;
        let named = browser
            .run(&format!("{LOG} return [log.role, log.ariaLabel, log.tabIndex, {tall}.ariaPressed]"))
            .await;
        assert_eq!(named, json!(["log", "Log", 0, "true"]));
        browser.run("element().removeAttribute('log')").await;
        browser.until("!run().querySelector('.tools')").await;
        until(&browser, &format!("log.clientHeight === {height} && atEnd")).await;
        browser.run("element().setAttribute('hide', 'log')").await;
        until(&browser, "!log.checkVisibility()").await;
    })
    .await;
}

/// Say something, and return something to be copied.
#[job("/both")]
async fn both(progress: Progress) -> Vec<String> {
    progress.log(Level::Info, "a line");
    vec!["long enough ".repeat(10); 3]
}

/// Two buttons that do different things are called differently, and what they have done is heard.
#[tokio::test]
async fn copying_is_confirmed_to_everybody() {
    let server = Server::with(jobs![both], &[]).await;
    Browser::with(async move |browser| {
        browser
            .prepare("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
            .await;
        browser.goto(&server.url("/both")).await;
        browser.submit().await;
        browser.until("text('.result') && run().querySelector('.tools')").await;
        let names = browser
            .run("return [...run().querySelectorAll('.tool')].filter((tool) => !tool.hidden)
                .map((tool) => tool.ariaLabel ?? tool.textContent).filter((name) => !name.includes('eight'))")
            .await;
        assert_eq!(
            names,
            json!(["Copy the result", "Download the result", "Copy the log", "Download the log"])
        );
        let place = "run().querySelector('[aria-label=\"Download the log\"]').getBoundingClientRect().left";
        let before = browser.run(&format!("return {place}")).await;
        browser.run("run().querySelector('[aria-label=\"Copy the log\"]').click()").await;
        browser.until("run().querySelector('[aria-label=\"Copy the log\"]').textContent === 'Copied'").await;
        let heard = browser
            .run(&format!("return [{place}, [...run().querySelectorAll('[role=status]')].filter((node) => node.textContent === 'Copied').length]"))
            .await;
        assert_eq!(heard, json!([before, 1]));
    })
    .await;
}
