//! The command line, with its twins in the environment: the only file that knows their names.
//! Never here: what a command does; a secret in `Debug` or in the help.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::proxies::Network;

pub mod audit;

pub use audit::{Audit, VerifyAudit};

/// A web control plane for AWS Organizations.
#[derive(Parser)]
#[command(name = "charter", version, about)]
pub struct CommandLine {
    /// What to log, e.g. `info,control=debug`.
    #[arg(long, env = "CHARTER_LOG", global = true)]
    pub log: Option<String>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Subcommand)]
pub enum Command {
    /// Serve the site, and carry out approved requests.
    Serve(Serve),
    /// Carry out approved requests, without a site.
    Work(Work),
    /// Bring the database's schema to this version, as its owner.
    Migrate(Owner),
    /// Make a workspace.
    #[command(subcommand)]
    Workspace(Workspace),
    /// The record as evidence.
    #[command(subcommand)]
    Audit(Audit),
    /// Run a simulated AWS.
    Simulate(Simulate),
    /// Check whether this machine is fit to serve, with a remedy for everything that is wrong. Exit code 1 if anything fails.
    Doctor(Box<Doctor>),
}

/// Serve the site.
#[derive(Args)]
pub struct Serve {
    /// Start everything that a demo needs: a database, two identity providers, a simulated AWS, and people.
    #[arg(long)]
    pub demo: bool,
    /// Where a demo keeps its data (default: $XDG_DATA_HOME/charter/demo).
    #[arg(long, env = "CHARTER_DATA_DIR", value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Where a demo's data lies by default.
    #[arg(hide = true, long, env = "XDG_DATA_HOME")]
    pub xdg_data_home: Option<PathBuf>,
    /// The home directory.
    #[arg(hide = true, long, env = "HOME")]
    pub home: Option<PathBuf>,
    /// Leave approved requests to others (`charter work`).
    #[arg(long, env = "CHARTER_NO_WORKER")]
    pub no_worker: bool,
    /// Proxies before the site (IP or CIDR, comma separated) that are believed when they say from whom a request came, in X-Forwarded-For.
    #[arg(long, env = "CHARTER_TRUSTED_PROXIES", value_name = "NETWORK", value_delimiter = ',')]
    pub trusted_proxies: Vec<Network>,
    /// Minutes after which an unused session ends.
    #[arg(long, env = "CHARTER_SESSION_IDLE", value_name = "MINUTES", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=1440))]
    pub session_idle: u32,
    /// Minutes after which any session ends.
    #[arg(long, env = "CHARTER_SESSION_LIMIT", value_name = "MINUTES", default_value_t = 720, value_parser = clap::value_parser!(u32).range(1..=10080))]
    pub session_limit: u32,
    /// How the site is reached, and whom it may ask.
    #[command(flatten)]
    pub reach: Reach,
    /// The database.
    #[command(flatten)]
    pub database: Database,
    /// AWS and the engine.
    #[command(flatten)]
    pub engine: Engine,
    /// Signed tree heads.
    #[command(flatten)]
    pub heads: audit::Heads,
}

/// How the site is reached, and whom it may ask.
#[derive(Args, Clone)]
pub struct Reach {
    /// Where to listen.
    #[arg(long, env = "CHARTER_LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,
    /// The address that browsers use, without a path (default: http:// and the address to listen on).
    #[arg(long, env = "CHARTER_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// Private addresses (HOST:PORT, comma separated) that identity providers may have; http is permitted for them too.
    #[arg(long, env = "CHARTER_OUTBOUND_ALLOW", value_name = "HOST:PORT", value_delimiter = ',')]
    pub outbound_allow: Vec<String>,
}

/// Check this machine.
#[derive(Args)]
pub struct Doctor {
    /// Say it in JSON.
    #[arg(long)]
    pub json: bool,
    /// How the site is reached, and whom it may ask.
    #[command(flatten)]
    pub reach: Reach,
    /// The database.
    #[command(flatten)]
    pub database: Database,
    /// AWS and the engine.
    #[command(flatten)]
    pub engine: Engine,
    /// Signed tree heads.
    #[command(flatten)]
    pub heads: audit::Heads,
}

