//! A panic while a request is answered.

use serde::{Deserialize, Deserializer};
use sse_progress::{Jobs, Principal, Refusal, job, jobs};

use super::harness::{Request, TestServer};

/// A type of an application's with a mistake in it.
#[derive(schemars::JsonSchema)]
#[schemars(with = "u8")]
struct Fragile;

impl<'de> Deserialize<'de> for Fragile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = u8::deserialize(deserializer)?;
        assert!(number < 100, "a secret of the application's");
        Ok(Self)
    }
}

#[job("/fragile/{number}")]
async fn fragile(number: Fragile) {
    let Fragile = number;
}

/// It was an empty reply.
#[tokio::test]
async fn it_is_a_500_and_the_connection_goes_on() {
    let server = TestServer::start(Jobs::builder().jobs(jobs![fragile])).await;
    let mut connection = server.connect().await;
    let answer = connection.ask(&Request::post("/fragile/100")).await;
    let problem = answer.problem(500);
    assert!(!problem.to_string().contains("secret"), "{problem}");
    let answer = connection.ask(&Request::post("/fragile/7")).await;
    assert_eq!(answer.status(), 202);
}

#[tokio::test]
async fn that_of_a_hook_is_one_too() {
    let builder = Jobs::builder()
        .jobs(jobs![fragile])
        .authorize(|access| async move {
            assert!(access.bearer_token().is_some(), "a hook with a mistake");
            Ok::<_, Refusal>(Principal::new("ali"))
        });
    let server = TestServer::start(builder).await;
    server.ask(&Request::get("/jobs")).await.problem(500);
    let known = Request::get("/jobs").header("authorization", "Bearer x");
    assert_eq!(server.ask(&known).await.status(), 200);
}
