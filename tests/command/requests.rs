//! What is sent: nothing before it is checked, and then what the command line says.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use rustix::process::Signal;

use super::process::{Running, command, run};
use super::scripted::{RUN, Scripted, answer, header, snapshot, stream};
use super::server::Server;

/// A listing with one job, `/make/{count}`, that takes POST.
fn listing() -> String {
    let jobs = r#"{"jobs":[{"name":"make","description":"","methods":["GET","POST"],
        "path":"/make/{count}","body":false,"parameters":{"type":"object","required":["count"],
        "properties":{"count":{"x-expected":"an integer from 0 to 255","x-order":0},
        "word":{"x-expected":"a text","x-order":1}}}}]}"#;
    answer("200 OK", "application/json", jobs)
}

/// A server under `/tasks` that remembers what it was asked.
fn scripted() -> Scripted {
    Scripted::start(|request| {
        if request.starts_with("GET /tasks/jobs ") {
            return listing();
        }
        if request.contains("/make/") {
            let done = r#"{"status":"succeeded","result":1,"elapsed_ms":1}"#;
            return stream(&[("progress", &snapshot("make", "")), ("done", done)]);
        }
        answer("404 Not Found", "text/plain", "not here")
    })
}

#[test]
fn nothing_is_sent_without_an_address() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&asked);
    let server = Scripted::start(move |request| {
        heard
            .lock()
            .unwrap()
            .push(request.lines().next().unwrap().to_owned());
        match request.starts_with("GET /jobs ") {
            true => listing(),
            false => answer("404 Not Found", "text/plain", "not here"),
        }
    });
    let url = server.url("/make");
    for (values, said) in [
        (
            &["count=1", "wrod=x"][..],
            "`wrod` is not a parameter of this job, did you mean `word`? (expected: one of `count`, `word`)",
        ),
        (
            &[],
            "`count` is missing (expected: an integer from 0 to 255)",
        ),
        (&["count=1", "count=2"], "`count` is given twice"),
        (
            &["count=.."],
            "`count` is \"..\", which cannot stand in an address",
        ),
        (&["count"], "`count` is not `name=value`"),
        (&["count=@/nowhere"], "could not read `/nowhere`"),
        (
            &["count=1", "--body", "/nowhere"],
            "could not read `/nowhere`",
        ),
    ] {
        run(["run", &url].iter().chain(values)).with(2).saying(said);
    }
    for line in asked.lock().unwrap().iter() {
        assert_eq!(line, "GET /jobs HTTP/1.1");
    }
}

/// The server is the one who says what is wrong with a value, whatever way it is started.
#[test]
fn what_the_server_says_of_parameters_is_told_one_by_one() {
    let server = Server::start();
    let url = server.url("/resize");
    for how in [&[][..], &["--detach"], &["--progress", "json"]] {
        let values = ["run", &url, "count=300", "width=wide", "format=pgn"];
        let ended = run(values.iter().chain(how)).with(2);
        assert_eq!(ended.stdout, "", "{ended:?}");
        let said: Vec<_> = ended.stderr.lines().collect();
        assert_eq!(
            said[..3],
            [
                "error: `count` is \"300\", which is more than 255 (expected: an integer from 0 to 255)",
                "error: `width` is \"wide\", which is not an integer (expected: an integer from 0 to 4294967295)",
                "error: `format` is \"pgn\", which is not one of `png`, `web-p`, did you mean `png`? \
                 (expected: one of `png`, `web-p`)",
            ],
            "{ended:?}"
        );
        ended.saying("images/{count}/resize' --help` shows all parameters");
    }
}

