//! The demo's simulated AWS, as a process of its own: it outlives a server that is killed, as AWS would.
//! Never here: the simulation.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use tokio::net::TcpStream;

use super::DemoError;
use super::place::Place;

/// The running process.
pub struct SimulatedAws {
    address: SocketAddr,
    directory: PathBuf,
}

const STEP: Duration = Duration::from_millis(50);
const STEPS: u32 = 200;

impl SimulatedAws {
    /// The one of this place, which may run already.
    pub fn at(place: &Place) -> Self {
        Self { address: (Ipv4Addr::LOCALHOST, place.ports().simulator).into(), directory: place.directory().to_owned() }
    }

    /// Joins the process that an earlier start left, or starts one.
    pub async fn start(&self) -> Result<(), DemoError> {
        if self.pid().is_some() && self.answers().await {
            return Ok(());
        }
        let program = std::env::current_exe().map_err(|error| DemoError::File(PathBuf::from("charter"), error))?;
        let log_path = self.directory.join("simulator.log");
        let log = fs::File::create(&log_path).map_err(|error| DemoError::File(log_path.clone(), error))?;
        let mut command = Command::new(program);
        command.args(["simulate", "--listen", &self.address.to_string(), "--state"]).arg(self.directory.join("aws.jsonl"));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        // Ctrl-C on the terminal is for us; we end it after our own work has ended.
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn().map_err(|error| DemoError::File(log_path.clone(), error))?;
        fs::write(self.pid_file(), child.id().to_string()).map_err(|error| DemoError::File(self.pid_file(), error))?;
        for _ in 0..STEPS {
            if self.answers().await {
                return Ok(());
            }
            if child.try_wait().is_ok_and(|ended| ended.is_some()) {
                break;
            }
            tokio::time::sleep(STEP).await;
        }
        let _ = fs::remove_file(self.pid_file());
        Err(DemoError::Simulator(log_path))
    }

    /// Its address.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Ends it, and waits until it is gone.
    pub async fn end(self) {
        let Some(pid) = self.pid() else { return };
        signal("TERM", pid);
        for _ in 0..STEPS {
            if !self.answers().await {
                break;
            }
            tokio::time::sleep(STEP).await;
        }
        let _ = fs::remove_file(self.pid_file());
    }

    fn pid(&self) -> Option<u32> {
        let pid = fs::read_to_string(self.pid_file()).ok()?.trim().parse().ok()?;
        signal("0", pid).then_some(pid)
    }

    fn pid_file(&self) -> PathBuf {
        self.directory.join("simulator.pid")
    }

    async fn answers(&self) -> bool {
        TcpStream::connect(self.address).await.is_ok()
    }
}

/// Sends a signal, by the shell's own `kill`: the program is not everywhere. `false` if there is no such process of ours.
fn signal(name: &str, pid: u32) -> bool {
    let mut shell = Command::new("sh");
    shell
        .args(["-c", r#"kill "-$0" "$1""#, name, &pid.to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    shell.status().is_ok_and(|status| status.success())
}
