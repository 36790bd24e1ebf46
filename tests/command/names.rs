//! Servers that have names, in the file of the configuration.

use std::process::Command;

use super::process::{Ended, Running, command};
use super::scripted::{Scripted, answer, header};

/// A directory for the file, and what is in it.
fn configured(text: &str) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    let inside = directory.path().join("sse-progress");
    std::fs::create_dir(&inside).unwrap();
    std::fs::write(inside.join("config.toml"), text).unwrap();
    directory
}

fn run(configured: &tempfile::TempDir, arguments: &[&str], change: fn(&mut Command)) -> Ended {
    let mut command = command(arguments);
    command.env("XDG_CONFIG_HOME", configured.path());
    change(&mut command);
    Running::start(command).end()
}

#[test]
fn a_name_stands_for_a_server_and_what_is_sent_to_it() {
    let server = Scripted::start(|_| answer("200 OK", "application/json", r#"{"jobs":[]}"#));
    let config = configured(&format!(
        "default = 'mine'\n[servers.mine]\nurl = '{}'\ntoken-env = 'MY_TOKEN'\n\
         headers = {{ X-Tenant = 'acme' }}\n[servers.other]\nurl = 'http://127.0.0.1:1/'\n",
        server.url("/tasks"),
    ));
    let with_token = |command: &mut Command| {
        command.env("MY_TOKEN", "sesame");
    };
    for arguments in [
        &["jobs"][..],
        &["jobs", "mine"],
        &["jobs", "-H", "x-tenant: other"],
    ] {
        run(&config, arguments, with_token).with(0);
        let request = server.request();
        assert!(request.starts_with("GET /tasks/jobs "), "{request}");
        assert_eq!(header(&request, "authorization"), Some("Bearer sesame"));
        let tenant = if arguments.len() == 3 {
            "other"
        } else {
            "acme"
        };
        assert_eq!(header(&request, "x-tenant"), Some(tenant));
    }
    // Elsewhere, it is not sent.
    let url = server.url("/");
    run(&config, &["jobs", &url], with_token).with(0);
    let request = server.request();
    assert_eq!(header(&request, "authorization"), None);
    assert_eq!(header(&request, "x-tenant"), None);

    let mixed = ["cancel", "mine/runs/1", "other/runs/1"];
    run(&config, &mixed, with_token)
        .with(2)
        .saying("several servers");
    run(&config, &["jobs"], |_| {}).with(2).saying("MY_TOKEN");
}

#[test]
fn a_mistake_in_the_file_is_told_by_its_line() {
    let config = configured("[servers.mine]\nurl = 'http://localhost'\ntoken = 'sesame'\n");
    let ended = run(&config, &["jobs", "mine"], |_| {})
        .with(2)
        .saying("line 3");
    assert!(!ended.stderr.contains("sesame"), "{ended:?}");
}
