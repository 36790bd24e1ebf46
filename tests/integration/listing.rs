//! `GET /runs`: the runs of whoever asks.

use serde_json::{Value, json};
use sse_progress::{Jobs, JobsBuilder, Principal, Progress, Refusal, job, jobs};

use super::harness::{Probe, Request, TestServer, ask, soon, watch};

#[job("/count/{to}", concurrency = 2, on_disconnect = cancel)]
async fn count(to: u64, progress: Progress, #[state] probe: Probe) -> Result<u64, String> {
    let _alive = probe.begin();
    progress.set_length(to);
    probe.step().await;
    progress.set_position(to);
    match to {
        0 => Err("nothing to count".into()),
        to => Ok(to),
    }
}

fn guarded(probe: &Probe) -> JobsBuilder {
    let jobs = Jobs::builder().jobs(jobs![count]).state(probe.clone());
    jobs.allow_query("token").authorize(|access| async move {
        let token = access.bearer_token().map(str::to_owned);
        match token.or(access.query_value("token")) {
            Some(name) => Ok(Principal::new(name)),
            None => Err(Refusal::bearer()),
        }
    })
}

fn by(who: &str, request: Request) -> Request {
    request.header("authorization", format!("Bearer {who}"))
}

async fn list(server: &TestServer, who: &str, query: &str) -> Value {
    let answer = ask(server.addr, &by(who, Request::get(format!("/runs{query}")))).await;
    assert_eq!(answer.status(), 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), Some("application/json"));
    serde_json::from_str(answer.text()).unwrap()
}

