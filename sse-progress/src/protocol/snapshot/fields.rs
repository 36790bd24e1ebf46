//! Snapshots and tasks as they are read: with the fields of their bar beside their own.
//!
//! `#[serde(flatten)]` reads the same JSON, but it keeps all values in a buffer first, and with
//! `serde_json/arbitrary_precision` a number in that buffer is no number any more: reading fails
//! with "invalid type: map, expected f64". Features of Cargo are shared by all crates of a program,
//! so any of them may have switched it on. Here each field is read where it stands.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::super::data;
use super::{Bar, QueuePlace, RunId, RunState, Snapshot, Task, TaskState};

/// Declares `$fields`, which has the fields of `$whole` with those of its bar in place of it.
macro_rules! with_fields_of_a_bar {
    ($fields:ident for $whole:ident { $($(#[$attribute:meta])* $name:ident: $type:ty,)* }) => {
        #[derive(Deserialize)]
        pub(super) struct $fields {
            $($(#[$attribute])* $name: $type,)*
            position: u64,
            length: Option<u64>,
            unit: Cow<'static, str>,
            message: String,
            fraction: Option<f64>,
            elapsed_ms: u64,
            rate: Option<f64>,
            eta_ms: Option<u64>,
        }

        impl From<$fields> for $whole {
            fn from(fields: $fields) -> Self {
                Self {
                    $($name: fields.$name,)*
                    bar: Bar {
                        position: fields.position,
                        length: fields.length,
                        unit: fields.unit,
                        message: fields.message,
                        fraction: fields.fraction,
                        elapsed_ms: fields.elapsed_ms,
                        rate: fields.rate,
                        eta_ms: fields.eta_ms,
                    },
                }
            }
        }
    };
}

pub(in crate::protocol) use with_fields_of_a_bar;

with_fields_of_a_bar!(SnapshotFields for Snapshot {
    run: RunId,
    job: Cow<'static, str>,
    state: RunState,
    queue: Option<QueuePlace>,
    tasks: Vec<Task>,
    #[serde(default)]
    tasks_omitted: u64,
    #[serde(default, deserialize_with = "data::present")]
    data: Option<Box<RawValue>>,
});

with_fields_of_a_bar!(TaskFields for Task {
    id: u64,
    parent: Option<u64>,
    label: String,
    state: TaskState,
});
