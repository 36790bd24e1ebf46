//! What a stream costs its server, beside plain TCP and beside what one writes by hand:
//!
//! ```text
//! cargo bench -p sse-progress-tests --bench streams -- [ROW…] [--seconds N] [--server NAME]…
//! ```
//!
//! Each server is a process of its own, so that its memory and its time on the CPU are its own. This
//! process is all the clients: one thread, one buffer and raw sockets, which costs less than what it
//! measures. Each event carries the time at which it was made, by the clock that both processes share.
//!
//! All servers send the same events, of about 200 bytes of data, at the same pace. The rivals are in
//! `server/rivals.rs`, our own jobs in `server/ours.rs`; what each row measures is said at the top of its
//! file in `rows/`.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a bench prints, and has nobody to report to"
)]

mod contestant;
mod files;
mod load;
mod message;
mod options;
mod process;
mod rows;
mod server;

use options::Options;

fn main() {
    // `cargo bench` adds this one.
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    if let [first, kind, every_ms] = &arguments[..]
        && first == "serve"
    {
        let kind = kind.parse().expect("the name of a server");
        return server::run(kind, every_ms.parse().expect("milliseconds"));
    }

    let options = match Options::parse(&arguments) {
        Ok(options) => options,
        Err(message) => {
            println!("{message}");
            std::process::exit(2);
        }
    };
    println!(
        "{} cores for the server and its clients together; {}",
        std::thread::available_parallelism().map_or(0, usize::from),
        files::raise_limit(),
    );
    for row in options.rows() {
        println!();
        (row.measure)(&options);
    }
}
