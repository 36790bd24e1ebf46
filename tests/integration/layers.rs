//! The layer rule: a module of `sse-progress` imports only what stands below it.

mod paths;
mod sources;

use std::path::Path;

use self::sources::{File, Names};

/// What each module at the top of the crate may import, lowest first.
const LAYERS: &[(&str, &[&str])] = &[
    ("sync", &[]),
    ("protocol", &[]),
    ("wire", &["protocol"]),
    ("log", &["protocol", "sync"]),
    ("run", &["log", "protocol", "sync"]),
    ("error", &["protocol"]),
    ("client", &["wire", "protocol"]),
    ("parameters", &["protocol"]),
    ("job", &["parameters", "run", "protocol"]),
    (
        "runs",
        &[
            "error",
            "jobs",
            "job",
            "parameters",
            "run",
            "log",
            "protocol",
        ],
    ),
    (
        "jobs",
        &[
            "error",
            "http",
            "runs",
            "job",
            "parameters",
            "run",
            "log",
            "protocol",
        ],
    ),
    (
        "http",
        &[
            "error",
            "jobs",
            "runs",
            "job",
            "parameters",
            "run",
            "log",
            "wire",
            "protocol",
        ],
    ),
    ("server", &["error", "http", "jobs", "run"]),
    ("mirror", &["jobs", "run", "protocol"]),
];

/// Code that the attribute writes reaches everything through here, and no module may import it.
const ABOVE_ALL: &str = "__private";

/// Says what is wrong with the imports of one file, a line for each.
fn forbidden(file: &File, names: &Names) -> Vec<String> {
    let Some(module) = file.module.first() else {
        return Vec::new(); // lib.rs puts the layers together
    };
    let allowed = match LAYERS.iter().find(|(name, _)| name == module) {
        Some((_, allowed)) => *allowed,
        None if module == ABOVE_ALL => return Vec::new(),
        None => {
            return vec![format!(
                "{}: the module `{module}` is not in the table of layers",
                file.name
            )];
        }
    };
    let mut wrong = Vec::new();
    for path in &file.paths {
        let place = format!("{}:{}", file.name, path.line);
        let written = path.segments.join("::");
        let Some(top) = path.segments.first().filter(|top| *top != "*") else {
            wrong.push(format!("{place}: {module} imports the whole crate"));
            continue;
        };
        let Some(target) = names.module_of(top) else {
            wrong.push(format!(
                "{place}: {module} -> crate::{written}, which lib.rs defines itself"
            ));
            continue;
        };
        let inside = target == module || names.is_foreign(target);
        if !inside && !allowed.contains(&target) {
            wrong.push(format!("{place}: {module} -> {target} (crate::{written})"));
        }
    }
    wrong
}

#[test]
fn no_module_imports_a_layer_above_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sse-progress/src");
    let files = sources::read_crate(&src).unwrap();
    let names = Names::of_root(&files[0]);
    // A walk that finds nothing would find nothing wrong.
    assert!(
        files.iter().any(|file| file.module == ["protocol", "id"]),
        "the walk through {} did not reach protocol/id.rs",
        src.display()
    );

    let wrong: Vec<_> = files
        .iter()
        .flat_map(|file| forbidden(file, &names))
        .collect();
    assert!(
        wrong.is_empty(),
        "against the layers in tests/integration/layers.rs:\n{}",
        wrong.join("\n")
    );
}

/// What is said about `source` as the file of `module`, in a crate with two layers and a facade.
fn said_of(module: &str, source: &str) -> Vec<String> {
    let root = "pub mod protocol; mod wire; mod http;
        pub use http::{Routes, Reply as Answer}; pub use elsewhere::job; pub fn serve() {}";
    let names = Names::of_root(&File::parse("lib.rs", &[], root).unwrap());
    let module: Vec<_> = module.split("::").map(str::to_owned).collect();
    forbidden(&File::parse("x.rs", &module, source).unwrap(), &names)
}

#[test]
fn arrows_that_point_down_or_stay_inside_are_allowed() {
    let source = "
        use crate::protocol::{Event, id::{self, RunId}};
        use super::encode::Frame;
        use std::fmt;
        pub(crate) use self::decode::Decoder;
        use crate::job;
        impl Frame { pub(in crate::wire) fn len(&self) -> usize { self.0.len() } }";
    assert_eq!(said_of("wire::frame", source), [""; 0]);
}

#[test]
fn an_arrow_that_points_up_is_named_with_its_line() {
    let up = |arrow: &str| vec![format!("x.rs:{arrow}")];
    for (source, arrow) in [
        (
            "use crate::http::Routes;",
            "1: wire -> http (crate::http::Routes)",
        ),
        ("use super::super::http;", "1: wire -> http (crate::http)"),
        (
            "use std::fmt;\n\nuse crate::{protocol::Event,\n http::*};",
            "4: wire -> http (crate::http::*)",
        ),
        (
            "fn f() {\n    crate::http::routes::<u8>();\n}",
            "2: wire -> http (crate::http::routes)",
        ),
        (
            "mod inner { use super::super::super::http::Routes; }",
            "1: wire -> http (crate::http::Routes)",
        ),
        (
            "fn f() { select! { _ = super::super::http::x() => {} } }",
            "1: wire -> http (crate::http::x)",
        ),
        (
            "use sse_progress::http::Routes;",
            "1: wire -> http (crate::http::Routes)",
        ),
        ("use crate::Routes;", "1: wire -> http (crate::Routes)"),
        ("use crate::Answer;", "1: wire -> http (crate::Answer)"),
        (
            "use crate::serve;",
            "1: wire -> crate::serve, which lib.rs defines itself",
        ),
        ("use crate::*;", "1: wire imports the whole crate"),
        ("use crate as all;", "1: wire imports the whole crate"),
        (
            "use crate::{self as all};",
            "1: wire imports the whole crate",
        ),
    ] {
        assert_eq!(said_of("wire::frame", source), up(arrow), "{source}");
    }
}

#[test]
fn code_for_tests_is_exempt_and_nothing_else() {
    let exempt = [
        "#[cfg(test)] mod tests { use crate::http::Routes; }",
        "#[cfg(all(test, feature = \"server\"))] use crate::http::Routes;",
        "#![cfg(test)] use crate::http::Routes;",
        "#[cfg(test)] fn f<A, B>() { crate::http::x() }",
    ];
    for source in exempt {
        assert_eq!(said_of("wire", source), [""; 0], "{source}");
    }
    let built = [
        "#[cfg(not(test))] use crate::http::Routes;",
        "#[cfg(any(test, feature = \"server\"))] use crate::http::Routes;",
        "#[cfg(test)] mod tests {} use crate::http::Routes;",
        "struct S { #[cfg(test)] seen: Vec<u8>, routes: crate::http::Routes }",
    ];
    for source in built {
        assert_eq!(said_of("wire", source).len(), 1, "{source}");
    }
}

#[test]
fn a_module_without_a_place_is_refused() {
    assert_eq!(
        said_of("helpers", ""),
        ["x.rs: the module `helpers` is not in the table of layers"]
    );
}
