//! The address of a sink, as it stands in `CHARTER_HEAD_SINKS`.
//! Never here: `Debug` of an address, which may hold a secret.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use url::Url;

/// Where heads go.
#[derive(Clone, PartialEq, Eq)]
pub enum Address {
    /// `dir:PATH`, an absolute path.
    Directory(PathBuf),
    /// `s3:https://HOST/BUCKET[/PREFIX]`.
    S3 {
        /// `https://HOST[:PORT]`.
        endpoint: String,
        /// The bucket.
        bucket: String,
        /// What the keys begin with; may be empty.
        prefix: String,
    },
    /// `https://…`.
    Webhook(Url),
}

/// The text is no address of a sink. Does not repeat it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "CHARTER_HEAD_SINKS takes dir:/ABSOLUTE/PATH, s3:https://HOST/BUCKET/PREFIX (letters, digits, '.', '_', '-') and https://… (http on loopback only)"
)]
pub struct NoAddress;

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directory(path) => write!(f, "dir:{}", path.display()),
            Self::S3 { endpoint, bucket, prefix } => write!(f, "s3:{endpoint}/{bucket}/{prefix}"),
            Self::Webhook(url) => write!(f, "{url}"),
        }
    }
}

impl FromStr for Address {
    type Err = NoAddress;

    fn from_str(text: &str) -> Result<Self, NoAddress> {
        let text = text.trim();
        if let Some(path) = text.strip_prefix("dir:") {
            let path = PathBuf::from(path);
            return if path.is_absolute() { Ok(Self::Directory(path)) } else { Err(NoAddress) };
        }
        let (kind, address) = text.strip_prefix("s3:").map_or(("webhook", text), |rest| ("s3", rest));
        let url = Url::parse(address).map_err(|_| NoAddress)?;
        let is_loopback = match url.host() {
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            Some(url::Host::Domain(name)) => name == "localhost",
            None => false,
        };
        if url.scheme() != "https" && !(url.scheme() == "http" && is_loopback) {
            return Err(NoAddress);
        }
        if kind == "webhook" {
            return Ok(Self::Webhook(url));
        }
        let is_plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-/".contains(&byte));
        let is_bare = url.query().is_none() && url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
        let path = url.path().trim_matches('/');
        let (bucket, prefix) = path.split_once('/').unwrap_or((path, ""));
        if bucket.is_empty() || !is_plain(path) || path.contains("//") || !is_bare {
            return Err(NoAddress);
        }
        let endpoint = url.origin().ascii_serialization();
        Ok(Self::S3 { endpoint, bucket: bucket.to_owned(), prefix: prefix.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_written_back() {
        for (text, written) in [
            ("dir:/var/heads", "dir:/var/heads"),
            ("s3:https://s3.eu-central-1.amazonaws.com/heads/a/b/", "s3:https://s3.eu-central-1.amazonaws.com/heads/a/b"),
            ("s3:http://127.0.0.1:9000/heads", "s3:http://127.0.0.1:9000/heads/"),
            ("https://u:secret@hooks.example/x?y=1", "https://u:secret@hooks.example/x?y=1"),
        ] {
            assert!(text.parse::<Address>().ok().unwrap().to_string() == written, "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_and_not_repeated() {
        for text in [
            "",
            "dir:heads",
            "heads",
            "http://hooks.example/",
            "s3:http://s3.example/b",
            "s3:https://s3.example",
            "s3:https://s3.example/b/%20",
            "s3:https://s3.example/b?x",
            "ftp://a",
        ] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }
}
