//! The rules of imports that the compiler does not know: which module of `sse-progress` may import
//! which other and which crate, and that no modules import each other in a circle.
//!
//! That `client`, `wire` and `protocol` import nothing of the runtime is not said here: they are built
//! without it.

mod circles;
mod paths;
mod sources;

use std::path::Path;

use self::sources::Crate;

/// What each module at the top of the crate may import of the others.
const LAYERS: &[(&str, &[&str])] = &[
    ("sync", &[]),
    ("protocol", &[]),
    ("wire", &["protocol"]),
    ("client", &["wire", "protocol"]),
    ("error", &["protocol"]),
    ("log", &["protocol", "sync"]),
    ("metrics", &["protocol"]),
    ("run", &["log", "metrics", "protocol", "sync"]),
    // The name by which the application knows it.
    ("redis", &["store"]),
    ("store", &["error", "run", "log", "protocol"]),
    ("parameters", &["protocol"]),
    ("job", &["parameters", "run", "protocol"]),
    (
        "runs",
        &[
            "error",
            "job",
            "parameters",
            "store",
            "run",
            "log",
            "protocol",
        ],
    ),
    (
        "http",
        &[
            "error",
            "runs",
            "parameters",
            "run",
            "log",
            "metrics",
            "wire",
            "protocol",
        ],
    ),
    // Every method of `Jobs` is here, those for HTTP among them, so it stands above `http`.
    (
        "jobs",
        &[
            "error", "http", "runs", "store", "job", "run", "log", "metrics", "protocol",
        ],
    ),
    ("server", &["error", "http", "jobs", "run"]),
    ("mirror", &["jobs", "run", "protocol"]),
    ("testing", &["jobs", "runs", "run", "protocol"]),
    // What the attribute writes reaches everything through here. No module may import it.
    ("__private", &["job", "jobs", "parameters", "run", "runs"]),
];

/// Which modules may use these crates, with all that is below them. Other crates are for everybody.
const CRATES: &[(&str, &[&str])] = &[
    ("clap", &[]),
    ("clap_complete", &[]),
    ("console", &["mirror", "run::indicatif_bar"]),
    ("httpdate", &["client"]),
    ("hyper", &["server"]),
    ("hyper_util", &["server"]),
    ("indicatif", &["mirror", "run::indicatif_bar"]),
    ("memchr", &["wire"]),
    ("metrics", &["metrics::recorded"]),
    ("rayon", &["run::wrap"]),
    ("redis", &["store::redis"]),
    ("reqwest", &["client"]),
    ("rustls", &["store::redis"]),
    ("schemars", &["parameters", "job", "http::openapi"]),
    ("socket2", &["server", "store::redis"]),
    ("tracing_subscriber", &["run::log_layer"]),
    ("unicode_width", &["mirror"]),
    ("warp", &["http::warp", "jobs", "server"]),
];

/// A handle and its builder may import each other: the first arrow is not counted.
const BUILDERS: &[(&str, &str)] = &[("client::builder", "client::handle")];

/// Reads the sources of a crate from a root that is given relative to the workspace.
fn read(root: &str) -> Crate {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let read = Crate::read(&workspace, root).unwrap();
    // A walk that finds nothing would find nothing wrong.
    assert!(read.modules() > 10, "the walk from {root} is broken");
    read
}

fn library() -> Crate {
    read("sse-progress/src/lib.rs")
}

#[track_caller]
fn assert_none(wrong: &[String]) {
    assert!(
        wrong.is_empty(),
        "against the rules in tests/integration/layers.rs:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn no_module_imports_a_layer_above_it() {
    assert_none(&forbidden_modules(&library()));
}

#[test]
fn no_module_uses_a_crate_that_is_for_others() {
    assert_none(&forbidden_crates(&library()));
}

#[test]
fn no_modules_import_each_other_in_a_circle() {
    let mut wrong = circles::find(&library(), BUILDERS);
    let macros = read("sse-progress-macros/src/lib.rs");
    wrong.extend(circles::find(&macros, &[]));
    let command = read("sse-progress/src/bin/sse-progress/main.rs");
    wrong.extend(circles::find(&command, &[]));
    assert_none(&wrong);
}

/// Says what is wrong with the imports between the modules at the top, a line for each.
fn forbidden_modules(library: &Crate) -> Vec<String> {
    let mut wrong = Vec::new();
    for arrow in library.arrows() {
        let Some(from) = arrow.from.first() else {
            continue; // lib.rs puts the layers together
        };
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| name == from) else {
            wrong.push(format!("{}: `{from}` is not in the table", arrow.place));
            continue;
        };
        match arrow.to.first() {
            // The macros that generated code calls are exported, and those stand at the root.
            None if from == "__private" => {}
            None => wrong.push(format!("{}: {from} -> the crate's root", arrow.place)),
            Some(to) if to == from || allowed.contains(&to.as_str()) => {}
            Some(to) => wrong.push(format!("{}: {from} -> {to}", arrow.place)),
        }
    }
    wrong
}

