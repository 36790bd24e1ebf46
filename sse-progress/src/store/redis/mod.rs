//! Several processes by way of Redis or Valkey.
//!
//! ```text
//! shared      what the tasks of a process have in common: its runs, the runs of others
//! owned       a run of this process, and its watchers elsewhere
//! writer      what happens in this process's runs, to Redis
//! tail, turn  what comes next in one of them, and as which commands
//! lease       that this process lives, and what goes with saying so
//! replica     a run of another process, as a log that is fed
//! reader      what happens in other processes' runs, from Redis
//! watch       which processes live, and an end for the runs of those that do not
//! liveness    when a process counts as dead
//! end         the end of a run, once (the one script)
//! claims      idempotency keys
//! outbox      what a process says to others
//! post        how that is sent
//! record      what is in Redis, as written and read
//! keys        under which names
//! connection  a connection that comes back
//! ```
//!
//! # What is in Redis
//!
//! | key, behind the prefix | type | what |
//! |---|---|---|
//! | `{run}` | hash | `v`, `job`, `principal`, `owner`, `generation`; `done` and `done_id` once it has ended |
//! | `{run}:lines` | stream | the lines that are remembered, then `done` |
//! | `{run}:progress` | stream | the newest snapshot |
//! | `{run}:cancel` | string | there if it is to be cancelled |
//! | `{run}:watchers` | hash | how many watch it, by process |
//! | `key:…` | string | what an idempotency key has led to |
//! | `processes` | set | the processes |
//! | `process:…` | string | the lease of one |
//! | `process:…:runs` | set | its runs that have not ended |
//! | `process:…:inbox` | stream | what others say to it |
//!
//! Everything runs out by itself: a lease within its time, what a living process has ten minutes after
//! its last renewal, a run that has ended after its retention.
//!
//! # How an owner that was taken for dead is kept out
//!
//! An entry of a run's streams has the place `<generation>-<number>`, which its writer gives it. Redis
//! refuses one that is not behind all others. Whoever ends a run for its dead owner raises the
//! generation in the same step. So whatever the owner still adds when it wakes up is refused, and by
//! that it learns of the end and tells its own watchers the same.

mod catch_up;
mod claims;
mod connection;
mod end;
mod held;
mod keys;
mod lease;
mod listing;
mod liveness;
mod mutex;
mod outbox;
mod owned;
mod post;
mod reader;
mod record;
mod replica;
mod shared;
mod tail;
mod turn;
mod watch;
mod writer;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use redis::{Client, RedisError};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use tokio::time::timeout;

use self::connection::Link;
use self::held::Held;
use self::keys::Keys;
use self::shared::{Parts, Shared};
use super::{Claimed, Intention};
use crate::error::Error;
use crate::log::Limits;
use crate::protocol::{RunId, RunSummary};
use crate::run::{ListCursor, Policy, Principal, Run, Unreachable};

/// How long an answer waits until other processes know of what it is about. It comes after that anyway:
/// the run has begun, and whoever started it is to know. Until Redis has it, others do not know it.
const BEGUN_WITHIN: Duration = Duration::from_secs(2);

/// How long a process that shuts down waits until the others know how its runs have ended.
const LEAVE_WITHIN: Duration = Duration::from_secs(5);

/// Redis, or Valkey, as the place where several processes meet: each of them then answers for the runs
/// of all. Given to [`JobsBuilder::store`](crate::JobsBuilder::store).
///
/// ```no_run
/// # use sse_progress::{Jobs, jobs};
/// # async fn example() -> Result<(), sse_progress::Error> {
/// let store = sse_progress::redis::Store::connect("redis://127.0.0.1/").await?;
/// let jobs = Jobs::builder().store(store).build()?;
/// # Ok(())
/// # }
/// ```
pub struct Store {
    commands: Link,
    client: Client,
    runtime: Handle,
    prefix: String,
    lease: Duration,
    renew_every: Duration,
}

impl Store {
    /// The default of [`prefix`](Self::prefix).
    pub const PREFIX: &str = "sse-progress";
    /// The default of [`lease`](Self::lease): 15 s.
    pub const LEASE: Duration = Duration::from_secs(15);
    /// The default of [`renew_every`](Self::renew_every): 5 s.
    pub const RENEW_EVERY: Duration = Duration::from_secs(5);

    /// Connects. `url` is `redis://[user[:password]@]host[:port][/database]`, or `rediss://…` with the
    /// feature `redis-tls`, which trusts the authorities that the system trusts, or those in the file
    /// that `SSL_CERT_FILE` names.
    ///
    /// It is connected once, so that a wrong address is noticed at the start. A connection that is lost
    /// later is made anew, for as long as that takes.
    ///
    /// # Errors
    ///
    /// When the address is none, or when Redis cannot be reached there.
    pub async fn connect(url: impl AsRef<str>) -> Result<Self, Error> {
        // Not the address, which may have a password in it.
        let wrong = |error: RedisError| Error::new(format!("cannot connect to Redis: {error}"));
        let client = connection::client(url.as_ref()).map_err(wrong)?;
        let commands = Link::new(client.clone(), Duration::ZERO);
        commands.connect().await.map_err(wrong)?;
        Ok(Self {
            commands,
            client,
            runtime: Handle::current(),
            prefix: Self::PREFIX.into(),
            lease: Self::LEASE,
            renew_every: Self::RENEW_EVERY,
        })
    }

