//! The security contact of the connection: whom AWS writes to about the security of the accounts that Charter makes.
//! Never here: accounts that exist already. They keep what they have.

use domain::access::ChangeSecurityContact;
use domain::audit::{Event, Field};
use domain::organization::{AlternateContact, ContactFacts};
use domain::request::Refusal;

use crate::caller::Caller;
use crate::error::{Error, Result};

/// Keeps the contact for plans that are drawn from now on; four empty fields remove it. The same again changes nothing.
///
/// # Errors
/// [`Error::Invalid`] for the fields; [`Refusal::NoOrganization`] before the organization is connected.
pub async fn change(caller: &Caller, typed: &ContactFacts) -> Result<()> {
    let permit = caller.authorize(ChangeSecurityContact)?;
    let is_empty = [&typed.name, &typed.title, &typed.email, &typed.phone].iter().all(|text| text.trim().is_empty());
    let contact = if is_empty { None } else { Some(AlternateContact::parse(typed).map_err(Error::Invalid)?) };
    let mut tx = caller.means.store.write(permit).await?;
    let organization = store::organization::lock_connected(&mut tx).await?.ok_or(Refusal::NoOrganization)?;
    if organization.security_contact == contact {
        return Ok(());
    }
    store::organization::change_contact(&mut tx, organization.id, contact.as_ref()).await?;
    let mut event = Event::<ChangeSecurityContact>::about("organization", organization.id);
    for (field, text) in fields(organization.security_contact.as_ref()) {
        event = event.before(field, Field::personal(text));
    }
    for (field, text) in fields(contact.as_ref()) {
        event = event.after(field, Field::personal(text));
    }
    tx.commit(event).await?;
    Ok(())
}

fn fields(contact: Option<&AlternateContact>) -> impl Iterator<Item = (&'static str, &str)> {
    contact.into_iter().flat_map(|one| {
        [
            ("contact_name", one.name.as_str()),
            ("contact_title", one.title.as_str()),
            ("contact_email", one.email.as_str()),
            ("contact_phone", one.phone.as_str()),
        ]
    })
}
