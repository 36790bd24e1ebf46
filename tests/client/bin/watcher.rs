//! A client in a process with an environment of its own. Its arguments: what it watches, and perhaps
//! `impatient`, which has it give up soon. It prints what it is told.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test program: a panic is seen by whoever started it"
)]

#[path = "../script.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod script;
#[path = "../story.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod story;

use std::time::Duration;

use story::{builder, story};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (address, builder) = match &arguments[..] {
        [address] => (address, builder()),
        [address, word] if word == "impatient" => {
            (address, builder().give_up_after(Duration::from_millis(1)))
        }
        _ => panic!("client-watcher ADDRESS [impatient]"),
    };
    let client = builder.build().unwrap();
    for line in story(&mut client.watch(address)).await {
        println!("{line}");
    }
}
