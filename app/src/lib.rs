//! Pages, components and the doors between them and the use cases. Never in here: rules, SQL, calls to AWS.

mod app;
pub mod components;
#[cfg(feature = "ssr")]
pub mod shell;

pub use app::App;
