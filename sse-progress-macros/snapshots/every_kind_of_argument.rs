async fn resize(
    bar: Bar,
    width: u32,
    #[allow(unused)]
    quality: u8,
    format: String,
    dry_run: bool,
    db: Db,
) {}
mod a_job_is_a_free_function {
    /// The job `resize`: `/resize/{width}`.
    fn resize() {
        use ::sse_progress::__private::{self as __runtime, kinds::*};
        fn __default2() -> u8 {
            80
        }
        fn __default3() -> String {
            __runtime::text_default("png")
        }
        fn __default4() -> bool {
            ::core::default::Default::default()
        }
        __runtime::job(__runtime::Definition {
            name: "resize",
            description: "",
            methods: __runtime::Methods::GetAndPost,
            path: "/resize/{width}",
            policy: __runtime::Policy::DEFAULT,
            arguments: __runtime::Vec::from([
                (&__runtime::Probe::<Bar>::NEW).kind().describe("bar", ""),
                (&__runtime::Probe::<u32>::NEW).kind().describe("width", ""),
                (&__runtime::Probe::<u8>::NEW)
                    .kind()
                    .describe_or(
                        "quality",
                        "From 1 to 100.",
                        (&__runtime::DefaultValue::<u8>(__default2())).json(),
                    ),
                (&__runtime::Probe::<String>::NEW)
                    .kind()
                    .describe_or(
                        "format",
                        "",
                        (&__runtime::DefaultValue::<String>(__default3())).json(),
                    ),
                (&__runtime::Probe::<bool>::NEW)
                    .kind()
                    .describe_or(
                        "dry_run",
                        "",
                        (&__runtime::DefaultValue::<bool>(__default4())).json(),
                    ),
                __runtime::describe_state::<Db>("db"),
            ]),
            start: |__args| {
                let (
                    __runtime::Some(__arg0),
                    __runtime::Some(__arg1),
                    __runtime::Some(__arg2),
                    __runtime::Some(__arg3),
                    __runtime::Some(__arg4),
                    __runtime::Some(__arg5),
                ) = (
                    (&__runtime::Probe::<Bar>::NEW).kind().take(__args, 0usize),
                    (&__runtime::Probe::<u32>::NEW).kind().take(__args, 1usize),
                    (&__runtime::Probe::<u8>::NEW)
                        .kind()
                        .take_or(__args, 2usize, __default2),
                    (&__runtime::Probe::<String>::NEW)
                        .kind()
                        .take_or(__args, 3usize, __default3),
                    (&__runtime::Probe::<bool>::NEW)
                        .kind()
                        .take_or(__args, 4usize, __default4),
                    __runtime::take_state::<Db>(__args, 5usize),
                ) else {
                    return __runtime::None;
                };
                __runtime::Some(
                    __runtime::Work::asynchronous(async move {
                        let __output = resize(
                                __arg0,
                                __arg1,
                                __arg2,
                                __arg3,
                                __arg4,
                                __arg5,
                            )
                            .await;
                        (&&__runtime::Probe::of(&__output)).returned().outcome(__output)
                    }),
                )
            },
        })
    }
    fn start(bar: Bar, width: u32, quality: u8, format: String, dry_run: bool) {
        use ::sse_progress::__private::{self as __runtime, kinds::*};
        (
            "resize",
            __runtime::Vec::from([
                (&__runtime::Probe::<Bar>::NEW).kind().give(bar),
                (&__runtime::Probe::<u32>::NEW).kind().give(width),
                (&__runtime::Probe::<u8>::NEW).kind().give(quality),
                (&__runtime::Probe::<String>::NEW).kind().give(format),
                (&__runtime::Probe::<bool>::NEW).kind().give(dry_run),
                __runtime::None,
            ]),
        )
    }
}
