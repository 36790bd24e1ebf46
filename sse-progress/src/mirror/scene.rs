//! All that a mirror has been told and has not shown for good.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::protocol::{Event, Snapshot};

use super::above::Above;
use super::harmless;
use super::panel::Panel;

/// How much may wait to be printed. A terminal that takes nothing, because somebody has pressed
/// Ctrl-S, costs no more memory than that.
const MAX_WAITING: usize = 10_000;
const MAX_WAITING_BYTES: usize = 8 << 20;

/// The runs that go on, and what is to be printed above them.
#[derive(Debug, Default)]
pub(super) struct Scene {
    panels: BTreeMap<u64, Panel>,
    last_panel: u64,
    above: VecDeque<Above>,
    above_bytes: usize,
    lost: u64,
}

impl Scene {
    /// A panel for a run, below those that are there.
    pub(super) fn open(&mut self, label: &str) -> u64 {
        self.last_panel += 1;
        self.panels.insert(self.last_panel, Panel::new(label));
        self.last_panel
    }

    /// Shows an event. Nothing follows `done`.
    pub(super) fn event(&mut self, id: u64, event: &Event, now: Instant) {
        let Some(panel) = self.panels.get_mut(&id) else {
            return;
        };
        panel.connected();
        match event {
            Event::Progress(snapshot) => {
                panel.show(snapshot.clone(), now);
                self.name(id, snapshot);
            }
            Event::Log(line) => {
                let label = panel.label_of(line.task);
                let line = line.clone();
                self.print(Above::Said { label, line });
            }
            Event::Done(done) => {
                if let Some(panel) = self.panels.remove(&id) {
                    let done = Arc::clone(done);
                    self.print(Above::Ended { panel, done });
                }
            }
        }
    }

    /// A run without a name of its own here is called as its job is, and numbered if another is
    /// called so already.
    fn name(&mut self, id: u64, snapshot: &Snapshot) {
        let unnamed = |panel: &Panel| panel.label().is_empty();
        if snapshot.job.is_empty() || !self.panels.get(&id).is_some_and(unnamed) {
            return;
        }
        let job = harmless(&snapshot.job);
        let taken = |label: &str| self.panels.values().any(|panel| panel.label() == label);
        let mut label = job.clone().into_owned();
        let mut number = 1;
        while taken(&label) {
            number += 1;
            label = format!("{job} #{number}");
        }
        if let Some(panel) = self.panels.get_mut(&id) {
            panel.rename(label);
        }
    }

    pub(super) fn reconnecting(&mut self, id: u64, reason: &str, again_at: Instant) {
        if let Some(panel) = self.panels.get_mut(&id) {
            if panel.reconnecting(reason, again_at) {
                let label = panel.label().to_owned();
                let reason = reason.to_owned();
                self.print(Above::Cut { label, reason });
            }
        }
    }

    /// Takes a panel away and says why.
    pub(super) fn gone(&mut self, id: u64, reason: &str) {
        if let Some(panel) = self.panels.remove(&id) {
            self.print(Above::Gone {
                label: panel.label().to_owned(),
                reason: reason.to_owned(),
            });
        }
    }

    /// Takes a panel away, if it is still there.
    pub(super) fn close(&mut self, id: u64) -> bool {
        self.panels.remove(&id).is_some()
    }

    /// Prints above the bars, when there is time. Lines that find no room are counted.
    pub(super) fn print(&mut self, above: Above) {
        self.above_bytes += above.weight();
        self.above.push_back(above);
        while self.above.len() > MAX_WAITING || self.above_bytes > MAX_WAITING_BYTES {
            // How runs ended is worth more than what they said.
            let said = self.above.iter().position(|above| !above.is_end());
            let Some(above) = self.above.remove(said.unwrap_or(0)) else {
                return;
            };
            self.above_bytes -= above.weight();
            self.lost += 1;
        }
    }

    /// What is to be printed now.
    pub(super) fn take_above(&mut self) -> VecDeque<Above> {
        let mut above = std::mem::take(&mut self.above);
        self.above_bytes = 0;
        let lost = std::mem::take(&mut self.lost);
        if lost > 0 {
            above.push_front(Above::Lost(lost));
        }
        above
    }

    pub(super) fn panels(&self) -> impl Iterator<Item = &Panel> {
        self.panels.values()
    }

    /// How long the bars look as they do although nothing is said: times are shown in seconds.
    pub(super) fn next_change(&self) -> Option<Duration> {
        (!self.panels.is_empty()).then_some(Duration::from_secs(1))
    }
}
