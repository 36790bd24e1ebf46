//! A Redis of one's own.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::client::in_time;

/// A Redis with a directory of its own; ended when dropped.
#[derive(Debug)]
pub(crate) struct Redis {
    pub(crate) addr: SocketAddr,
    process: Child,
    directory: PathBuf,
    keeps: Keeps,
}

/// What a Redis has of its data after a restart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keeps {
    Nothing,
    /// Every change.
    All,
    /// What it had at its last `SAVE`.
    Saved,
}

impl Redis {
    pub(crate) async fn start(keeps: Keeps) -> Self {
        // Free a moment ago; nobody else is given it so soon.
        let port = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = port.local_addr().unwrap();
        drop(port);
        let directory = std::env::temp_dir().join(format!("sse-progress-redis-{}", addr.port()));
        fs::create_dir_all(&directory).unwrap();
        let process = spawn(addr, &directory, keeps);
        let redis = Self {
            addr,
            process,
            directory,
            keeps,
        };
        redis.ready().await;
        redis
    }

    async fn ready(&self) {
        in_time("Redis answers", async {
            let mut tick = tokio::time::interval(Duration::from_millis(10));
            loop {
                tick.tick().await;
                let Ok(mut stream) = TcpStream::connect(self.addr).await else {
                    continue;
                };
                let mut answer = [0; 5];
                if stream.write_all(b"PING\r\n").await.is_ok()
                    && stream.read_exact(&mut answer).await.is_ok()
                    && answer == *b"+PONG"
                {
                    return;
                }
            }
        })
        .await;
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://{}/", self.addr)
    }

    pub(crate) fn pid(&self) -> u32 {
        self.process.id()
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.process), signal).unwrap();
    }

    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Starts it once more, with its data if it keeps them.
    pub(crate) async fn start_again(&mut self) {
        if self.keeps == Keeps::Nothing {
            let _ = fs::remove_dir_all(&self.directory);
            fs::create_dir_all(&self.directory).unwrap();
        }
        self.process = spawn(self.addr, &self.directory, self.keeps);
        self.ready().await;
    }

    /// Runs one command, and answers as `redis-cli` prints it.
    pub(crate) fn cli(&self, arguments: &[&str]) -> String {
        let output = Command::new("redis-cli")
            .args(["-p", &self.addr.port().to_string()])
            .args(arguments)
            .output()
            .unwrap();
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// How many bytes its data take.
    pub(crate) fn memory(&self) -> u64 {
        let info = self.cli(&["INFO", "memory"]);
        let line = info
            .lines()
            .find_map(|line| line.strip_prefix("used_memory:"));
        line.unwrap().trim().parse().unwrap()
    }

    pub(crate) fn key_count(&self) -> u64 {
        self.cli(&["DBSIZE"]).parse().unwrap()
    }
}

fn spawn(addr: SocketAddr, directory: &PathBuf, keeps: Keeps) -> Child {
    Command::new("redis-server")
        .args(["--bind", "127.0.0.1", "--port", &addr.port().to_string()])
        .args(["--save", "", "--appendfsync", "always"])
        .args([
            "--appendonly",
            if keeps == Keeps::All { "yes" } else { "no" },
        ])
        .arg("--dir")
        .arg(directory)
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.directory);
    }
}
