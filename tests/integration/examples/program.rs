//! An example in a process of its own.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::OnceLock;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::DEADLINE;

/// An example that serves; it ends with the test.
pub(crate) struct Program {
    process: Child,
    base: String,
}

impl Program {
    /// Starts an example on a port of its own, which takes its address as the last argument.
    pub(crate) async fn start(name: &str, argument: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(example(name));
        command.arg(argument);
        Self::spawn(command).await
    }

    /// The same for one that takes nothing but its address.
    pub(crate) async fn start_alone(name: &str) -> Self {
        Self::spawn(Command::new(example(name))).await
    }

    /// Starts it without the right to read what others may not, which root has.
    pub(super) async fn start_without_privileges(name: &str, argument: impl AsRef<OsStr>) -> Self {
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            command.arg("--bounding-set=-dac_override,-dac_read_search");
            command.arg(example(name));
            command
        } else {
            Command::new(example(name))
        };
        command.arg(argument);
        Self::spawn(command).await
    }

    async fn spawn(mut command: Command) -> Self {
        let mut process = command
            .arg("127.0.0.1:0")
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut said = BufReader::new(process.stderr.take().unwrap()).lines();
        let line = timeout(DEADLINE, said.next_line())
            .await
            .expect("the example says in time where it listens")
            .unwrap()
            .expect("the example has not ended");
        let base = line.strip_prefix("listening on ").unwrap().to_owned();
        Self { process, base }
    }

    /// Stops it where it is, as Ctrl-Z does.
    #[allow(dead_code, reason = "what looks at pages needs it")]
    pub(crate) fn pause(&self) {
        let id = self.process.id().expect("it has not ended");
        let id = rustix::process::Pid::from_raw(id.try_into().unwrap()).unwrap();
        rustix::process::kill_process(id, rustix::process::Signal::STOP).unwrap();
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}

/// Whether this process may do what root may.
pub(super) fn is_root() -> bool {
    std::os::unix::fs::MetadataExt::uid(&Path::new("/proc/self").metadata().unwrap()) == 0
}

/// The program of an example.
///
/// Cargo builds the examples that have unit tests for these alone, and none at all for
/// `--test integration`, so this has them built. The selection of packages and features is that of
/// `tests/run`, for which there is nothing left to build then.
pub(super) fn example(name: &str) -> PathBuf {
    static DIRECTORY: OnceLock<PathBuf> = OnceLock::new();
    let directory = DIRECTORY.get_or_init(|| {
        // target/<profile>/deps/integration-<hash>
        let test = env::current_exe().unwrap();
        let [profile, target] = [2, 3].map(|up| test.ancestors().nth(up).unwrap());
        let mut cargo = std::process::Command::new(env!("CARGO"));
        cargo
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(["build", "--quiet", "--workspace", "--examples"])
            .args(["--profile", profile_name(profile)])
            .arg("--target-dir")
            .arg(target);
        cargo.args(["--features", "sse-progress-tests/system"]);
        if cfg!(feature = "browser") {
            cargo.args(["--features", "sse-progress-tests/browser"]);
        }
        assert!(cargo.status().unwrap().success(), "the examples build");
        profile.join("examples")
    });
    directory.join(name)
}

fn profile_name(directory: &Path) -> &str {
    match directory.file_name().and_then(OsStr::to_str) {
        None | Some("debug") => "dev",
        Some(name) => name,
    }
}
