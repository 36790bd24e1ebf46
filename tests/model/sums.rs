//! The position of a bar, of which threads have counted a part each.

use std::sync::Arc;

use loom::thread;

use crate::bar::Bar;
use crate::check;
use crate::iterator::Iterator;
use crate::reporter::Reporter;

/// Whoever gets a counter that another has given back goes on from where that one was.
pub fn a_counter_goes_from_owner_to_owner() {
    check(|| {
        let bar = bar();
        let iterator = {
            let bar = bar.clone();
            thread::spawn(move || {
                let mut own = Iterator::default();
                own.step(&bar);
                own.step(&bar);
            })
        };
        let handle = {
            let bar = bar.clone();
            thread::spawn(move || Reporter::new(bar).inc(1))
        };
        let mut own = Iterator::default();
        own.step(&bar);
        drop(own);
        let before = bar.position();
        assert!((1..=4).contains(&before), "{before}");
        iterator.join().unwrap();
        handle.join().unwrap();
        assert_eq!(bar.position(), 4);
    });
    // A handle that two threads share has one counter.
    check(|| {
        let reporter = Arc::new(Reporter::new(bar()));
        let shared = reporter.clone();
        let other = thread::spawn(move || shared.inc(1));
        reporter.inc(1);
        other.join().unwrap();
        assert_eq!(reporter.bar().position(), 2);
    });
}

/// A reader sees no half of a change, and a bar that is moved back stops at zero.
pub fn a_position_is_one_that_the_bar_has_had() {
    let changes: [fn(&Reporter); 2] = [
        |reporter| reporter.bar().set_position(0),
        |reporter| reporter.bar().dec(2),
    ];
    for back in changes {
        check(move || {
            let reporter = Reporter::new(bar());
            let bar = reporter.bar().clone();
            let job = thread::spawn(move || {
                reporter.inc(1);
                back(&reporter);
            });
            let other = {
                let bar = bar.clone();
                thread::spawn(move || bar.dec(1))
            };
            let position = bar.read().position();
            assert!(position <= 1, "{position}");
            job.join().unwrap();
            other.join().unwrap();
            assert_eq!(bar.position(), 0);
        });
    }
}

fn bar() -> Arc<Bar> {
    Arc::new(Bar::new("items".into()))
}
