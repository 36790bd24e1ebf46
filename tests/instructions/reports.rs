//! One step of a job, reported by hand and by an iterator. The bar is that of a job which is tested: it
//! counts as any other does, and no sampler is counted along.

use std::hint::black_box;

use sse_progress::Progress;

pub(crate) const TIMES: u64 = 100_000;

pub(crate) fn inc() {
    let progress = Progress::hidden();
    progress.inc(1);
    counted_inc(black_box(&progress));
    assert_eq!(progress.position(), TIMES + 1);
}

#[inline(never)]
fn counted_inc(progress: &Progress) {
    for _ in 0..TIMES {
        progress.inc(1);
    }
}

pub(crate) fn wrap_iter() {
    let progress = Progress::hidden();
    progress.inc(1);
    counted_wrap_iter(black_box(&progress));
    assert_eq!(progress.position(), TIMES + 1);
}

#[inline(never)]
fn counted_wrap_iter(progress: &Progress) {
    for item in progress.wrap_iter(0..TIMES) {
        black_box(item);
    }
}
