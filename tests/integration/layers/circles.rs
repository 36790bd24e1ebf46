//! Modules that import each other, directly or through others.
//!
//! At each depth it looks at the modules that have the same parent. One imports the other if anything
//! in it, or below it, names something that is defined in the other, or below it. What a parent
//! re-exports counts as an import from where it is defined. A parent and its child may import each
//! other, since the one is made of the other.

use std::collections::{BTreeMap, BTreeSet};

use super::sources::{Arrow, Crate};

/// The arrows between modules of one parent, each with a place where it is drawn.
type Arrows = BTreeMap<(String, String), String>;

/// Says which arrows are part of a circle, a line for each, without those that are `excepted`; and
/// which exceptions are no longer needed.
pub(super) fn find(library: &Crate, excepted: &[(&str, &str)]) -> Vec<String> {
    let mut arrows = Arrows::new();
    for arrow in library.arrows() {
        if let Some((from, to)) = siblings(&arrow) {
            arrows.entry((from, to)).or_insert(arrow.place);
        }
    }
    let is_excepted = |(from, to): &(String, String)| {
        let mut excepted = excepted.iter();
        excepted.any(|(other_from, other_to)| from == other_from && to == other_to)
    };
    let mut left = arrows.clone();
    left.retain(|arrow, _| !is_excepted(arrow));

    let in_circles = in_circles(&left);
    let mut wrong: Vec<_> = in_circles
        .map(|((from, to), place)| format!("{place}: {from} -> {to} closes a circle"))
        .collect();
    for (from, to) in excepted {
        let arrow = ((*from).to_owned(), (*to).to_owned());
        if !arrows.contains_key(&arrow) || !reaches(&arrows, to, from) {
            wrong.push(format!("{from} -> {to} is excepted, and closes no circle"));
        }
    }
    wrong
}

/// The two modules of one parent that an arrow connects.
fn siblings(arrow: &Arrow) -> Option<(String, String)> {
    let common = arrow.from.iter().zip(&arrow.to);
    let depth = common.take_while(|(from, to)| from == to).count();
    let from = arrow.from.get(..=depth)?;
    let to = arrow.to.get(..=depth)?;
    Some((from.join("::"), to.join("::")))
}

/// The arrows from whose end one comes back to their beginning.
fn in_circles(arrows: &Arrows) -> impl Iterator<Item = (&(String, String), &String)> {
    let circles = |((from, to), _): &(&(String, String), &String)| reaches(arrows, to, from);
    arrows.iter().filter(circles)
}

fn reaches(arrows: &Arrows, from: &str, to: &str) -> bool {
    let mut seen = BTreeSet::from([from]);
    let mut waiting = vec![from];
    while let Some(at) = waiting.pop() {
        if at == to {
            return true;
        }
        let next = arrows.keys().filter(|(from, _)| from == at);
        waiting.extend(next.map(|(_, to)| to.as_str()).filter(|to| seen.insert(to)));
    }
    false
}

#[test]
fn circles_are_found_at_every_depth() {
    let run = "mod bar; mod wrap; pub use wrap::io::Reader;";
    let library = |bar: &str, io: &str| {
        super::of(&[
            ("", "mod run; mod log; pub use run::Reader;"),
            ("log", ""),
            ("run", run),
            ("run::bar", bar),
            ("run::wrap", "pub mod io;"),
            ("run::wrap::io", io),
        ])
    };
    for (bar, io, circle) in [
        ("use super::wrap::io::Reader;", "use std::io;", false),
        ("use crate::log;", "use super::super::bar::Bar;", false),
        (
            "use super::wrap::io::Reader;",
            "use crate::run::bar::Bar;",
            true,
        ),
        // Through what the parent, or the crate, re-exports.
        ("use super::Reader;", "use crate::run::bar::Bar;", true),
        (
            "use crate::Reader;",
            "fn f(_: super::super::bar::Bar) {}",
            true,
        ),
        // A child and its parent are no circle.
        ("use super::Run;", "use super::Wrapped;", false),
    ] {
        let library = library(bar, io);
        assert_eq!(!find(&library, &[]).is_empty(), circle, "{bar} {io}");
        let excepted = [("run::bar", "run::wrap")];
        // An exception is for one circle, and has to be needed.
        assert_eq!(find(&library, &excepted).is_empty(), circle, "{bar} {io}");
    }
}
