//! How many sockets a test may have.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// A few for each of some thousand clients, for this process and for those that it starts.
const MANY: u64 = 8192;

/// Raises the limit to [`MANY`], or as far as the system allows.
pub(crate) fn allow_many() {
    let limit = getrlimit(Resource::Nofile);
    let wanted = limit.maximum.map_or(MANY, |maximum| maximum.min(MANY));
    if limit.current.is_some_and(|current| current < wanted) {
        let raised = Rlimit {
            current: Some(wanted),
            maximum: limit.maximum,
        };
        setrlimit(Resource::Nofile, raised).unwrap();
    }
}
