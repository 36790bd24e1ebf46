async fn resize(
    bar: Bar,
    width: u32,
    #[allow(unused)]
    quality: u8,
    format: String,
    dry_run: bool,
    db: Db,
) {}
/// The job `resize`: `/resize/{width}`.
#[allow(non_camel_case_types, reason = "it is named as its function is")]
enum resize {}
impl resize {
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
        fn __default2() -> u8 {
            80
        }
        fn __default3() -> String {
            ::core::convert::Into::into("png")
        }
        fn __default4() -> bool {
            ::core::default::Default::default()
        }
        __runtime::job(__runtime::Definition {
            name: "resize",
            description: "",
            methods: __runtime::Methods::GetAndPost,
            path: "/resize/{width}",
            policy: __runtime::Policy {
                ..__runtime::Policy::DEFAULT
            },
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
                let __arg0 = (&__runtime::Probe::<Bar>::NEW).kind().take(__args, 0usize);
                let __arg1 = (&__runtime::Probe::<u32>::NEW).kind().take(__args, 1usize);
                let __arg2 = (&__runtime::Probe::<u8>::NEW)
                    .kind()
                    .take_or(__args, 2usize, __default2);
                let __arg3 = (&__runtime::Probe::<String>::NEW)
                    .kind()
                    .take_or(__args, 3usize, __default3);
                let __arg4 = (&__runtime::Probe::<bool>::NEW)
                    .kind()
                    .take_or(__args, 4usize, __default4);
                let __arg5 = __runtime::take_state::<Db>(__args, 5usize);
                let (
                    __runtime::Some(__arg0),
                    __runtime::Some(__arg1),
                    __runtime::Some(__arg2),
                    __runtime::Some(__arg3),
                    __runtime::Some(__arg4),
                    __runtime::Some(__arg5),
                ) = (__arg0, __arg1, __arg2, __arg3, __arg4, __arg5) else {
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
                        (&__runtime::Probe::of(&__output)).returned().outcome(__output)
                    }),
                )
            },
        })
    }
}
