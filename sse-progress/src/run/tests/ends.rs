//! However a run comes to its end, it has one, and whoever counts the runs is told of it.

use std::panic::panic_any;

use super::*;

/// Panics when it is dropped, with another of its kind.
struct Bomb(u32);

impl Drop for Bomb {
    fn drop(&mut self) {
        if self.0 > 0 {
            panic_any(Bomb(self.0 - 1));
        }
    }
}

fn current_thread() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

/// Tries to have a turn whenever it is woken.
struct Next(Arc<Queue>, AtomicBool);

impl std::task::Wake for Next {
    fn wake(self: Arc<Self>) {
        self.1.store(self.0.enter().is_ok(), Ordering::SeqCst);
    }
}

/// Its runtime may go before it is polled at all.
#[test]
fn one_that_never_begins_makes_room_before_its_end_is_told() {
    let places = Arc::new(Semaphore::new(1));
    let queue = Queue::new(Some(1), 0);
    let told = Arc::new(AtomicBool::new(false));
    let new = NewRun {
        job: "job",
        policy: Policy::DEFAULT,
        owner: None,
        parameters: None,
        watched: false,
        turn: queue.enter().unwrap(),
        place: places.clone().try_acquire_owned().unwrap(),
        observers: Arc::default(),
    };
    let ended = {
        let (places, queue, told) = (places.clone(), queue.clone(), told.clone());
        move |run: &Run| {
            assert_eq!(run.done().unwrap().status, Status::Cancelled);
            let room = (places.available_permits(), queue.enter().is_ok());
            told.store(room == (1, true), Ordering::SeqCst);
        }
    };
    let work = Work::asynchronous(async { succeeded(&()) });
    let (_run, conducted) = rig().prepared.begin(new, work, ended);
    drop(conducted);
    assert!(told.load(Ordering::SeqCst));
}

// `done` was told before the turn was given back, and whoever started the next run at once was refused.
#[tokio::test(start_paused = true)]
async fn whoever_is_told_of_the_end_finds_room_for_the_next_run() {
    let mut rig = rig();
    rig.queue = Queue::new(Some(1), 0);
    let next = Arc::new(Next(rig.queue.clone(), AtomicBool::new(false)));
    let (go, gone) = tokio::sync::oneshot::channel::<()>();
    let run = rig.begin(Work::asynchronous(async move {
        let _ = gone.await;
        succeeded(&1)
    }));
    // So that nothing is left to be told but the end.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let waker = next.clone().into();
    let mut ended = std::pin::pin!(run.ended());
    let mut cx = std::task::Context::from_waker(&waker);
    assert!(ended.as_mut().poll(&mut cx).is_pending());
    go.send(()).unwrap();
    while run.done().is_none() {
        tokio::task::yield_now().await;
    }
    assert!(next.1.load(Ordering::SeqCst));
}

#[tokio::test]
async fn a_run_that_is_given_up_has_lasted_as_long_as_it_has() {
    let run = rig().begin(Work::asynchronous(std::future::pending()));
    // The first snapshot says so before it begins.
    tokio::task::yield_now().await;
    while run.snapshot().state != crate::protocol::RunState::Running {
        tokio::task::yield_now().await;
    }
    std::thread::sleep(Duration::from_millis(20));
    run.give_up();
    assert!(end(&run).await.elapsed_ms >= 20);
}

// The destructor of what a panic carries ran in the supervisor, which it ended.
#[tokio::test]
async fn a_panic_that_panics_when_it_is_dropped_fails_and_counts_no_more() {
    let live = Arc::default();
    for work in [
        Work::asynchronous(async { panic_any(Bomb(1)) }),
        Work::asynchronous(async { panic_any(Bomb(5)) }),
        Work::blocking(|| panic_any(Bomb(5))),
    ] {
        let run = rig().begin_counted(work, &live);
        let done = end(&run).await;
        assert_eq!(done.status, Status::Failed);
        assert_eq!(done.error.as_ref().unwrap().message, "the job panicked");
    }
    while live.load(Ordering::SeqCst) > 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_destructor_that_panics_does_not_change_how_a_cancelled_run_ends() {
    let live = Arc::default();
    let queue = Queue::new(Some(1), 1);
    let [running, queued] = [(); 2].map(|()| {
        let rig = Rig {
            queue: queue.clone(),
            ..rig()
        };
        let bomb = Bomb(3);
        let work = async move {
            let _bomb = bomb;
            std::future::pending().await
        };
        rig.begin_counted(Work::asynchronous(work), &live)
    });
    tokio::task::yield_now().await;
    for run in [queued, running] {
        run.cancel();
        let done = end(&run).await;
        assert_eq!(
            (done.status, done.reason),
            (Status::Cancelled, Some(CancelReason::Requested))
        );
    }
    while live.load(Ordering::SeqCst) > 0 {
        tokio::task::yield_now().await;
    }
}

#[test]
fn a_runtime_that_is_dropped_leaves_no_live_run() {
    let live = Arc::default();
    let runtime = current_thread();
    let (dropped, queue) = (Arc::default(), Queue::new(Some(1), 1));
    let begin = || {
        let rig = Rig {
            queue: queue.clone(),
            ..rig()
        };
        rig.begin_counted(forever(&dropped), &live)
    };
    let [running, queued] = runtime.block_on(async {
        let runs = [begin(), begin()];
        tokio::task::yield_now().await;
        runs
    });
    // And one whose future is never polled.
    let other = current_thread();
    let unpolled = other.block_on(async { rig().begin_counted(forever(&dropped), &live) });
    assert_eq!(live.load(Ordering::SeqCst), 3);
    drop((runtime, other));
    assert_eq!(live.load(Ordering::SeqCst), 0);
    for run in [running, queued, unpolled] {
        let done = run.done().unwrap();
        assert_eq!(
            (done.status, done.reason),
            (Status::Cancelled, Some(CancelReason::Shutdown))
        );
    }
}

#[test]
fn a_supervisor_that_panics_has_failed() {
    let live = Arc::default();
    let runtime = current_thread();
    let run = runtime.block_on(async {
        // Never polled: its destructor panics with the runtime, in the middle of the supervisor's.
        let bomb = Bomb(1);
        let work = move || {
            drop(bomb);
            succeeded(&())
        };
        rig().begin_counted(Work::blocking(work), &live)
    });
    drop(runtime);
    let done = run.done().unwrap();
    assert_eq!((done.status, done.reason), (Status::Failed, None));
    assert_eq!(live.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_closed_queue_cancels_what_waits_and_lets_the_rest_go_on() {
    let queue = Queue::new(Some(1), 2);
    let begin = |work| {
        let rig = Rig {
            queue: queue.clone(),
            ..rig()
        };
        rig.begin(work)
    };
    let (finish, finished) = tokio::sync::oneshot::channel::<()>();
    let running = begin(Work::asynchronous(async {
        finished.await.unwrap();
        succeeded(&())
    }));
    let started = Arc::new(AtomicBool::new(false));
    let waiting = [(); 2].map(|()| {
        let started = started.clone();
        begin(Work::blocking(move || {
            started.store(true, Ordering::SeqCst);
            succeeded(&())
        }))
    });
    queue.close();
    for run in waiting {
        let done = end(&run).await;
        assert_eq!(
            (done.status, done.reason),
            (Status::Cancelled, Some(CancelReason::Shutdown))
        );
    }
    assert!(running.done().is_none());
    finish.send(()).unwrap();
    assert_eq!(end(&running).await.status, Status::Succeeded);
    assert!(!started.load(Ordering::SeqCst));
}
