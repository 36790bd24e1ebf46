//! Who may start, watch, resume, cancel and list, and whose run it is.

use std::sync::{Arc, Mutex};

use sse_progress::{Access, Action, Principal, Refusal};

use super::client::Request;
use super::server::Server;
use super::sse::Event;

const SAY: &str = "/say?gate=1&lines=2";

/// Knows whoever brings a token, in the header or in the query, and turns Mallory away.
async fn guarded() -> Server {
    Server::with(
        |jobs| {
            jobs.allow_query("token").authorize(|access| async move {
                let token = access.bearer_token().map(str::to_owned);
                match token.or(access.query_value("token")).as_deref() {
                    None => Err(Refusal::bearer()),
                    Some("mallory") => Err(Refusal::Forbidden("not you, Mallory".into())),
                    Some(name) => Ok(Principal::new(name)),
                }
            })
        },
        |server| server,
    )
    .await
}

fn by(who: &str, request: Request) -> Request {
    request.header("Authorization", &format!("Bearer {who}"))
}

/// Ali's run, which has said one of its two lines.
async fn alis_line(server: &Server) -> Event {
    server.ledger.allow(1, 1);
    let request = by("ali", Request::events(SAY));
    let mut events = request.stream(server.addr).await;
    let line = events.hear("line 1").await;
    events.reset();
    line
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_refused_to_strangers() {
    let server = guarded().await;
    let line = alis_line(&server).await;
    let run = format!("/runs/{}", line.run());
    for request in [
        Request::events(SAY),
        Request::get(SAY),
        Request::post(SAY),
        Request::get(&run),
        Request::events(&run),
        Request::events(SAY).last_event_id(&line.id),
        Request::events(&run).last_event_id(&line.id),
        Request::events(&format!("{SAY}&last_event_id={}", line.id)),
        Request::new("DELETE", &run),
        Request::post(&format!("{run}/cancel")),
        Request::get("/runs/nobody"),
        Request::get("/jobs"),
        // Not even whether the parameters are right.
        Request::events("/say?gate=x"),
    ] {
        let answer = request.send(server.addr).await;
        assert_eq!(answer.status, 401, "{request:?}");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        let json = Some("application/problem+json");
        assert_eq!(answer.header("content-type"), json);
        assert_eq!(answer.json().await["status"], 401);

        let answer = by("mallory", request.clone()).send(server.addr).await;
        assert_eq!(answer.status, 403, "{request:?}");
        assert_eq!(answer.header("content-type"), json);
        assert_eq!(answer.json().await["detail"], "not you, Mallory");
    }
    assert_eq!((server.ledger.starts(), server.jobs.live_runs()), (1, 1));
    // The page holds nothing.
    let page = Request::get(SAY).header("Accept", "text/html");
    assert_eq!(page.send(server.addr).await.status, 200);
    server.ledger.allow(1, 1);
    server.idle().await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_unknown_to_all_but_its_principal() {
    let server = guarded().await;
    let line = alis_line(&server).await;
    let run = format!("/runs/{}", line.run());
    let mut answers = Vec::new();
    for run in [&run, "/runs/AAAAAAAAAAAAAAAAAAAAAA"] {
        for request in [
            Request::get(run),
            Request::events(run),
            Request::new("HEAD", run).header("Accept", "text/event-stream"),
            Request::new("DELETE", run),
            Request::post(&format!("{run}/cancel")),
        ] {
            let answer = by("eve", request.clone()).send(server.addr).await;
            assert_eq!(answer.status, 404, "{request:?}");
            let head = format!("{request:?}").contains("HEAD");
            answers.push(if head {
                String::new()
            } else {
                answer.text().await
            });
        }
    }
    let (known, unknown) = answers.split_at(answers.len() / 2);
    assert_eq!(known, unknown);

    for request in [
        Request::events(SAY).last_event_id(&line.id),
        Request::events(&run).last_event_id(&line.id),
    ] {
        let events = by("eve", request).stream(server.addr).await;
        let events = { events }.read_to_end().await;
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].status(), "lost");
    }

    // Nothing of it has touched Ali's run.
    server.ledger.allow(1, 1);
    let request = by("ali", Request::events(SAY)).last_event_id(&line.id);
    let mut events = request.stream(server.addr).await;
    events.hear("line 2").await;
    assert_eq!(
        events.read_to_end().await.pop().unwrap().status(),
        "succeeded"
    );
    let answer = by("ali", Request::new("DELETE", &run))
        .send(server.addr)
        .await;
    assert_eq!(answer.status, 200);
    assert_eq!(server.ledger.starts(), 1);
    server.stop().await;
}

