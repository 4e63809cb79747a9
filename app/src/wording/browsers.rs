//! What a browser calls itself, as a person would.
//! Never here: a decision; whoever sends it can write anything.

/// A browser and its system in a few words, as far as the text says so (RFC 9110 §10.1.5: it is whatever the sender writes).
pub(crate) fn browser(agent: Option<&str>) -> String {
    let Some(agent) = agent else { return "Unknown browser".to_owned() };
    // Each of these also says that it is the ones below it.
    let names = [("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];
    let systems = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];
    let known = |list: &[(&str, &'static str)]| list.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    match (known(&names), known(&systems)) {
        (Some(name), Some(system)) => format!("{name} on {system}"),
        (Some(name), None) => name.to_owned(),
        (None, _) => {
            let short: String = agent.chars().take(40).collect();
            if short.len() < agent.len() { format!("{short}…") } else { short }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::browser;

    #[test]
    fn the_name_that_only_this_browser_says_wins() {
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";
        assert_eq!(browser(Some(chrome)), "Chrome on Linux");
        assert_eq!(
            browser(Some(&format!("{chrome} Edg/141.0.0.0").replace("X11; Linux x86_64", "Windows NT 10.0"))),
            "Edge on Windows"
        );
        let safari =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1";
        assert_eq!(browser(Some(safari)), "Safari on iPhone");
    }

    #[test]
    fn what_is_no_known_browser_is_shown_as_it_calls_itself_and_short() {
        assert_eq!(browser(Some("curl/8.5.0")), "curl/8.5.0");
        assert_eq!(browser(Some(&"x".repeat(300))).chars().count(), 41);
        assert_eq!(browser(None), "Unknown browser");
    }
}
