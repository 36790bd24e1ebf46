//! The runs of this process.

use std::time::Duration;

use indicatif::InMemoryTerm;
use serde_json::json;
use sse_progress::mirror::Mirror;
use sse_progress::{Jobs, Progress, job, jobs};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// Nothing that a test waits for takes longer, even on a busy machine.
const DEADLINE: Duration = Duration::from_secs(60);

/// Goes on until it is told to end.
#[job("/held/{name}", on_disconnect = cancel)]
async fn held(progress: Progress, name: String, #[state] end: watch::Receiver<bool>) {
    progress.set_message(name.clone());
    progress.println(format!("{name} begins"));
    let mut end = end;
    let _ = end.wait_for(|end| *end).await;
}

struct Rig {
    jobs: Jobs,
    term: InMemoryTerm,
    end: watch::Sender<bool>,
    mirroring: JoinHandle<()>,
}

impl Rig {
    fn new() -> Self {
        let (end, ended) = watch::channel(false);
        let jobs = Jobs::builder()
            .jobs(jobs![held])
            .state(ended)
            .build()
            .unwrap();
        let term = InMemoryTerm::new(24, 80);
        let mirroring = tokio::spawn(jobs.mirror(Mirror::new(term.clone())));
        Self {
            jobs,
            term,
            end,
            mirroring,
        }
    }

    /// Waits for the terminal to show what it should.
    async fn shows(&self, what: impl Fn(&str) -> bool) -> String {
        let look = async {
            loop {
                let shown = self.term.contents();
                if what(&shown) {
                    return shown;
                }
                tokio::task::yield_now().await;
            }
        };
        let shown = timeout(DEADLINE, look).await;
        shown.unwrap_or_else(|_| panic!("{}", self.term.contents()))
    }
}

#[tokio::test]
async fn runs_are_shown_as_they_start_and_nobody_watches() {
    let rig = Rig::new();
    let one = rig.jobs.start("held", json!({ "name": "one" })).unwrap();
    let two = rig.jobs.start("held", json!({ "name": "two" })).unwrap();
    rig.shows(|shown| {
        shown.contains("held: one begins")
            && shown.contains("held #2: two begins")
            && shown
                .lines()
                .any(|line| line.starts_with("held     ") && line.ends_with("one"))
            && shown
                .lines()
                .any(|line| line.starts_with("held #2  ") && line.ends_with("two"))
    })
    .await;
    assert_eq!((one.watchers(), two.watchers()), (0, 0));
    // The last to watch cancels it, although it is still on the terminal.
    drop(one.watch());
    timeout(DEADLINE, one.ended()).await.unwrap();
    rig.shows(|shown| {
        shown.contains("✖ held: was cancelled") && shown.contains("nobody watched it")
    })
    .await;
    assert!(two.done().is_none());
}

#[tokio::test]
async fn it_ends_with_the_shutdown_of_its_jobs() {
    let rig = Rig::new();
    rig.jobs.start("held", json!({ "name": "one" })).unwrap();
    rig.shows(|shown| shown.contains("one begins")).await;
    rig.end.send_replace(true);
    rig.jobs.shutdown(DEADLINE).await;
    timeout(DEADLINE, rig.mirroring).await.unwrap().unwrap();
    let shown = rig.term.contents();
    assert!(
        shown.starts_with("held: one begins\n✔ held: succeeded in "),
        "{shown}"
    );
    // A mirror that comes after the end has nothing to wait for.
    let late = rig.jobs.mirror(Mirror::new(rig.term.clone()));
    timeout(DEADLINE, late).await.unwrap();
}

#[tokio::test]
async fn dropping_it_takes_its_bars_away_and_no_run_ends() {
    let rig = Rig::new();
    let run = rig.jobs.start("held", json!({ "name": "one" })).unwrap();
    // The line may come after the bar, and would not come any more.
    rig.shows(|shown| {
        let bar = shown.lines().any(|line| line.ends_with("  one"));
        bar && shown.contains("one begins")
    })
    .await;
    rig.mirroring.abort();
    rig.shows(|shown| shown == "held: one begins").await;
    let late = rig.jobs.start("held", json!({ "name": "two" })).unwrap();
    assert!(run.done().is_none() && late.done().is_none());
}

#[tokio::test]
async fn a_mirror_that_is_never_polled_holds_no_run_up() {
    let rig = Rig::new();
    let _idle = rig.jobs.mirror(Mirror::new(InMemoryTerm::new(24, 80)));
    rig.end.send_replace(true);
    for _ in 0..2_000 {
        let run = rig.jobs.start("held", json!({ "name": "one" })).unwrap();
        timeout(DEADLINE, run.ended()).await.unwrap();
    }
}
