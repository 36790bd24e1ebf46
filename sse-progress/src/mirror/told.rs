//! What a mirror has been told and has still to show.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Instant;

use crate::protocol::{Event, Snapshot};

use super::harmless;
use super::printed::Printed;
use super::run::ShownRun;
use super::style::Styles;

/// How much may wait to be printed. A terminal that takes nothing, because somebody has pressed
/// Ctrl-S, costs no more memory than that.
const MAX_WAITING: usize = 10_000;
const MAX_WAITING_BYTES: usize = 8 << 20;

/// The runs that go on, and what is to be printed above them.
/// Memory is bounded whatever the terminal does: there is one snapshot for each run that goes on, and what is to
/// be printed has limits.
#[derive(Debug, Default)]
pub(super) struct Told {
    runs: BTreeMap<u64, ShownRun>,
    last_run: u64,
    printed: VecDeque<Printed>,
    /// How many of them, from the first, are known to be ends of runs.
    ends: usize,
    /// What they weigh.
    bytes: usize,
    /// How many were dropped because there were too many.
    dropped: u64,
    pub(super) styles: Arc<Styles>,
    /// Whether any number of runs is to come, so that lines have the name of theirs from the first on.
    pub(super) expects_more: bool,
    /// Whether what a run has done stays when it has succeeded.
    pub(super) keeps: bool,
}

impl Told {
    /// Makes room for a run, below those that are there.
    pub(super) fn open(&mut self, label: &str) -> u64 {
        self.last_run += 1;
        self.runs
            .insert(self.last_run, ShownRun::new(self.last_run, label));
        self.last_run
    }

    /// Where the name of a run is to lead.
    pub(super) fn link(&mut self, id: u64, address: &str) {
        if let Some(run) = self.runs.get_mut(&id) {
            run.address = Some(harmless(address).into_owned());
        }
    }

    /// Shows an event. Nothing follows `done`.
    pub(super) fn event(&mut self, id: u64, event: &Event, now: Instant) {
        let Some(run) = self.runs.get_mut(&id) else {
            return;
        };
        run.connected();
        match event {
            Event::Progress(snapshot) => {
                run.show(snapshot.clone(), now);
                self.name(id, snapshot);
            }
            Event::Log(line) => {
                let said = Printed::Said {
                    run: run.label.clone(),
                    task: run.label_of(line.task),
                    alone: self.last_run == 1 && !self.expects_more,
                    line: line.clone(),
                };
                self.print(said);
            }
            Event::Done(done) => {
                if let Some(run) = self.runs.remove(&id) {
                    let ended = Printed::Ended {
                        run,
                        done: Arc::clone(done),
                        keeps: self.keeps,
                    };
                    self.print(ended);
                }
            }
        }
    }

    /// A run without a name of its own here is called as its job is, and numbered if another is
    /// called so already.
    fn name(&mut self, id: u64, snapshot: &Snapshot) {
        let unnamed = |run: &ShownRun| run.label.is_empty();
        if snapshot.job.is_empty() || !self.runs.get(&id).is_some_and(unnamed) {
            return;
        }
        let job = harmless(&snapshot.job);
        let taken = |label: &str| self.runs.values().any(|run| run.label == label);
        let mut label = job.clone().into_owned();
        let mut number = 1;
        while taken(&label) {
            number += 1;
            label = format!("{job} #{number}");
        }
        if let Some(run) = self.runs.get_mut(&id) {
            run.label = label;
        }
    }

    pub(super) fn reconnecting(&mut self, id: u64, reason: &str, again_at: Instant) {
        if let Some(run) = self.runs.get_mut(&id) {
            if run.reconnecting(reason, again_at) {
                let label = run.label.clone();
                let reason = reason.to_owned();
                self.print(Printed::Reconnecting { label, reason });
            }
        }
    }

    /// Takes a run away and says why.
    pub(super) fn gone(&mut self, id: u64, reason: &str) {
        if let Some(run) = self.runs.remove(&id) {
            self.print(Printed::Gone {
                label: run.label,
                reason: reason.to_owned(),
            });
        }
    }

    /// Takes a run away, if it is still there.
    pub(super) fn close(&mut self, id: u64) -> bool {
        self.runs.remove(&id).is_some()
    }

    /// Prints above the bars, when there is time. Lines that find no room are counted.
    pub(super) fn print(&mut self, printed: Printed) {
        self.bytes += printed.weight();
        self.printed.push_back(printed);
        while self.printed.len() > MAX_WAITING || self.bytes > MAX_WAITING_BYTES {
            // How runs ended is worth more than what they said.
            let others = self.printed.iter().skip(self.ends);
            let ends = others.take_while(|printed| printed.is_end()).count();
            self.ends += ends;
            let mut first = self.ends;
            if first == self.printed.len() {
                // There is nothing else, and of ends the oldest goes.
                first = 0;
                self.ends -= 1;
            }
            let Some(printed) = self.printed.remove(first) else {
                return;
            };
            self.bytes -= printed.weight();
            self.dropped += 1;
        }
    }

    /// What is to be printed now.
    pub(super) fn take_printed(&mut self) -> VecDeque<Printed> {
        let mut printed = std::mem::take(&mut self.printed);
        self.ends = 0;
        self.bytes = 0;
        let dropped = std::mem::take(&mut self.dropped);
        if dropped > 0 {
            printed.push_front(Printed::Dropped(dropped));
        }
        printed
    }

    pub(super) fn runs(&self) -> impl Iterator<Item = &ShownRun> {
        self.runs.values()
    }

    /// Whether the bars change although nothing is told: their clocks go on.
    pub(super) fn has_clocks(&self) -> bool {
        !self.runs.is_empty()
    }
}
