pub(crate) async fn tune() {}
mod a_job_is_a_free_function {
    /// The job `fine-tune`: `/tune`.
    pub(crate) fn tune() {
        use crate::progress::__private::{self as __runtime, kinds::*};
        __runtime::job(__runtime::Definition {
            name: "fine-tune",
            description: "",
            methods: __runtime::Methods::GetAndPost,
            path: "/tune",
            policy: __runtime::Policy {
                timeout: __runtime::Some(
                    __runtime::Duration::from_nanos(600000000000u64),
                ),
                retry: __runtime::Duration::from_nanos(1000000000u64),
                heartbeat: __runtime::Duration::from_nanos(10000000000u64),
                interval: __runtime::Duration::from_nanos(50000000u64),
                clean_up: __runtime::Duration::from_nanos(5000000000u64),
                retention: __runtime::Duration::from_nanos(3600000000000u64),
                concurrency: __runtime::Some(4usize),
                queue: 0usize,
                on_disconnect: __runtime::Some(
                    __runtime::OnDisconnect::CancelAfter(
                        __runtime::Duration::from_nanos(90000000000u64),
                    ),
                ),
                ..__runtime::Policy::DEFAULT
            },
            arguments: __runtime::Vec::from([]),
            start: |_| __runtime::Some(
                __runtime::Work::asynchronous(async move {
                    let __output = tune().await;
                    (&&__runtime::Probe::of(&__output)).returned().outcome(__output)
                }),
            ),
        })
    }
    fn start() {
        use crate::progress::__private::{self as __runtime, kinds::*};
        ("fine-tune", __runtime::Vec::from([]))
    }
}
