//! A job reports and the sampler looks.

use std::sync::Arc;

use loom::future::block_on;
use loom::thread;

use crate::bar::Bar;
use crate::check;
use crate::wake::Wake;

/// Whoever raises the flag after a change has the sampler look once more, after the change.
pub fn a_wake_up_is_never_missed() {
    let raise = |_: &Bar, wake: &Wake| wake.raise();
    // A thread that reports twice, and two that report once.
    all_is_seen([1, 1, 2], |bar, _| bar.inc(1), raise, Bar::position);
    all_is_seen([1, 2, 1], |bar, _| bar.inc(1), raise, Bar::position);
}

/// The sampler sees the last report of every job thread, although a bar raises the flag for the
/// first change alone since it was read.
pub fn a_report_is_never_missed() {
    let tell = |bar: &Bar, wake: &Wake| {
        if bar.touch() {
            wake.raise();
        }
    };
    let position = |bar: &Bar| bar.read().position();
    // As above, and two threads that report to a bar each.
    all_is_seen([1, 1, 2], |bar, _| bar.inc(1), tell, position);
    all_is_seen([1, 2, 1], |bar, _| bar.inc(1), tell, position);
    all_is_seen([2, 2, 1], |bar, _| bar.inc(1), tell, position);
    // What is stored without being read before, and what is said under a lock.
    all_is_seen([1, 1, 2], Bar::set_position, tell, position);
    let say = |bar: &Bar, count| bar.set_message("x".repeat(count as usize));
    let said = |bar: &Bar| bar.read().text.message.len() as u64;
    all_is_seen([1, 1, 2], say, tell, said);
}

/// So many threads report so many times, by turns to so many bars. The sampler looks whenever it
/// is woken, until it has seen all of it.
fn all_is_seen(
    [bars, threads, times]: [usize; 3],
    report: fn(&Bar, u64),
    tell: fn(&Bar, &Wake),
    read: fn(&Bar) -> u64,
) {
    check(move || {
        let bars: Vec<_> = (0..bars)
            .map(|_| Arc::new(Bar::new("items".into())))
            .collect();
        let wake = Arc::new(Wake::default());
        for bar in bars.iter().cycle().take(threads) {
            let (bar, wake) = (bar.clone(), wake.clone());
            thread::spawn(move || {
                for count in 1..=times {
                    report(&bar, count as u64);
                    tell(&bar, &wake);
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
