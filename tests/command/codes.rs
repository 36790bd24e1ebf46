//! What the command ends with.

use rustix::process::Signal;

use super::process::{Running, command, run};
use super::scripted::{Scripted, answer, snapshot, stream};
use super::server::Server;

#[test]
fn each_end_of_a_run_has_its_code() {
    let server = Server::start();
    for (path, code) in [("/count/3", 0), ("/fail", 1), ("/slow", 124)] {
        for way in ["plain", "json", "quiet"] {
            run(["watch", "--progress", way, &server.url(path)]).with(code);
        }
        run(["run", &server.url(path)]).with(code);
    }
}

#[test]
fn of_several_runs_the_worst_counts() {
    let server = Server::start();
    let urls = |paths: &[&str]| {
        paths
            .iter()
            .map(|path| server.url(path))
            .collect::<Vec<_>>()
    };
    for (paths, code) in [
        (&["/count/1", "/nothing"][..], 0),
        (&["/slow", "/count/1"], 124),
        (&["/fail", "/slow", "/count/1"], 1),
        (&["/nowhere", "/fail", "/count/1"], 2),
    ] {
        let mut arguments = vec!["watch".to_owned()];
        arguments.extend(urls(paths));
        run(arguments).with(code);
    }
}

#[test]
fn what_is_wrong_with_one_of_several_is_told_at_once() {
    let server = Server::start();
    let urls = ["/nowhere", "/wait"].map(|path| server.url(path));
    let mut watching = Running::start(command([
        "watch",
        "--progress",
        "plain",
        &urls[0],
        &urls[1],
    ]));
    watching.says("/nowhere answered 404");
    watching.signal(Signal::INT);
    watching.end().with(2);
}

#[test]
fn a_run_that_somebody_else_cancels_is_a_130() {
    let server = Server::start();
    let mut watching = Running::start(command(["watch", &server.url("/wait")]));
    let line = watching.says("/runs/");
    let address = line.strip_prefix("wait: ").unwrap();
    run(["cancel", address]).with(0).saying(address);
    watching
        .end()
        .with(130)
        .saying("wait: was cancelled after")
        .saying(", as was asked");
    // However often it is asked.
    run(["cancel", address]).with(0).saying("cancelled");
}

#[test]
fn what_takes_too_long_is_cancelled() {
    let server = Server::start();
    let ended = run(["run", &server.url("/work"), "--timeout", "300ms"]);
    let ended = ended.with(124).saying("it took longer than --timeout");
    let line = ended.stderr.lines().find(|line| line.contains("/runs/"));
    let address = line.unwrap().strip_prefix("work: ").unwrap();
    assert_eq!(server.run(address)["done"]["status"], "cancelled");
}

#[test]
fn a_server_that_says_nothing_is_not_waited_for() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/count/1", listener.local_addr().unwrap());
    for arguments in [&["watch", &url][..], &["run", &url], &["jobs", &url]] {
        let arguments = arguments.iter().copied().chain(["--timeout", "200ms"]);
        run(arguments).with(124).saying("--timeout");
    }
}

#[test]
fn without_a_server_it_ends_at_once() {
    // Nobody listens there any more.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/count/1", listener.local_addr().unwrap());
    drop(listener);
    for arguments in [
        &["watch"][..],
        &["watch", "--progress", "json"],
        &["run"],
        &["jobs"],
    ] {
        let arguments = arguments.iter().copied().chain([url.as_str()]);
        run(arguments).with(2).saying("error: ");
    }
    let ended = run(["watch", "--progress", "quiet", &url]).with(2);
    assert_eq!(ended.stderr.lines().count(), 1, "{ended:?}");
}

#[test]
fn a_server_of_others_is_told_from_ours() {
    let page = || answer("200 OK", "text/html", "<h1>Welcome</h1>\nto nginx");
    for arguments in [&["watch"][..], &["run"], &["jobs"]] {
        let server = Scripted::start(move |_| page());
        let url = server.url("/count/1");
        let arguments = arguments.iter().copied().chain([url.as_str()]);
        run(arguments).with(2).saying("<h1>Welcome</h1>");
    }
}

