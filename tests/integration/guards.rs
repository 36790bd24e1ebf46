//! Requests that nobody has meant start nothing and cancel nothing.

use sse_progress::{Jobs, job, jobs};

use super::harness::{Door, Probe, Request, Response, TestServer};

const FRIEND: &str = "https://app.example";

#[job("/work", on_disconnect = detach)]
async fn work(#[state] probe: Probe) {
    let _alive = probe.begin();
    probe.step().await;
}

async fn serve(probe: &Probe) -> TestServer {
    let jobs = Jobs::builder().jobs(jobs![work]).allow_origin(FRIEND);
    TestServer::start(jobs.state(probe.clone())).await
}

/// Both ways to start a run.
fn starts() -> [Request; 2] {
    [Request::events("/work"), Request::post("/work")]
}

fn cors(response: &Response) -> Vec<(&str, &str)> {
    let headers = response.head.headers.iter();
    headers
        .filter(|(name, _)| name.starts_with("access-control-"))
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

#[tokio::test]
async fn head_gets_the_headers_and_starts_nothing() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let head = |target: &str| Request::new("HEAD", target).header("accept", "text/event-stream");
    let mut connection = server.connect().await;
    let response = connection.ask(&head("/work")).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.header("content-type"), Some("text/event-stream"));
    let response = connection.ask(&head("/work?what=1")).await;
    assert_eq!(response.status(), 400);
    let response = connection.ask(&Request::new("HEAD", "/jobs")).await;
    assert_eq!(response.status(), 200);
    assert_eq!(server.jobs.live_runs(), 0);

    // And does not count as watching.
    let run = server.post(&Request::post("/work")).await;
    let response = connection.ask(&head(&format!("/runs/{}", run.id()))).await;
    assert_eq!((response.status(), run.watchers()), (200, 0));
    assert!(!connection.has_unread());
    probe.go(1);
}

#[tokio::test]
async fn what_is_fetched_ahead_starts_nothing() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    for (name, value) in [
        ("sec-purpose", "prefetch"),
        ("sec-purpose", "prefetch;prerender"),
        ("sec-purpose", "prefetch; anonymous-client-ip"),
        ("purpose", "prefetch"),
        ("x-moz", "prefetch"),
    ] {
        for start in starts() {
            let refused = server.ask(&start.header(name, value)).await;
            refused.problem(503);
        }
    }
    assert_eq!((server.jobs.live_runs(), probe.begun()), (0, 0));
}

#[tokio::test]
async fn the_page_of_a_stranger_starts_and_cancels_nothing() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let run = server.post(&Request::post("/work")).await;
    let cancels = [
        Request::delete(format!("/runs/{}", run.id())),
        Request::post(format!("/runs/{}/cancel", run.id())),
        Request::post(format!("/runs/{}/leave", run.id())),
        Request::events(format!("/runs/events?run={}", run.id())),
    ];
    let strange: [&[(&str, &str)]; 9] = [
        // An image on a page of another port of the same host started runs.
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site")],
        &[
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "no-cors"),
        ],
        &[
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "navigate"),
        ],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", "http://test.evil.example")],
        &[("origin", "http://test:81")],
        &[
            ("origin", "https://evil.example"),
            ("sec-fetch-site", "same-site"),
        ],
    ];
    for headers in strange {
        for mut request in starts().into_iter().chain(cancels.clone()) {
            for (name, value) in headers {
                request = request.header(name, value);
            }
            let refused = server.ask(&request).await;
            refused.problem(403);
            assert_eq!(cors(&refused), []);
        }
    }
    assert_eq!(server.jobs.live_runs(), 1);
    assert_eq!(
        run.snapshot().state,
        sse_progress::protocol::RunState::Running
    );

    // To follow a link to a page is nothing bad.
    let followed = Request::get("/work")
        .header("sec-fetch-site", "cross-site")
        .header("sec-fetch-mode", "navigate")
        .header("accept", "text/html,*/*;q=0.8");
    assert_eq!(server.ask(&followed).await.status(), 200);
    assert_eq!(server.jobs.live_runs(), 1);
    probe.go(1);
}

