//! `Prefer: respond-async`: a run that goes on by itself in place of a stream (RFC 7240).

use sse_progress::{Jobs, job, jobs};

use super::harness::{Probe, Request, TestServer, resolve, through_every_door};

/// It would be cancelled if it had ever been watched.
#[job("/count/{to}", on_disconnect = cancel)]
async fn count(to: u8, #[state] probe: Probe) -> u8 {
    let _alive = probe.begin();
    probe.step().await;
    to
}

async fn serve(probe: &Probe) -> TestServer {
    let jobs = Jobs::builder().jobs(jobs![count]);
    TestServer::start(jobs.state(probe.clone())).await
}

fn prefers(request: Request) -> Request {
    request.header("prefer", "wait=10, respond-async")
}

through_every_door![a_get_is_accepted];

async fn a_get_is_accepted() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    for accept in ["*/*", "application/json", "text/event-stream, */*;q=0.1"] {
        let request = Request::get("/count/3").header("accept", accept);
        let accepted = server.ask(&prefers(request)).await;
        assert_eq!(accepted.status(), 202, "{accept}");
        assert_eq!(accepted.header("preference-applied"), Some("respond-async"));
        assert_eq!(accepted.header("vary"), Some("prefer"));
        let events = resolve("/count/3", accepted.json()["events"].as_str().unwrap());
        let mut stream = server.watch(&Request::events(events)).await;
        probe.go(1);
        assert_eq!(stream.done().await.data["result"], 3);
    }
}

#[tokio::test]
async fn it_is_no_more_than_a_preference() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    // JSON is nothing that this one takes.
    let mut stream = server.watch(&prefers(Request::events("/count/3"))).await;
    let first = stream.event().await.unwrap();
    probe.go(1);
    stream.done().await;
    // What resumes starts nothing.
    let resumed = prefers(Request::get("/count/3")).header("last-event-id", first.id.text);
    let mut stream = server.watch(&resumed).await;
    assert_eq!(stream.done().await.data["result"], 3);
    // A browser gets the page.
    let page = prefers(Request::get("/count/3")).header("accept", "text/html");
    let page = server.ask(&page).await;
    assert_eq!(page.header("preference-applied"), None);
    assert_eq!(probe.begun(), 1);
    let head = Request::new("HEAD", "/count/3").header("accept", "application/json");
    let head = server.ask(&prefers(head)).await;
    assert_eq!(head.status(), 406);
}