/// Says which crates are used where they must not be, a line for each.
fn forbidden_crates(library: &Crate) -> Vec<String> {
    let mut wrong = Vec::new();
    for (module, place, name) in library.crates() {
        let Some((_, allowed)) = CRATES.iter().find(|(other, _)| *other == name) else {
            continue;
        };
        let module = module.join("::");
        let is_in = |place: &&str| {
            let rest = module.strip_prefix(place);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
        };
        if !module.is_empty() && !allowed.iter().any(is_in) {
            wrong.push(format!("{place}: {module} uses {name}"));
        }
    }
    wrong
}

/// A crate of these modules; lib.rs is the one without a name.
fn of(files: &[(&str, &str)]) -> Crate {
    Crate::parse(files).unwrap()
}

const FACADE: &str = "pub mod protocol; mod wire; mod http; mod log;
    pub use http::{Routes, Reply as Answer}; pub use elsewhere::job; pub fn serve() {}";

#[test]
fn an_arrow_that_points_up_is_named_with_its_line() {
    for (source, said) in [
        ("use crate::protocol::{Event, id::{self, RunId}};", ""),
        (
            "use super::encode::Frame; use std::fmt; use crate::job;",
            "",
        ),
        (
            "impl F { pub(in crate::wire) fn len(&self) -> usize { self.0 } }",
            "",
        ),
        ("use crate::http::Routes;", "1: wire -> http"),
        ("use super::super::http;", "1: wire -> http"),
        (
            "use std::fmt;\nuse crate::{protocol::Event,\n http::*};",
            "3: wire -> http",
        ),
        (
            "fn f() {\n    crate::http::routes::<u8>();\n}",
            "2: wire -> http",
        ),
        (
            "mod inner { use super::super::super::http::Routes; }",
            "1: wire -> http",
        ),
        (
            "fn f() { select! { _ = super::super::http::x() => {} } }",
            "1: wire -> http",
        ),
        ("use sse_progress::Routes;", "1: wire -> http"),
        ("use crate::Answer;", "1: wire -> http"),
        ("use crate::serve;", "1: wire -> the crate's root"),
        ("use crate as all;", "1: wire -> the crate's root"),
        // Code for tests alone is exempt, and no other.
        (
            "#[cfg(all(test, feature = \"server\"))] use crate::http::Routes;",
            "",
        ),
        ("#![cfg(test)] use crate::http::Routes;", ""),
        ("#[cfg(test)] fn f<A, B>() { crate::http::x() }", ""),
        (
            "#[cfg(not(test))] use crate::http::Routes;",
            "1: wire -> http",
        ),
        (
            "#[cfg(test)] mod t {} use crate::http::Routes;",
            "1: wire -> http",
        ),
        (
            "struct S { #[cfg(test)] seen: u8, routes: crate::http::Routes }",
            "1: wire -> http",
        ),
    ] {
        let library = of(&[
            ("", FACADE),
            ("protocol", "pub mod id;"),
            ("protocol::id", ""),
            ("http", ""),
            ("log", ""),
            ("wire", "mod encode; mod frame;"),
            ("wire::encode", ""),
            ("wire::frame", source),
        ]);
        let wrong: Vec<_> = forbidden_modules(&library)
            .iter()
            .map(|wrong| wrong.replace("wire::frame:", ""))
            .collect();
        assert_eq!(wrong.join("\n"), said, "{source}");
    }
}

#[test]
fn a_crate_is_seen_wherever_it_is_written() {
    for (module, source, seen) in [
        ("wire", "use warp::Filter;", true),
        ("wire", "fn f() -> warp::reply::Reply {}", true),
        ("wire", "use {std::fmt, warp as other};", true),
        ("server", "use warp::Filter;", false),
        ("wire", "use crate::http::warp::Filter;", false),
        ("wire", "#[cfg(test)] use warp::Filter;", false),
    ] {
        let root = format!("mod {module};");
        let library = of(&[("", &root), (module, source)]);
        assert_eq!(
            forbidden_crates(&library).len(),
            usize::from(seen),
            "{source}"
        );
    }
}
