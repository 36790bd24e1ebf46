//! What the compiler says about a wrong use of `#[job]` and `jobs!`.
//!
//! trybuild checks all files of `fail/` in one run of cargo. What has to compile is in `pass/`, a
//! library: with a case that has to be linked and run, trybuild builds everything for one file after
//! the other.

#[test]
fn errors() {
    trybuild::TestCases::new().compile_fail("fail/*.rs");
}

#[test]
fn accepted_jobs_can_be_served() {
    let jobs = sse_progress_ui::jobs();
    assert!(jobs.len() > 30, "{}", jobs.len());
}
