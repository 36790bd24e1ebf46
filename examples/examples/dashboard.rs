//! A live dashboard: how busy this machine is, on one stream for all that watch. (Linux)
//!
//! ```text
//! cargo run --example dashboard
//! ```
//!
//! and open the address that it prints. The program starts the run itself. `/proc` is read once a
//! second, however many are looking, and each of them sees the newest picture.

#![allow(
    clippy::print_stderr,
    reason = "it tells whoever runs it where it listens"
)]

use std::fs;
use std::io;
use std::time::Duration;

use anyhow::Result;
use sse_progress::{Jobs, Progress, Server, job, jobs};
use tokio::time::{MissedTickBehavior, interval};

/// Show how busy this machine is.
#[job("/dashboard", on_disconnect = detach)]
async fn dashboard(progress: Progress) -> io::Result<()> {
    let (cpu, memory) = (progress.child("processors"), progress.child("memory"));
    cpu.set_unit("%");
    cpu.set_length(100);
    memory.set_unit("bytes");
    let mut before = Cpu::read()?;
    let mut second = interval(Duration::from_secs(1));
    second.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        second.tick().await;
        let now = Cpu::read()?;
        cpu.set_position(now.busy_since(&before));
        before = now;
        let (used, total) = memory_in(&fs::read_to_string("/proc/meminfo")?);
        memory.set_length(total);
        memory.set_position(used);
        let load = fs::read_to_string("/proc/loadavg")?;
        let load: Vec<&str> = load.split(' ').take(3).collect();
        progress.set_message(format!("load {}", load.join(" ")));
    }
}

/// How long the processors have worked and been idle since the machine was started, in ticks.
#[derive(Debug, PartialEq)]
struct Cpu {
    all: u64,
    idle: u64,
}

impl Cpu {
    fn read() -> io::Result<Self> {
        Ok(Self::parse(&fs::read_to_string("/proc/stat")?))
    }

    /// The first line has the sums: user, nice, system, idle, iowait, irq, softirq, steal.
    fn parse(stat: &str) -> Self {
        let sums = stat.lines().next().unwrap_or_default();
        let ticks: Vec<u64> = sums
            .split_whitespace()
            .skip(1)
            .take(8)
            .filter_map(|ticks| ticks.parse().ok())
            .collect();
        Self {
            all: ticks.iter().sum(),
            idle: ticks.iter().skip(3).take(2).sum(),
        }
    }

    /// In percent.
    fn busy_since(&self, before: &Self) -> u64 {
        let all = self.all.saturating_sub(before.all);
        let idle = self.idle.saturating_sub(before.idle).min(all);
        (100 * (all - idle)).checked_div(all).unwrap_or(0)
    }
}

/// How many bytes are used, of how many.
fn memory_in(meminfo: &str) -> (u64, u64) {
    let kilobytes = |name: &str| {
        let line = meminfo.lines().find_map(|line| line.strip_prefix(name));
        let number = line.and_then(|line| line.split_whitespace().next());
        number.and_then(|number| number.parse().ok()).unwrap_or(0)
    };
    let total: u64 = kilobytes("MemTotal:");
    let available: u64 = kilobytes("MemAvailable:");
    (total.saturating_sub(available) * 1024, total * 1024)
}

#[tokio::main]
async fn main() -> Result<()> {
    let address = std::env::args().nth(1);
    let server = Server::bind(address.as_deref().unwrap_or("127.0.0.1:3030")).await?;
    let jobs = Jobs::builder().jobs(jobs![dashboard]).build()?;
    let run = dashboard::start(&jobs)?;
    eprintln!(
        "listening on http://{}/runs/{}",
        server.local_addr(),
        run.id()
    );
    Ok(server.serve(&jobs).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_kernel_says_is_read() {
        let before = Cpu::parse("cpu  100 0 100 700 100 0 0 0 0 0\ncpu0 1 1\n");
        assert_eq!(
            before,
            Cpu {
                all: 1000,
                idle: 800
            }
        );
        let now = Cpu::parse("cpu  150 0 125 720 105 0 0 0 0 0\n");
        assert_eq!(now.busy_since(&before), 75);
        assert_eq!(now.busy_since(&now), 0);
        let meminfo = "MemTotal:  1000 kB\nMemFree: 1 kB\nMemAvailable:   600 kB\n";
        assert_eq!(memory_in(meminfo), (400 * 1024, 1000 * 1024));
    }
}
