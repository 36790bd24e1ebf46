//! Text of a server that a terminal must not act on.

use super::process::{Ended, run};
use super::scripted::{Scripted, answer, snapshot, stream};
use super::server::Server;

/// Escapes, control characters and a change of the direction, as JSON has them.
const EVIL: &str = r"a\u001b[2J\u0007\u009b31m\r\u202eb";

/// What is on stderr, and on stdout if nobody wants it as it is, does nothing in a terminal.
#[track_caller]
fn is_harmless(text: &str) {
    let acts = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!text.contains(acts), "{text:?}");
}

#[test]
fn nothing_that_a_job_says_acts() {
    let server = Server::start();
    for way in ["plain", "json", "quiet", "auto"] {
        let ended = run(["watch", "--progress", way, &server.url("/shout")]).with(0);
        is_harmless(&ended.stderr);
        if way == "json" {
            is_harmless(&ended.stdout);
        }
    }
}

/// A server whose every word is evil.
fn evil() -> Scripted {
    let schema = format!(
        r#"{{"type":"object","required":["{EVIL}"],"properties":{{"{EVIL}":
        {{"enum":["{EVIL}","x"],"description":"{EVIL}","default":"{EVIL}","x-order":0,
        "x-expected":"{EVIL}"}}}}}}"#
    );
    let listing = format!(
        r#"{{"jobs":[{{"name":"evil","description":"{EVIL}\n{EVIL}","methods":["GET","{EVIL}"],
        "path":"/evil/{{b}}","body":true,"parameters":{schema}}},
        {{"name":"worse","methods":["POST"],"path":"/worse/{{{EVIL}}}"}}]}}"#
    );
    Scripted::start(move |request| {
        if request.contains(" /jobs ") {
            return answer("200 OK", "application/json", &listing);
        }
        if request.contains("/problem") {
            let problem = format!(
                r#"{{"title":"{EVIL}","detail":"{EVIL}","errors":[{{"parameter":"{EVIL}","detail":"{EVIL}"}}]}}"#
            );
            return answer("400 Bad Request", "application/problem+json", &problem);
        }
        if request.contains("/title") {
            let problem = format!(
                r#"{{"title":"{EVIL}","errors":[{{"detail":"{EVIL}","expected":"{EVIL}"}}]}}"#
            );
            return answer("400 Bad Request", "application/problem+json", &problem);
        }
        if request.contains("/page") {
            return answer("200 OK", "text/html", "<p>\u{1b}[2J\u{7}</p>\r\n");
        }
        let done = format!(
            r#"{{"status":"failed","error":{{"message":"{EVIL}\n{EVIL}","causes":["{EVIL}"]}},"elapsed_ms":1}}"#
        );
        let line = format!(r#"{{"level":"error","message":"{EVIL}\n{EVIL}","time":"{EVIL}"}}"#);
        let progress = snapshot(EVIL, EVIL).replace("items", EVIL);
        stream(&[("progress", &progress), ("log", &line), ("done", &done)])
    })
}

#[test]
fn nothing_that_a_server_says_acts() {
    let server = evil();
    let check = |arguments: &[&str], code: i32| -> Ended {
        let ended = run(arguments).with(code);
        is_harmless(&ended.stderr);
        is_harmless(&ended.stdout);
        ended
    };
    for way in ["plain", "json", "quiet"] {
        check(&["watch", "--progress", way, &server.url("/run")], 1);
    }
    for path in ["/problem", "/title", "/page"] {
        check(&["watch", &server.url(path)], 2).saying("error: ");
    }
    check(&["jobs", &server.url("")], 0);
    check(&["jobs", "--json", &server.url("")], 0);
    let help = check(&["run", "--help", &server.url("/evil")], 0);
    assert!(help.stdout.contains('␛'), "{help:?}");
    check(
        &["run", &server.url("/evil"), "a=1", "--body", "/dev/null"],
        2,
    )
    .saying("␛");
    // What cannot be a path is no job.
    check(&["run", &server.url("/worse")], 2).saying("no job of this address or name");
    check(&["run", &server.url("/evli")], 2).saying("did you mean");
}
