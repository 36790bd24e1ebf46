//! The README: its program is the example `quickstart`, and its two commands do what it says.

use tokio::process::Command;
use tokio::time::timeout;

use super::DEADLINE;
use super::program::{example, is_root};

const README: &str = include_str!("../../../README.md");
const EXAMPLE: &str = include_str!("../../../sse-progress/examples/quickstart.rs");

/// The first block of the README in this language.
fn block(language: &str) -> &'static str {
    let start = format!("```{language}\n");
    let (_, rest) = README.split_once(&start).expect("a block");
    rest.split_once("```").expect("its end").0
}

#[test]
fn the_program_is_the_example() {
    let (_, code) = EXAMPLE.split_once("\n\n").expect("code behind a header");
    assert_eq!(block("rust,no_run"), code);
}

/// They name a port. It is free for sure in a network of the test's own, which root can have;
/// anybody else's has to be.
#[tokio::test]
async fn the_commands_do_what_it_says() {
    let commands: Vec<_> = block("sh").lines().collect();
    let [run, watch] = commands[..] else {
        panic!("two commands, not {commands:?}")
    };
    let name = run.strip_prefix("cargo run --example ").unwrap();
    let script = format!(
        "{} & server=$!
        until curl -s -o /dev/null localhost:3030/jobs; do kill -0 $server || exit 1; done
        {watch}
        kill $server",
        example(name).display(),
    );
    let mut command = if is_root() {
        let mut command = Command::new("unshare");
        command.args(["--net", "sh", "-c"]);
        command.arg(format!("ip link set lo up\n{script}"));
        command
    } else {
        let mut command = Command::new("sh");
        command.arg("-c").arg(script);
        command
    };
    let output = command.kill_on_drop(true).output();
    let output = timeout(DEADLINE, output).await.expect("in time").unwrap();
    // The server speaks on stderr, and curl, asked for silence, does not.
    let said = String::from_utf8([output.stderr, output.stdout].concat()).unwrap();
    for expected in [
        "listening on http://127.0.0.1:3030\n",
        "event: progress\nid: ",
        "\"position\":100,\"length\":100",
        "event: done\nid: ",
        "data: {\"status\":\"succeeded\",\"result\":100,\"elapsed_ms\":",
    ] {
        assert!(said.contains(expected), "{expected:?} in {said}");
    }
}
