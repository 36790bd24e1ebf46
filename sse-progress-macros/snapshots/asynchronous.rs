/// Count to a number, slowly.
///
/// It takes a while.
#[job_of_another::attribute]
pub async fn count(progress: Progress, to: u64) -> u64 {
    wait(progress).await;
    to
}
mod a_job_is_a_free_function {
    /// The job `count`: `/count/{to}`.
    pub fn count() {
        use ::sse_progress::__private::{self as __runtime, kinds::*};
        __runtime::job(__runtime::Definition {
            name: "count",
            description: "Count to a number, slowly.\n\nIt takes a while.",
            methods: __runtime::Methods::GetAndPost,
            path: "/count/{to}",
            policy: __runtime::Policy::DEFAULT,
            arguments: __runtime::Vec::from([
                (&__runtime::Probe::<Progress>::NEW).kind().describe("progress", ""),
                (&__runtime::Probe::<u64>::NEW)
                    .kind()
                    .describe("to", "How far to count."),
            ]),
            start: |__args| {
                let (__runtime::Some(__arg0), __runtime::Some(__arg1)) = (
                    (&__runtime::Probe::<Progress>::NEW).kind().take(__args, 0usize),
                    (&__runtime::Probe::<u64>::NEW).kind().take(__args, 1usize),
                ) else {
                    return __runtime::None;
                };
                __runtime::Some(
                    __runtime::Work::asynchronous(async move {
                        let __output = count(__arg0, __arg1).await;
                        (&&__runtime::Probe::of(&__output)).returned().outcome(__output)
                    }),
                )
            },
        })
    }
    fn start(to: u64) {
        use ::sse_progress::__private::{self as __runtime, kinds::*};
        (
            "count",
            __runtime::Vec::from([
                __runtime::None,
                (&__runtime::Probe::<u64>::NEW).kind().give(to),
            ]),
        )
    }
}
