//! What there is at each address, and in which form.

use serde_json::json;
use sse_progress::{Jobs, Progress, job, jobs};

use super::harness::{Probe, Request, TestServer, resolve};

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

/// Count to a number.
#[job("/count/{to}", on_disconnect = detach)]
async fn count(
    progress: Progress,
    /// How far to count.
    to: u8,
    #[param(default = "items")] unit: String,
    #[state] probe: Probe,
) -> u8 {
    let _alive = probe.begin();
    progress.set_unit(unit);
    probe.step().await;
    for _ in progress.wrap_iter(0..to) {}
    to
}

#[job(POST "/send", name = "send-out")]
async fn send() {}

#[job(GET "/look")]
async fn look() {}

async fn serve(probe: &Probe) -> TestServer {
    let jobs = Jobs::builder().jobs(jobs![count, send, look]);
    TestServer::start(jobs.state(probe.clone())).await
}

#[tokio::test]
async fn a_get_starts_a_run_for_who_takes_events() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    for (started, accept) in [
        None,
        Some("*/*"),
        Some("text/event-stream"),
        Some("text/*"),
        Some("TEXT/Event-Stream;q=0.1"),
        Some("application/json, text/event-stream;q=0.5"),
        Some("text/html;q=0.5, text/event-stream"),
    ]
    .into_iter()
    .enumerate()
    {
        let mut request = Request::get("/count/3");
        if let Some(accept) = accept {
            request = request.header("accept", accept);
        }
        let mut stream = server.watch(&request).await;
        let first = stream.event().await.unwrap();
        assert_eq!(first.data["job"], "count");
        // It tells where the runs are, whatever path a proxy has put before.
        let place = format!("../runs/{}", first.id.run);
        assert_eq!(stream.head.header("content-location"), Some(place.as_str()));
        assert_eq!(server.jobs.live_runs(), started + 1, "{accept:?}");
    }
    probe.go(7);
    server.idle().await;
}

#[tokio::test]
async fn a_get_starts_nothing_for_who_does_not() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    for accept in [BROWSER, "text/html", "text/html, text/event-stream;q=0.9"] {
        let page = server
            .ask(&Request::get("/count/3").header("accept", accept))
            .await;
        assert_eq!(page.status(), 200);
        let content_type = page.header("content-type").unwrap();
        assert!(content_type.starts_with("text/html"), "{content_type}");
        assert_eq!(page.header("vary"), Some("accept, accept-language"));
    }
    for accept in [
        "application/json",
        "text/event-stream;q=0",
        "image/*",
        "*",
        "a/b/c",
        "",
        ",",
        ";q=,/;",
    ] {
        let request = Request::get("/count/3").header("accept", accept);
        server.ask(&request).await.problem(406);
    }
    assert_eq!((server.jobs.live_runs(), probe.begun()), (0, 0));
}

#[tokio::test]
async fn a_post_is_accepted_and_its_links_work() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    for request in [
        Request::post("/count/3").json(r#"{"unit":"sheep"}"#),
        Request::post("/count/3")
            .form("unit=sheep")
            .header("accept", "application/json"),
        Request::post("/count/3?unit=sheep").header("accept", "*/*"),
        Request::post("/count/3")
            .form("unit=sheep")
            .header("accept", BROWSER),
    ] {
        let accepted = server.ask(&request).await;
        assert_eq!(accepted.status(), 202);
        let links = accepted.json();
        let run = links["run"].as_str().unwrap();
        let address = format!("/runs/{run}");
        assert_eq!(
            links,
            json!({ "run": run, "events": format!("..{address}"), "cancel": format!("..{address}/cancel") })
        );
        assert_eq!(accepted.header("location"), links["events"].as_str());

        let mut stream = server.watch(&Request::events(&address)).await;
        stream.find(|event| event.data["unit"] == "sheep").await;
        let report = server.ask(&Request::get(&address)).await;
        assert_eq!(report.header("cache-control"), Some("no-store"));
        let report = report.json();
        assert_eq!(
            (&report["state"], report.get("done")),
            (&json!("running"), None)
        );
        let cancelled = server
            .ask(&Request::post(resolve(
                "/count/3",
                links["cancel"].as_str().unwrap(),
            )))
            .await;
        assert_eq!(cancelled.status(), 200);
        let done = stream.done().await;
        assert_eq!(done.data["reason"], "requested");
        let report = server.ask(&Request::get(&address)).await.json();
        assert_eq!(report["done"], done.data);
    }
}