/// Which of several paths an address means, by the table that server and page go by, too.
#[test]
fn an_address_means_the_same_job_as_for_the_server() {
    let table: serde_json::Value =
        serde_json::from_str(include_str!("../path_cases.json")).unwrap();
    for group in table.as_array().unwrap() {
        let templates: Vec<_> = group["templates"].as_array().unwrap().clone();
        let jobs: Vec<_> = templates
            .iter()
            .enumerate()
            .map(|(index, path)| {
                serde_json::json!({ "name": format!("job{index}"), "methods": ["POST"], "path": path })
            })
            .collect();
        let jobs = serde_json::json!({ "jobs": jobs }).to_string();
        let server = Scripted::start(move |request| match request.starts_with("GET /jobs ") {
            true => answer("200 OK", "application/json", &jobs),
            false => answer("404 Not Found", "text/plain", "not here"),
        });
        for case in group["paths"].as_array().unwrap() {
            let path = case["path"].as_str().unwrap();
            let ended = run(["run", &server.url(path), "--help"]);
            let values = case["values"].as_object();
            if values.is_some_and(|values| values.values().any(serde_json::Value::is_null)) {
                ended.with(2).saying("is not UTF-8");
            } else if let Some(template) = case["template"].as_str() {
                let usage = format!("Usage: sse-progress run '{}'", server.url(template));
                assert!(ended.with(0).stdout.contains(&usage), "{path}: {usage}");
            } else {
                ended.with(2).saying("no job of this address or name");
            }
        }
    }
}

