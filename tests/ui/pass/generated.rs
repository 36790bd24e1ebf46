//! The attribute may itself come from a macro.

#![deny(warnings)]

use sse_progress::{Job, job, jobs};

macro_rules! endpoint {
    ($name:ident, $path:literal, $timeout:expr, $argument:ident: $ty:ty = $default:expr) => {
        #[job($path, timeout = $timeout)]
        async fn $name(#[param(default = $default)] $argument: $ty) -> $ty {
            $argument
        }
    };
    ($name:ident, $($rest:tt)*) => {
        #[job($($rest)*)]
        async fn $name() {}
    };
}

endpoint!(first, "/first", "1s", n: Vec<u8> = vec![1]);
endpoint!(second, GET "/second", timeout = "1s");

pub(crate) fn jobs() -> Vec<Job> {
    jobs![first, second].into()
}