/// Carry out approved requests.
#[derive(Args)]
pub struct Work {
    /// The database.
    #[command(flatten)]
    pub database: Database,
    /// AWS and the engine.
    #[command(flatten)]
    pub engine: Engine,
    /// Signed tree heads.
    #[command(flatten)]
    pub heads: audit::Heads,
}

/// The database as the application uses it.
#[derive(Args, Clone)]
pub struct Database {
    /// The address of the database, as the role charter_app.
    #[arg(long, env = "CHARTER_DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub database_url: Option<String>,
    /// A file that holds that address.
    #[arg(long, env = "CHARTER_DATABASE_URL_FILE", value_name = "FILE")]
    pub database_url_file: Option<PathBuf>,
    /// The most connections.
    #[arg(long, env = "CHARTER_DATABASE_CONNECTIONS", value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(2..=500))]
    pub database_connections: u32,
}

/// The database as its owner.
#[derive(Args)]
pub struct Owner {
    /// The address of the database, as the role that owns the schema.
    #[arg(long, env = "CHARTER_OWNER_DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub owner_database_url: Option<String>,
    /// A file that holds that address.
    #[arg(long, env = "CHARTER_OWNER_DATABASE_URL_FILE", value_name = "FILE")]
    pub owner_database_url_file: Option<PathBuf>,
}

/// AWS and the engine.
#[derive(Args, Clone)]
pub struct Engine {
    /// Instead of AWS's Organizations endpoint.
    #[arg(long, env = "CHARTER_AWS_ORGANIZATIONS_ENDPOINT", value_name = "URL")]
    pub aws_organizations_endpoint: Option<String>,
    /// Instead of AWS's endpoint of account management.
    #[arg(long, env = "CHARTER_AWS_ACCOUNT_ENDPOINT", value_name = "URL")]
    pub aws_account_endpoint: Option<String>,
    /// Instead of AWS's STS endpoint.
    #[arg(long, env = "CHARTER_AWS_STS_ENDPOINT", value_name = "URL")]
    pub aws_sts_endpoint: Option<String>,
    /// The STS endpoint of your own looks at no external ids (an emulator), so do not check that a role needs one.
    #[arg(long, env = "CHARTER_AWS_LENIENT_STS")]
    pub aws_lenient_sts: bool,
    /// The access key id for endpoints of your own; real AWS gets the SDK's default chain.
    #[arg(long, env = "CHARTER_AWS_ACCESS_KEY_ID", hide_env_values = true, value_name = "ID")]
    pub aws_access_key_id: Option<String>,
    /// The secret access key for endpoints of your own.
    #[arg(long, env = "CHARTER_AWS_SECRET_ACCESS_KEY", hide_env_values = true, value_name = "SECRET")]
    pub aws_secret_access_key: Option<String>,
    /// A file that holds that secret.
    #[arg(long, env = "CHARTER_AWS_SECRET_ACCESS_KEY_FILE", value_name = "FILE")]
    pub aws_secret_access_key_file: Option<PathBuf>,
    /// Seconds after a call with an unknown outcome in which it is not repeated although nothing is found (default: 900, a demo 8).
    #[arg(long, env = "CHARTER_SETTLING_WINDOW", value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(8..=86400))]
    pub settling_window: Option<u32>,
}

/// Workspaces.
#[derive(Subcommand)]
pub enum Workspace {
    /// Make a workspace. Whoever first signs in with the administrator's verified e-mail administers it.
    Create(CreateWorkspace),
}

/// Make a workspace.
#[derive(Args)]
pub struct CreateWorkspace {
    /// Its address: /t/SLUG.
    pub slug: String,
    /// Its name (default: the address).
    #[arg(long, default_value = "")]
    pub name: String,
    /// The identity provider's issuer, exactly as the provider writes it.
    #[arg(long)]
    pub issuer: String,
    /// The client id that the provider gave to this site. The client is public: it has no secret.
    #[arg(long)]
    pub client: String,
    /// The first administrator's e-mail.
    #[arg(long)]
    pub admin: String,
    /// The database.
    #[command(flatten)]
    pub database: Database,
}

