//! Starting, cancelling and listing.

use serde_json::json;
use sse_progress::client::Request;
use tokio::net::TcpListener;

use super::events::delicate;
use super::script::{Act, Script, answer, in_time, redirect};
use super::story::{RUN, client};

fn accepted(events: &str) -> Act {
    let body = json!({ "run": RUN, "events": events, "cancel": format!("{events}/cancel") });
    answer(202, &[], &body.to_string())
}

fn cancelling() -> Act {
    answer(
        200,
        &[],
        &json!({ "run": RUN, "state": "cancelling" }).to_string(),
    )
}

#[tokio::test]
async fn a_start_is_tried_again_with_one_key() {
    let address = format!("/tasks/runs/{RUN}");
    let acts = [
        answer(503, &[], ""),
        Act::Say(Vec::new()),
        accepted(&address),
    ];
    let mut server = Script::play(acts).await;
    let request = Request::post(server.url("/tasks/resize")).json(&json!({ "width": 640 }));
    let started = in_time("a start", client().start(request)).await.unwrap();
    assert_eq!(started.run.as_str(), RUN);
    assert_eq!(started.events.as_str(), server.url(&address));
    assert_eq!(
        started.cancel.as_str(),
        server.url(&format!("{address}/cancel"))
    );
    let asked = server.rest();
    assert_eq!(asked.len(), 3);
    for one in &asked {
        assert_eq!(one.line, "POST /tasks/resize");
        assert_eq!(one.body, r#"{"width":640}"#);
        assert_eq!(one.header("content-type"), Some("application/json"));
        assert!(one.header("idempotency-key").is_some());
        assert_eq!(
            one.header("idempotency-key"),
            asked[0].header("idempotency-key")
        );
    }
}

#[tokio::test]
async fn a_call_is_not_tried_for_ever() {
    let mut server = Script::play((0..9).map(|_| answer(500, &[], "oh"))).await;
    let error = in_time("jobs", client().jobs(server.url("")))
        .await
        .unwrap_err();
    assert_eq!(error.status(), Some(500));
    assert_eq!(server.rest().len(), 3);

    // Longer than the call may take in all: who asked knows better what to do meanwhile.
    let mut server = Script::play([answer(429, &[("retry-after", "60")], "")]).await;
    let error = in_time("jobs", client().jobs(server.url("")))
        .await
        .unwrap_err();
    assert_eq!(error.retry_after().unwrap().as_secs(), 60);
    assert_eq!(server.rest().len(), 1);
}

/// Whoever has mistyped a port wants to know at once.
#[tokio::test]
async fn a_server_that_cannot_be_reached_is_not_asked_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let taking = async {
        let mut taken = 0;
        loop {
            // Without a word, so that there is no TLS.
            drop(listener.accept().await.unwrap());
            taken += 1;
            assert_eq!(taken, 1);
        }
    };
    let client = client();
    tokio::select! {
        answer = client.jobs(&url) => assert!(answer.unwrap_err().is_connect()),
        () = taking => {}
    }
}

#[tokio::test]
async fn a_start_that_is_none_is_an_error() {
    for (act, said) in [
        (
            answer(200, &[("content-type", "text/html")], "<p>"),
            "answered 200 with text/html",
        ),
        (answer(202, &[], "<p>"), "cannot be read"),
        (
            accepted("http://elsewhere.example/runs/1"),
            "another origin",
        ),
        (
            answer(422, &[], "no"),
            "answered 422 Unprocessable Entity: no",
        ),
    ] {
        let server = Script::play([act]).await;
        let error = client().start(server.url("/x")).await.unwrap_err();
        assert!(error.to_string().contains(said), "{error}");
    }
}

#[tokio::test]
async fn a_run_is_cancelled_at_its_address() {
    let address = format!("/tasks/runs/{RUN}");
    for end in ["", "/cancel", "?x=1"] {
        let mut server = Script::play([cancelling()]).await;
        let cancelled = client()
            .cancel(server.url(&format!("{address}{end}")))
            .await
            .unwrap();
        assert_eq!((cancelled.run.as_str(), cancelled.done), (RUN, None));
        assert_eq!(server.asked().await.line, format!("DELETE {address}"));
    }
}

