#[cfg(unix)]
async fn r#type(r#match: u8) {}
#[cfg(unix)]
mod a_job_is_a_free_function {
    /// The job `type`: `/type/{match}`.
    fn r#type() {
        use ::sse_progress::__private::{self as __runtime, kinds::*};
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
                let (__runtime::Some(__arg0),) = (
                    (&__runtime::Probe::<u8>::NEW).kind().take(__args, 0usize),
                ) else {
                    return __runtime::None;
                };
                __runtime::Some(
                    __runtime::Work::asynchronous(async move {
                        let __output = r#type(__arg0).await;
                        (&&__runtime::Probe::of(&__output)).returned().outcome(__output)
                    }),
                )
            },
        })
    }
    fn start(r#match: u8) {
        use ::sse_progress::__private::{self as __runtime, kinds::*};
        (
            "type",
            __runtime::Vec::from([(&__runtime::Probe::<u8>::NEW).kind().give(r#match)]),
        )
    }
}
