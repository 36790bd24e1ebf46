//! Ctrl-C and SIGTERM, the first time and the second.

use std::io::PipeWriter;
use std::process::Stdio;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, Signal, kill_process};

use super::process::{DEADLINE, Running, command};
use super::server::Server;

/// Whether a pipe can be written to.
fn has_room(pipe: &PipeWriter) -> bool {
    let mut asked = [PollFd::new(pipe, PollFlags::OUT)];
    let now = Timespec::default();
    poll(&mut asked, Some(&now)).unwrap();
    asked[0].revents().contains(PollFlags::OUT)
}

fn wait_until_full(pipe: &PipeWriter) {
    let end = Instant::now() + DEADLINE;
    while has_room(pipe) {
        assert!(Instant::now() < end, "the pipe is never full");
        // That it is full cannot be waited for, only asked.
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Watches a job until its run has an address.
fn watch(server: &Server, path: &str) -> (Running, String) {
    let mut watching = Running::start(command(["watch", "--progress", "plain", &server.url(path)]));
    let line = watching.says("/runs/");
    let (_, address) = line.split_once(": ").unwrap();
    (watching, address.to_owned())
}

#[test]
fn the_first_cancels_and_waits_for_the_end() {
    let server = Server::start();
    for signal in [Signal::INT, Signal::TERM] {
        let (watching, address) = watch(&server, "/work");
        watching.signal(signal);
        let ended = watching.end().with(130);
        ended
            .saying("cancelling; Ctrl-C again leaves at once")
            .saying("work: was cancelled after");
        let done = &server.run(&address)["done"];
        assert_eq!(
            (&done["status"], &done["reason"]),
            (&"cancelled".into(), &"requested".into())
        );
    }
}

#[test]
fn the_second_leaves_at_once() {
    let server = Server::start();
    for second in [Signal::INT, Signal::TERM] {
        let (mut watching, address) = watch(&server, "/stubborn");
        watching.signal(Signal::INT);
        watching.says("stubborn: cancelling");
        watching.signal(second);
        watching.end().with(130).saying("left before the end");
        assert_eq!(server.run(&address)["state"], "cancelling");
    }
}

#[test]
fn a_run_that_is_not_heard_of_can_be_left() {
    // It takes connections and says nothing.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/count/1", listener.local_addr().unwrap());
    let watching = Running::start(command(["watch", &url]));
    let _connection = listener.accept().unwrap();
    watching.signal(Signal::INT);
    watching.end().with(130).saying("left before the end");
}

#[test]
fn runs_whose_server_is_gone_can_be_left() {
    let mut server = Server::start();
    let (mut watching, _) = watch(&server, "/work");
    server.kill();
    watching.says("work: reconnecting in");
    watching.signal(Signal::INT);
    watching.says("cancelling");
    watching.signal(Signal::INT);
    // It may have found out by itself that it cannot be cancelled.
    let code = watching.end().code;
    assert!(matches!(code, Some(130 | 2)), "{code:?}");
}

#[test]
fn all_of_several_are_cancelled() {
    let server = Server::start();
    let url = server.url("/work");
    let mut watching = Running::start(command(["watch", "--progress", "plain", &url, &url]));
    let addresses = [watching.says("/runs/"), watching.says("/runs/")];
    watching.signal(Signal::INT);
    watching.end().with(130);
    for line in addresses {
        let (_, address) = line.split_once(": ").unwrap();
        assert_eq!(server.run(address)["done"]["status"], "cancelled");
    }
}

#[test]
fn who_does_not_read_does_not_keep_it_from_leaving() {
    let server = Server::start();
    // Nobody reads this pipe, and there is more than fits in.
    let (reader, writer) = std::io::pipe().unwrap();
    let mut command = command([
        "watch",
        "--progress",
        "json",
        &server.url("/long"),
        &server.url("/stubborn"),
    ]);
    let ours = writer.try_clone().unwrap();
    command.stdout(writer);
    let mut watching = Running::start_to(command);
    wait_until_full(&ours);
    watching.signal(Signal::INT);
    watching.says("cancelling");
    watching.signal(Signal::INT);
    watching.end().with(130);
    drop(reader);
}

#[test]
fn a_result_that_nobody_reads_can_be_left() {
    let server = Server::start();
    let (reader, writer) = std::io::pipe().unwrap();
    let mut command = command(["watch", "--progress", "quiet", &server.url("/long")]);
    let ours = writer.try_clone().unwrap();
    command.stdout(writer);
    let watching = Running::start_to(command);
    wait_until_full(&ours);
    watching.signal(Signal::TERM);
    watching.end().with(130);
    drop(reader);
}

#[test]
fn words_that_nobody_reads_can_be_left() {
    let server = Server::start();
    let (reader, writer) = std::io::pipe().unwrap();
    let (long, stubborn) = (server.url("/long"), server.url("/stubborn"));
    let mut command = command(["watch", "--progress", "plain", &long, &stubborn]);
    let ours = writer.try_clone().unwrap();
    command.stdout(Stdio::null()).stderr(writer);
    let mut child = command.spawn().unwrap();
    wait_until_full(&ours);
    let end = Instant::now() + DEADLINE;
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        assert!(Instant::now() < end, "it does not leave");
        // Whether the first signal has been heard is not to be seen: nobody reads.
        kill_process(Pid::from_child(&child), Signal::INT).unwrap();
        std::thread::sleep(Duration::from_millis(10));
    };
    assert_eq!(status.code(), Some(130));
    drop(reader);
}
