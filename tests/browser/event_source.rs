//! Chromium's own `EventSource`.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;
use sse_progress::{Jobs, Progress, Server as Listener, job, jobs};
use tokio::sync::Semaphore;

use super::browser::Browser;
use super::proxy::Proxy;

/// Notes what a source says, and when, in milliseconds of the page.
const NOTE: &str = "
    window.seen = [];
    window.lost = [];
    window.opened = [];
    window.note = (url) => {
        window.source = new EventSource(url);
        for (const name of ['progress', 'log', 'done', 'message']) {
            source.addEventListener(name, ({ type, lastEventId, data }) =>
                seen.push([type, lastEventId, JSON.parse(data)]));
        }
        source.addEventListener('open', () => opened.push(performance.now()));
        source.addEventListener('error', () => lost.push([performance.now(), seen.at(-1)?.[1]]));
        return source;
    };
    window.said = () => seen.filter(([name]) => name === 'log').map(([, , line]) => line.message);
";

/// What the test and the job tell each other.
#[derive(Clone)]
struct Pace {
    starts: Arc<AtomicUsize>,
    lines: Arc<Semaphore>,
}

impl Pace {
    async fn say(self, progress: Progress, lines: u64) -> u64 {
        self.starts.fetch_add(1, Ordering::SeqCst);
        for line in progress.wrap_iter(1..=lines) {
            self.lines.acquire().await.unwrap().forget();
            progress.println(format!("line {line}"));
        }
        lines
    }
}

/// Says lines, each when it is allowed.
#[job("/say/{lines}", on_disconnect = detach, retry = "200ms")]
async fn say(progress: Progress, #[state] pace: Pace, lines: u64) -> u64 {
    pace.say(progress, lines).await
}

/// The same, for clients that are to take their time: more than the three seconds that Chromium
/// takes by itself.
#[job("/slow/{lines}", on_disconnect = detach, retry = "4500ms")]
async fn slow(progress: Progress, #[state] pace: Pace, lines: u64) -> u64 {
    pace.say(progress, lines).await
}

struct Server {
    base: String,
    proxy: Proxy,
    pace: Pace,
}

impl Server {
    async fn start() -> Self {
        let pace = Pace {
            starts: Arc::default(),
            lines: Arc::new(Semaphore::new(0)),
        };
        let jobs = Jobs::builder().jobs(jobs![say, slow]).state(pace.clone());
        let jobs = jobs.build().unwrap();
        let listener = Listener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr());
        let proxy = Proxy::before(&base).await;
        let listener = listener.shutdown_on(pending());
        tokio::spawn(async move { listener.serve(&jobs).await });
        Self { base, proxy, pace }
    }

    /// An empty page with [`NOTE`] in it.
    async fn page(&self, browser: &Browser) {
        browser.goto(&self.proxy.url("/jobs")).await;
        browser.run(NOTE).await;
    }

    fn allow(&self, lines: usize) {
        self.pace.lines.add_permits(lines);
    }

    fn starts(&self) -> usize {
        self.pace.starts.load(Ordering::SeqCst)
    }

    /// The `Last-Event-ID` of each request for a stream.
    fn last_ids(&self, path: &str) -> Vec<Option<String>> {
        let requests = self.proxy.requests(path);
        let id = |head: &String| {
            head.lines().find_map(|line| {
                let (name, value) = line.split_once(": ")?;
                (name.eq_ignore_ascii_case("last-event-id")).then(|| value.to_owned())
            })
        };
        requests.iter().map(id).collect()
    }
}

#[tokio::test]
async fn events_come_with_their_ids_and_done_is_the_last() {
    let server = Server::start().await;
    Browser::with(async move |browser| {
        server.page(&browser).await;
        server.allow(3);
        browser
            .run("note('/say/3').addEventListener('done', () => source.close())")
            .await;
        browser
            .until("source.readyState === EventSource.CLOSED")
            .await;

        let seen = browser.run("return seen").await;
        let seen = seen.as_array().unwrap();
        let run = seen[0][2]["run"].as_str().unwrap();
        assert_eq!(seen[0][0], "progress");
        for event in seen {
            let id = event[1].as_str().unwrap();
            assert!(id.starts_with(&format!("{run}.")), "{id}");
        }
        let ids: Vec<_> = seen.iter().map(|event| &event[1]).collect();
        assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "{ids:?}");
        let said = browser.run("return said().join()").await;
        assert_eq!(said, "line 1,line 2,line 3");
        let done = seen.last().unwrap();
        assert_eq!((&done[0], &done[2]["result"]), (&"done".into(), &3.into()));
        assert!(done[1].as_str().unwrap().ends_with(".done"), "{done}");
        assert_eq!(server.last_ids("GET /say"), [None]);
        assert_eq!(server.starts(), 1);
    })
    .await;
}

/// Breaks the connection behind the third of six lines, and returns how many milliseconds the page
/// took to be connected again.
async fn cut(server: &Server, browser: &Browser, path: &str) -> f64 {
    server.page(browser).await;
    server.allow(3);
    browser
        .run_with("note(arguments[0])", vec![format!("{path}/6").into()])
        .await;
    browser.until("said().length === 3").await;
    server.proxy.forward_to(&server.base);
    // Of these, some are said while the page is away.
    server.allow(3);
    browser.until("seen.at(-1)[0] === 'done'").await;
    let said = browser.run("return said().join()").await;
    assert_eq!(said, "line 1,line 2,line 3,line 4,line 5,line 6");
    assert_eq!(server.starts(), 1);

    let first = browser.run("return [...lost[0], opened[1]]").await;
    let [lost, id, opened] = &first.as_array().unwrap()[..] else {
        panic!("{first}")
    };
    let last_ids = server.last_ids(&format!("GET {path}"));
    assert_eq!(last_ids[..2], [None, id.as_str().map(str::to_owned)]);
    opened.as_f64().unwrap() - lost.as_f64().unwrap()
}

#[tokio::test]
async fn a_cut_connection_is_taken_up_behind_the_last_id() {
    let server = Server::start().await;
    Browser::with(async move |browser| {
        let pause = cut(&server, &browser, "/say").await;
        // A fifth less than what the job says at the least, and sooner than by its own default.
        assert!((159.0..2990.0).contains(&pause), "{pause} ms");
    })
    .await;
}

#[tokio::test]
async fn the_pause_is_the_one_that_the_server_asks_for() {
    let server = Server::start().await;
    Browser::with(async move |browser| {
        let pause = cut(&server, &browser, "/slow").await;
        assert!((3599.0..20_000.0).contains(&pause), "{pause} ms");
    })
    .await;
}

/// Whoever does not close it at `done` asks once more, and not a third time.
#[tokio::test]
async fn a_204_ends_it() {
    let server = Server::start().await;
    Browser::with(async move |browser| {
        server.page(&browser).await;
        server.allow(1);
        browser.run("note('/say/1')").await;
        browser
            .until("source.readyState === EventSource.CLOSED")
            .await;
        let done = browser.run("return seen.at(-1)").await;
        assert_eq!(done[0], "done");
        let id = done[1].as_str().map(str::to_owned);
        assert_eq!(server.last_ids("GET /say"), [None, id]);
        let dones = browser
            .run("return seen.filter(([name]) => name === 'done').length")
            .await;
        assert_eq!(dones, Value::from(1));
        assert_eq!(server.starts(), 1);
    })
    .await;
}
