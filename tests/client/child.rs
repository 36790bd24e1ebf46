//! A client in a process with an environment of its own.

use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

use super::script::in_time;
use super::story::{builder, story};

/// Holds the address that the other half of this program is to watch.
const ADDRESS: &str = "SSE_PROGRESS_TEST_ADDRESS";

/// Makes it give up soon, if set.
pub(crate) const IMPATIENT: &str = "SSE_PROGRESS_TEST_IMPATIENT";

/// The other half: it watches, and prints what it is told.
#[tokio::test]
#[ignore = "it is the client of other tests"]
async fn watch() {
    use std::io::Write as _;
    let Ok(address) = std::env::var(ADDRESS) else {
        return;
    };
    let builder = match std::env::var_os(IMPATIENT) {
        Some(_) => builder().give_up_after(Duration::from_millis(1)),
        None => builder(),
    };
    let client = builder.build().unwrap();
    for line in story(&mut client.watch(address)).await {
        writeln!(std::io::stdout(), "told {line}").unwrap();
    }
}

/// What a client is told in such an environment, without any other proxies or authorities.
pub(crate) async fn told(address: &str, environment: &[(&str, &str)]) -> Vec<String> {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "child::watch", "--ignored", "--nocapture"])
        .env(ADDRESS, address)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    let output = command.envs(environment.iter().copied()).output();
    let output = in_time("a child ends", output).await.unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    // The test harness writes its own words before ours, without a line break.
    let lines = text.lines().filter_map(|line| line.split_once("told "));
    lines.map(|(_, told)| told.to_owned()).collect()
}
