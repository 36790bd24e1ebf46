#[cfg(unix)]
async fn r#type(r#match: u8) {}
#[cfg(unix)]
/// The job `type`: `/type/{match}`.
#[allow(non_camel_case_types, reason = "it is named as its function is")]
enum r#type {}
#[cfg(unix)]
impl r#type {
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
            name: "type",
            description: "",
            methods: __runtime::Methods::GetAndPost,
            path: "/type/{match}",
            policy: __runtime::Policy {
                on_disconnect: __runtime::Some(__runtime::OnDisconnect::Cancel),
                ..__runtime::Policy::DEFAULT
            },
            arguments: __runtime::Vec::from([
                (&__runtime::Probe::<u8>::NEW).kind().describe("match", ""),
            ]),
            start: |__args| {
                let __arg0 = (&__runtime::Probe::<u8>::NEW).kind().take(__args, 0usize);
                let (__runtime::Some(__arg0),) = (__arg0,) else {
                    return __runtime::None;
                };
                __runtime::Some(
                    __runtime::Work::asynchronous(async move {
                        let __output = r#type(__arg0).await;
                        (&__runtime::Probe::of(&__output)).returned().outcome(__output)
                    }),
                )
            },
        })
    }
}
