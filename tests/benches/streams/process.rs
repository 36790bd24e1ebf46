//! The process of a server, as the clients see it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::contestant::Kind;
use super::message::cpu;

/// Ended when dropped.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    pub(crate) addr: SocketAddr,
    /// The path of the events that all clients share.
    pub(crate) shared: String,
    /// The path of the job that starts a run for each client; `-` if the server has none.
    own: String,
}

impl Process {
    /// Starts a server whose shared events come every so many milliseconds; never if that is 0.
    pub(crate) fn start(kind: Kind, every_ms: u64) -> Self {
        let program = std::env::current_exe().expect("the path of this program");
        let mut child = Command::new(program)
            .args(["serve", kind.name(), &every_ms.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process");
        let input = child.stdin.take().expect("its input");
        let mut output = BufReader::new(child.stdout.take().expect("its output"));
        let line = read_line(&mut output);
        let mut words = line.split(' ');
        let mut next = || words.next().expect("three words").to_owned();
        Self {
            addr: next().parse().expect("an address"),
            shared: next(),
            own: next(),
            child,
            input,
            output,
        }
    }

    /// The path that starts a run of its own. Its events come every so many milliseconds, and
    /// [`left`](Self::left) knows it by `number`.
    pub(crate) fn own(&self, every_ms: u64, number: usize) -> String {
        format!("{}?every_ms={every_ms}&number={number}", self.own)
    }

    /// How long it was on the CPU, in user space and in the system.
    pub(crate) fn cpu(&mut self) -> Duration {
        Duration::from_nanos(self.ask("cpu").parse().expect("nanoseconds"))
    }

    /// Its resident memory in bytes.
    pub(crate) fn memory(&mut self) -> i64 {
        self.ask("memory").parse().expect("bytes")
    }

    /// When which runs of their own were dropped.
    pub(crate) fn left(&mut self) -> Vec<(usize, u64)> {
        let line = self.ask("left");
        let pairs = line.split_whitespace().map(|pair| {
            let (number, at) = pair.split_once(':').expect("a pair");
            (number.parse().unwrap(), at.parse().unwrap())
        });
        pairs.collect()
    }

    /// Asks it to stop, as a service manager does.
    pub(crate) fn terminate(&self) {
        kill_process(Pid::from_child(&self.child), Signal::TERM).expect("a process to stop");
    }

    /// How it has ended, if it has.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().expect("the state of the process")
    }

    fn ask(&mut self, question: &str) -> String {
        writeln!(self.input, "{question}").expect("a process that listens");
        read_line(&mut self.output)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read_line(output: &mut BufReader<ChildStdout>) -> String {
    let mut line = String::new();
    output.read_line(&mut line).expect("an answer");
    assert!(!line.is_empty(), "the server has ended");
    line.trim_end().to_owned()
}

/// What was done in a time.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cost {
    pub(crate) time: Duration,
    /// How long the server was on the CPU.
    server: Duration,
    /// How long its clients were.
    clients: Duration,
}

impl Cost {
    /// Measures a server, and its clients, while `work` is done.
    pub(crate) fn of(process: &mut Process, work: impl FnOnce()) -> Self {
        let (begin, clients, server) = (Instant::now(), cpu(), process.cpu());
        work();
        Self {
            server: process.cpu().saturating_sub(server),
            clients: Duration::from_nanos(cpu() - clients),
            time: begin.elapsed(),
        }
    }

    /// Adds what was measured in another time.
    pub(crate) fn add(&mut self, other: Self) {
        self.time += other.time;
        self.server += other.server;
        self.clients += other.clients;
    }

    /// Of the server; 1 is one core all the time.
    pub(crate) fn share(&self) -> f64 {
        self.server.as_secs_f64() / self.time.as_secs_f64()
    }

    /// Of the server.
    pub(crate) fn micros_per(&self, events: u64) -> f64 {
        self.server.as_secs_f64() * 1e6 / events as f64
    }

    pub(crate) fn micros_of_clients_per(&self, events: u64) -> f64 {
        self.clients.as_secs_f64() * 1e6 / events as f64
    }
}
