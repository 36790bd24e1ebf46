//! What a terminal shows.

use std::sync::Arc;
use std::time::{Duration, Instant};

use indicatif::InMemoryTerm;

use crate::protocol::{Bar, Event, LogLine, Place, RunId, Snapshot, State, Task, TaskState};

use super::scene::Scene;
use super::surface::Surface;

fn bar(position: u64, length: Option<u64>) -> Bar {
    Bar {
        position,
        length,
        unit: "items".into(),
        message: String::new(),
        fraction: None,
        elapsed_ms: 12_000,
        rate: Some(35.0),
        eta_ms: Some(15_000),
    }
}

fn snapshot(bar: Bar, tasks: Vec<Task>) -> Snapshot {
    Snapshot {
        run: RunId::unknown(),
        job: "resize".into(),
        state: State::Running,
        bar,
        queue: None,
        tasks,
        tasks_omitted: 0,
    }
}

fn task(id: u64, parent: Option<u64>, label: &str, state: TaskState, bar: Bar) -> Task {
    Task {
        id,
        parent,
        label: label.into(),
        state,
        bar,
    }
}

#[test]
fn look() {
    for (rows, columns) in [(24, 80), (10, 40)] {
        let term = InMemoryTerm::new(rows, columns);
        let surface = Surface::terminal(Arc::new(term.clone()), false);
        let mut scene = Scene::default();
        let now = Instant::now();
        let id = scene.open("");
        let mut tasks = vec![
            task(
                1,
                None,
                "thumbnails",
                TaskState::Running,
                bar(65, Some(100)),
            ),
            task(2, Some(1), "cat.jpg", TaskState::Stopped, bar(5, Some(10))),
            task(
                3,
                Some(1),
                "dög日本.jpg",
                TaskState::Finished,
                bar(10, Some(10)),
            ),
            task(4, None, "upload", TaskState::Running, bar(77, None)),
        ];
        for n in 5..12 {
            tasks.push(task(
                n,
                None,
                &format!("t{n}"),
                TaskState::Finished,
                bar(1, Some(1)),
            ));
        }
        let mut root = bar(420, Some(1000));
        root.message = "03_cat.jpg is being resized".into();
        scene.event(id, &Event::Progress(snapshot(root, tasks).into()), now);
        scene.event(id, &Event::Log(LogLine { level: crate::Level::Warn, message: "two\nlines \u{1b}[2J of a very long text that will not fit into a terminal that narrow, nor into eighty".into(), time: String::new(), task: Some(2), missed: None }.into()), now);
        let q = scene.open("other");
        let mut s = snapshot(bar(0, None), vec![]);
        s.state = State::Queued;
        s.queue = Some(Place {
            position: 2,
            size: 5,
        });
        scene.event(q, &Event::Progress(s.into()), now);
        let picture = surface.compose(&mut scene, now + Duration::from_secs(1));
        surface.draw(picture);
        println!("{}\n-----", term.contents());
        let picture = surface.compose(&mut scene, now + Duration::from_secs(2));
        surface.draw(picture);
        scene.event(
            id,
            &Event::Done(
                crate::protocol::Done {
                    status: crate::protocol::Status::Failed,
                    result: None,
                    error: Some(crate::protocol::Failure {
                        message: "disk full".into(),
                        causes: vec!["ENOSPC".into()],
                    }),
                    reason: None,
                    elapsed_ms: 13_400,
                }
                .into(),
            ),
            now,
        );
        let picture = surface.compose(&mut scene, now + Duration::from_secs(2));
        surface.draw(picture);
        println!("{}\n=====", term.contents());
    }
}
