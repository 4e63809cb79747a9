//! Beginning a sign-in: draws the secrets of one attempt and keeps their hashes for ten minutes.
//! Never here: HTTP; a change that needs an event (a lobby row only).

use domain::ids::TenantId;
use store::entry::Provider;
use store::lobby::Attempt;

use super::hash_of;
use crate::error::{Error, Result};
use crate::means::Means;

/// What the way to the provider needs.
pub struct SignInStart {
    /// The tenant.
    pub tenant: TenantId,
    /// Where its members sign in.
    pub provider: Provider,
    /// The `state` parameter, 256 random bits.
    pub state: String,
    /// The `nonce` parameter, 256 random bits.
    pub nonce: String,
    /// The secret of PKCE; only its hash goes out.
    pub verifier: String,
    /// The secret that binds the attempt to this browser, for a cookie.
    pub browser: String,
}

/// What a sign-in is asked for with.
#[derive(Debug, Clone, Copy, Default)]
pub struct SignInWish<'a> {
    /// The path to return to.
    pub return_path: Option<&'a str>,
    /// The secret of an attempt in another tab, which goes on working.
    pub browser: Option<&'a str>,
    /// Whether the person must prove anew who they are.
    pub must_prove: bool,
}

/// Begins a sign-in to the workspace.
///
/// # Errors
/// Hidden for an address that does not exist; [`Error::Busy`].
pub async fn begin_sign_in(means: &Means, slug: &str, wish: SignInWish<'_>) -> Result<SignInStart> {
    let tenant = means.store.tenant_of(slug).await?.ok_or_else(Error::hidden)?;
    let provider = means.store.provider_of(tenant).await?;
    let known = wish.browser.filter(|text| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let start = SignInStart {
        tenant,
        provider,
        state: secret(means),
        nonce: secret(means),
        verifier: secret(means),
        browser: known.map_or_else(|| secret(means), str::to_owned),
    };
    let attempt = Attempt {
        browser_hash: hash_of(&start.browser),
        tenant,
        nonce: start.nonce.clone(),
        verifier: start.verifier.clone(),
        return_path: own_path(slug, wish.return_path),
        must_prove: wish.must_prove,
        at: means.now(),
    };
    means.store.open_attempt(&hash_of(&start.state), &attempt).await?;
    Ok(start)
}

fn secret(means: &Means) -> String {
    format!("{}{}", hex::encode(means.random()), hex::encode(means.random()))
}

/// The path to return to if it lies in the workspace, else the workspace's first page. Never another site's address.
fn own_path(slug: &str, asked: Option<&str>) -> String {
    let base = format!("/t/{slug}");
    let is_ours = |path: &&str| {
        let rest = path.strip_prefix(&base);
        let plain = path.len() <= 500 && path.chars().all(|next| next.is_ascii_graphic() && next != '\\');
        plain && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || rest.starts_with('?'))
    };
    asked.filter(is_ours).map_or(base.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn a_sign_in_returns_only_into_its_own_workspace() {
        for path in ["/t/acme", "/t/acme/requests/new?draft=1", "/t/acme?a=b"] {
            assert_eq!(own_path("acme", Some(path)), path);
        }
        for path in
            ["https://evil.example", "//evil.example", "/\\evil", "/t/globex", "/t/acmeevil", "/t/acme/\r\nx", "/t/acme\\x", ""]
        {
            assert_eq!(own_path("acme", Some(path)), "/t/acme", "{path:?}");
        }
        assert_eq!(own_path("acme", None), "/t/acme");
    }
}
