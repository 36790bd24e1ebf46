//! A client in a process with an environment of its own.

use std::process::Stdio;

use tokio::process::Command;

use super::script::in_time;

/// What a client is told of a run in such an environment, without any other proxies or authorities.
pub(crate) async fn told(address: &str, environment: &[(&str, &str)]) -> Vec<String> {
    watched(&[address], environment).await
}

/// The same of one that gives up soon.
pub(crate) async fn told_soon(address: &str, environment: &[(&str, &str)]) -> Vec<String> {
    watched(&[address, "impatient"], environment).await
}

async fn watched(arguments: &[&str], environment: &[(&str, &str)]) -> Vec<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_client-watcher"));
    command
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    let output = command.envs(environment.iter().copied()).output();
    let output = in_time("a child ends", output).await.unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(str::to_owned).collect()
}
