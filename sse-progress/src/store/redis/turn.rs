//! What is new in a run of this process, as commands for Redis, and what Redis makes of it.

use redis::{Pipeline, Value};

use super::end::{self, Ended};
use super::listing;
use super::record::{self, BEGIN, End, FIRST_GENERATION, Ownership, Place, VERSION, millis};
use super::shared::Shared;
use super::tail::{Addition, Tail, Turn};
use crate::log::{Entry, since_1970};
use crate::protocol::Event;
use crate::run::Run;

/// What Redis has made of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Taken,
    /// It was not taken: it is there already, or somebody else writes here.
    Refused,
    /// What it should be added to is gone.
    Gone,
    /// Redis does not know what to do with it.
    Wrong,
}

impl Turn {
    /// Adds the commands that write it.
    pub(super) fn write(&mut self, shared: &Shared, commands: &mut Pipeline) {
        if self.tail.begins {
            let before = commands.len();
            self.register(shared, commands);
            self.registration = commands.len() - before;
        }
        self.events.retain_mut(|addition| {
            let fields = record::fields(&addition.entry);
            if let Err(error) = &fields {
                tracing::error!(%error, "an event could not be written as JSON");
            }
            addition.fields = fields.ok();
            addition.fields.is_some()
        });
        let owned = &self.tail.owned;
        let run = owned.run.id();
        let keys = &shared.keys;
        for Addition {
            place,
            entry,
            keep_from,
            fields,
        } in &self.events
        {
            let progress = matches!(entry.event(), Event::Progress(_));
            let command = commands.cmd("XADD");
            if progress {
                let stream = keys.progress(run);
                command.arg(stream);
                if !self.tail.begins {
                    command.arg("NOMKSTREAM");
                }
                command.arg("MAXLEN").arg(1);
            } else {
                let first = Place {
                    number: *keep_from,
                    ..*place
                };
                command
                    .arg(keys.lines(run))
                    .arg("NOMKSTREAM")
                    .arg("MINID")
                    .arg("~")
                    .arg(first.to_string());
            }
            command.arg(place.to_string());
            for (name, value) in fields.iter().flatten() {
                command.arg(*name).arg(value);
            }
        }
        if self.tail.begins {
            commands
                .cmd("PEXPIRE")
                .arg(keys.progress(run))
                .arg(shared.keep_ms());
        }
        if let Some(end) = self
            .done
            .as_ref()
            .and_then(|entry| end_of(&owned.run, entry))
        {
            let retention = millis(owned.run.policy().retention);
            let place = self.tail.place();
            match end::command(keys, run, FIRST_GENERATION, place, &end, retention) {
                Ok(command) => {
                    commands.add_command(command);
                }
                Err(error) => tracing::error!(%run, %error, "an end could not be written as JSON"),
            }
            if let Some(claim) = &owned.claim {
                commands.cmd("PEXPIRE").arg(&claim.key).arg(retention);
            }
            commands
                .cmd("SREM")
                .arg(keys.runs(&shared.me))
                .arg(run.as_str());
        }
    }

    /// The record of the run, and its empty streams. What is there already stays.
    fn register(&self, shared: &Shared, commands: &mut Pipeline) {
        let owned = &self.tail.owned;
        let (run, keys, keep) = (&owned.run, &shared.keys, shared.keep_ms());
        let record = keys.run(run.id());
        let command = commands.cmd("HSET");
        command
            .arg(&record)
            .arg("v")
            .arg(VERSION)
            .arg("job")
            .arg(run.job())
            .arg("owner")
            .arg(&shared.me)
            .arg("started")
            .arg(since_1970(run.started()));
        if let Some(parameters) = run.parameters() {
            command.arg("parameters").arg(parameters.get());
        }
        if let Some(principal) = run.owner() {
            command.arg("principal").arg(principal.as_str());
        }
        // Not if another process has raised it.
        commands
            .cmd("HSETNX")
            .arg(&record)
            .arg("generation")
            .arg(FIRST_GENERATION);
        // Below all other entries. It is refused if there is a stream.
        commands
            .cmd("XADD")
            .arg(keys.lines(run.id()))
            .arg(format!("{FIRST_GENERATION}-0"))
            .arg("event")
            .arg(BEGIN);
        commands
            .cmd("SADD")
            .arg(keys.runs(&shared.me))
            .arg(run.id().as_str());
        listing::add(shared, run, commands);
        for key in [record, keys.lines(run.id()), keys.runs(&shared.me)] {
            commands.cmd("PEXPIRE").arg(key).arg(keep);
        }
        // Last: `settle` looks there for what the key leads to.
        if let Some(claim) = &owned.claim {
            claim.ask(keep, commands);
        }
    }

    /// Looks at the answers. Returns the tail if there is more to come.
    pub(super) async fn settle(self, shared: &Shared, answers: &[Value]) -> Option<Tail> {
        let Self {
            mut tail,
            events,
            done,
            registration,
        } = self;
        let owned = tail.owned.clone();
        if tail.begins && done.is_none() {
            let leads_to = registration
                .checked_sub(1)
                .and_then(|last| answers.get(last));
            if let Some(claim) = &owned.claim {
                if claim.is_lost(leads_to) {
                    shared.fence_by_key(&owned);
                    return None;
                }
            }
        }
        // In those to the registration nothing else can be wrong.
        let added = answers.iter().skip(registration).take(events.len());
        let behind = registration + events.len() + usize::from(tail.begins);
        let ended = answers
            .iter()
            .skip(behind)
            .take(usize::from(done.is_some()));
        let worst = added
            .map(outcome)
            .chain(ended.map(|answer| match end::ended(answer) {
                Ended::Now => Outcome::Taken,
                Ended::Otherwise => Outcome::Refused,
                Ended::Unknown => Outcome::Gone,
            }))
            .max_by_key(|outcome| *outcome as u8)
            .unwrap_or(Outcome::Taken);
        match worst {
            Outcome::Taken => {}
            Outcome::Refused => match shared.ownership(owned.run.id()).await {
                Ownership::Ours => {}
                Ownership::Ended(end) => {
                    shared.fence(&owned, end);
                    return None;
                }
                Ownership::Unknown => {
                    tail.start_over();
                    return Some(tail);
                }
            },
            Outcome::Gone => {
                tail.start_over();
                return Some(tail);
            }
            Outcome::Wrong => {
                tracing::error!(run = %owned.run.id(), ?answers, "Redis does not take this run; other processes will not know it");
                shared.disown(&owned);
                return None;
            }
        }
        if tail.begins {
            tail.begins = false;
            owned.registered.send_replace(true);
        }
        if done.is_some() {
            shared.disown(&owned);
            return None;
        }
        Some(tail)
    }
}

fn outcome(answer: &Value) -> Outcome {
    match answer {
        Value::Nil => Outcome::Gone,
        Value::ServerError(error) => {
            let details = error.details().unwrap_or_default();
            if details.contains("equal or smaller") {
                Outcome::Refused
            } else {
                Outcome::Wrong
            }
        }
        _ => Outcome::Taken,
    }
}

fn end_of(run: &Run, entry: &Entry) -> Option<End> {
    match entry.event() {
        Event::Done(done) => Some(End {
            id: entry.id().clone(),
            done: (**done).clone(),
            at_us: since_1970(run.ended_at()?),
        }),
        _ => None,
    }
}
