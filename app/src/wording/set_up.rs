//! The set-up link in words: why it opens nothing, and what is wrong with the form behind it.
//! Never here: the rules.

use control::entrance::{Shut, WorkspaceFault};

/// What happened to a link, and what to do now.
pub(crate) const fn shut_link(why: Shut) -> (&'static str, &'static str) {
    match why {
        Shut::Unknown => (
            "This page opens by a set-up link only.",
            "While an installation has no workspace, every start of charter serve prints one. It opens for one hour, once. Whoever \
             operates this installation can start charter serve again and open the link that it prints, or make a workspace by a \
             command on the server.",
        ),
        Shut::Over => (
            "This set-up link is over.",
            "It opened for one hour, or until charter serve was started again. Start charter serve again and open the link that it \
             prints now, or make the workspace by a command on the server.",
        ),
        Shut::Used => (
            "This set-up link was used.",
            "The workspace was made by it. Open the address of the workspace and sign in there. Further workspaces are made by a \
             command on the server.",
        ),
        Shut::HasWorkspace => (
            "This installation has a workspace by now.",
            "The set-up link was for the first one only. Open the address of the workspace and sign in there. Further workspaces are \
             made by a command on the server.",
        ),
    }
}

/// How the operator makes a workspace without a link.
pub(crate) const CREATE_WORKSPACE: &str = "charter workspace create acme --name \"Acme\" \\\n  --issuer https://id.example.com --client charter \\\n  --admin ana@example.com";

/// The name of the field in the form, and the sentence for it.
pub(crate) const fn workspace_fault(fault: WorkspaceFault) -> (&'static str, &'static str) {
    match fault {
        WorkspaceFault::Slug => {
            ("slug", "Enter an address of 3 to 40 characters: a to z, 0 to 9 and -, beginning with a letter, not ending with -")
        }
        WorkspaceFault::Taken => ("slug", "Enter another address: a workspace has this one already"),
        WorkspaceFault::Name => ("name", "Shorten the name to 80 characters without line breaks"),
        WorkspaceFault::Issuer => {
            ("issuer", "Enter the issuer exactly as the provider writes it: it begins with https:// and has no ? and no #")
        }
        WorkspaceFault::ClientId => {
            ("client_id", "Enter the client id that the provider gave: up to 200 characters without spaces")
        }
        WorkspaceFault::Email => ("admin_email", "Enter the e-mail of the first administrator, such as name@example.com"),
    }
}
