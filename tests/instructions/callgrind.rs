//! Runs a subject under callgrind, and reads what it has counted.

use std::path::Path;
use std::process::Command;

/// What a subject took, with all that it called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Those of this program: ours, those of the standard library, those of other crates.
    pub(crate) instructions: u64,
    /// Calls into the system's library for memory.
    pub(crate) allocations: u64,
}

const ALLOCATE: &[&str] = &[
    "malloc",
    "calloc",
    "realloc",
    "aligned_alloc",
    "posix_memalign",
];

/// Runs this program with one subject, and counts from the beginning of its function to the program's end.
///
/// `--toggle-collect` would count to the function's end, but it counts no calls that way: their number is
/// that of the whole program.
pub(crate) fn run(name: &str) -> Result<Counts, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let file = program.with_file_name(format!("callgrind.{name}.{}", std::process::id()));
    let output = Command::new("valgrind")
        .arg("--tool=callgrind")
        // Where the function begins, all counts are set to zero.
        .arg(format!("--zero-before=*counted_{name}*"))
        .arg(format!("--callgrind-out-file={}", file.display()))
        // Names and positions written out each time, so that each line can be read by itself.
        .args(["--compress-strings=no", "--compress-pos=no"])
        .arg(&program)
        .args(["run", name])
        .output()
        .map_err(|error| {
            format!("cannot run valgrind, which the package of that name has: {error}")
        })?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{name} under callgrind: {}\n{said}", output.status));
    }
    let text = std::fs::read_to_string(&file);
    let text = text.map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    let _ = std::fs::remove_file(&file);
    let counts = read(&text, &program);
    if !text.contains(&format!("counted_{name}")) {
        return Err(format!("callgrind has met no function `counted_{name}`"));
    }
    Ok(counts)
}

/// Adds up the lines of a file of callgrind's: `ob=` names the object that the lines below belong to,
/// `cfn=` the function that is called, `calls=` how often. The line below `calls=` has what the called
/// function took, which is said once more where it is written of itself.
fn read(text: &str, program: &Path) -> Counts {
    let program = program.to_string_lossy();
    let mut counts = Counts::default();
    let (mut ours, mut called, mut of_a_call) = (false, "", false);
    for line in text.lines() {
        if let Some(object) = line.strip_prefix("ob=") {
            ours = object == program;
        } else if let Some(name) = line.strip_prefix("cfn=") {
            called = name;
        } else if let Some(calls) = line.strip_prefix("calls=") {
            of_a_call = true;
            if ours && ALLOCATE.contains(&called) {
                counts.allocations += first_number(calls);
            }
        } else if line.starts_with(|first: char| first.is_ascii_digit()) {
            if ours && !of_a_call {
                counts.instructions += line.split(' ').nth(1).map_or(0, first_number);
            }
            of_a_call = false;
        }
    }
    counts
}

fn first_number(text: &str) -> u64 {
    let number = text.split(' ').next().and_then(|word| word.parse().ok());
    number.unwrap_or(0)
}
