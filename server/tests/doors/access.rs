//! The table of access: every door of the site with who may come through it. A door that is not in it fails the first test; so does a
//! line without a door.
//! Never here: an exception for one role (the roles are `domain::access`'s).

use std::collections::BTreeSet;

use axum::http::Method;
use domain::access::*;
use leptos::server_fn::axum::server_fn_paths;
use server::router::{doors, pages};

/// Who may come through a door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Anyone, signed in or not.
    Anyone,
    /// Members of the workspace with that permission.
    Members(Permission),
}

/// A line of the table.
pub struct Line {
    pub method: Method,
    pub path: &'static str,
    pub who: Who,
}

/// Whoever may do `A`.
fn may<A: Action>(_: A) -> Who {
    Who::Members(A::PERMISSION)
}

/// The table: method, path, who.
pub fn table() -> Vec<Line> {
    use Who::Anyone;
    let get = |path, who| Line { method: Method::GET, path, who };
    let post = |path, who| Line { method: Method::POST, path, who };
    vec![
        get("/", Anyone),
        get("/enter", Anyone),
        get("/healthz", Anyone),
        get("/metrics", Anyone),
        get("/pkg/{hash}/{*file}", Anyone),
        get("/readyz", Anyone),
        get("/set-up", Anyone),
        post("/set-up", Anyone),
        get("/sign-in/callback", Anyone),
        get("/t/{slug}/sign-in", Anyone),
        get("/t/{slug}/sign-in/start", Anyone),
        post("/t/{slug}/sign-out", Anyone),
        post("/theme", Anyone),
        get("/t/{slug}/audit.csv", may(ExportAudit)),
        get("/t/{slug}/audit.jsonl", may(ExportAudit)),
        get("/t/{slug}/audit/{chain}/{sequence}/proof", may(ExportAudit)),
        get("/t/{workspace}", may(ViewSelf)),
        get("/t/{workspace}/requests", may(ViewRequests)),
        get("/t/{workspace}/requests/new", may(ViewSelf)),
        get("/t/{workspace}/requests/{number}", may(ViewRequests)),
        get("/t/{workspace}/requests/{number}/edit", may(ViewRequests)),
        get("/t/{workspace}/requests/{number}/check", may(ViewRequests)),
        get("/t/{workspace}/requests/{number}/review", may(ReviewRequest)),
        get("/t/{workspace}/approvals", may(ReviewRequest)),
        get("/t/{workspace}/accounts", may(ViewOrganization)),
        get("/t/{workspace}/accounts/{account}", may(ViewOrganization)),
        get("/t/{workspace}/tree", may(ViewOrganization)),
        get("/t/{workspace}/policies", may(ViewOrganization)),
        get("/t/{workspace}/policies/{policy}", may(ViewOrganization)),
        get("/t/{workspace}/audit", may(ViewAudit)),
        get("/t/{workspace}/audit/{chain}/{sequence}", may(ViewAudit)),
        get("/t/{workspace}/settings/members", may(ViewMembers)),
        get("/t/{workspace}/settings/sessions", may(ViewSelf)),
        get("/t/{workspace}/settings/connection", may(ViewConnection)),
        post("/api/requests/begin", may(SaveDraft)),
        post("/api/requests/save", may(SaveDraft)),
        post("/api/requests/discard", may(DiscardDraft)),
        post("/api/requests/submit", may(SubmitRequest)),
        post("/api/requests/withdraw", may(WithdrawRequest)),
        post("/api/requests/draw", may(DrawPlan)),
        post("/api/requests/approve", may(ApproveRequest)),
        post("/api/requests/ask-for-changes", may(AskForChanges)),
        post("/api/requests/decline", may(DeclineRequest)),
        post("/api/runs/retry", may(RetryRun)),
        post("/api/runs/skip", may(SkipStep)),
        post("/api/runs/stop", may(StopRun)),
        post("/api/members/invite", may(InviteMember)),
        post("/api/members/change", may(ChangeMember)),
        post("/api/members/create-team", may(CreateTeam)),
        post("/api/organization/prepare", may(PrepareConnection)),
        post("/api/organization/connect", may(ConnectOrganization)),
        post("/api/organization/contact", may(ChangeSecurityContact)),
        post("/api/organization/observe", may(ObserveOrganization)),
        post("/api/sessions/end", may(EndSignIn)),
        // The last, because whom it signs out comes through no door any more.
        post("/api/members/sign-out", may(SignMemberOut)),
    ]
}

/// Every door that the router has: its own, the pages, the server functions.
pub fn every_door() -> BTreeSet<String> {
    let own = doors().into_iter().map(|door| format!("{} {}", door.method, door.path));
    let pages: Vec<String> = pages()
        .iter()
        .flat_map(|page| {
            page.methods().map(|method| format!("{} {}", format!("{method:?}").to_uppercase(), page.path())).collect::<Vec<_>>()
        })
        .collect();
    let functions = server_fn_paths().map(|(path, method)| format!("{method} {path}"));
    own.chain(pages).chain(functions).collect()
}

#[test]
fn every_door_has_a_line_in_the_table_of_access_and_every_line_a_door() {
    let lines: BTreeSet<String> = table().iter().map(|line| format!("{} {}", line.method, line.path)).collect();
    assert_eq!(lines.len(), table().len(), "a door has two lines");
    let doors = every_door();
    let unlisted: Vec<_> = doors.difference(&lines).collect();
    assert!(unlisted.is_empty(), "new doors: say in the table who may come through {unlisted:?}");
    let closed: Vec<_> = lines.difference(&doors).collect();
    assert!(closed.is_empty(), "lines without a door: {closed:?}");
}