/// After all the work, its result is not lost because it is large.
#[test]
fn a_result_may_be_large_and_a_snapshot_is_left_out_if_it_is() {
    let large = "x".repeat(9 << 20);
    let server = Scripted::start(|_| {
        let large = "x".repeat(9 << 20);
        let done = format!(r#"{{"status":"succeeded","result":"{large}","elapsed_ms":1}}"#);
        stream(&[
            ("progress", &snapshot("make", "")),
            ("progress", &snapshot("make", &large)),
            ("done", &done),
        ])
    });
    let ended = run(["watch", &server.url("/make/1")]).with(0);
    assert_eq!(ended.stdout, large + "\n");
    ended.saying("a snapshot of 10 MiB was left out");
    let ended = run(["watch", "--max-event", "16", &server.url("/make/1")]).with(0);
    assert!(!ended.stderr.contains("was left out"));
}

#[test]
fn values_are_posted_to_where_the_jobs_are() {
    let server = scripted();
    for url in ["/tasks/make/7", "/tasks/make/{count}", "/tasks/make"] {
        let count = ["count=7"];
        let count = if url.ends_with('7') { &[][..] } else { &count };
        let arguments = [
            "run",
            &server.url(url),
            "word=a b&c",
            "--header",
            "X-Tenant: acme",
        ]
        .map(str::to_owned);
        let arguments = arguments
            .into_iter()
            .chain(count.iter().map(|&text| text.to_owned()));
        let ended = run(arguments).with(0);
        assert_eq!(ended.stdout, "1\n");
        let request = loop {
            let request = server.request();
            assert_eq!(header(&request, "x-tenant"), Some("acme"), "{request}");
            if request.starts_with("POST") {
                break request;
            }
        };
        assert!(
            request.starts_with("POST /tasks/make/7 HTTP/1.1"),
            "{request}"
        );
        assert!(request.ends_with("\r\n\r\nword=a+b%26c"), "{request}");
        assert_eq!(header(&request, "accept"), Some("text/event-stream"));
        assert!(header(&request, "idempotency-key").is_some(), "{request}");
    }
}

#[test]
fn a_token_comes_from_the_environment() {
    let server = scripted();
    let mut with_token = command(["watch", &server.url("/make/1"), "--token-env", "TOKEN"]);
    with_token.env("TOKEN", "sesame");
    Running::start(with_token).end().with(0);
    assert_eq!(
        header(&server.request(), "authorization"),
        Some("Bearer sesame")
    );
    let ended = run([
        "watch",
        &server.url("/make/1"),
        "--token-env",
        "NO_SUCH_VARIABLE",
    ]);
    ended
        .with(2)
        .saying("the variable `NO_SUCH_VARIABLE` is not set, or is not UTF-8");
    let ended = run(["watch", &server.url("/make/1"), "--header", "sesame"]).with(2);
    assert!(!ended.stderr.contains("sesame"), "{ended:?}");
}

#[test]
fn bodies_come_from_files_and_stdin() {
    let server = Server::start();
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("people.csv");
    std::fs::write(&file, "name,age\n").unwrap();
    let path = file.to_str().unwrap();
    let measure = server.url("/measure");
    let resize = server.url("/resize");
    for (arguments, stdout) in [
        (
            &["run", &measure, "--body", path][..],
            "9 bytes of application/octet-stream\n",
        ),
        (
            &[
                "run",
                &measure,
                "unit=B",
                "--body",
                path,
                "--header",
                "Content-Type: text/csv",
            ],
            "9 B of text/csv\n",
        ),
        (
            &["run", &measure, "--body", "/dev/null"],
            "0 bytes of application/octet-stream\n",
        ),
        (
            &["run", &server.url("/once"), &format!("word=@{path}")],
            "name,age\n",
        ),
        (&["run", &server.url("/once"), "word=@@home"], "@home\n"),
    ] {
        assert_eq!(run(arguments).with(0).stdout, stdout, "{arguments:?}");
    }
    // Parameters as JSON.
    std::fs::write(&file, r#"{"width": 640, "tags": ["a"]}"#).unwrap();
    let ended = run(["run", &resize, "count=7", "strict=true", "--body", path]).with(0);
    let result: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(
        result,
        serde_json::json!({"count": 7, "width": 640, "tags": ["a"], "format": "web-p", "strict": true})
    );
    let mut piped = command(["run", &measure, "--body", "-"]);
    piped.stdin(std::fs::File::open(&file).unwrap());
    let ended = Running::start(piped).end().with(0);
    assert_eq!(ended.stdout, "29 bytes of application/octet-stream\n");
    run(["run", &server.url("/once"), "--body", path])
        .with(2)
        .saying("takes no body");
}

#[test]
fn a_password_in_the_url_goes_with_the_wish_to_cancel() {
    let cancelled = AtomicBool::new(false);
    let server = Scripted::start(move |request| {
        if request.starts_with("DELETE ") {
            cancelled.store(true, Ordering::Relaxed);
            return answer(
                "200 OK",
                "application/json",
                &format!("{{\"run\":\"{RUN}\"}}"),
            );
        }
        match cancelled.load(Ordering::Relaxed) {
            false => stream(&[("progress", &snapshot("make", ""))]),
            true => stream(&[("done", r#"{"status":"cancelled","elapsed_ms":1}"#)]),
        }
    });
    let url = server.url(&format!("/runs/{RUN}"));
    let url = url.replace("http://", "http://ada:lovelace@");
    let mut watching = Running::start(command(["watch", "--progress", "plain", &url]));
    watching.says("reconnecting");
    watching.signal(Signal::INT);
    let ended = watching.end().with(130);
    assert!(!ended.stderr.contains("lovelace"), "{ended:?}");
    let asked = std::iter::repeat_with(|| server.request());
    let wish = asked.take(100).find(|asked| asked.starts_with("DELETE "));
    assert_eq!(
        header(&wish.unwrap(), "authorization"),
        Some("Basic YWRhOmxvdmVsYWNl")
    );
}

#[cfg(unix)]
#[test]
fn a_server_can_be_behind_a_unix_socket() {
    use std::io::{Read as _, Write as _};
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("socket");
    let listener = std::os::unix::net::UnixListener::bind(&path).unwrap();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]).unwrap();
        let done = r#"{"status":"succeeded","result":"there","elapsed_ms":1}"#;
        stream
            .write_all(super::scripted::stream(&[("done", done)]).as_bytes())
            .unwrap();
    });
    let ended = run(["watch", "a/b", "--unix-socket", path.to_str().unwrap()]).with(0);
    assert_eq!(ended.stdout, "there\n");
}
