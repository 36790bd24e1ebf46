//! The names by which a server may be asked.

use sse_progress::{Jobs, job, jobs};

use super::harness::{Connection, Request, TestServer};

#[job("/work")]
async fn work() -> u8 {
    7
}

fn get(host: &str, target: &str) -> String {
    format!("GET {target} HTTP/1.1\r\nhost: {host}\r\n\r\n")
}

/// A page of `evil.example`, whose name leads to 127.0.0.1, started runs and read their results.
#[tokio::test]
async fn on_loopback_a_strange_name_is_refused() {
    let server = TestServer::start(Jobs::builder().jobs(jobs![work])).await;
    let port = server.addr.port();
    for host in [
        format!("evil.example:{port}"),
        "localhost.evil.example".to_owned(),
        "169.254.1.1".to_owned(),
    ] {
        for target in ["/work", "/", "/jobs", "/runs/x", "/sse-progress.js"] {
            let mut connection = server.connect().await;
            connection.send(get(&host, target)).await;
            let refused = connection.response("GET").await;
            let problem = refused.problem(403)["detail"].to_string();
            let name = host.split(':').next().unwrap();
            assert!(
                problem.contains(&format!(".allow_host(\\\"{name}\\\")")),
                "{problem}"
            );
        }
    }
    assert_eq!(server.jobs.live_runs(), 0);
    for host in [
        format!("localhost:{port}"),
        format!("127.0.0.1:{port}"),
        "[::1]".to_owned(),
        "app.localhost".to_owned(),
        // Allowed by the builder, with any port.
        "TEST:99".to_owned(),
    ] {
        let mut connection = server.connect().await;
        connection.send(get(&host, "/jobs")).await;
        assert_eq!(connection.response("GET").await.status(), 200, "{host}");
    }
}

#[tokio::test]
async fn under_another_server_the_check_is_on_once_a_host_is_named() {
    for (builder, status) in [
        (Jobs::builder(), 200),
        (Jobs::builder().allow_host("app.example"), 403),
    ] {
        let jobs = builder.jobs(jobs![work]).build().unwrap();
        let router = axum::Router::new().fallback_service(jobs.service());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let serving = tokio::spawn(async move { axum::serve(listener, router).await });
        let answer = Connection::open(addr)
            .await
            .ask(&Request::get("/jobs"))
            .await;
        assert_eq!(answer.status(), status);
        serving.abort();
    }
}

#[tokio::test]
async fn what_has_no_path_or_not_one_host_is_a_bad_request() {
    let server = TestServer::start(Jobs::builder().jobs(jobs![work])).await;
    for request in [
        "CONNECT x:80 HTTP/1.1\r\nhost: x\r\n\r\n",
        "GET /jobs HTTP/1.1\r\n\r\n",
        "GET /jobs HTTP/1.1\r\nhost: test\r\nhost: test\r\n\r\n",
    ] {
        let mut connection = server.connect().await;
        connection.send(request).await;
        connection.response("GET").await.problem(400);
    }
}
