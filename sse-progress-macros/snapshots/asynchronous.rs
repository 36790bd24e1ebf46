/// Count to a number, slowly.
///
/// It takes a while.
#[job_of_another::attribute]
pub async fn count(progress: Progress, to: u64) -> u64 {
    wait(progress).await;
    to
}
/// The job `count`: `/count/{to}`.
#[allow(non_camel_case_types, reason = "it is named as its function is")]
pub enum count {}
impl count {
    /// The job, to be handed to `jobs!`.
    #[allow(
        deprecated,
        clippy::needless_update,
        reason = "callers are warned of the function, and the attribute may name every option"
    )]
    pub fn job() -> ::sse_progress::Job {
        use ::sse_progress::__private::{
            self as __runtime, BodyKind as _, NoJson as _, OutputKind as _,
            ProgressKind as _, ResultKind as _, ValueKind as _,
        };
        __runtime::job(__runtime::Definition {
            name: "count",
            description: "Count to a number, slowly.\n\nIt takes a while.",
            methods: __runtime::Methods::GetAndPost,
            path: "/count/{to}",
            policy: __runtime::Policy {
                ..__runtime::Policy::DEFAULT
            },
            arguments: __runtime::Vec::from([
                (&__runtime::Probe::<Progress>::NEW).kind().describe("progress", ""),
                (&__runtime::Probe::<u64>::NEW)
                    .kind()
                    .describe("to", "How far to count."),
            ]),
            start: |__args| {
                let __arg0 = (&__runtime::Probe::<Progress>::NEW)
                    .kind()
                    .take(__args, 0usize);
                let __arg1 = (&__runtime::Probe::<u64>::NEW).kind().take(__args, 1usize);
                let (__runtime::Some(__arg0), __runtime::Some(__arg1)) = (__arg0, __arg1)
                else {
                    return __runtime::None;
                };
                __runtime::Some(
                    __runtime::Work::asynchronous(async move {
                        let __output = count(__arg0, __arg1).await;
                        (&__runtime::Probe::of(&__output)).returned().outcome(__output)
                    }),
                )
            },
        })
    }
}