    /// What the names of all keys begin with, [`Store::PREFIX`] unless set. Processes with the same
    /// prefix are replicas of one application.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// How long a process may be silent until its runs count as lost, [`Store::LEASE`] unless set. To
    /// this comes a fifth of it, or a second if that is more, in which Redis has to answer.
    #[must_use]
    pub fn lease(mut self, lease: Duration) -> Self {
        self.lease = lease;
        self
    }

    /// How often a process says that it lives, [`Store::RENEW_EVERY`] unless set. Twice that has to be
    /// less than the lease.
    #[must_use]
    pub fn renew_every(mut self, time: Duration) -> Self {
        self.renew_every = time;
        self
    }

    /// Takes part, with these jobs.
    ///
    /// # Errors
    ///
    /// When the times do not fit together, or when the system has no random numbers.
    pub(crate) fn open(
        self,
        jobs: HashMap<&'static str, Policy>,
        limits: Limits,
    ) -> Result<Process, Error> {
        if self.renew_every.is_zero() || self.renew_every.saturating_mul(2) >= self.lease {
            return Err(Error::new(format!(
                "a lease of {:?} has to be renewed more than twice in that time, not every {:?}",
                self.lease, self.renew_every
            )));
        }
        // A name that no process before had.
        let name = RunId::random()
            .map_err(|error| Error::new(format!("the system has no random numbers: {error}")))?;
        let (to_write, begun) = mpsc::unbounded_channel();
        let reading = Link::new(self.client, reader::BLOCK);
        let shared = Shared::new(Parts {
            commands: self.commands,
            keys: Keys::new(self.prefix),
            me: name.as_str().to_owned(),
            lease: self.lease,
            renew_every: self.renew_every,
            jobs,
            limits,
            to_write,
        });
        let runtime = &self.runtime;
        let tasks = vec![
            runtime.spawn(lease::keep(shared.clone())).abort_handle(),
            runtime
                .spawn(writer::write(shared.clone(), begun))
                .abort_handle(),
            runtime
                .spawn(reader::read(shared.clone(), reading))
                .abort_handle(),
            runtime.spawn(watch::look(shared.clone())).abort_handle(),
            runtime.spawn(post::post(shared.clone())).abort_handle(),
        ];
        Ok(Process { shared, tasks })
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store")
            .field("prefix", &self.prefix)
            .field("lease", &self.lease)
            .field("renew_every", &self.renew_every)
            .finish_non_exhaustive()
    }
}

/// This process among those that meet in one Redis. Its tasks go with it.
#[derive(Debug)]
pub(crate) struct Process {
    shared: Arc<Shared>,
    tasks: Vec<AbortHandle>,
}

impl Process {
    pub(super) async fn find(&self, id: &RunId) -> Result<Option<Run>, Unreachable> {
        self.shared.find(id).await
    }

    pub(super) async fn page(
        &self,
        owner: &Principal,
        before: Option<&ListCursor>,
        limit: usize,
    ) -> Result<Vec<(ListCursor, RunSummary)>, Unreachable> {
        listing::page(&self.shared, owner, before, limit).await
    }

    pub(super) async fn claim(
        &self,
        intention: &Intention,
        run: &RunId,
    ) -> Result<Claimed, Unreachable> {
        claims::claim(&self.shared, intention, run).await
    }

    pub(super) async fn unclaim(&self, intention: &Intention, run: &RunId) {
        claims::unclaim(&self.shared, intention, run).await;
    }

    pub(super) fn begin(&self, run: &Run, intention: Option<&Intention>) {
        let claim = intention.map(|intention| Held::new(&self.shared.keys, intention, run.id()));
        self.shared.own(run, claim);
    }

    pub(super) async fn begun(&self, run: &Run) {
        let Some(owned) = self.shared.owned(run.id()) else {
            return;
        };
        if !self.shared.commands.is_up() {
            return;
        }
        let mut registered = owned.registered.subscribe();
        let _ = timeout(BEGUN_WITHIN, registered.wait_for(|registered| *registered)).await;
    }

    pub(super) fn let_go(&self) {
        self.shared.let_go();
    }

    pub(super) async fn leave(&self) {
        if timeout(LEAVE_WITHIN, self.shared.owns_nothing())
            .await
            .is_err()
        {
            tracing::warn!("other processes may not know how all runs have ended");
            return;
        }
        // It does not come back by a renewal.
        self.stop();
        lease::give_up(&self.shared).await;
    }

    fn stop(&self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.stop();
    }
}