/// Run a simulated AWS.
#[derive(Args)]
pub struct Simulate {
    /// Where to listen.
    #[arg(long, env = "CHARTER_SIMULATE_LISTEN", default_value = "127.0.0.1:4566")]
    pub listen: SocketAddr,
    /// The journal: the simulated AWS outlives the process in it.
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// Virtual seconds per second.
    #[arg(long, value_name = "N", default_value_t = 1.0)]
    pub time_scale: f64,
    /// Seed of ids and durations.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Let e-mails be taken twice, which AWS does not.
    #[arg(long)]
    pub hostile: bool,
}

/// What is missing or wrong on the command line.
#[derive(Debug, thiserror::Error)]
pub enum Usage {
    /// A secret was not given.
    #[error("{0} is not set: give it, or a file that holds it in {0}_FILE")]
    Missing(&'static str),
    /// A file of a secret.
    #[error("{0}_FILE cannot be read: {1}")]
    File(&'static str, std::io::Error),
    /// The public address.
    #[error("CHARTER_PUBLIC_URL must be https://HOST[:PORT] without a path; http is for 127.0.0.1, [::1] and localhost only")]
    PublicUrl,
    /// The check of external ids is never left out at AWS itself.
    #[error("CHARTER_AWS_LENIENT_STS is for an emulator only: give its CHARTER_AWS_STS_ENDPOINT, or leave it out")]
    LenientSts,
    /// A key's file.
    #[error("the key file {0} cannot be read: {1}")]
    LogKeyFile(PathBuf, std::io::Error),
    /// What is in it.
    #[error("{0}: {1}")]
    LogKey(PathBuf, domain::audit::evidence::NotAKey),
    /// Where heads go.
    #[error(transparent)]
    Sink(#[from] crate::sinks::address::NoAddress),
    /// Half of the buckets' credentials.
    #[error("CHARTER_HEAD_S3_ACCESS_KEY_ID and CHARTER_HEAD_S3_SECRET_ACCESS_KEY belong together: give both or neither")]
    BucketCredentials,
    /// Half of the credentials.
    #[error("CHARTER_AWS_ACCESS_KEY_ID and CHARTER_AWS_SECRET_ACCESS_KEY belong together: give both or neither")]
    Credentials,
}

impl Database {
    /// The address.
    ///
    /// # Errors
    /// [`Usage`].
    pub fn url(&self) -> Result<String, Usage> {
        secret("CHARTER_DATABASE_URL", self.database_url.as_deref(), self.database_url_file.as_ref())?
            .ok_or(Usage::Missing("CHARTER_DATABASE_URL"))
    }
}

impl Owner {
    /// The address.
    ///
    /// # Errors
    /// [`Usage`].
    pub fn url(&self) -> Result<String, Usage> {
        secret("CHARTER_OWNER_DATABASE_URL", self.owner_database_url.as_deref(), self.owner_database_url_file.as_ref())?
            .ok_or(Usage::Missing("CHARTER_OWNER_DATABASE_URL"))
    }
}

impl Engine {
    /// The adapter's settings.
    ///
    /// # Errors
    /// [`Usage`].
    pub fn aws(&self) -> Result<aws::AwsSettings, Usage> {
        let name = "CHARTER_AWS_SECRET_ACCESS_KEY";
        let secret = secret(name, self.aws_secret_access_key.as_deref(), self.aws_secret_access_key_file.as_ref())?;
        if self.aws_lenient_sts && self.aws_sts_endpoint.is_none() {
            return Err(Usage::LenientSts);
        }
        let credentials = match (self.aws_access_key_id.clone(), secret) {
            (Some(id), Some(secret)) => Some((id, secret)),
            (None, None) => None,
            _ => return Err(Usage::Credentials),
        };
        Ok(aws::AwsSettings {
            organizations_endpoint: self.aws_organizations_endpoint.clone(),
            account_endpoint: self.aws_account_endpoint.clone(),
            sts_endpoint: self.aws_sts_endpoint.clone(),
            has_lenient_sts: self.aws_lenient_sts,
            credentials,
            ..aws::AwsSettings::default()
        })
    }
}

impl Reach {
    /// The address that browsers use, checked.
    ///
    /// # Errors
    /// [`Usage::PublicUrl`].
    pub fn public_url(&self) -> Result<url::Url, Usage> {
        let text = self.public_url.clone().unwrap_or_else(|| format!("http://{}", self.listen));
        let url = url::Url::parse(&text).map_err(|_| Usage::PublicUrl)?;
        let is_loopback = match url.host() {
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            Some(url::Host::Domain(name)) => name == "localhost",
            None => false,
        };
        let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        let is_safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback);
        if is_bare && is_safe { Ok(url) } else { Err(Usage::PublicUrl) }
    }
}

/// A secret as it was given, else the content of its file without white space around it.
fn secret(name: &'static str, value: Option<&str>, file: Option<&PathBuf>) -> Result<Option<String>, Usage> {
    match (value.filter(|value| !value.is_empty()), file) {
        (Some(value), _) => Ok(Some(value.to_owned())),
        (None, Some(file)) => {
            let text = std::fs::read_to_string(file).map_err(|error| Usage::File(name, error))?;
            Ok(Some(text.trim().to_owned()))
        }
        (None, None) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public_url(url: &str) -> Result<url::Url, Usage> {
        let line = CommandLine::try_parse_from(["charter", "serve", "--public-url", url]).ok().unwrap();
        let Command::Serve(serve) = line.command else { panic!("another command") };
        serve.reach.public_url()
    }

    #[test]
    fn plain_http_is_for_loopback_only() {
        for good in
            ["https://charter.example.com", "https://charter.example.com:8443/", "http://127.0.0.1:3000", "http://localhost:3000"]
        {
            assert!(public_url(good).is_ok(), "{good}");
        }
        for bad in
            ["http://charter.example.com", "https://a.example/path", "https://a.example?x", "https://u@a.example", "ftp://a", "a"]
        {
            assert!(public_url(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_proxy_that_is_no_address_is_refused() {
        let parse = |proxies| CommandLine::try_parse_from(["charter", "serve", "--trusted-proxies", proxies]);
        assert!(parse("10.0.0.1,2001:db8::/32").is_ok());
        assert!(parse("10.0.0.1,proxy.example.com").is_err());
    }

    #[test]
    fn a_settling_window_below_lease_and_deadline_is_refused() {
        let parse = |seconds| CommandLine::try_parse_from(["charter", "work", "--settling-window", seconds]);
        assert!(parse("7").is_err());
        assert!(parse("8").is_ok());
    }

    #[test]
    fn external_ids_are_always_checked_at_aws_itself() {
        let settings = |arguments: &[&str]| {
            let line = CommandLine::try_parse_from(["charter", "work"].iter().chain(arguments)).ok().unwrap();
            let Command::Work(work) = line.command else { panic!("another command") };
            work.engine.aws()
        };
        assert!(matches!(settings(&["--aws-lenient-sts"]), Err(Usage::LenientSts)));
        let own = ["--aws-sts-endpoint", "http://127.0.0.1:4566"];
        assert!(!settings(&own).unwrap().has_lenient_sts);
        assert!(settings(&[own[0], own[1], "--aws-lenient-sts"]).unwrap().has_lenient_sts);
    }

    #[test]
    fn the_help_shows_no_secret() {
        use clap::CommandFactory as _;
        for command in CommandLine::command().get_subcommands_mut() {
            for argument in command.get_arguments() {
                let name = argument.get_env().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                let is_secret =
                    name.ends_with("DATABASE_URL") || name.ends_with("SECRET_ACCESS_KEY") || name.ends_with("ACCESS_KEY_ID");
                assert!(!is_secret || argument.is_hide_env_values_set(), "{name}");
            }
        }
    }
}
