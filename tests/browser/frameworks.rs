//! The npm package in projects of React, Vue and Svelte: the types of the element in their templates,
//! and the hooks of the manual, checked and built with the tools of each, and run.

use std::collections::HashMap;
use std::fs;
use std::future::{pending, ready};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::{Arc, Mutex};

use sse_progress::{Jobs, Progress, Server, job, jobs};
use tempfile::TempDir;
use tokio::process::Command;
use warp::Filter;

use super::browser::Browser;
use super::packages::{NPM_CI, installed};

const ASSETS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../sse-progress/assets");

/// The projects, each with the text of its hook in the manual.
const PROJECTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/browser/frameworks");
const MANUAL: &str = include_str!("../../sse-progress/docs/browser.md");

/// What the runs were started for.
#[derive(Clone, Default)]
struct Starts(Arc<Mutex<Vec<String>>>);

#[job("/work", on_disconnect = detach)]
async fn work(progress: Progress, name: String, #[state] starts: Starts) -> String {
    starts.0.lock().unwrap().push(name.clone());
    progress.println("first");
    progress.println("second");
    for _ in progress.wrap_iter(0..2) {}
    format!("{name} worked")
}

#[tokio::test]
async fn react_vue_and_svelte_know_the_element() {
    let place = TempDir::new().unwrap();
    build(place.path()).await;
    let starts = Starts::default();
    let jobs = Jobs::builder().jobs(jobs![work]).state(starts.clone());
    let base = serve(&jobs.build().unwrap(), &place.path().join("dist")).await;
    Browser::with(async move |browser| {
        for (page, name) in [("react", "React"), ("vue", "Vue"), ("svelte", "Svelte")] {
            browser.goto(&format!("{base}/pages/{page}")).await;
            let end = format!("document.querySelector('#end').textContent === '{name} worked'");
            browser.until(&end).await;
            // It was there before its attributes, and is styled as any element.
            browser
                .until("element().id === 'element' && element().className === 'own'")
                .await;
            browser
                .until(&format!("text('.result').includes('{name} worked')"))
                .await;
            browser.until("text('.log').includes('second')").await;
            // Sent with `request`, a property: there is no such attribute.
            browser.until("!element().hasAttribute('request')").await;
            if page == "svelte" {
                continue;
            }
            for hook in ["Hook", "Other"] {
                let output =
                    format!("document.querySelector('output').textContent === '{hook} worked'");
                browser.until(&output).await;
                let own = "document.querySelector('progress').value === 1
                    && document.querySelector('pre').textContent === 'first\\nsecond\\n'";
                browser.until(own).await;
                browser
                    .run("document.querySelector('button').click()")
                    .await;
            }
        }
        // React's strict mode runs effects twice, and there is one run.
        let mut started = starts.0.lock().unwrap().clone();
        started.sort();
        let expected = ["Hook", "Hook", "Other", "Other", "React", "Svelte", "Vue"];
        assert_eq!(started, expected);
    })
    .await;
}

/// What is shown in the manual is what is built here.
#[test]
fn the_manual_shows_the_hooks() {
    for framework in ["react", "vue"] {
        let hook = fs::read_to_string(format!("{PROJECTS}/{framework}/use-run.ts")).unwrap();
        assert!(
            MANUAL.contains(&format!("```ts\n{hook}```\n")),
            "{framework}"
        );
    }
}

/// Installs what `npm pack` makes beside the frameworks, checks the types, and builds the pages.
async fn build(place: &Path) {
    let files = ["package.json", "package-lock.json", ".npmrc"];
    let packages = installed(
        "browser/frameworks",
        "browser/frameworks",
        &files,
        &[NPM_CI],
    );
    copy(Path::new(PROJECTS), place);
    let modules = place.join("node_modules");
    fs::create_dir(&modules).unwrap();
    for entry in fs::read_dir(packages.join("node_modules")).unwrap() {
        let entry = entry.unwrap();
        symlink(entry.path(), modules.join(entry.file_name())).unwrap();
    }
    let destination = place.to_str().unwrap();
    let packed = run(
        place,
        &["npm", "pack", ASSETS, "--pack-destination", destination],
    )
    .await;
    let package = modules.join("sse-progress");
    fs::create_dir(&package).unwrap();
    let package = package.to_str().unwrap();
    let tarball = packed.trim();
    run(
        place,
        &["tar", "xzf", tarball, "-C", package, "--strip-components=1"],
    )
    .await;

    run(place, &["node_modules/.bin/vue-tsc", "-p", "."]).await;
    let svelte = ["--tsconfig", "svelte/tsconfig.json", "--fail-on-warnings"];
    run(
        place,
        &[&["node_modules/.bin/svelte-check"], &svelte[..]].concat(),
    )
    .await;
    run(place, &["node_modules/.bin/vite", "build"]).await;
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let (from, name) = {
            let entry = entry.unwrap();
            (entry.path(), entry.file_name())
        };
        if from.is_dir() {
            // What somebody has installed there by hand is not meant.
            if name != "node_modules" {
                fs::create_dir(to.join(&name)).unwrap();
                copy(&from, &to.join(&name));
            }
        } else {
            fs::copy(&from, to.join(&name)).unwrap();
        }
    }
}

/// Runs a program and returns what it says on its standard output.
async fn run(directory: &Path, line: &[&str]) -> String {
    let mut command = Command::new(line[0]);
    let output = command.args(&line[1..]).current_dir(directory).output();
    let output = output.await.unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{line:?}\n{said}\n{errors}");
    said
}

/// A server of the jobs, and of the pages that the scripts of a directory make.
async fn serve(jobs: &Jobs, scripts: &Path) -> String {
    let mut files = HashMap::new();
    for entry in fs::read_dir(scripts).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if let Some(page) = name.strip_suffix(".js") {
            let html = format!(
                "<!doctype html><title>{page}</title><div id=app></div>
                <script type=module src={name}></script>"
            );
            files.insert(page.to_owned(), ("text/html", html));
        }
        files.insert(name, ("text/javascript", fs::read_to_string(path).unwrap()));
    }
    let pages = warp::path!("pages" / String).and_then(move |name: String| {
        let reply = files
            .get(&name)
            .map(|(kind, text)| warp::reply::with_header(text.clone(), "content-type", *kind));
        ready(reply.ok_or_else(warp::reject::not_found))
    });
    let server = Server::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", server.local_addr());
    let server = server.shutdown_on(pending());
    let (jobs, routes) = (jobs.clone(), pages.or(jobs.routes()));
    tokio::spawn(async move { server.serve_with(&jobs, routes).await });
    base
}