#[tokio::test]
async fn the_result_of_a_run_that_had_ended_comes_as_it_was_sent() {
    for result in delicate() {
        let done = format!(r#"{{"status":"succeeded","result":{result},"elapsed_ms":5}}"#);
        let body = format!(r#"{{"run":"{RUN}","done":{done}}}"#);
        let server = Script::play([answer(200, &[], &body)]).await;
        let address = server.url(&format!("/runs/{RUN}"));
        let cancelled = client().cancel(address).await.unwrap();
        let told = cancelled.done.unwrap().result.unwrap();
        assert_eq!(told.get(), result);
    }
}

/// To cancel what starts runs must not start one.
#[tokio::test]
async fn what_is_not_a_run_is_not_asked() {
    let mut server = Script::play([cancelling()]).await;
    for path in ["/count/3", "/", "/runs", "/runs/7", "/runs/cancel"] {
        let error = client().cancel(server.url(path)).await.unwrap_err();
        assert!(error.is_usage(), "{error}");
    }
    assert!(server.rest().is_empty());
}

#[tokio::test]
async fn jobs_are_below_the_prefix() {
    for (address, asked) in [
        ("", "/jobs"),
        ("/", "/jobs"),
        ("/tasks", "/tasks/jobs"),
        ("/tasks/", "/tasks/jobs"),
        ("/tasks/jobs", "/tasks/jobs"),
        ("/jobs/", "/jobs/jobs"),
    ] {
        let jobs = json!({ "jobs": [{ "name": "a", "description": "", "methods": ["GET"], "path": "/a" }] });
        let mut server = Script::play([answer(200, &[], &jobs.to_string())]).await;
        let listed = client().jobs(server.url(address)).await.unwrap();
        assert_eq!((listed[0].name.as_str(), listed[0].body), ("a", false));
        assert_eq!(server.asked().await.line, format!("GET {asked}"));
    }
}

/// Jobs that are mounted at `/api/jobs` have their listing at `/api/jobs/jobs`, and a page where
/// other servers have their listing.
#[tokio::test]
async fn a_prefix_may_end_in_jobs() {
    let page = || answer(200, &[("content-type", "text/html")], "<!doctype html>");
    let jobs = || answer(200, &[], r#"{"jobs":[]}"#);
    for elsewhere in [page(), answer(404, &[], ""), answer(406, &[], "")] {
        let mut server = Script::play([elsewhere, jobs()]).await;
        let listed = client().jobs(server.url("/api/jobs")).await.unwrap();
        assert_eq!(listed, []);
        assert_eq!(server.asked().await.line, "GET /api/jobs");
        assert_eq!(server.asked().await.line, "GET /api/jobs/jobs");
    }

    // With neither, it is the given address that is told of.
    let server = Script::play([page(), answer(404, &[], "")]).await;
    let url = server.url("/api/jobs");
    let error = client().jobs(&url).await.unwrap_err().to_string();
    assert!(error.contains(&format!("{url} cannot be read")), "{error}");
    // A refusal below tells more.
    let server = Script::play([page(), answer(401, &[], "")]).await;
    let error = client().jobs(server.url("/api/jobs")).await.unwrap_err();
    assert!(error.is_unauthorized(), "{error}");
    // What the first one refuses is not asked for elsewhere.
    let mut server = Script::play([answer(403, &[], ""), jobs()]).await;
    let error = client().jobs(server.url("/api/jobs")).await.unwrap_err();
    assert!(error.is_unauthorized(), "{error}");
    assert_eq!(server.rest().len(), 1);
}

#[tokio::test]
async fn an_answer_is_bounded() {
    let server = Script::play([answer(200, &[], &" ".repeat(5000))]).await;
    let client = super::story::builder().max_event(4000).build().unwrap();
    let error = client.jobs(server.url("")).await.unwrap_err();
    assert!(
        error.to_string().ends_with("more than 4000 bytes"),
        "{error}"
    );
}

#[tokio::test]
async fn calls_follow_redirects_too() {
    let jobs = answer(200, &[], r#"{"jobs":[]}"#);
    let mut server = Script::play([redirect(308, "/v2/jobs"), jobs]).await;
    assert_eq!(client().jobs(server.url("")).await.unwrap(), []);
    server.asked().await;
    assert_eq!(server.asked().await.line, "GET /v2/jobs");
}