#[test]
fn a_server_that_wants_credentials_says_so() {
    let server = Scripted::start(|_| {
        let body = r#"{"title":"Unauthorized","detail":"who are you?"}"#;
        answer("401 Unauthorized", "application/problem+json", body)
    });
    let ended = run(["watch", &server.url("/count/1")]).with(2);
    ended.saying("who are you?").saying("--token-env");
}

#[test]
fn a_run_that_is_lost_is_a_2() {
    let server = Server::start();
    let url = server.url("/runs/4qJ0mX2vT9cB7yKdR1sN3w");
    run(["watch", &url]).with(2);

    // Its server was restarted in the middle of it.
    let server = Scripted::start(|request| {
        if super::scripted::header(request, "last-event-id").is_none() {
            return stream(&[("progress", &snapshot("count", ""))]);
        }
        let data =
            r#"{"status":"lost","error":{"message":"forgotten","causes":[]},"elapsed_ms":0}"#;
        stream(&[("done", data)])
    });
    let ended = run(["watch", &server.url("/count/1")]).with(2);
    ended
        .saying("count: reconnecting in")
        .saying("count: is lost: forgotten");
    let ended = run(["watch", "--progress", "json", &server.url("/count/1")]).with(2);
    assert!(
        ended.stdout.contains(r#""event":"reconnecting""#),
        "{ended:?}"
    );
    let ended = run(["watch", "--progress", "quiet", &server.url("/count/1")]).with(2);
    ended.saying("error: the run is lost: forgotten");
}

#[test]
fn a_detached_run_goes_on_by_itself() {
    let server = Server::start();
    let ended = run(["run", "--detach", &server.url("/work")]).with(0);
    assert_eq!(ended.stderr, "");
    let address = ended.stdout.trim();
    assert_eq!(server.run(address)["state"], "running");
    let watching = Running::start(command(["watch", "--progress", "json", address]));
    let mut watching = watching;
    watching.prints("running");
    watching.signal(Signal::INT);
    watching.end().with(130);
    let error = "cannot be detached";
    run(["run", "--detach", &server.url("/once")])
        .with(2)
        .saying(error);
}

#[test]
fn results_come_in_the_order_of_their_urls() {
    let server = Server::start();
    let ended = run([
        "watch",
        &server.url("/count/2000"),
        &server.url("/fail"),
        &server.url("/once?word=two"),
        &server.url("/nothing"),
    ]);
    let ended = ended.with(1);
    assert_eq!(ended.stdout, "2000\ntwo\n");
    ended
        .saying("\nonce?word=two: succeeded in")
        .saying("\nfail: failed after");
}

#[test]
fn who_only_looks_leaves_without_cancelling() {
    let server = Server::start();
    let starting = run(["run", "--detach", &server.url("/work")]).with(0);
    let address = starting.stdout.trim();
    for way in ["plain", "quiet"] {
        let arguments = [
            "watch",
            "--no-cancel",
            "--timeout",
            "0.2",
            "--progress",
            way,
            address,
        ];
        run(arguments).with(124).saying("nothing was cancelled");
    }
    let mut watching = Running::start(command([
        "watch",
        "--no-cancel",
        "--progress",
        "json",
        address,
    ]));
    watching.prints("running");
    watching.signal(Signal::INT);
    watching.end().with(130).saying("nothing was cancelled");
    assert_eq!(server.run(address)["state"], "running");
    run(["cancel", address]).with(0);
}

#[test]
fn what_stands_between_is_named() {
    run(["jobs", "localhost", "--unix-socket", "/nope"])
        .with(2)
        .saying("through the socket /nope");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let mut jobs = command(["jobs", "http://a.example"]);
    jobs.env("http_proxy", proxy);
    Running::start(jobs)
        .end()
        .with(2)
        .saying("since http_proxy is set");
}
