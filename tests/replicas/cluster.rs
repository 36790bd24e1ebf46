//! Several processes, their Redis, and a proxy before them.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tokio::net::TcpStream;

use super::client::{Request, in_time};
use super::process::Process;
use super::redis::{Keeps, Redis};

/// The lease of a process in most tests, so that they need not wait for longer.
pub(crate) const LEASE: Duration = Duration::from_millis(1500);

/// Within what a dead process has to be noticed after its lease: what the product promises is 5 s.
pub(crate) const NOTICED: Duration = Duration::from_secs(5);

/// One process, killed when dropped.
#[derive(Debug)]
pub(crate) struct Replica {
    process: Process,
    pub(crate) addr: SocketAddr,
}

impl Replica {
    fn start(
        redis: &str,
        ledger: &str,
        lease: Duration,
        principals: &str,
        authority: Option<&Path>,
    ) -> Self {
        let mut program = Command::new(env!("CARGO_BIN_EXE_replica"));
        if let Some(authority) = authority {
            program.env("SSL_CERT_FILE", authority);
        }
        let lease = lease.as_millis().to_string();
        let process = Process::start(program.args([redis, ledger, &lease, principals]));
        Self {
            addr: process.addr,
            process,
        }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.process.pid()
    }

    pub(crate) fn signal(&self, signal: Signal) {
        self.process.signal(signal);
    }

    pub(crate) fn kill(&mut self) {
        self.process.kill();
    }

    pub(crate) async fn exit(&mut self) -> ExitStatus {
        self.process.exit().await
    }

    /// Starts a run by `POST`, and returns its id.
    pub(crate) async fn post(&self, path: &str) -> String {
        let answer = Request::post(path).send(self.addr).await;
        assert_eq!(answer.status, 202, "{path}");
        answer.json().await["run"].as_str().unwrap().to_owned()
    }

    /// The report of a run, `None` if it is unknown here.
    pub(crate) async fn report(&self, run: &str) -> Option<Value> {
        let answer = Request::get(&format!("/runs/{run}")).send(self.addr).await;
        match answer.status {
            200 => Some(answer.json().await),
            // The latter while Redis is away.
            404 | 503 => None,
            status => panic!("{status}: {}", answer.text().await),
        }
    }

    /// Waits until the run has come to a state.
    pub(crate) async fn state(&self, run: &str, state: &str) -> Value {
        in_time(&format!("{run} is {state}"), async {
            let mut tick = tokio::time::interval(Duration::from_millis(20));
            loop {
                tick.tick().await;
                if let Some(report) = self.report(run).await
                    && report["state"] == state
                {
                    return report;
                }
            }
        })
        .await
    }
}

/// Processes that share a Redis.
#[derive(Debug)]
pub(crate) struct Cluster {
    // Before Redis, so that they end first.
    pub(crate) replicas: Vec<Replica>,
    pub(crate) redis: Redis,
    url: String,
    lease: Duration,
    principals: &'static str,
    /// The file with the certificate of the one authority that the processes trust.
    pub(crate) authority: Option<PathBuf>,
}

impl Cluster {
    pub(crate) async fn start(processes: usize) -> Self {
        Self::with(Redis::start(Keeps::Nothing).await, processes, LEASE, "")
    }

    pub(crate) fn with(
        redis: Redis,
        processes: usize,
        lease: Duration,
        principals: &'static str,
    ) -> Self {
        let url = redis.url();
        Self::at(redis, url, processes, lease, principals)
    }

    /// The processes reach Redis by this address, which may be that of something in between.
    pub(crate) fn at(
        redis: Redis,
        url: String,
        processes: usize,
        lease: Duration,
        principals: &'static str,
    ) -> Self {
        let mut cluster = Self {
            replicas: Vec::new(),
            redis,
            url,
            lease,
            principals,
            authority: None,
        };
        for _ in 0..processes {
            cluster.add();
        }
        cluster
    }

