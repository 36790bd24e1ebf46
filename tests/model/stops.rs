//! A run is asked to stop.

use std::sync::Arc;

use loom::future::block_on;
use loom::thread;

use crate::cancel::{Stop, StopRequest};
use crate::check;
use crate::protocol::CancelReason;

/// Of two who ask a run to stop, one is the first, and whoever waits gets that one's reason. A run
/// that passes its point of no return is asked before that or never.
pub fn the_first_reason_to_stop_counts() {
    check(|| {
        let request = Arc::new(StopRequest::default());
        let asking = [Stop::Cancelled(CancelReason::Requested), Stop::TimedOut].map(|stop| {
            let request = request.clone();
            thread::spawn(move || request.make(stop).then_some(stop))
        });

        let got = block_on(request.made());

        let first = asking.map(|asking| asking.join().unwrap());
        assert!(
            matches!(first, [Some(first), None] | [None, Some(first)] if first == got),
            "{got:?} of {first:?}"
        );
        assert!(request.is_made());
        assert_eq!(block_on(request.made()), got);
    });
    check(|| {
        let request = Arc::new(StopRequest::default());
        let asking = {
            let request = request.clone();
            thread::spawn(move || request.make(Stop::TimedOut))
        };

        let refused = request.refuse().is_ok();

        assert_ne!(asking.join().unwrap(), refused);
        assert_ne!(request.is_made(), refused);
    });
}
