/// Count.
#[cfg(unix)]
pub async fn count(db: Db, to: u64) -> u64 {
    to
}
::core::compile_error! {
    "there is no option `timout`: did you mean `timeout`?\nthe options are `name`, `retry`, `heartbeat`, `interval`, `on_disconnect`, `clean_up`, `timeout`, `concurrency`, `queue`, `retention` and `crate`"
}
::core::compile_error! {
    "no argument takes `{too}`: did you mean `{to}`?"
}
#[cfg(unix)]
/// A job with errors in its `#[job]`.
#[allow(non_camel_case_types, reason = "it is named as its function is")]
pub enum count {}
#[cfg(unix)]
impl count {
    /// The job, to be handed to `jobs!`.
    #[allow(
        deprecated,
        clippy::needless_update,
        reason = "callers are warned of the function, and the attribute may name every option"
    )]
    pub fn job() -> ::sse_progress::Job {
        loop {}
    }
}
