//! What the code that `#[job]` and `jobs!` write refers to. Not an interface for people.

use std::any::Any;

use crate::jobs::Jobs;
use crate::run::{Principal, Run};
use crate::runs::StartError;

pub use std::option::Option::{self, None, Some};
pub use std::time::Duration;
pub use std::vec::Vec;

pub use crate::job::{
    Args, Awaited, DefaultValue, Definition, FromText, IsBody, IsFuture, IsOfRun, IsOutput,
    IsResult, IsValue, JobError, MayBeAbsent, Methods, Output, Parameter, Probe, SharedState,
    TakesBody, WithoutBody, describe_state, job, take_state, text_default, without_body,
};
pub use crate::parameters::Argument;
pub use crate::run::{OnDisconnect, Policy, Progress, Returned, Work};

/// The traits by whose methods a type's kind is found. They have no names here, so that importing all
/// of them hides nothing of the application's.
pub mod kinds {
    pub use crate::job::{
        BodyKind as _, FutureKind as _, NoJson as _, OptionalPrincipalKind as _, OutputKind as _,
        PrincipalKind as _, ProgressKind as _, ResultKind as _, RunIdKind as _, ValueKind as _,
    };
}

/// Writes the type beside a function, which `jobs!` finds by the function's name.
///
/// It is a macro of this crate, and not a part of what the attribute writes, for two reasons. No type
/// can be defined in an `impl`: rustc says so in words of its own, and then names this macro. And lints
/// such as `missing_debug_implementations` pass over what a macro of another crate writes, even if the
/// function comes from a macro of the application's.
#[doc(hidden)]
#[macro_export]
macro_rules! __a_job_is_a_free_function {
    (
        $(#[$description:meta])* $visibility:vis fn $name:ident() { $($body:tt)* }
        $(fn start($($argument:ident: $type:ty),*) { $($call:tt)* })?
    ) => {
        $(#[$description])*
        #[allow(non_camel_case_types, reason = "it is named as its function is")]
        $visibility enum $name {}

        impl $name {
            /// The job, to be handed to `jobs!`.
            #[allow(
                deprecated,
                clippy::needless_update,
                reason = "callers are warned of the function, and the attribute may name every option"
            )]
            $visibility fn job() -> $crate::Job {
                $($body)*
            }

            $(
                /// Starts a run with these arguments, without HTTP. The job has to be one of `jobs`.
                ///
                /// # Errors
                ///
                /// When there is no room for a run now, or when this is none of `jobs`.
                #[allow(
                    dead_code,
                    deprecated,
                    clippy::too_many_arguments,
                    reason = "it is there for whoever needs it, and takes what the function takes"
                )]
                $visibility fn start(
                    jobs: &$crate::Jobs,
                    $($argument: $type),*
                ) -> ::core::result::Result<$crate::Run, $crate::StartError> {
                    $crate::__private::start(jobs, $crate::__private::None, { $($call)* })
                }

                /// The same for a run that belongs to `owner`.
                ///
                /// # Errors
                ///
                /// As those of `start`.
                #[allow(
                    dead_code,
                    deprecated,
                    clippy::too_many_arguments,
                    reason = "it is there for whoever needs it, and takes what the function takes"
                )]
                $visibility fn start_as(
                    jobs: &$crate::Jobs,
                    owner: &$crate::Principal,
                    $($argument: $type),*
                ) -> ::core::result::Result<$crate::Run, $crate::StartError> {
                    $crate::__private::start(jobs, $crate::__private::Some(owner), { $($call)* })
                }
            )?
        }
    };
}

pub use crate::__a_job_is_a_free_function as a_job_is_a_free_function;

/// Starts a run of the job of this name with these arguments.
///
/// # Errors
///
/// See [`StartError`].
pub fn start(
    jobs: &Jobs,
    owner: Option<&Principal>,
    (name, arguments): (&str, Vec<Option<Box<dyn Any + Send>>>),
) -> Result<Run, StartError> {
    jobs.start_given(owner, name, arguments)
}

/// What `jobs![count]` finds when there is a function `count` and no type beside it.
///
/// `use count as __Job` brings in the function, and the type if there is one. The type in
/// [`fallback`](listed::fallback) is imported under the same name by a glob, which yields to any other
/// import. So a function without `#[job]` gets a message of ours instead of rustc's, which would ask
/// for a type.
pub mod listed {
    use crate::job::Job;

    /// Imported by a glob.
    pub mod fallback {
        /// Stands where the type of a job would be.
        #[derive(Clone, Copy, Debug)]
        pub enum __Job {}

        impl __Job {
            /// No job.
            pub fn job() -> super::NoJob {
                super::NoJob
            }
        }
    }

    /// What is listed in place of a job.
    #[derive(Clone, Copy, Debug)]
    pub struct NoJob;

    /// What `jobs!` can list: a job, and not [`NoJob`].
    #[diagnostic::on_unimplemented(
        message = "`{F}` has no `#[job]`",
        label = "not all of these are jobs",
        note = "write `#[job(\"/…\")]` on each function that is listed here"
    )]
    pub trait Listed<F> {
        /// The job.
        fn job(self) -> Job;
    }

    impl<F> Listed<F> for Job {
        fn job(self) -> Job {
            self
        }
    }

    /// The job beside a function. The function itself is only there to be named in the message.
    pub fn job<F, J: Listed<F>>(_: F, job: J) -> Job {
        job.job()
    }
}
