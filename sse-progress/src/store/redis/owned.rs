//! A run of this process, as the others know it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use super::held::Held;
use crate::run::{Run, WatcherCounts, WatcherGuard};

/// How many watchers of one process are told apart.
const MAX_GUESTS: usize = 100_000;

/// A run of this process that the others know, until they know how it has ended.
#[derive(Debug)]
pub(super) struct Owned {
    pub(super) run: Run,
    /// The claim that has led to it.
    pub(super) claim: Option<Held>,
    /// Whether its record is in Redis.
    pub(super) registered: watch::Sender<bool>,
    /// Its record is gone and has to be written once more.
    pub(super) write_again: Notify,
    /// It is watched elsewhere from now on.
    pub(super) hurry: Notify,
    /// Nobody waits for its end in Redis any more.
    pub(super) given_up: Notify,
    is_given_up: AtomicBool,
    /// When it was first seen to have ended.
    ended: OnceLock<Instant>,
    is_watched_elsewhere: AtomicBool,
    guests: Mutex<HashMap<String, Guests>>,
}

/// The watchers that it has in one other process. Each counts as one of its own.
#[derive(Debug)]
struct Guests {
    returning: Vec<WatcherGuard>,
    others: Vec<WatcherGuard>,
    /// When that process last said so.
    seen: Instant,
}

impl Owned {
    pub(super) fn new(run: Run, claim: Option<Held>) -> Self {
        Self {
            run,
            claim,
            registered: watch::Sender::new(false),
            write_again: Notify::new(),
            hurry: Notify::new(),
            given_up: Notify::new(),
            is_given_up: AtomicBool::new(false),
            ended: OnceLock::new(),
            is_watched_elsewhere: AtomicBool::new(false),
            guests: Mutex::default(),
        }
    }

    /// Since when it has been seen to have ended, if it has.
    pub(super) fn ended(&self, now: Instant) -> Option<Instant> {
        self.run.done()?;
        Some(*self.ended.get_or_init(|| now))
    }

    /// Whatever Redis does not know of it stays unknown.
    pub(super) fn give_up(&self) {
        self.is_given_up.store(true, Ordering::Release);
        self.given_up.notify_one();
    }

    pub(super) fn is_given_up(&self) -> bool {
        self.is_given_up.load(Ordering::Acquire)
    }

    /// Whether anybody watches it in another process.
    pub(super) fn is_watched_elsewhere(&self) -> bool {
        // `Relaxed`: whoever sees it late sends a snapshot late.
        self.is_watched_elsewhere.load(Ordering::Relaxed)
    }

    /// The other processes that it is watched in.
    pub(super) fn watching_processes(&self) -> Vec<String> {
        if !self.is_watched_elsewhere() {
            // As nearly all are.
            return Vec::new();
        }
        let guests = self.guests.lock().unwrap_or_else(PoisonError::into_inner);
        guests.keys().cloned().collect()
    }

    /// So many watch it in a process. Answers whether it was not watched there before.
    pub(super) fn set_guests(&self, process: &str, counts: WatcherCounts, now: Instant) -> bool {
        let mut is_new = false;
        self.change(|guests| {
            if counts == WatcherCounts::default() {
                return guests.remove(process).into_iter().collect();
            }
            is_new = !guests.contains_key(process);
            let guests = guests.entry(process.to_owned()).or_insert_with(|| Guests {
                returning: Vec::new(),
                others: Vec::new(),
                seen: now,
            });
            guests.seen = now;
            // Those who come are counted before those who go.
            let (returning, others) = (
                counts.returning.min(MAX_GUESTS),
                counts.others.min(MAX_GUESTS),
            );
            while guests.returning.len() < returning {
                guests.returning.push(self.run.join(true));
            }
            while guests.others.len() < others {
                guests.others.push(self.run.join(false));
            }
            vec![Guests {
                returning: guests.returning.split_off(returning),
                others: guests.others.split_off(others),
                seen: now,
            }]
        });
        is_new
    }

    /// Takes the watchers of dead processes away, and of those that have said nothing for so long.
    pub(super) fn forget_guests(
        &self,
        is_dead: impl Fn(&str) -> bool,
        now: Instant,
        silence: Duration,
    ) {
        self.change(|guests| {
            let is_gone = |process: &str, guests: &Guests| {
                is_dead(process) || now.saturating_duration_since(guests.seen) > silence
            };
            let gone: Vec<String> = guests
                .iter()
                .filter(|(process, guests)| is_gone(process, guests))
                .map(|(process, _)| process.clone())
                .collect();
            gone.iter()
                .filter_map(|process| guests.remove(process))
                .collect()
        });
    }

    /// Changes the map; what it gives back is dropped without the lock.
    fn change(&self, change: impl FnOnce(&mut HashMap<String, Guests>) -> Vec<Guests>) {
        let mut guests = self.guests.lock().unwrap_or_else(PoisonError::into_inner);
        let gone = change(&mut guests);
        let watched = !guests.is_empty();
        let was_watched = self.is_watched_elsewhere.swap(watched, Ordering::Relaxed);
        drop(guests);
        drop(gone);
        if watched && !was_watched {
            self.hurry.notify_one();
        }
    }
}
