//! One moto server for the tests that run at one time; ended by its process id when the last of them is done.
//! Never here: a wait without an end, a server that outlives the tests.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

pub struct Moto {
    child: Child,
    address: SocketAddr,
}

static RUNNING: Mutex<Weak<Moto>> = Mutex::new(Weak::new());

impl Moto {
    /// The running server, or a new one.
    pub fn get() -> Arc<Moto> {
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        running.upgrade().unwrap_or_else(|| {
            let moto = Arc::new(Moto::start());
            *running = Arc::downgrade(&moto);
            moto
        })
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn start() -> Moto {
        const REMEDY: &str =
            "these tests need moto server: run `cargo xtask test`, which installs it and sets CHARTER_TEST_TOOLS";
        let tools = PathBuf::from(std::env::var_os("CHARTER_TEST_TOOLS").expect(REMEDY));
        let program = tools.join("moto/bin/moto_server");
        assert!(program.exists(), "{} is missing; {REMEDY}", program.display());
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut command = Command::new(program);
        command.args(["-H", "127.0.0.1", "-p", &address.port().to_string()]);
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let mut moto = Moto { child, address };
        for _ in 0..600 {
            if let Some(status) = moto.child.try_wait().unwrap() {
                panic!("moto server ended at once: {status}");
            }
            if moto.is_ready() {
                return moto;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("moto server does not answer at {address}");
    }

    fn is_ready(&self) -> bool {
        let Ok(mut stream) = TcpStream::connect(self.address) else { return false };
        let mut start = [0; 12];
        stream.write_all(b"GET /moto-api/ HTTP/1.0\r\n\r\n").is_ok()
            && stream.read_exact(&mut start).is_ok()
            && start.ends_with(b"200")
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