#[tokio::test]
async fn the_own_page_and_no_page_at_all_start_runs() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let own: [&[(&str, &str)]; 6] = [
        &[],
        &[("origin", "http://test")],
        &[("origin", "https://TEST")],
        &[("sec-fetch-site", "same-origin"), ("origin", "http://test")],
        &[("sec-fetch-site", "none")],
        // The proxy in front has changed the host.
        &[
            ("sec-fetch-site", "same-origin"),
            ("origin", "https://public.example"),
        ],
    ];
    let mut started = 0;
    for headers in own {
        for mut request in starts() {
            for (name, value) in headers {
                request = request.header(name, value);
            }
            started += 1;
            let mut connection = server.connect().await;
            connection.send(request.bytes()).await;
            let head = connection.head().await;
            assert!(matches!(head.status, 200 | 202), "{headers:?} {head:?}");
            assert_eq!(server.jobs.live_runs(), started);
            assert_eq!(head.header("vary"), Some("origin"));
            assert_eq!(head.header("access-control-allow-origin"), None);
        }
    }
    probe.go(started);
    server.idle().await;
}

#[tokio::test]
async fn an_allowed_origin_may_start_and_read() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let asks = |request: Request| {
        let request = request.header("origin", FRIEND);
        request.header("sec-fetch-site", "cross-site")
    };
    let response = server.ask(&asks(Request::post("/work"))).await;
    assert_eq!(response.status(), 202);
    assert_eq!(
        cors(&response),
        [
            ("access-control-allow-origin", FRIEND),
            (
                "access-control-expose-headers",
                "content-location, location, retry-after"
            ),
        ]
    );
    assert_eq!(response.header("vary"), Some("origin"));
    let run = response.json()["run"].as_str().unwrap().to_owned();
    let address = format!("/runs/{run}");

    let stream = server.watch(&asks(Request::events(&address))).await;
    let allowed = stream.head.header("access-control-allow-origin");
    assert_eq!(allowed, Some(FRIEND));
    // It can read what went wrong, too.
    let wrong = server.ask(&asks(Request::post("/work?x=1"))).await;
    assert_eq!(wrong.header("access-control-allow-origin"), Some(FRIEND));
    wrong.problem(400);
    let cancelled = server.ask(&asks(Request::delete(&address))).await;
    assert_eq!(cancelled.status(), 200);
    server.idle().await;
}

#[tokio::test]
async fn a_browser_that_asks_first_is_told() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let preflight = |target: &str, origin: &str| {
        Request::new("OPTIONS", target)
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type")
    };
    for (target, methods) in [
        ("/work", "GET, POST, HEAD, OPTIONS"),
        ("/runs/x", "GET, DELETE, HEAD, OPTIONS"),
        ("/runs/x/cancel", "POST, OPTIONS"),
        ("/runs/x/leave", "POST, OPTIONS"),
        ("/runs/events", "GET, HEAD, OPTIONS"),
        ("/jobs", "GET, HEAD, OPTIONS"),
        ("/openapi.json", "GET, HEAD, OPTIONS"),
    ] {
        let answer = server.ask(&preflight(target, FRIEND)).await;
        assert_eq!((answer.status(), answer.body.len()), (204, 0));
        assert_eq!(answer.header("allow"), Some(methods));
        let given = |name: &str| answer.header(name).unwrap_or_default().to_owned();
        assert_eq!(given("access-control-allow-origin"), FRIEND);
        assert_eq!(given("access-control-allow-methods"), methods);
        let headers = given("access-control-allow-headers");
        for header in ["content-type", "last-event-id", "idempotency-key"] {
            assert!(headers.contains(header), "{headers}");
        }

        let answer = server.ask(&preflight(target, "https://evil.example")).await;
        assert_eq!((answer.status(), cors(&answer)), (204, vec![]));
    }
    assert_eq!((server.jobs.live_runs(), probe.begun()), (0, 0));
}

