fn sum(mut numbers: Vec<u64>) -> Result<u64, Error> {
    numbers.pop().ok_or(Error)
}
mod a_job_is_a_free_function {
    /// The job `sum`: `/sum`.
    fn sum() {
        use ::sse_progress::__private::{self as __runtime, kinds::*};
        __runtime::job(__runtime::Definition {
            name: "sum",
            description: "",
            methods: __runtime::Methods::Post,
            path: "/sum",
            policy: __runtime::Policy::DEFAULT,
            arguments: __runtime::Vec::from([
                (&__runtime::Probe::<Vec<u64>>::NEW).kind().describe("numbers", ""),
            ]),
            start: |__args| {
                let (__runtime::Some(__arg0),) = (
                    (&__runtime::Probe::<Vec<u64>>::NEW).kind().take(__args, 0usize),
                ) else {
                    return __runtime::None;
                };
                __runtime::Some(
                    __runtime::Work::blocking(move || {
                        let __output = sum(__arg0);
                        (&&__runtime::Probe::of(&__output)).returned().outcome(__output)
                    }),
                )
            },
        })
    }
    fn start(numbers: Vec<u64>) {
        use ::sse_progress::__private::{self as __runtime, kinds::*};
        (
            "sum",
            __runtime::Vec::from([
                (&__runtime::Probe::<Vec<u64>>::NEW).kind().give(numbers),
            ]),
        )
    }
}
