fn detached() {}
/// The job `detached`: `/detached`.
#[allow(non_camel_case_types, reason = "it is named as its function is")]
enum detached {}
impl detached {
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
            name: "detached",
            description: "",
            methods: __runtime::Methods::GetAndPost,
            path: "/detached",
            policy: __runtime::Policy {
                on_disconnect: __runtime::Some(__runtime::OnDisconnect::Detach),
                ..__runtime::Policy::DEFAULT
            },
            arguments: __runtime::Vec::from([]),
            start: |_| __runtime::Some(
                __runtime::Work::blocking(move || {
                    let __output = detached();
                    (&__runtime::Probe::of(&__output)).returned().outcome(__output)
                }),
            ),
        })
    }
}