/// It was a 403 where an unknown run is a 404, and the hook was told the job.
#[tokio::test(flavor = "multi_thread")]
async fn a_hook_that_forbids_a_job_tells_nobody_whose_run_it_is() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let told = asked.clone();
    let hook = move |access: Access| {
        let who = access.bearer_token().unwrap_or("nobody").to_owned();
        let answer = match access.job {
            // Nobody but Ali has anything to do with this job, and nobody at all cancels it.
            Some("say") if who != "ali" || access.action == Action::Cancel => {
                Err(Refusal::Forbidden("not this job".into()))
            }
            _ => Ok(Principal::new(who)),
        };
        let asked = (access.action, access.job, access.run.is_some());
        told.lock().unwrap().push(asked);
        std::future::ready(answer)
    };
    let server = Server::with(|jobs| jobs.authorize(hook), |server| server).await;
    let line = alis_line(&server).await;
    let alis = format!("/runs/{}", line.run());
    let about = |run: &str| {
        [
            Request::get(run),
            Request::events(run),
            Request::new("DELETE", run),
            Request::post(&format!("{run}/cancel")),
            Request::post(&format!("{run}/leave")),
        ]
    };
    let started = std::mem::take(&mut *asked.lock().unwrap());
    assert_eq!(started, [(Action::Start, Some("say"), false)]);

    let mut seen = Vec::new();
    for run in [&alis, "/runs/AAAAAAAAAAAAAAAAAAAAAA"] {
        let mut answers = Vec::new();
        for request in about(run) {
            let answer = by("eve", request).send(server.addr).await;
            assert_eq!(answer.status, 404);
            answers.push(answer.text().await);
        }
        seen.push((answers, std::mem::take(&mut *asked.lock().unwrap())));
    }
    assert_eq!(seen[0], seen[1]);
    for (_, job, run) in &seen[0].1 {
        assert_eq!((*job, *run), (None, true));
    }
    // What the hook says about a job counts for the runs of whoever asks.
    for request in &about(&alis)[2..] {
        let answer = by("ali", request.clone()).send(server.addr).await;
        assert_eq!(answer.status, 403);
    }
    let answer = by("ali", Request::get(&alis)).send(server.addr).await;
    assert_eq!(answer.status, 200);
    let last = asked.lock().unwrap().pop();
    assert_eq!(last, Some((Action::Watch, Some("say"), true)));
    server.ledger.allow(1, 1);
    server.idle().await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_may_stand_in_the_query() {
    let server = guarded().await;
    server.ledger.allow(1, 2);
    let path = format!("{SAY}&token=ali");
    let mut events = Request::events(&path).stream(server.addr).await;
    let first = events.next().await.unwrap();
    assert_eq!(
        events.read_to_end().await.pop().unwrap().status(),
        "succeeded"
    );
    let run = format!("/runs/{}", first.run());
    for (token, status) in [("ali", 200), ("eve", 404), ("mallory", 403)] {
        let request = Request::get(&format!("{run}?token={token}"));
        assert_eq!(request.send(server.addr).await.status, status);
    }
    // Without the hook's leave, an unknown name is a mistake.
    let unknown = Request::events(&format!("{path}&tokem=ali"));
    assert_eq!(unknown.send(server.addr).await.status, 400);
    server.stop().await;
}