fn ids(list: &Value) -> Vec<&str> {
    let runs = list["runs"].as_array().unwrap().iter();
    runs.map(|run| run["run"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn everybody_sees_their_own_runs_newest_first() {
    let probe = Probe::new();
    let server = TestServer::start(guarded(&probe)).await;
    let (ali, bo) = (Principal::new("ali"), Principal::new("bo"));
    assert_eq!(
        list(&server, "ali", "").await,
        json!({"runs": [], "next": null})
    );

    let failed = count::start_as(&server.jobs, &ali, 0).unwrap();
    let other = count::start_as(&server.jobs, &bo, 1).unwrap();
    probe.go(2);
    for run in [&failed, &other] {
        soon("the end", run.ended()).await;
    }
    let running = count::start_as(&server.jobs, &ali, 7).unwrap();
    let second = count::start_as(&server.jobs, &bo, 1).unwrap();
    let queued = count::start_as(&server.jobs, &ali, 9).unwrap();
    // Nobody's.
    count::start(&server.jobs, 3).unwrap();

    let mine = list(&server, "ali", "").await;
    let expected = [&queued, &running, &failed].map(|run| run.id().as_str());
    assert_eq!(ids(&mine), expected);
    let of = |id: &str| {
        let mut runs = mine["runs"].as_array().unwrap().iter();
        runs.find(|run| run["run"] == id).unwrap().clone()
    };
    let run = of(queued.id().as_str());
    assert_eq!(
        (&run["state"], &run["queue"]["position"]),
        (&json!("queued"), &json!(1))
    );
    assert_eq!((&run["ended"], run.get("error")), (&Value::Null, None));
    let run = of(failed.id().as_str());
    assert_eq!(
        (&run["job"], &run["state"]),
        (&json!("count"), &json!("failed"))
    );
    assert_eq!(run["error"]["message"], "nothing to count");
    let (started, ended) = (
        run["started"].as_str().unwrap(),
        run["ended"].as_str().unwrap(),
    );
    assert!(started.ends_with('Z') && started <= ended, "{run}");
    assert_eq!(run.get("result"), None);

    assert_eq!(
        list(&server, "bo", "").await["runs"][1]["run"],
        other.id().as_str()
    );
    assert_eq!(list(&server, "cleo", "").await["runs"], json!([]));
    // A run by itself says the same of its times.
    let alone = by("ali", Request::get(format!("/runs/{}", failed.id())));
    let alone: Value = serde_json::from_str(ask(server.addr, &alone).await.text()).unwrap();
    assert_eq!(
        (&alone["started"], &alone["ended"]),
        (&run["started"], &run["ended"])
    );
    drop((second, running));
}

#[tokio::test]
async fn a_page_leads_to_the_next() {
    let probe = Probe::new();
    probe.go(25);
    let server = TestServer::start(guarded(&probe)).await;
    let ali = Principal::new("ali");
    let mut all = Vec::new();
    for _ in 0..25 {
        let run = count::start_as(&server.jobs, &ali, 1).unwrap();
        soon("the end", run.ended()).await;
        all.push(run.id().as_str().to_owned());
    }
    assert_eq!(
        list(&server, "ali", "").await["runs"]
            .as_array()
            .unwrap()
            .len(),
        20
    );

    let mut found: Vec<String> = Vec::new();
    let mut query = "?limit=10".to_owned();
    let mut pages = 0;
    loop {
        let page = list(&server, "ali", &query).await;
        found.extend(ids(&page).into_iter().map(str::to_owned));
        pages += 1;
        // What is new does not shift the pages behind it.
        probe.go(1);
        let run = count::start_as(&server.jobs, &ali, 1).unwrap();
        soon("the end", run.ended()).await;
        match page["next"].as_str() {
            Some(next) => next.clone_into(&mut query),
            None => break,
        }
    }
    assert_eq!(pages, 3);
    found.sort_unstable();
    all.sort_unstable();
    assert_eq!(found, all);
    let runs = server.jobs.runs();
    assert_eq!(runs.len(), 28);
    assert!(runs.is_sorted_by(|one, two| one.started() >= two.started()));
}

#[tokio::test]
async fn a_list_is_refused_in_words() {
    let server = TestServer::start(guarded(&Probe::new())).await;
    assert_eq!(ask(server.addr, &Request::get("/runs")).await.status(), 401);
    for (query, expected) in [
        ("?limit=0", "a number from 1 to 100"),
        ("?limit=101", "a number from 1 to 100"),
        ("?limit=x", "found `x`"),
        ("?limit=%FF", "from 1 to 100"),
        ("?before=yesterday", "what `next` of another page says"),
        ("?befor=1", "`limit` or `before`"),
    ] {
        let answer = ask(
            server.addr,
            &by("ali", Request::get(format!("/runs{query}"))),
        )
        .await;
        answer.problem(400);
        assert!(
            answer.text().contains(expected),
            "{query}: {}",
            answer.text()
        );
    }
    // What the application has set aside is for its hook.
    let answer = ask(server.addr, &Request::get("/runs?token=ali")).await;
    assert_eq!(answer.status(), 200);
    let answer = ask(server.addr, &by("ali", Request::post("/runs"))).await;
    assert_eq!(answer.status(), 405);
    assert_eq!(answer.header("allow"), Some("GET, HEAD, OPTIONS"));

    let jobs = Jobs::builder().jobs(jobs![count]).state(Probe::new());
    let open = TestServer::start(jobs).await;
    let answer = ask(open.addr, &Request::get("/runs")).await;
    let detail = answer.problem(403)["detail"].clone();
    assert!(
        detail.as_str().unwrap().contains("no `authorize` hook"),
        "{detail}"
    );
}

#[tokio::test]
async fn a_stream_carries_the_list_and_keeps_no_run_alive() {
    let probe = Probe::new();
    let mut server = TestServer::start(guarded(&probe)).await;
    let request = by("ali", Request::events("/runs"));
    let mut lists = watch(server.addr, &request).await;
    let first = lists.page().await;
    assert_eq!(
        (first.name.as_str(), &first.data["runs"]),
        ("runs", &json!([]))
    );
    assert!(first.retry.is_some());

    let mut run = watch(server.addr, &by("ali", Request::events("/count/5"))).await;
    run.event().await.unwrap();
    let mut state_is = async |state: &str| {
        while lists.page().await.data["runs"][0]["state"] != state {}
    };
    soon("it runs", state_is("running")).await;
    // Whoever only looks at lists does not watch.
    drop(run);
    soon("it is cancelled", state_is("cancelled")).await;
    server.stop();
    soon("the server stops", server.stopped()).await.unwrap();
}

#[tokio::test]
async fn a_run_says_what_it_was_started_with_but_no_secret() {
    #[derive(serde::Deserialize, schemars::JsonSchema)]
    struct Password(#[schemars(extend("format" = "password"))] String);

    #[job("/login/{user}")]
    async fn login(user: String, password: Password, tags: Vec<String>) -> usize {
        user.len() + password.0.len() + tags.len()
    }

    let jobs = guarded(&Probe::new()).jobs(jobs![login]);
    let server = TestServer::start(jobs).await;
    let request = Request::post("/login/ali?tags=a&tags=b").form("password=sesame");
    let answer = ask(server.addr, &by("ali", request)).await;
    assert_eq!(answer.status(), 202, "{}", answer.text());
    let run = server.jobs.runs().remove(0);
    let request = by("ali", Request::get(format!("/runs/{}", run.id())));
    let report: Value = serde_json::from_str(ask(server.addr, &request).await.text()).unwrap();
    assert_eq!(
        report["parameters"],
        json!({"user": "ali", "tags": ["a", "b"]})
    );
    assert_eq!(report["owner"], "ali");
    let run = count::start(&server.jobs, 3).unwrap();
    assert!(run.parameters().is_none());
}
