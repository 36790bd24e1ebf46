//! The thread that draws.
//!
//! Whoever tells a mirror something never waits for the terminal: it may be slow, or stopped with
//! Ctrl-S. All of that is the affair of one thread, which draws the newest state, some times a
//! second at most, and once a second while nothing happens, for the clocks.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::scene::Scene;
use super::surface::Surface;

/// The shortest time from one drawing to the next.
const INTERVAL: Duration = Duration::from_millis(66);

/// How long anybody waits for a terminal.
const PATIENCE: Duration = Duration::from_secs(1);

/// What the thread and those who tell it something share.
#[derive(Debug)]
pub(super) struct Painter {
    surface: Surface,
    state: Mutex<State>,
    /// There is something to do.
    told: Condvar,
    /// Something has been drawn.
    drawn: Condvar,
}

#[derive(Debug, Default)]
struct State {
    scene: Scene,
    /// Counts what was told.
    told: u64,
    /// Up to which of these it has been drawn.
    drawn: u64,
    /// Somebody waits for it to be drawn.
    hurry: bool,
    closed: bool,
    /// The thread is gone, or never came.
    over: bool,
}

impl Painter {
    /// Begins to draw.
    pub(super) fn start(surface: Surface) -> Arc<Self> {
        let painter = Arc::new(Self {
            surface,
            state: Mutex::default(),
            told: Condvar::new(),
            drawn: Condvar::new(),
        });
        let thread = thread::Builder::new().name("sse-progress mirror".into());
        let working = painter.clone();
        // A system that has no thread to give has worse problems than bars.
        if thread.spawn(move || working.work()).is_err() {
            painter.lock().over = true;
        }
        painter
    }

    pub(super) fn surface(&self) -> &Surface {
        &self.surface
    }

    /// Changes what is to be shown.
    pub(super) fn tell<R>(&self, change: impl FnOnce(&mut Scene) -> R) -> R {
        let mut state = self.lock();
        let result = change(&mut state.scene);
        state.told += 1;
        let first = state.told == state.drawn + 1;
        drop(state);
        if first {
            self.told.notify_one();
        }
        result
    }

    /// Waits until all that was told so far is drawn, a second at most.
    pub(super) fn flush(&self) {
        let mut state = self.lock();
        let told = state.told;
        state.hurry = true;
        self.told.notify_one();
        let _ = self
            .drawn
            .wait_timeout_while(state, PATIENCE, |state| !state.over && state.drawn < told);
    }

    /// Ends the thread, which draws what is left.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        state.told += 1;
        self.told.notify_one();
        let _ = self
            .drawn
            .wait_timeout_while(state, PATIENCE, |state| !state.over);
    }

    fn work(&self) {
        let _over = Over(self);
        let mut last = None;
        while let Some((told, picture)) = self.next(last) {
            self.surface.draw(picture);
            last = Some(Instant::now());
            let mut state = self.lock();
            state.drawn = told;
            self.drawn.notify_all();
        }
    }

    /// Waits until there is something to draw and it is time to. `None` when all is over.
    fn next(&self, last: Option<Instant>) -> Option<(u64, super::surface::Picture)> {
        let mut state = self.lock();
        loop {
            let now = Instant::now();
            let due = if state.told > state.drawn {
                match last {
                    Some(last) if !state.hurry && !state.closed => last + INTERVAL,
                    _ => now,
                }
            } else if state.closed {
                return None;
            } else {
                state.hurry = false;
                match (last, state.scene.next_change()) {
                    (Some(last), Some(change)) => last + change,
                    (None, Some(_)) => now,
                    (_, None) => {
                        state = wait(&self.told, state, None);
                        continue;
                    }
                }
            };
            if due <= now {
                state.hurry = false;
                let picture = self.surface.compose(&mut state.scene, now);
                return Some((state.told, picture));
            }
            state = wait(&self.told, state, Some(due - now));
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn wait<'a>(
    told: &Condvar,
    state: MutexGuard<'a, State>,
    time: Option<Duration>,
) -> MutexGuard<'a, State> {
    match time {
        Some(time) => {
            told.wait_timeout(state, time)
                .unwrap_or_else(PoisonError::into_inner)
                .0
        }
        None => told.wait(state).unwrap_or_else(PoisonError::into_inner),
    }
}

/// Tells those who wait that nobody draws any more, whatever the reason.
struct Over<'a>(&'a Painter);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.lock().over = true;
        self.0.drawn.notify_all();
    }
}
