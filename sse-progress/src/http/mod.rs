//! HTTP: requests in, responses out.

mod problem;

#[allow(unused_imports, reason = "its callers come with the integration")]
pub(crate) use problem::Problem;
