fn sum(mut numbers: Vec<u64>) -> Result<u64, Error> {
    numbers.pop().ok_or(Error)
}
/// The job `sum`: `/sum`.
#[allow(non_camel_case_types, reason = "it is named as its function is")]
enum sum {}
impl sum {
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
            name: "sum",
            description: "",
            methods: __runtime::Methods::Post,
            path: "/sum",
            policy: __runtime::Policy {
                ..__runtime::Policy::DEFAULT
            },
            arguments: __runtime::Vec::from([
                (&__runtime::Probe::<Vec<u64>>::NEW).kind().describe("numbers", ""),
            ]),
            start: |__args| {
                let __arg0 = (&__runtime::Probe::<Vec<u64>>::NEW)
                    .kind()
                    .take(__args, 0usize);
                let (__runtime::Some(__arg0),) = (__arg0,) else {
                    return __runtime::None;
                };
                __runtime::Some(
                    __runtime::Work::blocking(move || {
                        let __output = sum(__arg0);
                        (&__runtime::Probe::of(&__output)).returned().outcome(__output)
                    }),
                )
            },
        })
    }
}
