//! A module that has its job's name, in three ways that do not clash with the type beside the function.

#![deny(warnings)]

use sse_progress::{Job, jobs};

mod by_path {
    pub(super) mod import {
        #[sse_progress::job("/by-path")]
        pub(crate) async fn import() {}
    }
}

/// The function has another name here; the job keeps its own.
mod renamed {
    mod import {
        #[sse_progress::job("/renamed", name = "renamed")]
        pub(crate) async fn import() {}
    }
    pub(super) use import::import as run_import;
}

/// What a glob brings yields to the module, so that the function comes in without the type.
mod by_glob {
    pub(super) mod import {
        #[sse_progress::job("/by-glob", name = "by-glob")]
        pub(crate) async fn import() {}
    }
    pub(super) use import::*;
}

pub(crate) fn jobs() -> Vec<Job> {
    drop(by_glob::import());
    jobs![
        by_path::import::import,
        renamed::run_import,
        by_glob::import::import
    ]
    .into()
}
