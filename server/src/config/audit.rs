//! The command line of evidence: how heads are signed and where they go, and `charter audit`.
//! Never here: what a command does; a secret in `Debug` or in the help.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand};
use domain::audit::evidence::{Fingerprint, SecretKey};

use super::{Database, Usage, secret};
use crate::sinks::S3Access;
use crate::sinks::address::Address;

/// Signed tree heads.
#[derive(Args, Clone, Default)]
pub struct Heads {
    /// The file of the key that signs tree heads: Ed25519, PKCS#8 PEM (`openssl genpkey -algorithm ed25519`). Without it nothing is signed.
    #[arg(long, env = "CHARTER_LOG_KEY_FILE", value_name = "FILE")]
    pub log_key_file: Option<PathBuf>,
    /// Where signed heads go (comma separated): dir:/PATH, s3:https://HOST/BUCKET/PREFIX, https://WEBHOOK.
    #[arg(long, env = "CHARTER_HEAD_SINKS", hide_env_values = true, value_name = "SINK", value_delimiter = ',')]
    pub head_sinks: Vec<String>,
    /// The region of the buckets.
    #[arg(long, env = "CHARTER_HEAD_S3_REGION", value_name = "REGION", default_value = "us-east-1")]
    pub head_s3_region: String,
    /// The access key id for the buckets; without one the SDK's default chain is asked.
    #[arg(long, env = "CHARTER_HEAD_S3_ACCESS_KEY_ID", hide_env_values = true, value_name = "ID")]
    pub head_s3_access_key_id: Option<String>,
    /// The secret access key for the buckets.
    #[arg(long, env = "CHARTER_HEAD_S3_SECRET_ACCESS_KEY", hide_env_values = true, value_name = "SECRET")]
    pub head_s3_secret_access_key: Option<String>,
    /// A file that holds that secret.
    #[arg(long, env = "CHARTER_HEAD_S3_SECRET_ACCESS_KEY_FILE", value_name = "FILE")]
    pub head_s3_secret_access_key_file: Option<PathBuf>,
}

/// The record as evidence.
#[derive(Subcommand)]
pub enum Audit {
    /// Check an export or an excerpt, offline. Exit code 0: consistent; 1: something is wrong; 2: it could not be checked.
    Verify(VerifyAudit),
    /// Write the record of all workspaces, or of one, as evidence that anybody can check.
    Export(Export),
    /// Hand over from the log key of CHARTER_LOG_KEY_FILE to another.
    RotateKey(RotateKey),
    /// Erase a member from the record, as charter_keeper. The evidence still holds.
    Erase(Erase),
    /// Cut what the record need not keep any more, as charter_keeper. The evidence still holds.
    Prune(Prune),
    /// Say how long the record is kept.
    Retain(Retain),
    /// Put the record under a legal hold, or end it.
    Hold(Hold),
}

/// Check an export or an excerpt.
#[derive(Args)]
pub struct VerifyAudit {
    /// The file; `-` is standard input.
    pub file: PathBuf,
    /// The fingerprint of the key that must have signed the last head of every chain, itself or through successors that it endorsed.
    #[arg(long, value_name = "FINGERPRINT")]
    pub key: Option<Fingerprint>,
    /// Files of earlier heads, as the sinks have them: the record must continue what they saw. May be given several times.
    #[arg(long = "head", value_name = "FILE")]
    pub heads: Vec<PathBuf>,
    /// Say it in JSON.
    #[arg(long)]
    pub json: bool,
}

/// The database as the application uses it, or a running demo's.
#[derive(Args)]
pub struct Joined {
    /// Join the database of the demo that runs with this directory.
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// The database.
    #[command(flatten)]
    pub database: Database,
}

/// The database as its keeper, or a running demo's.
#[derive(Args)]
pub struct Keeper {
    /// Join the database of the demo that runs with this directory.
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// The address of the database, as the role charter_keeper.
    #[arg(long, env = "CHARTER_KEEPER_DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub keeper_database_url: Option<String>,
    /// A file that holds that address.
    #[arg(long, env = "CHARTER_KEEPER_DATABASE_URL_FILE", value_name = "FILE")]
    pub keeper_database_url_file: Option<PathBuf>,
}

/// Write the record.
#[derive(Args)]
pub struct Export {
    /// Only this workspace (its address: /t/SLUG).
    #[arg(long, value_name = "SLUG")]
    pub workspace: Option<String>,
    /// The file (default: standard output). It appears when it is whole.
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The database.
    #[command(flatten)]
    pub joined: Joined,
}

/// Hand over to another key.
#[derive(Args)]
pub struct RotateKey {
    /// The file of the next key, of which only the public half is read here.
    #[arg(long, value_name = "FILE")]
    pub to: PathBuf,
    /// The file of the key that signs now.
    #[arg(long, env = "CHARTER_LOG_KEY_FILE", value_name = "FILE")]
    pub log_key_file: Option<PathBuf>,
    /// The database.
    #[command(flatten)]
    pub joined: Joined,
}

