//! Counts the instructions of the paths that must stay short, and fails when one has become longer:
//!
//! ```text
//! cargo bench -p sse-progress-instructions
//! BLESS=1 cargo bench -p sse-progress-instructions
//! ```
//!
//! Times differ from run to run and from machine to machine; instructions do not, as long as the compiler
//! is the same, and what the processor lets a program choose. The crate memchr looks for AVX2 when it runs,
//! and has other instructions without. Of what is newer than that, valgrind shows a program nothing, so
//! that all processors with AVX2 count alike. What is expected is in `expected.txt`, with the version of
//! rustc and the kind of processor that it holds for. The second command writes that file anew.
//!
//! Only what was compiled from Rust is counted. The system's C library has other instructions on other
//! machines; of it, the calls that allocate are counted by their number.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::expect_used,
    reason = "what it prints is its verdict"
)]

mod callgrind;
mod expected;

use std::process::{Command, ExitCode};

use sse_progress_instructions::SUBJECTS;

use expected::Expected;

/// In percent.
const ROOM: u64 = 5;

const BLESS: &str = "BLESS=1 cargo bench -p sse-progress-instructions";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [first, name] = &arguments[..]
        && first == "run"
    {
        let subject = SUBJECTS.iter().find(|subject| subject.name == *name);
        (subject.expect("a subject").run)();
        return ExitCode::SUCCESS;
    }
    match count() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn count() -> Result<(), String> {
    let platform = platform()?;
    let bless = std::env::var_os("BLESS").is_some();
    let expected = Expected::read();
    if !bless && expected.platform.is_empty() {
        return Err(format!("no counts in {}: {BLESS}", expected::FILE));
    }
    if !bless && expected.platform != platform {
        println!(
            "nothing is compared: the counts in {} are of {}, and this is {platform}",
            expected::FILE,
            expected.platform,
        );
        return Ok(());
    }

    let mut counted = Vec::new();
    let mut longer = Vec::new();
    println!(
        "{:12} {:>14} {:>14} {:>14} {:>14}",
        "", "instructions", "expected", "allocations", "expected"
    );
    for subject in SUBJECTS {
        let counts = callgrind::run(subject.name)?;
        let before = expected.of(subject.name);
        println!(
            "{:12} {:14.1} {:14.1} {:14.1} {:14.1}",
            subject.name,
            counts.instructions as f64 / subject.times as f64,
            before.instructions as f64 / subject.times as f64,
            counts.allocations as f64 / subject.times as f64,
            before.allocations as f64 / subject.times as f64,
        );
        if exceeds(counts.instructions, before.instructions)
            || exceeds(counts.allocations, before.allocations)
        {
            longer.push(subject.name);
        } else if exceeds(before.instructions, counts.instructions) {
            println!("  shorter than it was; so that it stays so: {BLESS}");
        }
        counted.push((subject.name, counts));
    }
    if bless {
        return expected::write(&platform, &counted);
    }
    if longer.is_empty() {
        return Ok(());
    }
    Err(format!(
        "more than {ROOM} % above what is expected: {}. Make it as short as it was; or, if the change is \
         worth it, write the counts anew and say in the commit why:\n\n    {BLESS}\n",
        longer.join(", ")
    ))
}

fn exceeds(count: u64, limit: u64) -> bool {
    count * 100 > limit * (100 + ROOM)
}

/// What the counts depend on: `rustc 1.95.0 (59807616e 2026-04-14), x86_64-unknown-linux-gnu, avx2`.
fn platform() -> Result<String, String> {
    let output = Command::new("rustc").arg("-vV").output();
    let output = output.map_err(|error| format!("cannot run rustc: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let version = text.lines().next().unwrap_or_default();
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(format!(
        "{version}, {}, {}",
        host.unwrap_or_default(),
        vectors()
    ))
}

/// The instructions that a program on this processor can choose under valgrind, too.
fn vectors() -> &'static str {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        return "avx2";
    }
    "baseline"
}
