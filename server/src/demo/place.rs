//! Where a demo's data lies: a directory, locked as long as the demo runs, with the ports that its addresses are made of.
//! Never here: anything of value; the directory may be removed to start afresh.

use std::fs::{self, File};
use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use domain::audit::evidence::SecretKey;
use serde::{Deserialize, Serialize};
use store::Chance as _;

use super::DemoError;
use crate::config::Serve;
use crate::world::OsChance;

/// The ports of a demo; issuers are part of identities, so they never change.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Ports {
    /// One identity provider per workspace.
    pub issuers: [u16; 2],
    /// The simulated AWS.
    pub simulator: u16,
}

/// The directory of a running demo.
pub struct Place {
    directory: PathBuf,
    ports: Ports,
    _lock: File,
}

impl Place {
    /// Makes the directory, or finds what an earlier start left there.
    pub fn open(serve: &Serve) -> Result<Self, DemoError> {
        let directory = directory(serve)?;
        fs::create_dir_all(&directory).map_err(|error| DemoError::File(directory.clone(), error))?;
        let lock_path = directory.join("lock");
        let lock = File::options().create(true).truncate(false).write(true).open(&lock_path);
        let lock = lock.map_err(|error| DemoError::File(lock_path, error))?;
        if lock.try_lock().is_err() {
            return Err(DemoError::Running(directory));
        }
        let ports = ports(&directory)?;
        Ok(Self { directory, ports, _lock: lock })
    }

    /// The directory.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The file of the key that signs tree heads, made by the first start.
    pub fn log_key(&self) -> Result<PathBuf, DemoError> {
        let path = self.directory.join("log.key");
        if path.exists() {
            return Ok(path);
        }
        let mut seed = [0; 32];
        OsChance.fill(&mut seed);
        let text = SecretKey::from_seed(&seed).to_pem().map_err(|_| DemoError::Broken)?;
        let beside = self.directory.join("log.key.new");
        let file = File::options().write(true).create(true).truncate(true).mode(0o600).open(&beside);
        let written = file.and_then(|mut file| file.write_all(text.as_bytes())).and_then(|()| fs::rename(&beside, &path));
        written.map_err(|error| DemoError::File(path.clone(), error))?;
        Ok(path)
    }

    /// The ports.
    pub fn ports(&self) -> Ports {
        self.ports
    }
}

fn directory(serve: &Serve) -> Result<PathBuf, DemoError> {
    if let Some(directory) = &serve.data_dir {
        return std::path::absolute(directory).map_err(|error| DemoError::File(directory.clone(), error));
    }
    let data = serve.xdg_data_home.clone().filter(|path| path.is_absolute());
    let data = data.or_else(|| serve.home.as_ref().map(|home| home.join(".local/share"))).ok_or(DemoError::NoHome)?;
    let usual = data.join("charter/demo");
    // As root, Postgres runs as `nobody`, who cannot enter a closed home directory.
    let owner = fs::metadata("/proc/self").map(|own| own.uid()).unwrap_or(1);
    let is_closed =
        usual.ancestors().filter_map(|part| fs::metadata(part).ok()).any(|part| part.permissions().mode() & 0o001 == 0);
    if owner == 0 && is_closed { Ok(PathBuf::from("/var/tmp/charter-demo-root")) } else { Ok(usual) }
}

fn ports(directory: &Path) -> Result<Ports, DemoError> {
    let path = directory.join("ports.json");
    let failed = |error: std::io::Error| DemoError::File(path.clone(), error);
    if let Ok(text) = fs::read(&path) {
        return serde_json::from_slice(&text).map_err(|error| failed(error.into()));
    }
    // Held together, so that they differ.
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).map_err(failed)?);
    }
    let mut free = Vec::new();
    for listener in &held {
        free.push(listener.local_addr().map_err(failed)?.port());
    }
    let &[first, second, simulator] = &free[..] else { return Err(DemoError::Broken) };
    let ports = Ports { issuers: [first, second], simulator };
    let text = serde_json::to_vec(&ports).map_err(|error| failed(error.into()))?;
    fs::write(&path, text).map_err(failed)?;
    Ok(ports)
}
