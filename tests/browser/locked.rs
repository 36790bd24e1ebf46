//! Pages that do not get what they need: there is always something to read, and it is the right thing.

use std::future::pending;

use serde_json::json;
use sse_progress::{Jobs, Principal, Refusal, Server as Listener, job, jobs};
use warp::filters::BoxedFilter;
use warp::reply::Response;
use warp::{Filter, Reply};

use super::browser::Browser;

/// Greet.
#[job("/greet/{name}")]
async fn greet(name: String) -> String {
    format!("hello {name}")
}

/// Jobs for whoever has a token, or a name and a password.
fn jobs_for(challenge: &'static str, secret: &'static str) -> Jobs {
    Jobs::builder()
        .jobs(jobs![greet])
        .authorize(move |access| {
            let known = access.headers.get("authorization");
            let known = known.is_some_and(|value| value == secret);
            let refusal = Refusal::Unauthenticated {
                challenge: challenge.to_owned(),
            };
            async move {
                if known {
                    Ok(Principal::new("ann"))
                } else {
                    Err(refusal)
                }
            }
        })
        .build()
        .unwrap()
}

/// Serves it; returns its address without the scheme.
async fn serve(jobs: Jobs, routes: BoxedFilter<(Response,)>) -> String {
    let server = Listener::bind("127.0.0.1:0").await.unwrap();
    let address = server.local_addr().to_string();
    let server = server.shutdown_on(pending());
    tokio::spawn(async move { server.serve_with(&jobs, routes).await });
    address
}

#[tokio::test]
async fn a_page_that_would_need_a_token_says_so_and_what_to_do() {
    let jobs = jobs_for("Bearer", "Bearer sesame");
    let address = serve(jobs.clone(), jobs.routes()).await;
    Browser::with(async move |browser| {
        for path in ["/", "/greet/ann"] {
            browser.goto(&format!("http://{address}{path}")).await;
            browser
                .until("document.querySelector('h1').textContent === 'The server wants to know who you are'")
                .await;
            let said = browser
                .run("return document.querySelector('.reason').textContent")
                .await;
            let said = said.as_str().unwrap();
            assert!(said.contains("Authorization: Bearer") && said.contains("curl"), "{said}");
        }
        // A page that can send it is let in.
        browser
            .run(
                "document.body.innerHTML = '';
                return import('/sse-progress.js').then(() => {
                    const added = document.createElement('sse-progress');
                    added.request = { headers: { authorization: 'Bearer sesame' } };
                    added.src = '/greet/ann';
                    document.body.append(added);
                })",
            )
            .await;
        browser.until("element().result === 'hello ann'").await;
    })
    .await;
}

/// As a proxy wants them, which asks at the page already. A browser does not fetch an address with a
/// password in it, and a page that was opened with one has it in each that it resolves.
#[tokio::test]
async fn a_password_in_the_address_is_no_hindrance() {
    // `ann:sesame`
    let secret = "Basic YW5uOnNlc2FtZQ==";
    let jobs = jobs_for("Basic realm=\"tests\"", secret);
    let known = warp::header::exact("authorization", secret);
    let challenge = warp::any().map(|| {
        let refused = warp::reply::with_status("who?", warp::http::StatusCode::UNAUTHORIZED);
        warp::reply::with_header(refused, "www-authenticate", "Basic realm=\"tests\"")
            .into_response()
    });
    let routes = known.and(jobs.routes()).or(challenge).unify().boxed();
    let address = serve(jobs, routes).await;
    Browser::with(async move |browser| {
        browser.goto(&format!("http://ann:sesame@{address}/")).await;
        browser.until("field('name')").await;
        browser
            .run("field('name').value = 'bob'; field('name').form.requestSubmit()")
            .await;
        browser.until("element().result === 'hello bob'").await;
        browser.reload().await;
        browser.until("element().result === 'hello bob'").await;
        let shown = browser
            .run("return [location.pathname, document.querySelector('.share a').href.includes('sesame')]")
            .await;
        assert_eq!(shown, json!(["/greet/bob", false]));
        // And an address relative to the page, in a page of somebody's own.
        browser
            .run("document.body.insertAdjacentHTML('beforeend', '<sse-progress src=/greet/eve>')")
            .await;
        browser.until("element(1).result === 'hello eve'").await;
    })
    .await;
}

/// Whatever keeps the script of a page away, here a filter around all that refuses what has an `Origin`,
/// as the request for a module script has.
#[tokio::test]
async fn a_page_without_its_script_is_not_white() {
    let jobs = Jobs::builder().jobs(jobs![greet]).build().unwrap();
    let cors = warp::cors().allow_origin("https://elsewhere.example");
    let refused = |_: warp::Rejection| async {
        Ok::<_, warp::Rejection>(warp::http::StatusCode::FORBIDDEN.into_response())
    };
    let wrapped = jobs.routes().with(cors).map(Reply::into_response);
    let wrapped = wrapped.recover(refused).unify().boxed();
    let open = serve(jobs.clone(), jobs.routes()).await;
    let closed = serve(jobs, wrapped).await;
    let shown = "getComputedStyle(document.querySelector('.loading')).visibility === 'visible'";
    Browser::with(async move |browser| {
        browser.goto(&format!("http://{closed}/greet/ann")).await;
        browser.until(shown).await;
        let said = browser.run("return document.body.innerText").await;
        assert!(
            said.as_str().unwrap().contains("If this sentence stays"),
            "{said}"
        );
        // It is the script that takes it away.
        browser.goto(&format!("http://{open}/greet/ann")).await;
        browser.until("field('name')").await;
        assert_eq!(browser.run("return all('.loading').length").await, 0);
    })
    .await;
}

/// A browser does not tell a script why it got no answer from another origin.
#[tokio::test]
async fn a_server_that_does_not_allow_the_page_was_never_connected() {
    let jobs = Jobs::builder().jobs(jobs![greet]).build().unwrap();
    let page = serve(jobs.clone(), jobs.routes()).await;
    let other = serve(jobs.clone(), jobs.routes()).await;
    Browser::with(async move |browser| {
        browser.goto(&format!("http://{page}/nowhere")).await;
        browser.goto(&format!("http://{page}/jobs")).await;
        browser
            .run_with(
                "const [src] = arguments;
                window.told = [];
                return import('/sse-progress.js').then(({ watch }) => {
                    document.body.innerHTML = '<sse-progress>';
                    element().request = { headers: { 'x-tenant': 'one' } };
                    element().src = src;
                    watch(src, { status: (word) => told.push(word) });
                })",
                vec![json!(format!("http://{other}/greet/ann"))],
            )
            .await;
        browser
            .until("element().getAttribute('connection') === 'unreachable' && told.length === 2")
            .await;
        assert_eq!(
            browser.run("return told").await,
            json!(["connecting", "unreachable"])
        );
        browser
            .until("text('.state')?.includes('does not allow pages of') && text('.state').includes('The server is there')")
            .await;
        let said = browser.run("return text('.state')").await;
        let said = said.as_str().unwrap();
        assert!(said.contains(&format!("http://{page}")), "{said}");
        assert!(!said.contains("lost"), "{said}");
    })
    .await;
}
