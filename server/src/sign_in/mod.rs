//! Signing in through a workspace's identity provider (OpenID Connect, authorization code with PKCE), and signing out.
//! Never here: who may come in (`control::entrance` decides).

mod callback;
mod exchange;
mod page;
mod provider;
mod sign_out;
mod start;

pub use callback::callback;
pub use page::{page, show as show_page};
pub use provider::{Extra, Metadata, ProviderError, Providers};
pub use sign_out::sign_out;
pub use start::{CALLBACK, start};