    /// Starts one process more.
    pub(crate) fn add(&mut self) {
        let url = self.url.clone();
        self.add_at(&url);
    }

    /// The same; it reaches Redis by another address.
    pub(crate) fn add_at(&mut self, url: &str) {
        let ledger = self.ledger_file();
        let ledger = ledger.to_str().unwrap();
        let authority = self.authority.as_deref();
        let replica = Replica::start(url, ledger, self.lease, self.principals, authority);
        self.replicas.push(replica);
    }

    fn ledger_file(&self) -> PathBuf {
        std::env::temp_dir().join(format!("sse-progress-ledger-{}", self.redis.addr.port()))
    }

    /// What the jobs of all processes have written down: a word, a run and a process each.
    pub(crate) fn ledger(&self) -> Vec<(String, String, u32)> {
        let text = fs::read_to_string(self.ledger_file()).unwrap_or_default();
        text.lines()
            .map(|line| {
                let words: Vec<&str> = line.split(' ').collect();
                (
                    words[0].to_owned(),
                    words[1].to_owned(),
                    words[2].parse().unwrap(),
                )
            })
            .collect()
    }

    pub(crate) fn count(&self, word: &str, run: Option<&str>) -> usize {
        let ledger = self.ledger();
        let matching = ledger
            .iter()
            .filter(|(other, id, _)| other == word && run.is_none_or(|run| run == id));
        matching.count()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = fs::remove_file(self.ledger_file());
    }
}

/// nginx with the configuration of the example, before these processes.
#[derive(Debug)]
pub(crate) struct Proxy {
    pub(crate) addr: SocketAddr,
    process: Child,
    directory: PathBuf,
}

impl Proxy {
    /// With the configuration of the example.
    pub(crate) async fn start(replicas: &[Replica]) -> Self {
        let example = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../examples/examples/replicas/nginx.conf"
        );
        let addrs: Vec<SocketAddr> = replicas.iter().map(|replica| replica.addr).collect();
        Self::with(&fs::read_to_string(example).unwrap(), &addrs).await
    }

    /// `config` listens on 127.0.0.1:4000, and has servers from 127.0.0.1:4001 on.
    pub(crate) async fn with(config: &str, servers: &[SocketAddr]) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = port.local_addr().unwrap();
        drop(port);
        let directory = std::env::temp_dir().join(format!("sse-progress-nginx-{}", addr.port()));
        fs::create_dir_all(&directory).unwrap();
        let mut config = config.replace("127.0.0.1:4000", &addr.to_string());
        // First all of them away: the address of one may begin as the name of another does.
        for number in 0..3 {
            let server = format!("server 127.0.0.1:{}", 4001 + number);
            config = config.replace(&server, &format!("server <{number}>"));
        }
        for number in 0..3 {
            let server = format!("server <{number}>");
            config = match servers.get(number) {
                Some(addr) => {
                    assert!(config.contains(&server), "it has so many processes");
                    config.replace(&server, &format!("server {addr}"))
                }
                None => config.replace(&server, &format!("# {server}")),
            };
        }
        let file = directory.join("nginx.conf");
        fs::write(&file, config).unwrap();
        let path = std::env::var("PATH").unwrap_or_default();
        let process = Command::new("nginx")
            .env("PATH", format!("{path}:/usr/sbin:/sbin"))
            .arg("-p")
            .arg(&directory)
            .args(["-e", "stderr", "-c"])
            .arg(&file)
            .spawn()
            .unwrap();
        let mut proxy = Self {
            addr,
            process,
            directory,
        };
        in_time("the proxy listens", async {
            let mut tick = tokio::time::interval(Duration::from_millis(10));
            while TcpStream::connect(addr).await.is_err() {
                assert_eq!(proxy.process.try_wait().unwrap(), None, "nginx has ended");
                tick.tick().await;
            }
        })
        .await;
        proxy
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // Its master tells its workers.
        let _ = kill_process(Pid::from_child(&self.process), Signal::TERM);
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.directory);
    }
}
