//! The thread that draws.
//!
//! Whoever tells a mirror something never waits for the terminal, which may be slow, or stopped with
//! Ctrl-S. It only changes [`Told`], under a lock that nobody holds while drawing. One thread draws the
//! newest state: some times a second at most, and once a second while nothing happens, for the clocks.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::output::{Frame, Output};
use super::resizing::Resizing;
use super::told::Told;

/// The shortest time from one drawing to the next.
const INTERVAL: Duration = Duration::from_millis(66);

/// How long bars look the same although nothing is told: times are shown in seconds.
const TICK: Duration = Duration::from_secs(1);

/// How long `flush` and the end of a mirror wait for a terminal that takes nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// What the thread shares with those who tell it something.
#[derive(Debug, Default)]
pub(super) struct Drawing {
    queue: Mutex<Queue>,
    /// There is something to do.
    told: Condvar,
    /// Something has been drawn.
    drawn: Condvar,
}

#[derive(Debug, Default)]
struct Queue {
    told: Told,
    /// Counts what was told.
    changes: u64,
    /// Up to which of these it has been drawn.
    drawn: u64,
    /// Somebody waits for it to be drawn.
    is_awaited: bool,
    /// The mirror is gone: what is left is drawn, and then the thread ends.
    is_closed: bool,
    /// The thread is gone, or never came.
    is_over: bool,
}

impl Drawing {
    /// Begins to draw.
    pub(super) fn start(output: Output) -> Arc<Self> {
        let drawing = Arc::new(Self::default());
        let thread = thread::Builder::new().name("sse-progress mirror".into());
        let of_thread = drawing.clone();
        // Without a thread, nothing is drawn.
        if thread.spawn(move || of_thread.draw_on(output)).is_err() {
            drawing.lock().is_over = true;
        }
        drawing
    }

    /// Changes what is to be shown.
    pub(super) fn tell<R>(&self, change: impl FnOnce(&mut Told) -> R) -> R {
        let mut queue = self.lock();
        let result = change(&mut queue.told);
        queue.changes += 1;
        // Once it is awake, the thread finds the later ones by itself.
        let first = queue.changes == queue.drawn + 1;
        drop(queue);
        if first {
            self.told.notify_one();
        }
        result
    }

    /// Waits until all that was told so far is drawn, a second at most.
    pub(super) fn flush(&self) {
        let mut queue = self.lock();
        let changes = queue.changes;
        queue.is_awaited = true;
        self.told.notify_one();
        let _ = self.drawn.wait_timeout_while(queue, PATIENCE, |queue| {
            !queue.is_over && queue.drawn < changes
        });
    }

    /// Ends the thread, which draws what is left. Waits for it, a second at most.
    pub(super) fn close(&self) {
        let mut queue = self.lock();
        queue.is_closed = true;
        queue.changes += 1;
        self.told.notify_one();
        let _ = self
            .drawn
            .wait_timeout_while(queue, PATIENCE, |queue| !queue.is_over);
    }

    fn draw_on(&self, output: Output) {
        // Dropped after the output, which takes its bars away when it is.
        let _over = Over(self);
        let mut output = output;
        let mut last = None;
        let mut resizing = Resizing::default();
        while let Some((changes, frame)) = self.next(&output, last, &mut resizing) {
            output.draw(frame);
            last = Some(Instant::now());
            self.lock().drawn = changes;
            self.drawn.notify_all();
        }
    }

    /// Waits until there is something to draw and it is time to. `None` when all is over.
    fn next(
        &self,
        output: &Output,
        last: Option<Instant>,
        resizing: &mut Resizing,
    ) -> Option<(u64, Frame)> {
        let mut queue = self.lock();
        loop {
            let now = Instant::now();
            let due = if queue.changes > queue.drawn {
                match last {
                    Some(last) if !queue.is_awaited && !queue.is_closed => Some(last + INTERVAL),
                    _ => Some(now),
                }
            } else if queue.is_closed {
                return None;
            } else {
                queue.is_awaited = false;
                let has_clocks = queue.told.has_clocks();
                has_clocks.then(|| last.map_or(now, |last| last + TICK))
            };
            let due = due.map(|due| match output.size() {
                Some(size) if due <= now => {
                    let ends = queue.is_awaited || queue.is_closed;
                    resizing.until(size, now, ends).unwrap_or(due)
                }
                _ => due,
            });
            queue = match due {
                Some(due) if due <= now => {
                    queue.is_awaited = false;
                    let frame = output.next_frame(&mut queue.told, now);
                    return Some((queue.changes, frame));
                }
                Some(due) => {
                    let waited = self.told.wait_timeout(queue, due - now);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
                None => {
                    let waited = self.told.wait(queue);
                    waited.unwrap_or_else(PoisonError::into_inner)
                }
            };
        }
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells those who wait that nobody draws any more, whatever the reason.
struct Over<'a>(&'a Drawing);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.lock().is_over = true;
        self.0.drawn.notify_all();
    }
}
