//! The check-answers page.

use domain::access::ViewRequests;
use domain::request::{EmailPattern, RootEmail};
use domain::wire::CheckView;

use crate::caller::Caller;
use crate::error::Result;
use crate::requests::{draft, visible};

/// The draft with what will be made of it.
///
/// # Errors
/// As [`super::draft`].
pub async fn check(caller: &Caller, number: i64) -> Result<CheckView> {
    let mut tx = caller.means.store.read(caller.authorize(ViewRequests)?).await?;
    let stored = visible(caller, store::requests::find(&mut tx, number).await?)?;
    stored.request.may_edit(caller.member())?;
    let draft = draft::view(&mut tx, caller, &stored).await?;
    let root_email = address(&draft.form, draft.email_pattern.as_deref());
    let team = draft.teams.iter().find(|(id, _)| *id == draft.form.team).map(|(_, name)| name.clone());
    Ok(CheckView { draft, team, root_email })
}

/// The address that a form leads to: typed, or made from the pattern.
pub(super) fn address(form: &domain::request::AccountForm, pattern: Option<&str>) -> Option<String> {
    let typed = form.root_email.trim();
    if !typed.is_empty() {
        return RootEmail::parse(typed).ok().map(String::from);
    }
    let name = domain::request::AccountName::parse(&form.account_name).ok()?;
    EmailPattern::parse(pattern?).ok()?.expand(&name).ok().map(String::from)
}
