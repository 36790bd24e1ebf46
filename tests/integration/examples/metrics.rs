//! `examples/metrics.rs`, as Prometheus asks it.

use serde_json::json;
use tokio::process::Command;
use tokio::time::timeout;

use super::DEADLINE;
use super::client::Stream;
use super::program::Program;

async fn curl(url: &str) -> String {
    let mut command = Command::new("curl");
    command.args(["--silent", "--fail", url]).kill_on_drop(true);
    let output = timeout(DEADLINE, command.output()).await.unwrap().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test]
async fn what_runs_and_streams_do_is_at_metrics() {
    let program = Program::start("metrics", "").await;
    let events = Stream::open(&program.url("/resize/3"), [""; 0])
        .collect()
        .await;
    assert_eq!(events.last().unwrap().data["status"], json!("succeeded"));
    let lines = events.iter().filter(|event| event.name == "log").count();
    assert_eq!(lines, 3);

    // The stream passes on what is left when the server has seen its end.
    let expected = [
        r#"sse_progress_runs_total{job="resize",status="succeeded"} 1"#,
        r#"sse_progress_run_duration_seconds_bucket{job="resize",status="succeeded",le="60"} 1"#,
        r#"sse_progress_sent_events_total{job="resize",event="log"} 3"#,
        r#"sse_progress_sent_events_total{job="resize",event="done"} 1"#,
        r#"sse_progress_runs_running{job="resize"} 0"#,
        r#"sse_progress_watchers{job="resize"} 0"#,
        "# TYPE sse_progress_runs_total counter",
        "# HELP sse_progress_runs_total Runs that have ended, by how they ended.",
    ];
    let complete = async {
        loop {
            let metrics = curl(&program.url("/metrics")).await;
            let missing = expected.iter().find(|line| !metrics.contains(*line));
            match missing {
                None => return,
                Some(missing) => println!("not yet: {missing}\n{metrics}"),
            }
        }
    };
    timeout(DEADLINE, complete)
        .await
        .expect("the metrics come to this");
}
