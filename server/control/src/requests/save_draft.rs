//! Saving what was typed, right or wrong.

use domain::access::SaveDraft;
use domain::request::AccountForm;

use crate::caller::Caller;
use crate::error::{Error, Result};
use crate::requests::{current, visible};

/// What one draft may weigh as JSON, in bytes.
const MOST_BYTES: usize = 64 * 1024;

/// Keeps the form and gives the new version. Nothing is judged here, so that nothing is lost.
///
/// # Errors
/// [`domain::request::Refusal::ChangedSince`] if it was saved elsewhere meanwhile; what was typed here is then still in the browser.
pub async fn save_draft(caller: &Caller, number: i64, version: i32, form: AccountForm) -> Result<i32> {
    let weight = serde_json::to_vec(&form).map_err(|error| Error::Bug(Box::new(error)))?.len();
    if weight > MOST_BYTES {
        let most = u32::try_from(MOST_BYTES).unwrap_or(u32::MAX);
        let problem = domain::request::Problem::TooLong { most, given: u32::try_from(weight).unwrap_or(u32::MAX) };
        return Err(Error::Invalid(vec![domain::request::FieldError::new(domain::request::FieldName::Purpose, problem)]));
    }
    let form = without_nul(form);
    let mut tx = caller.means.store.write(caller.authorize(SaveDraft)?).await?;
    let stored = visible(caller, store::requests::lock(&mut tx, number).await?)?;
    stored.request.may_edit(caller.member())?;
    current(&stored, version)?;
    let version =
        store::requests::save_form(&mut tx, stored.request.id, version, caller.member(), form.team.parse().ok(), &form).await?;
    tx.commit_unrecorded().await?;
    Ok(version)
}

/// Postgres keeps no U+0000 in text. It becomes U+FFFD, which every parser names as a character that AWS does not take.
fn without_nul(mut form: AccountForm) -> AccountForm {
    let clean = |text: &mut String| {
        if text.contains('\0') {
            *text = text.replace('\0', "\u{fffd}");
        }
    };
    for text in
        [&mut form.account_name, &mut form.root_email, &mut form.owner, &mut form.team, &mut form.purpose, &mut form.environment]
    {
        clean(text);
    }
    for row in &mut form.tags {
        clean(&mut row.key);
        clean(&mut row.value);
    }
    form
}
