use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::time::sleep;

use super::super::tests::{Flag, end, rig};
use super::*;
use crate::protocol::{CancelReason, Done, Status};
use crate::run::{Work, failed, succeeded};

const WHILE: Duration = Duration::from_secs(3);

type Dropped = Arc<AtomicBool>;

fn is_dropped(dropped: &Dropped) -> bool {
    dropped.load(Ordering::SeqCst)
}

fn message(done: &Done) -> &str {
    &done.error.as_ref().unwrap().message
}

/// A future that never ends, and a flag that says when it has been dropped.
fn endless(dropped: &Dropped) -> impl Future<Output = ()> + Send + use<> {
    let flag = Flag(dropped.clone());
    async move {
        let _flag = flag;
        std::future::pending().await
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_ends_when_all_that_it_has_spawned_has() {
    let rig = rig();
    let progress = rig.prepared.progress();
    let run = rig.begin(Work::asynchronous(async move {
        let (outer, inner) = (progress.clone(), progress.clone());
        drop(progress.spawn(async move {
            sleep(WHILE).await;
            outer.inc(1);
            drop(outer.clone().spawn_blocking(move || inner.println("last")));
        }));
        succeeded(&7)
    }));
    sleep(WHILE / 2).await;
    assert!(run.done().is_none());
    let mut watch = run.watch();
    let done = end(&run).await;
    assert_eq!(
        (done.status, run.snapshot().bar.position),
        (Status::Succeeded, 1)
    );
    let mut said = Vec::new();
    while let Some((_, event)) = watch.next().await {
        if let crate::protocol::Event::Log(line) = event {
            said.push(line.message.clone());
        }
    }
    assert_eq!(said, ["last"]);
}

#[tokio::test]
async fn the_handle_gives_what_was_returned_or_what_the_panic_carries() {
    let progress = Progress::hidden();
    assert_eq!(progress.spawn(async { 7 }).await.unwrap(), 7);
    assert_eq!(progress.spawn_blocking(|| 7).await.unwrap(), 7);
    for spawned in [
        progress.spawn(async { panic!("a secret") }),
        progress.spawn_blocking(|| panic!("a secret")),
    ] {
        let error = spawned.await.unwrap_err();
        assert!(error.is_panic() && !error.is_cancelled());
        assert_eq!(error.to_string(), "what the job has spawned panicked");
        let payload = error.into_panic().unwrap();
        assert_eq!(payload.downcast_ref(), Some(&"a secret"));
    }
    let spawned = progress.spawn(std::future::pending::<()>());
    assert!(!spawned.is_finished());
    spawned.abort();
    assert!(spawned.await.unwrap_err().is_cancelled());
    assert!(!progress.report().spawned.panicked());
}

#[tokio::test(start_paused = true)]
async fn a_panic_that_nobody_takes_fails_the_run() {
    type Spawn = fn(&Progress);
    let forgotten: Spawn = |progress| {
        drop(progress.spawn(async {
            sleep(WHILE).await;
            panic!("a secret")
        }));
    };
    let dropped_after: Spawn = |progress| {
        let spawned = progress.spawn_blocking(|| panic!("a secret"));
        while !spawned.is_finished() {
            std::thread::yield_now();
        }
    };
    for spawn in [forgotten, dropped_after] {
        let rig = rig();
        let progress = rig.prepared.progress();
        let run = rig.begin(Work::asynchronous(async move {
            spawn(&progress);
            succeeded(&7)
        }));
        let done = end(&run).await;
        assert_eq!(
            (done.status, message(&done)),
            (Status::Failed, "the job panicked")
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_panic_that_was_taken_does_not() {
    let rig = rig();
    let progress = rig.prepared.progress();
    let run = rig.begin(Work::asynchronous(async move {
        let spawned = progress.spawn(async { panic!("a secret") });
        match spawned.await {
            Ok(()) => succeeded(&"no panic"),
            Err(error) => failed(&error),
        }
    }));
    let done = end(&run).await;
    assert_eq!(message(&done), "what the job has spawned panicked");
}

#[tokio::test(start_paused = true)]
async fn a_cancel_and_a_time_out_drop_it_before_done() {
    for (timeout, status) in [(None, Status::Cancelled), (Some(WHILE), Status::TimedOut)] {
        for returns in [true, false] {
            let mut rig = rig();
            rig.policy.timeout = timeout;
            let progress = rig.prepared.progress();
            let dropped = Dropped::default();
            let work = endless(&dropped);
            let run = rig.begin(Work::asynchronous(async move {
                drop(progress.spawn(work));
                if !returns {
                    std::future::pending::<()>().await;
                }
                succeeded(&7)
            }));
            sleep(WHILE / 2).await;
            assert!(run.done().is_none() && !is_dropped(&dropped));
            if timeout.is_none() {
                run.stop(CancelReason::Requested);
            }
            assert_eq!(end(&run).await.status, status);
            assert!(is_dropped(&dropped));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn it_has_the_time_to_clean_up_that_the_function_has() {
    for (needs, cleaned) in [(WHILE / 2, true), (WHILE * 2, false)] {
        let mut rig = rig();
        rig.policy.clean_up = WHILE;
        let progress = rig.prepared.progress();
        let clean = Arc::new(AtomicBool::new(false));
        let cleaning = clean.clone();
        let run = rig.begin(Work::asynchronous(async move {
            let told = progress.clone();
            drop(progress.spawn(async move {
                told.cancelled().await;
                sleep(needs).await;
                cleaning.store(true, Ordering::SeqCst);
            }));
            succeeded(&())
        }));
        sleep(WHILE).await;
        run.stop(CancelReason::Requested);
        assert_eq!(end(&run).await.status, Status::Cancelled);
        assert_eq!(clean.load(Ordering::SeqCst), cleaned);
    }
}

#[tokio::test]
async fn a_blocking_one_sees_the_cancel() {
    let rig = rig();
    let progress = rig.prepared.progress();
    let (started, running) = tokio::sync::oneshot::channel();
    let run = rig.begin(Work::asynchronous(async move {
        let looks = progress.clone();
        let spawned = progress.spawn_blocking(move || {
            started.send(()).unwrap();
            while looks.checkpoint().is_ok() {
                std::thread::yield_now();
            }
        });
        let _ = spawned.await;
        succeeded(&())
    }));
    running.await.unwrap();
    run.stop(CancelReason::Requested);
    assert_eq!(end(&run).await.status, Status::Cancelled);
}

// What a function leaves behind with `?` had nobody who would ever stop it.
#[tokio::test(start_paused = true)]
async fn a_function_that_fails_takes_it_along() {
    let rig = rig();
    let progress = rig.prepared.progress();
    let dropped = Dropped::default();
    let work = endless(&dropped);
    let run = rig.begin(Work::asynchronous(async move {
        let looks = progress.clone();
        drop(progress.spawn(work));
        drop(progress.spawn_blocking(move || {
            while looks.checkpoint().is_ok() {
                std::thread::yield_now();
            }
        }));
        failed(&*crate::run::BoxError::from("out of paper"))
    }));
    let done = end(&run).await;
    assert_eq!(
        (done.status, message(&done)),
        (Status::Failed, "out of paper")
    );
    assert!(is_dropped(&dropped));
}

// Like a blocking job that never looks: its thread goes on, and its run is given up at a shutdown.
#[tokio::test]
async fn one_that_never_looks_holds_the_run_until_that_is_given_up() {
    let rig = rig();
    let progress = rig.prepared.progress();
    let (finish, finished) = std::sync::mpsc::channel::<()>();
    let (started, running) = tokio::sync::oneshot::channel();
    let run = rig.begin(Work::asynchronous(async move {
        drop(progress.spawn_blocking(move || {
            started.send(()).unwrap();
            let _ = finished.recv();
        }));
        succeeded(&())
    }));
    running.await.unwrap();
    run.stop(CancelReason::Requested);
    assert!(run.done().is_none());
    run.give_up();
    let done = end(&run).await;
    assert_eq!(done.reason, Some(CancelReason::Shutdown));
    finish.send(()).unwrap();
}

#[tokio::test(start_paused = true)]
async fn nothing_begins_once_the_run_is_over() {
    let rig = rig();
    let progress = rig.prepared.progress();
    let run = rig.begin(Work::asynchronous(async { succeeded(&()) }));
    end(&run).await;
    let dropped = Dropped::default();
    let spawned = progress.spawn(endless(&dropped));
    assert!(spawned.is_finished() && is_dropped(&dropped));
    assert!(spawned.await.unwrap_err().is_cancelled());
    assert!(
        progress
            .spawn_blocking(|| ())
            .await
            .unwrap_err()
            .is_cancelled()
    );
}

#[test]
fn without_a_runtime_nothing_begins() {
    let dropped = Dropped::default();
    let spawned = Progress::hidden().spawn(endless(&dropped));
    assert!(spawned.is_finished() && is_dropped(&dropped));
}

// A thread of the job's own knows no runtime, and its run does.
#[tokio::test]
async fn any_thread_of_a_run_can_spawn() {
    let rig = rig();
    let progress = rig.prepared.progress();
    let run = rig.begin(Work::asynchronous(async move {
        let thread = std::thread::spawn(move || progress.spawn(async { 7 }));
        let spawned = thread.join().unwrap();
        succeeded(&spawned.await.unwrap())
    }));
    assert_eq!(end(&run).await.result.as_ref().unwrap().get(), "7");
}

#[test]
fn it_ends_with_the_runtime() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let dropped = Dropped::default();
    let run = runtime.block_on(async {
        let rig = rig();
        let progress = rig.prepared.progress();
        let work = endless(&dropped);
        let run = rig.begin(Work::asynchronous(async move {
            drop(progress.spawn(work));
            succeeded(&())
        }));
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        run
    });
    drop(runtime);
    assert!(is_dropped(&dropped) && run.done().is_some());
}

#[tokio::test]
async fn many_short_ones_leave_nothing_behind() {
    let rig = rig();
    let progress = rig.prepared.progress();
    let report = Arc::downgrade(progress.report());
    let run = rig.begin(Work::asynchronous(async move {
        for _ in 0..10_000 {
            let spawned = progress.spawn(async {});
            spawned.await.unwrap();
            assert!(progress.report().spawned.len() <= 1);
        }
        succeeded(&())
    }));
    end(&run).await;
    while report.strong_count() > 0 {
        tokio::task::yield_now().await;
    }
}