/// Over plain HTTP to a host that is not localhost a browser sends neither `Origin` nor
/// `Sec-Fetch-Site` with what a page names, so that an image on any page started runs.
#[tokio::test]
async fn what_a_page_names_as_an_image_starts_nothing() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    for (name, value) in [
        ("accept", "image/avif,image/webp,image/*,*/*;q=0.8"),
        ("accept", "text/css,*/*;q=0.1"),
        ("referer", "http://evil.example/page"),
        ("referer", "http://test.evil.example/"),
    ] {
        let request = Request::get("/work").header(name, value);
        server.ask(&request).await.problem(403);
    }
    assert_eq!((server.jobs.live_runs(), probe.begun()), (0, 0));
    // A page of our own, and one of a friend.
    for referer in ["http://test/work", "https://app.example/deep/page?x=1"] {
        let request = Request::events("/work").header("referer", referer);
        drop(server.watch(&request).await);
    }
    assert_eq!(server.jobs.live_runs(), 2);
    probe.go(2);
    server.idle().await;
}

#[tokio::test]
async fn a_page_that_its_proxy_makes_foreign_is_told_what_to_set() {
    let server = serve(&Probe::new()).await;
    let request = Request::post("/work").header("origin", "http://public.example");
    let problem = server.ask(&request).await.problem(403)["detail"].to_string();
    assert!(
        problem.contains("proxy_set_header Host $http_host"),
        "{problem}"
    );
    // Pages and their files are for everybody.
    let script = Request::get("/sse-progress.js").header("origin", "http://public.example");
    assert_eq!(server.ask(&script).await.status(), 200);
}

#[tokio::test]
async fn an_allowed_origin_may_send_what_it_asks_for_and_cookies_by_an_option() {
    let builder = Jobs::builder().jobs(jobs![work]).allow_origin(FRIEND);
    let builder = builder.state(Probe::new()).allow_credentials();
    let server = TestServer::start(builder).await;
    let preflight = Request::new("OPTIONS", "/work")
        .header("origin", FRIEND)
        .header("access-control-request-method", "POST")
        .header(
            "access-control-request-headers",
            "x-tenant, Traceparent,bad name",
        );
    let answer = server.ask(&preflight).await;
    let headers = answer.header("access-control-allow-headers").unwrap();
    assert!(
        headers.ends_with(", last-event-id, x-tenant, Traceparent"),
        "{headers}"
    );
    assert_eq!(answer.header("access-control-allow-origin"), Some(FRIEND));
    assert_eq!(
        answer.header("access-control-allow-credentials"),
        Some("true")
    );
    let strange = Request::get("/jobs").header("origin", "https://evil.example");
    assert_eq!(cors(&server.ask(&strange).await), []);
}

/// Else the page would be told that its origin is not allowed.
#[tokio::test]
async fn a_page_of_an_allowed_origin_reads_that_there_is_nothing() {
    for door in [Door::Own, Door::Axum] {
        door.enter();
        let server = serve(&Probe::new()).await;
        let request = Request::get("/wrok").header("origin", FRIEND);
        let answer = server.ask(&request).await;
        assert_eq!(answer.status(), 404);
        assert_eq!(answer.header("access-control-allow-origin"), Some(FRIEND));
        let preflight = |origin| {
            Request::new("OPTIONS", "/wrok")
                .header("origin", origin)
                .header("access-control-request-method", "POST")
                .header("access-control-request-headers", "idempotency-key")
        };
        let answer = server.ask(&preflight(FRIEND)).await;
        assert_eq!(answer.status(), 204);
        assert_eq!(answer.header("access-control-allow-origin"), Some(FRIEND));
        let answer = server.ask(&preflight("https://evil.example")).await;
        assert_eq!((answer.status(), cors(&answer)), (404, vec![]));
    }
}
