//! What goes to stdout, and what happens when nobody reads it.

use std::fs::File;

use serde_json::Value;

use super::process::{Running, command, run, shell};
use super::server::Server;

#[test]
fn the_result_goes_to_stdout_and_the_rest_to_stderr() {
    let server = Server::start();
    for (path, stdout) in [
        ("/count/3", "3\n"),
        ("/nothing", ""),
        ("/once?word=a%20b", "a b\n"),
        ("/fail", ""),
        // It is as the job said it: this is no terminal.
        ("/shout", "\u{1b}[2Jresult\n"),
    ] {
        for way in ["plain", "quiet", "auto"] {
            let ended = run(["watch", "--progress", way, &server.url(path)]);
            assert_eq!(ended.stdout, stdout, "{path} {way}");
        }
    }
    let ended = run(["watch", &server.url("/images/7/resize?tags=a&tags=b")]).with(0);
    let result: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(
        (&result["count"], &result["tags"][1]),
        (&7.into(), &"b".into())
    );
    assert_eq!(ended.stdout.lines().count(), 1);
}

#[test]
fn json_is_one_event_a_line() {
    let server = Server::start();
    let ended = run([
        "watch",
        "--progress",
        "json",
        &server.url("/speak"),
        &server.url("/fail"),
    ]);
    let ended = ended.with(1);
    assert_eq!(ended.stderr, "");
    let events: Vec<Value> = ended
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    for event in &events {
        let keys: Vec<_> = event.as_object().unwrap().keys().cloned().collect();
        assert_eq!(keys, ["data", "event", "id", "run"], "{event}");
        assert!(
            event["id"]
                .as_str()
                .unwrap()
                .starts_with(event["run"].as_str().unwrap())
        );
    }
    let of = |name| events.iter().filter(move |event| event["event"] == name);
    assert_eq!((of("log").count(), of("done").count()), (3, 2));
    assert!(of("log").any(|event| event["data"]["message"] == "loudly\nand twice"));
    assert!(of("done").any(|event| event["data"]["error"]["causes"][0] == "the disk is full"));
}

#[test]
fn plain_has_every_line_and_the_end() {
    let server = Server::start();
    let ended = run(["watch", "--progress", "plain", &server.url("/speak")]).with(0);
    for line in [
        "speak: debug: quietly",
        "speak: as usual",
        "speak: warn: loudly",
        "speak: warn: and twice",
    ] {
        assert!(
            ended.stderr.lines().any(|said| said == line),
            "{line:?} in {ended:?}"
        );
    }
    assert!(
        ended
            .stderr
            .lines()
            .last()
            .unwrap()
            .starts_with("speak: succeeded in")
    );
    let ended = run(["watch", "--progress", "plain", &server.url("/fail")]).with(1);
    ended
        .saying("fail: failed after")
        .saying(": could not save\n")
        .saying("fail:   caused by: the disk is full\n");
    // Not a line for each step.
    let ended = run(["watch", "--progress", "plain", &server.url("/count/5000")]).with(0);
    assert!(ended.stderr.lines().count() <= 15, "{ended:?}");
}

#[test]
fn quiet_says_what_went_wrong_and_nothing_else() {
    let server = Server::start();
    let ended = run(["run", "--progress", "quiet", &server.url("/speak")]).with(0);
    assert_eq!((ended.stdout.as_str(), ended.stderr.as_str()), ("", ""));
    let ended = run(["run", "--progress", "quiet", &server.url("/fail")]).with(1);
    assert_eq!(
        ended.stderr,
        "error: the run failed: could not save\n  caused by: the disk is full\n"
    );
}

#[test]
fn a_reader_that_leaves_is_no_mistake() {
    let server = Server::start();
    for (arguments, code) in [
        (
            format!("watch --progress json {}", server.url("/wait")),
            141,
        ),
        // It has come to its end.
        (format!("watch --progress quiet {}", server.url("/long")), 0),
        (format!("jobs --json {}", server.url("")), 0),
        (format!("run {} --help", server.url("/resize")), 0),
        ("run --help".to_owned(), 0),
        ("completions bash".to_owned(), 0),
    ] {
        let line = format!("{{ sse-progress {arguments}; echo code $? >&2; }} | true");
        let output = shell(&line, std::path::Path::new("."));
        let stderr = String::from_utf8(output.stderr).unwrap();
        let last = format!("code {code}\n");
        assert!(stderr.ends_with(&last), "{arguments}: {stderr}");
        assert!(!stderr.contains("panicked"), "{arguments}: {stderr}");
    }
}

#[test]
fn a_full_disk_is_told() {
    let server = Server::start();
    for way in ["quiet", "json"] {
        let mut command = command(["watch", "--progress", way, &server.url("/count/3")]);
        command.stdout(File::options().write(true).open("/dev/full").unwrap());
        Running::start_to(command)
            .end()
            .with(2)
            .saying("could not write to stdout");
    }
}

#[cfg(feature = "system")]
#[test]
fn it_goes_well_with_jq_and_head() {
    let server = Server::start();
    for (line, stdout) in [
        (
            format!(
                "sse-progress run {} count=7 tags=a tags=b | jq -c .tags",
                server.url("/resize")
            ),
            "[\"a\",\"b\"]\n",
        ),
        (
            format!(
                "sse-progress watch --progress json {} | jq -r 'select(.event == \"log\").data.level'",
                server.url("/speak")
            ),
            "debug\ninfo\nwarn\n",
        ),
        (
            format!(
                "sse-progress watch --progress json {} | head -n 1 | jq -r .event",
                server.url("/wait")
            ),
            "progress\n",
        ),
        (
            format!(
                "sse-progress jobs --json {} | jq -r '.[0].name'",
                server.url("")
            ),
            "count\n",
        ),
    ] {
        let output = shell(&line, std::path::Path::new("."));
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!(
            said,
            stdout,
            "{line}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}
