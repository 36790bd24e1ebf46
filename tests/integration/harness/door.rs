//! The three ways in to the same jobs.

use std::cell::Cell;

/// What serves the jobs of a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// Our own server.
    Own,
    /// `warp::serve`, with the jobs below a prefix.
    Warp,
    /// `axum::serve`, with the jobs nested, which strips the prefix.
    Axum,
}

thread_local! {
    static DOOR: Cell<Door> = const { Cell::new(Door::Own) };
}

impl Door {
    /// The door of the test on this thread: our own server, unless it was sent through another.
    pub(crate) fn of_this_test() -> Self {
        DOOR.get()
    }

    /// Sends the test on this thread through this door.
    pub(crate) fn enter(self) {
        DOOR.set(self);
    }

    /// What stands before the addresses of the jobs.
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Self::Own => "",
            Self::Warp | Self::Axum => "/tasks",
        }
    }
}

/// Makes three tests of each of these functions, one for each [`Door`].
macro_rules! through_every_door {
    ($($test:ident),+ $(,)?) => {
        mod through_our_server {
            $(#[tokio::test] async fn $test() { super::$test().await })+
        }
        mod through_warp {
            $(#[tokio::test] async fn $test() {
                $crate::harness::Door::Warp.enter();
                super::$test().await
            })+
        }
        mod through_axum {
            $(#[tokio::test] async fn $test() {
                $crate::harness::Door::Axum.enter();
                super::$test().await
            })+
        }
    };
}
pub(crate) use through_every_door;
