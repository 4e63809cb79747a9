//! The document around every page: head, theme, style sheet, and the scripts of islands where a page has any.
//! Never in here: a page, a script of our own, an inline style.

use std::task::Poll;

use leptos::{html::meta, hydration::HydrationScripts, prelude::*};
use leptos_meta::{MetaTags, provide_meta_context};

use crate::{
    App,
    components::{PageAssets, Theme},
};

/// The document around the app, for the server's page routes.
///
/// Pages are rendered in order or at once (`SsrMode::Async`, `SsrMode::InOrder`); out of order the scripts could be missed.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    document(options, || view! { <App/> })
}

/// The document around `body`; scripts follow it only if an island was rendered.
pub fn document<V: IntoView + 'static>(options: LeptosOptions, body: impl FnOnce() -> V) -> impl IntoView {
    // Pages without a route of their own come here without the app, which provides it for all others.
    provide_meta_context();
    // Without this, resources outside islands would be written into the page a second time.
    if let Some(shared) = Owner::current_shared_context() {
        shared.set_is_hydrating(false);
    }
    let assets = PageAssets::new(&format!("/{}", options.site_pkg_dir));
    let theme = asked_theme();
    provide_context(assets.clone());
    provide_context(theme);
    let base = assets.base().to_owned();
    let forced = (theme != Theme::Auto).then_some(theme.value());
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=forced>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                {theme_colours(theme)}
                <link
                    rel="preload"
                    href=format!("{base}/fonts/atkinson-hyperlegible-next.woff2")
                    r#as="font"
                    r#type="font/woff2"
                    crossorigin="anonymous"
                />
                <link rel="stylesheet" href=format!("{base}/charter.css")/>
                <link rel="icon" r#type="image/svg+xml" href=format!("{base}/favicon.svg")/>
                <MetaTags/>
            </head>
            <body>
                {body()}
                {island_scripts(options, assets)}
            </body>
        </html>
    }
}

/// The theme that the request's cookie asks for.
fn asked_theme() -> Theme {
    use_context::<axum::http::request::Parts>()
        .map(|parts| {
            let headers = parts.headers.get_all(axum::http::header::COOKIE);
            let joined: Vec<&str> = headers.iter().filter_map(|value| value.to_str().ok()).collect();
            Theme::from_cookies(&joined.join("; "))
        })
        .unwrap_or_default()
}

/// The colour that browsers give their own bars: the page's ground.
fn theme_colours(theme: Theme) -> impl IntoView {
    // The view macro knows no `media` on `meta`.
    let colour = |colour, when| {
        let media = (theme == Theme::Auto).then_some(when);
        meta().name("theme-color").content(colour).attr("media", media)
    };
    (
        (theme != Theme::Dark).then(|| colour("#fbfaf7", "(prefers-color-scheme: light)")),
        (theme != Theme::Light).then(|| colour("#0f1318", "(prefers-color-scheme: dark)")),
    )
}

/// The scripts that start islands, if the page turned out to have any.
///
/// Whether it has is known only when everything before was rendered, and parts of a page may wait for data. A stream in order
/// polls its parts in order, so a part that is not ready at the first poll is polled again after all parts before it.
fn island_scripts(options: LeptosOptions, assets: PageAssets) -> impl IntoView {
    let mut polled = false;
    let turn = std::future::poll_fn(move |context| {
        if std::mem::replace(&mut polled, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    });
    Suspend::new(async move {
        turn.await;
        assets.has_islands().then(|| view! { <HydrationScripts options=options islands=true/> })
    })
}

#[cfg(test)]
mod tests;
