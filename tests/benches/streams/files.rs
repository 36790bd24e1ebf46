//! How many sockets a process may have.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// What a process has open beside its streams.
const OTHERS: u64 = 200;

/// Raises the limit as far as the system allows, for this process and for those that it starts, and
/// says so.
pub(crate) fn raise_limit() -> String {
    let limit = getrlimit(Resource::Nofile);
    let (before, most) = (limit.current, limit.maximum);
    let raised = setrlimit(
        Resource::Nofile,
        Rlimit {
            current: most,
            maximum: most,
        },
    );
    let show = |limit: Option<u64>| limit.map_or("none".to_owned(), |limit| limit.to_string());
    match raised {
        Ok(()) if before == most => format!("file limit {}", show(most)),
        Ok(()) => format!("file limit raised from {} to {}", show(before), show(most)),
        Err(error) => format!("file limit {}, not raised: {error}", show(before)),
    }
}

/// So many streams as are wanted, or as many as the limit allows; then it says so.
pub(crate) fn streams(wanted: usize) -> usize {
    let limit = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    let most = usize::try_from(limit.saturating_sub(OTHERS)).unwrap_or(usize::MAX);
    if most < wanted {
        println!("scaled down from {wanted} to {most} streams: the file limit is {limit}");
    }
    wanted.min(most)
}
