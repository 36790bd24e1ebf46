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
mod a_job_is_a_free_function {
    /// A job with errors in its `#[job]`.
    pub fn count() {
        loop {}
    }
}
