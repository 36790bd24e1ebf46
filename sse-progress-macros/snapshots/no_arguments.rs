async fn ping() {}
/// The job `ping`: `/ping`.
#[allow(non_camel_case_types, reason = "it is named as its function is")]
enum ping {}
impl ping {
    /// The job, to be handed to `jobs!`.
    #[allow(
        deprecated,
        clippy::needless_update,
        reason = "callers are warned of the function, and the attribute may name every option"
    )]
    fn job() -> ::sse_progress::Job {
        use ::sse_progress::__private::{
            self as __runtime, BodyKind as _, NoJson as _, OutputKind as _,
            ProgressKind as _, ResultKind as _, ValueKind as _,
        };
        __runtime::job(__runtime::Definition {
            name: "ping",
            description: "",
            methods: __runtime::Methods::Get,
            path: "/ping",
            policy: __runtime::Policy {
                ..__runtime::Policy::DEFAULT
            },
            arguments: __runtime::Vec::from([]),
            start: |_| __runtime::Some(
                __runtime::Work::asynchronous(async move {
                    let __output = ping().await;
                    (&__runtime::Probe::of(&__output)).returned().outcome(__output)
                }),
            ),
        })
    }
}
