//! What people see, and the doors from the browser to the use cases.
//! Never here: business rules, SQL, a raw colour.

pub mod api;
#[cfg(feature = "ssr")]
mod app;
pub mod components;
pub mod entrance;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
mod wording;

#[cfg(feature = "ssr")]
pub use app::App;
