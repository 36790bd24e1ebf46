//! A job reports and the sampler looks.

use std::sync::Arc;

use loom::future::block_on;
use loom::thread;

use crate::bar::Bar;
use crate::iterator::Iterator;
use crate::reporter::Reporter;
use crate::sync::Mutex;
use crate::wake::Wake;
use crate::{check, check_interrupted};

/// Whoever raises the flag after a change has the sampler look once more, after the change.
pub fn a_wake_up_is_never_missed() {
    let inc = |reporter: &Reporter, _| {
        reporter.inc(1);
        true
    };
    // A thread that reports twice, and two that report once.
    all_is_seen([1, 1, 2], inc, Bar::position);
    all_is_seen([1, 2, 1], inc, Bar::position);
}

/// The sampler sees the last report of every job thread, although a bar raises the flag for the
/// first change alone since it was read.
pub fn a_report_is_never_missed() {
    let inc = |reporter: &Reporter, _| reporter.inc(1);
    let position = |bar: &Bar| bar.read().position();
    // As above, and two threads that report to a bar each.
    all_is_seen([1, 1, 2], inc, position);
    all_is_seen([1, 2, 1], inc, position);
    all_is_seen([2, 2, 1], inc, position);
    // What is stored without being read before, and what is said under a lock.
    let set = |reporter: &Reporter, count| {
        reporter.bar().set_position(count);
        reporter.bar().unread().touch()
    };
    all_is_seen([1, 1, 2], set, position);
    let say = |reporter: &Reporter, count| {
        reporter.bar().set_message("x".repeat(count as usize));
        reporter.bar().unread().touch()
    };
    let said = |bar: &Bar| bar.read().text.message.len() as u64;
    all_is_seen([1, 1, 2], say, said);
}

/// So many threads report so many times, by turns to so many bars. The sampler looks whenever it
/// is woken, until it has seen all of it.
fn all_is_seen(
    [bars, threads, times]: [usize; 3],
    report: fn(&Reporter, u64) -> bool,
    read: fn(&Bar) -> u64,
) {
    check(move || {
        let bars: Vec<_> = (0..bars).map(|_| bar()).collect();
        let wake = Arc::new(Wake::default());
        for bar in bars.iter().cycle().take(threads) {
            let (reporter, wake) = (reporter(bar), wake.clone());
            thread::spawn(move || {
                for count in 1..=times {
                    if report(&reporter, count as u64) {
                        wake.raise();
                    }
                }
            });
        }
        block_on(async {
            loop {
                wake.raised().await;
                let seen: u64 = bars.iter().map(|bar| read(bar)).sum();
                if seen == (threads * times) as u64 {
                    break;
                }
            }
        });
    });
}

/// The sampler sees the last step of an iterator, although most are written in no order, if it
/// looks once more when it is told to.
pub fn a_step_is_never_missed() {
    // From the first step on, and in the middle of a stream.
    all_steps_are_seen(3, [0, 3, 0]);
    all_steps_are_seen(3, [2, 3, 0]);
    // With somebody else who reports to the bar. A third thread makes for many more orders.
    all_steps_are_seen(2, [2, 2, 1]);
}

/// One iterator makes so many steps, the first of them before all else begins, and a handle reports
/// so many times.
///
/// All that the two looks rely on is that an interval is longer than what a store takes to be seen. In
/// loom's world there is no time, so the iterator holds a lock for each step, and an interval is what
/// the sampler needs to get that lock.
fn all_steps_are_seen(interruptions: usize, [first, steps, reports]: [u64; 3]) {
    check_interrupted(interruptions, move || {
        let bar = bar();
        let wake = Arc::new(Wake::default());
        let interval = Arc::new(Mutex::new(()));
        let reporter = (reports > 0).then(|| reporter(&bar));
        let mut iterator = Iterator::default();
        for _ in 0..first {
            if iterator.step(&bar) {
                wake.raise();
            }
        }
        if let Some(reporter) = reporter {
            let wake = wake.clone();
            thread::spawn(move || {
                for _ in 0..reports {
                    if reporter.inc(1) {
                        wake.raise();
                    }
                }
            });
        }
        {
            let (bar, wake, interval) = (bar.clone(), wake.clone(), interval.clone());
            thread::spawn(move || {
                for _ in 0..steps {
                    let _under_way = interval.lock().unwrap();
                    if iterator.step(&bar) {
                        wake.raise();
                    }
                }
            });
        }
        block_on(async {
            loop {
                wake.raised().await;
                loop {
                    let reading = bar.read();
                    if reading.position() == first + steps + reports {
                        return;
                    }
                    if !reading.provisional {
                        break;
                    }
                    drop(interval.lock().unwrap());
                }
            }
        });
    });
}

fn bar() -> Arc<Bar> {
    Arc::new(Bar::new("items".into()))
}

/// It has its counter already: how one gets it is checked by itself.
fn reporter(bar: &Arc<Bar>) -> Reporter {
    let reporter = Reporter::new(bar.clone());
    reporter.inc(0);
    bar.read();
    reporter
}
