async fn ping() {}
mod a_job_is_a_free_function {
    /// The job `ping`: `/ping`.
    fn ping() {
        use ::sse_progress::__private::{self as __runtime, kinds::*};
        __runtime::job(__runtime::Definition {
            name: "ping",
            description: "",
            methods: __runtime::Methods::Get,
            path: "/ping",
            policy: __runtime::Policy::DEFAULT,
            arguments: __runtime::Vec::from([]),
            start: |_| __runtime::Some(
                __runtime::Work::asynchronous(async move {
                    let __output = ping().await;
                    (&&__runtime::Probe::of(&__output)).returned().outcome(__output)
                }),
            ),
        })
    }
    fn start() {
        use ::sse_progress::__private::{self as __runtime, kinds::*};
        ("ping", __runtime::Vec::from([]))
    }
}
