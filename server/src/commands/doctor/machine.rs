//! What this machine was given: the log key and where heads go, the public address, the front end's files.
//! Never here: the content of a key, the address of a sink (it may hold a secret).

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use super::finding::Finding;
use crate::assets;
use crate::config::audit::{Heads, log_key};
use crate::config::{Doctor, Reach, Usage};
use crate::sinks::address::Address;

/// The findings.
pub fn check(doctor: &Doctor) -> Vec<Finding> {
    vec![key(&doctor.heads), sinks(&doctor.heads), public_url(&doctor.reach), files()]
}

fn key(heads: &Heads) -> Finding {
    const CHECK: &str = "log key";
    const MAKE: &str = "openssl genpkey -algorithm ed25519 -out log.key && chmod 600 log.key";
    let Some(file) = &heads.log_key_file else {
        let what = "CHARTER_LOG_KEY_FILE is not set, so nobody outside can tell whether the audit history was replaced";
        return Finding::warn(CHECK, what, format!("make a key and name its file: {MAKE}"));
    };
    match log_key(file) {
        Err(Usage::LogKeyFile(file, error)) => {
            let what = format!("the file {} cannot be read: {error}", file.display());
            Finding::fail(CHECK, what, "check the path, and that the user who runs charter may read it")
        }
        Err(error) => Finding::fail(CHECK, error.to_string(), format!("it must be an Ed25519 key in PKCS#8 PEM: {MAKE}")),
        Ok(_) => match open_to_others(file) {
            Some(mode) => {
                let what = format!("the file {} has the mode {mode:03o}: others than its owner may use the key", file.display());
                Finding::fail(CHECK, what, format!("chmod 600 {}, and think of a new key if others were here", file.display()))
            }
            None => Finding::ok(CHECK, "it can be read, and by its owner only"),
        },
    }
}

/// The mode of a file that the group or others may read or write.
fn open_to_others(file: &PathBuf) -> Option<u32> {
    let mode = fs::metadata(file).ok()?.permissions().mode() & 0o777;
    (mode & 0o066 != 0).then_some(mode)
}

fn sinks(heads: &Heads) -> Finding {
    const CHECK: &str = "head sinks";
    let addresses = match heads.sinks() {
        Ok(addresses) => addresses,
        Err(error) => {
            return Finding::fail(CHECK, "CHARTER_HEAD_SINKS has an address of no kind that is known", error.to_string());
        }
    };
    if let Err(error) = heads.s3() {
        return Finding::fail(CHECK, "the credentials for buckets are not whole", error.to_string());
    }
    if addresses.is_empty() {
        let what = "CHARTER_HEAD_SINKS is not set, so signed heads stay in the database that they vouch for";
        return Finding::warn(
            CHECK,
            what,
            "name a place where the database's administrators cannot delete: dir:/PATH, s3:… or https://…",
        );
    }
    let no_directory = addresses.iter().find_map(|address| match address {
        Address::Directory(path) if path.exists() && !path.is_dir() => Some(path),
        _ => None,
    });
    if let Some(path) = no_directory {
        return Finding::fail(
            CHECK,
            format!("{} is not a directory", path.display()),
            "name a directory, or a path where one can be made",
        );
    }
    let count = |is: fn(&Address) -> bool| addresses.iter().filter(|address| is(address)).count();
    let kinds = [
        ("directories", count(|one| matches!(one, Address::Directory(_)))),
        ("buckets", count(|one| matches!(one, Address::S3 { .. }))),
        ("webhooks", count(|one| matches!(one, Address::Webhook(_)))),
    ];
    let kinds = kinds.iter().filter(|(_, n)| *n > 0).map(|(kind, n)| format!("{kind}: {n}")).collect::<Vec<_>>().join(", ");
    match heads.log_key_file {
        Some(_) => Finding::ok(CHECK, format!("{kinds} (whether they take heads is on /metrics)")),
        None => Finding::warn(CHECK, format!("{kinds}; without a log key they get nothing"), "set CHARTER_LOG_KEY_FILE"),
    }
}

fn public_url(reach: &Reach) -> Finding {
    const CHECK: &str = "public address";
    match reach.public_url() {
        Ok(url) if url.scheme() == "https" => Finding::ok(CHECK, format!("browsers use {url}")),
        Ok(url) => Finding::ok(CHECK, format!("browsers use {url}, which only those on this machine can")),
        Err(error) => {
            let given = if reach.public_url.is_some() {
                "CHARTER_PUBLIC_URL is no such address"
            } else {
                "CHARTER_PUBLIC_URL is not set"
            };
            Finding::fail(CHECK, given, error.to_string())
        }
    }
}

fn files() -> Finding {
    const CHECK: &str = "front end";
    match assets::pkg_dir() {
        Some(_) => Finding::ok(CHECK, "its files are there"),
        None => Finding::warn(CHECK, "its files are missing: pages work, but without style", "build with `cargo xtask build`"),
    }
}