#[tokio::test]
async fn a_post_may_ask_for_the_events_at_once() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    probe.go(1);
    let request = Request::post("/count/3").header("accept", "text/event-stream");
    let mut stream = server.watch(&request.json("{}")).await;
    assert_eq!(stream.done().await.data["result"], 3);
}

#[tokio::test]
async fn a_run_that_is_not_known_is_not_found() {
    let server = serve(&Probe::new()).await;
    let nobody = "AAAAAAAAAAAAAAAAAAAAAA";
    for run in [nobody, "x", "%20", "4qJ0mX2vT9cB7yKdR1sN3w.1"] {
        for request in [
            Request::get(format!("/runs/{run}")),
            Request::events(format!("/runs/{run}")),
            Request::delete(format!("/runs/{run}")),
            Request::post(format!("/runs/{run}/cancel")),
            Request::post(format!("/runs/{run}/leave")),
        ] {
            server.ask(&request).await.problem(404);
        }
    }
    for target in ["/no/such/place", "/runs/", "/runs/x/y", "/sse-progress/x"] {
        server.ask(&Request::get(target)).await.problem(404);
        // A browser gets something to read.
        let page = Request::get(target).header("accept", BROWSER);
        let page = server.ask(&page).await;
        assert_eq!(page.status(), 404);
        let content_type = page.header("content-type").unwrap();
        assert!(content_type.starts_with("text/html"), "{content_type}");
    }
}

#[tokio::test]
async fn the_jobs_are_listed_with_what_they_take() {
    let server = serve(&Probe::new()).await;
    let listed = server.ask(&Request::get("/jobs")).await.json();
    let jobs = listed["jobs"].as_array().unwrap();
    let names: Vec<_> = jobs
        .iter()
        .map(|job| job["name"].as_str().unwrap())
        .collect();
    // In the order in which they were registered.
    assert_eq!(names, ["count", "send-out", "look"]);
    assert_eq!(
        jobs[0],
        json!({
            "name": "count",
            "description": "Count to a number.",
            "methods": ["GET", "POST"],
            "path": "/count/{to}",
            "body": false,
            "on_disconnect": "detach",
            "parameters": {
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "type": "object",
                "properties": {
                    "to": {
                        "type": "integer",
                        "format": "uint8",
                        "minimum": 0,
                        "maximum": 255,
                        "description": "How far to count.",
                        "x-in": "path",
                        "x-order": 0,
                        "x-expected": "an integer from 0 to 255",
                    },
                    "unit": {
                        "type": "string",
                        "default": "items",
                        "x-in": "query",
                        "x-order": 1,
                        "x-expected": "a text",
                    },
                },
                "required": ["to"],
                "additionalProperties": false,
            },
        })
    );
    assert_eq!(jobs[1]["methods"], json!(["POST"]));
    assert_eq!(
        (&listed["lists_runs"], &listed["set_aside"]),
        (&json!(false), &json!([]))
    );
}

