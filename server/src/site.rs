//! What every door of the site is given.
//! Never here: who asks (`visitor.rs`).

use std::sync::Arc;

use axum::extract::FromRef;
use control::Means;
use leptos::config::LeptosOptions;
use store::sessions::SessionLimits;
use url::Url;

use crate::doors::metrics::Counters;
use crate::heads::Gauges;
use crate::outbound::Outbound;
use crate::proxies::TrustedProxies;
use crate::sign_in::Providers;

/// How the site is reached and how long sessions live.
#[derive(Debug, Clone)]
pub struct WebSettings {
    /// The address that browsers use, without a path.
    pub public_url: Url,
    /// How long sessions live.
    pub limits: SessionLimits,
}

impl WebSettings {
    /// Whether browsers come by https. If not, the address is on loopback (checked in `config`).
    pub fn is_https(&self) -> bool {
        self.public_url.scheme() == "https"
    }

    /// The name of the session cookie. Over http on loopback the prefix and `Secure` would be refused by some browsers.
    pub fn session_cookie(&self) -> &'static str {
        if self.is_https() { "__Host-charter" } else { "charter" }
    }

    /// The name of the cookie that binds a sign-in to a browser.
    pub fn sign_in_cookie(&self) -> &'static str {
        if self.is_https() { "__Host-charter-sign-in" } else { "charter-sign-in" }
    }

    /// The name of the cookie that holds the code of a set-up link.
    pub fn set_up_cookie(&self) -> &'static str {
        if self.is_https() { "__Host-charter-set-up" } else { "charter-set-up" }
    }

    /// The attributes of our own cookies.
    pub fn cookie_attributes(&self) -> &'static str {
        if self.is_https() { "Path=/; HttpOnly; SameSite=Lax; Secure" } else { "Path=/; HttpOnly; SameSite=Lax" }
    }

    /// The origin as browsers write it, e.g. `https://charter.example.com`.
    pub fn origin(&self) -> String {
        self.public_url.origin().ascii_serialization()
    }
}

/// The state of the router. Cheap to clone.
#[derive(Clone)]
pub struct Site {
    /// The means of the use cases.
    pub means: Means,
    /// How pages are put together.
    pub options: LeptosOptions,
    /// How the site is reached.
    pub web: Arc<WebSettings>,
    /// The identity providers.
    pub providers: Arc<Providers>,
    /// What `/metrics` counts.
    pub counters: Arc<Counters>,
    /// What `/metrics` says about tree heads.
    pub heads: Arc<Gauges>,
    /// The proxies before the site.
    pub proxies: Arc<TrustedProxies>,
}

impl Site {
    /// Puts the site together.
    pub fn new(means: Means, web: WebSettings, outbound: Outbound) -> Self {
        let pkg = crate::assets::pkg_dir().unwrap_or_else(|| "pkg/none".to_owned());
        let options = LeptosOptions::builder().output_name("charter").site_pkg_dir(pkg).build();
        Self {
            means,
            options,
            web: Arc::new(web),
            providers: Arc::new(Providers::new(outbound)),
            counters: Arc::default(),
            heads: Arc::default(),
            proxies: Arc::default(),
        }
    }

    /// The same behind proxies that are trusted to say from whom a request came.
    #[must_use]
    pub fn behind(self, proxies: TrustedProxies) -> Self {
        Self { proxies: Arc::new(proxies), ..self }
    }
}

impl FromRef<Site> for LeptosOptions {
    fn from_ref(site: &Site) -> Self {
        site.options.clone()
    }
}
