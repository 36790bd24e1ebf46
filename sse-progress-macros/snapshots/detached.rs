fn detached() {}
mod a_job_is_a_free_function {
    /// The job `detached`: `/detached`.
    fn detached() {
        use ::sse_progress::__private::{self as __runtime, kinds::*};
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
                    (&&__runtime::Probe::of(&__output)).returned().outcome(__output)
                }),
            ),
        })
    }
    fn start() {
        use ::sse_progress::__private::{self as __runtime, kinds::*};
        ("detached", __runtime::Vec::from([]))
    }
}
