//! What a page must know about the files beside it, and whether it needs the browser's islands at all.
//! Never in here: anything about a tenant or a request.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use leptos::prelude::*;

/// Given to every page by the shell, as a Leptos context.
#[derive(Clone, Debug, Default)]
pub struct PageAssets {
    base: Arc<str>,
    islands: Arc<AtomicBool>,
}

impl PageAssets {
    /// `base` is the path of the directory that holds style sheet, fonts and icons, without a slash at its end.
    #[must_use]
    pub fn new(base: &str) -> Self {
        Self { base: base.into(), islands: Arc::default() }
    }

    /// The path of the directory that holds style sheet, fonts and icons; empty when no shell surrounds the component.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Whether an island was rendered so far.
    #[must_use]
    pub fn has_islands(&self) -> bool {
        self.islands.load(Ordering::Acquire)
    }

    /// The assets of the page being rendered.
    #[must_use]
    pub fn current() -> Self {
        use_context().unwrap_or_default()
    }
}

/// To be called by every component that holds an island, so that the shell adds the scripts.
/// Without it the island stays as the server wrote it.
pub(super) fn page_needs_islands() {
    PageAssets::current().islands.store(true, Ordering::Release);
}