#[tokio::test]
async fn the_page_runs_our_script_and_no_other() {
    let server = serve(&Probe::new()).await;
    for (target, base) in [
        ("/", "."),
        ("/count/3", "../"),
        ("/runs/AAAAAAAAAAAAAAAAAAAAAA", "../"),
        ("/runs/x", "../"),
    ] {
        let page = server
            .ask(&Request::get(target).header("accept", BROWSER))
            .await;
        let policy = page.header("content-security-policy").unwrap();
        for rule in [
            "default-src 'none'",
            "script-src 'self'",
            "worker-src 'self'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(rule), "{policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        assert!(page.text().contains(&format!("<base href=\"{base}\">")));
        assert!(!page.text().contains(" onclick=") && !page.text().contains("{{"));
        let links = page.text().split("src=\"").skip(1);
        let links = links.chain(page.text().split("href=\"").skip(1));
        for link in links.map(|link| link.split('"').next().unwrap()) {
            if link.starts_with("data:") || link == base {
                continue;
            }
            assert!(!link.contains(':') && !link.starts_with('/'), "{link}");
            // As a browser makes an address of it, from the base.
            let link = link.trim_start_matches('.').trim_start_matches('/');
            let linked = Request::get(format!("/{link}")).header("accept", BROWSER);
            assert_eq!(server.ask(&linked).await.status(), 200, "{link}");
        }
    }
}

#[tokio::test]
async fn the_address_of_a_run_is_a_page_in_a_browser_and_starts_nothing() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let run = server.post(&Request::post("/count/3")).await;
    let address = format!("/runs/{}", run.id());
    for method in ["GET", "HEAD"] {
        // A link may be followed from anywhere.
        let followed = Request::new(method, &address).header("accept", BROWSER);
        let followed = followed.header("sec-fetch-site", "cross-site");
        let followed = followed.header("sec-fetch-mode", "navigate");
        let page = server.ask(&followed).await;
        assert_eq!(page.status(), 200);
        let page = Request::new(method, &address).header("accept", BROWSER);
        let page = server.ask(&page).await;
        assert_eq!(
            page.header("content-type"),
            Some("text/html; charset=utf-8")
        );
        assert_eq!(page.header("vary"), Some("accept, accept-language"));
    }
    for accept in [
        "*/*",
        "application/json",
        "application/json, text/html;q=0.9",
    ] {
        let report = Request::get(&address).header("accept", accept);
        assert_eq!(server.ask(&report).await.json()["state"], "running");
    }
    assert_eq!((server.jobs.live_runs(), run.watchers()), (1, 0));
    probe.go(1);
    server.idle().await;
}

#[tokio::test]
async fn every_file_is_sent_once_to_each_client() {
    let server = serve(&Probe::new()).await;
    for (target, content_type) in [
        ("/", "text/html; charset=utf-8"),
        ("/count/3", "text/html; charset=utf-8"),
        ("/sse-progress.js", "text/javascript; charset=utf-8"),
        (
            "/sse-progress.d.ts",
            "application/typescript; charset=utf-8",
        ),
        ("/sse-progress/page.js", "text/javascript; charset=utf-8"),
    ] {
        let file = Request::get(target).header("accept", "text/html, */*;q=0.1");
        let answer = server.ask(&file).await;
        assert_eq!(answer.header("content-type"), Some(content_type));
        assert_eq!(answer.header("cache-control"), Some("no-cache"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        let tag = answer.header("etag").unwrap();
        assert!(tag.starts_with('"') && tag.ends_with('"'));
        for known in [
            tag.to_owned(),
            format!("\"other\", {tag}"),
            format!("W/{tag}"),
        ] {
            let again = file.clone().header("if-none-match", known);
            let again = server.ask(&again).await;
            assert_eq!((again.status(), again.header("etag")), (304, Some(tag)));
        }
        let other = file.header("if-none-match", "\"other\"");
        assert_eq!(server.ask(&other).await.status(), 200);
    }
    for (target, declares) in [
        (
            "/sse-progress.js",
            "export {\n  SseProgress,\n  addWords,\n  watch\n};\n",
        ),
        ("/sse-progress.d.ts", "export function watch<"),
    ] {
        let file = server.ask(&Request::get(target)).await;
        assert!(file.text().contains(declares), "{target}");
    }
}

/// The page's script is kept for good, by the one name that its content has.
#[tokio::test]
async fn the_script_of_the_page_is_asked_for_once() {
    let server = serve(&Probe::new()).await;
    let page = server
        .ask(&Request::get("/").header("accept", BROWSER))
        .await;
    let html = page.text();
    let script = html.split("src=\"").nth(1).unwrap();
    let script = script.split('"').next().unwrap();
    assert!(script.starts_with("sse-progress/page.js?v="), "{script}");
    let kept = "max-age=31536000, immutable";
    for (target, caches) in [
        (format!("/{script}"), kept),
        (format!("/{script}0"), "no-cache"),
        ("/sse-progress/page.js".to_owned(), "no-cache"),
    ] {
        let plain = server.ask(&Request::get(&target)).await;
        let packed = Request::get(&target).header("accept-encoding", "gzip, br");
        let packed = server.ask(&packed).await;
        for answer in [&plain, &packed] {
            assert_eq!(answer.header("cache-control"), Some(caches), "{target}");
            assert_eq!(answer.header("vary"), Some("accept-encoding"));
        }
        assert_eq!(plain.header("content-encoding"), None);
        assert_eq!(packed.header("content-encoding"), Some("gzip"));
        assert_ne!(plain.header("etag"), packed.header("etag"));
        assert!(packed.body.len() * 2 < plain.body.len());
    }
}

#[tokio::test]
async fn a_page_says_what_it_is_of_before_its_script_and_in_the_language_asked_for() {
    let server = serve(&Probe::new()).await;
    let ask = async |target: &str, language: &'static str| {
        let page = Request::get(target)
            .header("accept", BROWSER)
            .header("accept-language", language);
        let page = server.ask(&page).await;
        assert_eq!(page.header("vary"), Some("accept, accept-language"));
        page.text().to_owned()
    };
    let list = ask("/", "en").await;
    assert!(list.contains("<html lang=\"en\" dir=\"ltr\">"), "{list}");
    assert!(list.contains("<h1>Jobs</h1>"), "{list}");
    assert!(
        list.contains("<a href=\"./count/%7Bto%7D\">count</a>"),
        "{list}"
    );
    let job = ask("/count/3", "de-AT,de;q=0.9").await;
    assert!(
        job.contains("<title>count</title>") && job.contains("<h1>count</h1>"),
        "{job}"
    );
    assert!(job.contains("<span class=\"label\">to</span>"), "{job}");
    assert!(job.contains("Alle Jobs"), "{job}");
    let run = ask("/runs/AAAAAAAAAAAAAAAAAAAAAA", "ar").await;
    assert!(run.contains("<html lang=\"ar\" dir=\"rtl\">"), "{run}");
    assert!(!run.contains("id=\"given\""), "{run}");
}

#[tokio::test]
async fn a_method_that_is_not_taken_is_told_which_are() {
    let server = serve(&Probe::new()).await;
    for (method, target, allow) in [
        ("PUT", "/count/3", "GET, POST, HEAD, OPTIONS"),
        ("DELETE", "/count/3", "GET, POST, HEAD, OPTIONS"),
        ("POST", "/look", "GET, HEAD, OPTIONS"),
        ("POST", "/jobs", "GET, HEAD, OPTIONS"),
        ("PATCH", "/", "GET, HEAD, OPTIONS"),
        ("POST", "/runs/x", "GET, DELETE, HEAD, OPTIONS"),
        ("GET", "/runs/x/cancel", "POST, OPTIONS"),
        ("GET", "/runs/x/leave", "POST, OPTIONS"),
        ("DELETE", "/runs/events", "GET, HEAD, OPTIONS"),
        ("BREW", "/look", "GET, HEAD, OPTIONS"),
        ("GET", "/send", "GET, POST, HEAD, OPTIONS"),
    ] {
        let refused = server.ask(&Request::new(method, target)).await;
        refused.problem(405);
        assert_eq!(refused.header("allow"), Some(allow), "{method} {target}");
    }
    let page = Request::get("/send").header("accept", BROWSER);
    assert_eq!(server.ask(&page).await.status(), 200);
    server.post(&Request::post("/send")).await;
}
