//! The one way out to addresses that tenants configure. Addresses are checked after resolution, redirects are not followed,
//! answers have a limit. Never here: AWS (its addresses come from the operator).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::http;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// The most that an answer may hold.
const MOST_BYTES: usize = 1 << 20;
/// How long an answer may take, and how long a connection.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why there is no answer. No variant holds an address or a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OutboundError {
    /// Plain http outside the operator's list.
    #[error("only https is allowed; the operator can permit an address with CHARTER_OUTBOUND_ALLOW")]
    NotHttps,
    /// Not an address of the public internet, and not in the operator's list.
    #[error("the address is not public; the operator can permit it with CHARTER_OUTBOUND_ALLOW")]
    NotPublic,
    /// No connection, or none in time.
    #[error("the address cannot be reached")]
    Unreachable,
    /// The answer is too long or was cut off.
    #[error("the answer is longer than 1 MiB or was cut off")]
    BadAnswer,
}

/// The client. Cheap to clone.
#[derive(Clone)]
pub struct Outbound {
    public: reqwest::Client,
    permitted: reqwest::Client,
    allow: Arc<[String]>,
}

impl Outbound {
    /// A client that reaches public https addresses and the operator's list of `host:port`.
    ///
    /// # Errors
    /// If TLS cannot be set up.
    pub fn new(allow: Vec<String>) -> Result<Self, reqwest::Error> {
        let client = || {
            let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().referer(false);
            builder.timeout(PATIENCE).connect_timeout(PATIENCE).user_agent("charter")
        };
        let public = client().https_only(true).dns_resolver(OnlyPublic).build()?;
        let allow = allow.into_iter().map(|entry| entry.trim().to_ascii_lowercase()).collect();
        Ok(Self { public, permitted: client().build()?, allow })
    }

    /// Sends a request and reads the whole answer.
    ///
    /// # Errors
    /// [`OutboundError`].
    pub async fn send(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, OutboundError> {
        let url = Url::parse(&request.uri().to_string()).map_err(|_| OutboundError::NotPublic)?;
        let client = self.client_for(&url)?;
        let request = reqwest::Request::try_from(request).map_err(|_| OutboundError::Unreachable)?;
        let mut answer = client.execute(request).await.map_err(|_| OutboundError::Unreachable)?;
        let mut response = http::Response::builder().status(answer.status());
        if let Some(headers) = response.headers_mut() {
            headers.clone_from(answer.headers());
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|_| OutboundError::BadAnswer)? {
            body.extend_from_slice(&chunk);
            if body.len() > MOST_BYTES {
                return Err(OutboundError::BadAnswer);
            }
        }
        response.body(body).map_err(|_| OutboundError::BadAnswer)
    }

    /// The client that may go there, if any.
    fn client_for(&self, url: &Url) -> Result<&reqwest::Client, OutboundError> {
        if self.is_permitted(url) {
            return Ok(&self.permitted);
        }
        if url.scheme() != "https" {
            return Err(OutboundError::NotHttps);
        }
        let is_public = match url.host() {
            Some(Host::Ipv4(address)) => is_public(address.into()),
            Some(Host::Ipv6(address)) => is_public(address.into()),
            Some(Host::Domain(_)) => true,
            None => false,
        };
        if is_public { Ok(&self.public) } else { Err(OutboundError::NotPublic) }
    }

    /// Whether the operator permits exactly this host and port.
    pub fn is_permitted(&self, url: &Url) -> bool {
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else { return false };
        self.allow.iter().any(|entry| *entry == format!("{host}:{port}"))
    }
}

/// Resolves names and leaves only public addresses: what is checked is what is connected to.
struct OnlyPublic;

impl Resolve for OnlyPublic {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err(OutboundError::NotPublic.into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Whether an address belongs to the public internet (IANA's special-purpose registries of IPv4 and IPv6).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (18..20).contains(&b));
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(v4) = address.to_ipv4_mapped() {
        return is_public_v4(v4);
    }
    // Global unicast only; in it, not the ranges that carry an IPv4 address or are for documentation and protocols.
    let [first, second, ..] = address.segments();
    let is_global = (0x2000..0x4000).contains(&first);
    let is_special =
        first == 0x2002 || (first == 0x2001 && (second < 0x200 || second == 0xdb8)) || (first == 0x3fff && second < 0x1000);
    is_global && !is_special
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_inside_are_not_public() {
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "192.0.2.1",
            "::",
            "::1",
            "fe80::1",
            "fd00::1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
            "ff02::1",
        ] {
            assert!(!is_public(inside.parse().unwrap()), "{inside}");
        }
        for outside in ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1"] {
            assert!(is_public(outside.parse().unwrap()), "{outside}");
        }
    }

    #[test]
    fn only_the_operators_list_opens_http_and_private_addresses() {
        let outbound = Outbound::new(vec!["127.0.0.1:4000".into(), "id.internal:443".into()]).unwrap();
        let allowed = |url: &str| outbound.client_for(&url.parse().unwrap()).map(|_| ());
        assert_eq!(allowed("http://127.0.0.1:4000/x"), Ok(()));
        assert_eq!(allowed("https://id.internal/x"), Ok(()));
        assert_eq!(allowed("https://id.example/x"), Ok(()));
        assert_eq!(allowed("http://127.0.0.1:4001/x"), Err(OutboundError::NotHttps));
        assert_eq!(allowed("http://id.example/x"), Err(OutboundError::NotHttps));
        assert_eq!(allowed("https://127.0.0.1/x"), Err(OutboundError::NotPublic));
        assert_eq!(allowed("https://[::1]/x"), Err(OutboundError::NotPublic));
        assert_eq!(allowed("https://0x7f000001/x"), Err(OutboundError::NotPublic));
    }

    #[tokio::test]
    async fn a_name_that_resolves_inside_is_refused() {
        let Err(error) = OnlyPublic.resolve("localhost".parse().unwrap()).await else { panic!("resolved") };
        assert!(error.to_string().contains("not public"));
    }
}
