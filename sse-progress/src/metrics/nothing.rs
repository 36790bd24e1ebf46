//! Counts nothing.

use std::time::Duration;

use crate::protocol::{Event, Status};

#[inline]
pub(crate) fn describe() {}

pub(crate) struct RunMetrics;

impl RunMetrics {
    #[inline]
    pub(crate) fn new(_: &'static str) -> Self {
        Self
    }

    #[inline]
    pub(crate) fn queued(&self) -> Gauged {
        Gauged
    }

    #[inline]
    pub(crate) fn running(&self) -> Gauged {
        Gauged
    }

    #[inline]
    pub(crate) fn overrun(&self) -> Gauged {
        Gauged
    }

    #[inline]
    pub(crate) fn watched(&self) -> Gauged {
        Gauged
    }

    #[inline]
    pub(crate) fn resumed(&self) {}

    #[inline]
    pub(crate) fn cancelled(&self, _: Duration) {}

    #[inline]
    pub(crate) fn ended(&self, _: Status, _: Duration) {}

    #[inline]
    pub(crate) fn sent(&self, _: &mut Sent) {}
}

pub(crate) struct Gauged;

#[derive(Default)]
pub(crate) struct Sent {}

impl Sent {
    #[inline]
    pub(crate) fn event(&mut self, _: &Event) {}
}

#[derive(Debug)]
pub(crate) struct SentBytes;

impl SentBytes {
    #[inline]
    pub(crate) fn new() -> Self {
        Self
    }

    #[inline]
    pub(crate) fn add(&mut self, _: usize) {}

    #[inline]
    pub(crate) fn pass_on(&mut self) {}
}