/// Erase a member.
#[derive(Args)]
pub struct Erase {
    /// The workspace.
    #[arg(long, value_name = "SLUG")]
    pub workspace: String,
    /// The member's e-mail.
    #[arg(long, value_name = "EMAIL")]
    pub member: String,
    /// The database.
    #[command(flatten)]
    pub keeper: Keeper,
}

/// Cut what need not be kept.
#[derive(Args)]
pub struct Prune {
    /// The workspace.
    #[arg(long, value_name = "SLUG")]
    pub workspace: String,
    /// The database.
    #[command(flatten)]
    pub keeper: Keeper,
}

/// Say how long the record is kept.
#[derive(Args)]
#[command(group = ArgGroup::new("how_long").required(true).args(["days", "for_ever"]))]
pub struct Retain {
    /// The workspace.
    #[arg(long, value_name = "SLUG")]
    pub workspace: String,
    /// So many days.
    #[arg(long, value_name = "N")]
    pub days: Option<u32>,
    /// For ever.
    #[arg(long)]
    pub for_ever: bool,
    /// The database.
    #[command(flatten)]
    pub joined: Joined,
}

/// Hold the record.
#[derive(Args)]
#[command(group = ArgGroup::new("what").required(true).args(["reason", "release"]))]
pub struct Hold {
    /// The workspace.
    #[arg(long, value_name = "SLUG")]
    pub workspace: String,
    /// Why it is held. It is kept in the record.
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// End the hold.
    #[arg(long)]
    pub release: bool,
    /// The database.
    #[command(flatten)]
    pub joined: Joined,
}

impl Keeper {
    /// The address.
    ///
    /// # Errors
    /// [`Usage`].
    pub fn url(&self) -> Result<String, Usage> {
        let name = "CHARTER_KEEPER_DATABASE_URL";
        secret(name, self.keeper_database_url.as_deref(), self.keeper_database_url_file.as_ref())?.ok_or(Usage::Missing(name))
    }
}

impl Heads {
    /// The key that signs, if there is one.
    ///
    /// # Errors
    /// [`Usage`].
    pub fn key(&self) -> Result<Option<SecretKey>, Usage> {
        self.log_key_file.as_ref().map(log_key).transpose()
    }

    /// The addresses of the sinks.
    ///
    /// # Errors
    /// [`Usage::Sink`].
    pub fn sinks(&self) -> Result<Vec<Address>, Usage> {
        let given = self.head_sinks.iter().filter(|text| !text.trim().is_empty());
        Ok(given.map(|text| text.parse()).collect::<Result<_, _>>()?)
    }

    /// How buckets are reached.
    ///
    /// # Errors
    /// [`Usage`].
    pub fn s3(&self) -> Result<S3Access, Usage> {
        let name = "CHARTER_HEAD_S3_SECRET_ACCESS_KEY";
        let secret = secret(name, self.head_s3_secret_access_key.as_deref(), self.head_s3_secret_access_key_file.as_ref())?;
        let credentials = match (self.head_s3_access_key_id.clone(), secret) {
            (Some(id), Some(secret)) => Some((id, secret)),
            (None, None) => None,
            _ => return Err(Usage::BucketCredentials),
        };
        Ok(S3Access { region: self.head_s3_region.clone(), credentials })
    }
}

/// Reads a private key of PKCS#8 PEM.
///
/// # Errors
/// [`Usage::LogKeyFile`] and [`Usage::LogKey`].
pub fn log_key(file: &PathBuf) -> Result<SecretKey, Usage> {
    let text = std::fs::read_to_string(file).map_err(|error| Usage::LogKeyFile(file.clone(), error))?;
    SecretKey::from_pem(&text).map_err(|error| Usage::LogKey(file.clone(), error))
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use crate::config::{Command, CommandLine};

    fn parsed(line: &[&str]) -> Option<Command> {
        CommandLine::try_parse_from(["charter"].iter().chain(line)).ok().map(|line| line.command)
    }

    #[test]
    fn how_long_and_why_are_said_exactly_once() {
        for good in ["retain --days 30", "retain --for-ever", "hold --reason x", "hold --release"] {
            let line: Vec<&str> = ["audit"].into_iter().chain(good.split(' ')).chain(["--workspace", "acme"]).collect();
            assert!(parsed(&line).is_some(), "{good}");
        }
        for bad in ["retain", "retain --days 30 --for-ever", "hold", "hold --reason x --release"] {
            let line: Vec<&str> = ["audit"].into_iter().chain(bad.split(' ')).chain(["--workspace", "acme"]).collect();
            assert!(parsed(&line).is_none(), "{bad}");
        }
    }

    #[test]
    fn half_of_a_buckets_credentials_is_refused() {
        let Some(Command::Work(work)) = parsed(&["work", "--head-s3-access-key-id", "id"]) else { panic!("not parsed") };
        assert!(work.heads.s3().is_err());
    }
}
