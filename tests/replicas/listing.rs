//! `GET /runs`: the same list at every process.

use serde_json::Value;

use super::client::{Request, in_time};
use super::cluster::{Cluster, LEASE};
use super::redis::{Keeps, Redis};

fn by(who: &str, request: Request) -> Request {
    request.header("Authorization", &format!("Bearer {who}"))
}

fn ids(page: &Value) -> Vec<&str> {
    let runs = page["runs"].as_array().unwrap().iter();
    runs.map(|run| run["run"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_process_lists_the_runs_of_all() {
    let redis = Redis::start(Keeps::Nothing).await;
    let cluster = Cluster::with(redis, 2, LEASE, "principals");
    let list = async |replica: usize, who: &str, query: &str| {
        let request = by(who, Request::get(&format!("/runs{query}")));
        let addr = cluster.replicas[replica].addr;
        request.send(addr).await.json().await
    };
    let start = async |replica: usize, who: &str, job: &str| {
        let request = by(who, Request::post(job));
        let answer = request.send(cluster.replicas[replica].addr).await;
        answer.json().await["run"].as_str().unwrap().to_owned()
    };
    let mut started = Vec::new();
    for number in 0..5 {
        started.insert(0, start(number % 2, "ali", "/hold").await);
    }
    start(0, "bo", "/hold").await;
    for replica in [0, 1] {
        let page = list(replica, "ali", "").await;
        assert_eq!(ids(&page), started, "{page}");
        assert_eq!(page["next"], Value::Null);
        assert!(ids(&list(replica, "eve", "").await).is_empty());
    }
    // A page of one process leads to the next at the other.
    let (mut found, mut query) = (Vec::new(), "?limit=2".to_owned());
    for turn in 0.. {
        let page = list(turn % 2, "ali", &query).await;
        found.extend(ids(&page).into_iter().map(str::to_owned));
        match page["next"].as_str() {
            Some(next) => next.clone_into(&mut query),
            None => break,
        }
    }
    assert_eq!(found, started);

    // How one has ended is known everywhere, and so is that it is forgotten.
    let short = start(0, "ali", "/short").await;
    in_time("it ends", async {
        loop {
            let page = list(1, "ali", "?limit=1").await;
            let run = &page["runs"][0];
            assert_eq!(run["run"], *short);
            if run["state"] == "succeeded" {
                assert!(run["ended"].as_str() >= run["started"].as_str(), "{run}");
                return;
            }
        }
    })
    .await;
    in_time("it is forgotten", async {
        while ids(&list(1, "ali", "").await) != started {}
    })
    .await;
}
