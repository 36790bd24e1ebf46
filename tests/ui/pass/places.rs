//! Jobs stand wherever functions stand, with the visibility that the function has.

#![deny(warnings)]
#![allow(unreachable_pub, reason = "every visibility is tried")]

use sse_progress::{Job, Progress, job, jobs};

#[job("/private")]
async fn private() {}

mod inner {
    #[sse_progress::job("/restricted")]
    pub(crate) fn restricted() {}

    pub mod deeper {
        /// Seen from anywhere.
        #[sse_progress::job("/public")]
        pub async fn public() {}

        #[sse_progress::job("/near")]
        pub(in crate::places::inner) async fn near() {}
    }

    pub(crate) fn near() -> sse_progress::Job {
        deeper::near::job()
    }
}

fn within() -> Job {
    const STEPS: u64 = 3;

    #[job("/within/{n}", on_disconnect = detach)]
    async fn within(progress: Progress, n: u64) -> u64 {
        let _ = progress;
        n + STEPS
    }

    within::job()
}

#[job("/conditional")]
#[cfg(any())]
async fn conditional() -> Missing {}

#[job("/old")]
#[deprecated]
async fn old() {}

pub(crate) fn jobs() -> Vec<Job> {
    #[job("/local")]
    fn local() {}

    use inner::deeper;

    // The function is what it was.
    drop(private());
    inner::restricted();

    let mut list: Vec<Job> = jobs![
        private,
        local,
        deeper::public,
        self::inner::restricted,
        crate::places::inner::deeper::public,
        old
    ]
    .into();
    list.extend([inner::near(), within()]);
    list
}
