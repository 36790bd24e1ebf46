//! Generated code names nothing that its surroundings could have given another meaning.

#![deny(warnings, missing_docs, missing_debug_implementations, unused)]
#![allow(
    dead_code,
    non_upper_case_globals,
    reason = "these names are only in the way"
)]

// The crate under another name.
use ::sse_progress as progress_of_jobs;

struct Option;
struct Result;
struct Some;
struct None;
struct Ok;
struct Err;
struct Box;
struct Vec;
struct String;
struct Default;
struct Into;
struct Duration;
struct Job;
struct Work;
trait Future {}
mod core {}
mod std {}
mod alloc {}
mod sse_progress {}
static args: u8 = 1;
static output: u8 = 2;

/// Named as a local of the expansion might be.
#[progress_of_jobs::job(
    POST "/start/{n}",
    crate = progress_of_jobs,
    timeout = "10m",
    retry = "1s",
    heartbeat = "5s",
    interval = "50ms",
    retention = "1m",
    concurrency = 2,
    queue = 3,
    on_disconnect = cancel_after("3s")
)]
async fn start(
    progress: progress_of_jobs::Progress,
    n: u64,
    #[param(default = 3)] m: u8,
    #[param(default)] flag: bool,
    #[param(default = "png")] format: ::std::string::String,
    #[state] db: ::std::sync::Arc<u8>,
) -> ::core::result::Result<u64, ::std::string::String> {
    let _ = (progress, m, flag, format, db, args, output);
    ::core::result::Result::Ok(n)
}

#[progress_of_jobs::job("/job", crate = progress_of_jobs)]
fn job() -> u8 {
    args + output
}

mod inner {
    #[super::progress_of_jobs::job("/locals", crate = super::progress_of_jobs)]
    pub(super) fn locals(args: u8, output: u8, start: u8, job: u8) -> u8 {
        args + output + start + job
    }

    #[super::progress_of_jobs::job("/args", crate = super::progress_of_jobs)]
    pub(super) async fn args() {}

    #[super::progress_of_jobs::job("/definition", crate = crate::shadowed_names::progress_of_jobs)]
    pub(super) async fn definition(__arg0: u8, __arg1: u8, __args: u8) -> u8 {
        __arg0 + __arg1 + __args
    }
}

pub(crate) fn jobs() -> ::std::vec::Vec<progress_of_jobs::Job> {
    let list = progress_of_jobs::jobs![start, job, inner::locals, inner::args, inner::definition];
    ::core::convert::Into::into(list)
}
