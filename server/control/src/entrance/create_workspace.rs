//! Making a workspace, on the operator's command line.
//! Never here: a way to do this over HTTP.

use domain::access::{Actor, CreateWorkspace, Origin, operate};
use domain::audit::{Event, Field};
use domain::ids::TenantId;
use domain::text::is_workspace_address;
use store::workspaces::NewWorkspace;

use crate::error::Error;
use crate::means::Means;

/// What the operator gives, unparsed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkspaceForm {
    /// The address: 3 to 40 of a-z, 0-9, `-`, starting with a letter, not ending with `-`.
    pub slug: String,
    /// The name, 1 to 80 characters; the address if empty.
    pub name: String,
    /// The issuer of the identity provider, exactly as the provider writes it.
    pub issuer: String,
    /// The client id at the provider.
    pub client_id: String,
    /// The first administrator's e-mail.
    pub admin_email: String,
}

/// Why no workspace was made.
#[derive(Debug, thiserror::Error)]
pub enum NotCreated {
    /// The address is no address.
    #[error("the address must be 3 to 40 of a-z, 0-9 and '-', start with a letter and not end with '-'")]
    Slug,
    /// The address is in use.
    #[error("a workspace has this address already: choose another")]
    Taken,
    /// The name does not fit.
    #[error("the name must have 1 to 80 characters")]
    Name,
    /// The issuer is no https address (http only on a loopback host).
    #[error("the issuer must be an https:// address without query or fragment, exactly as the provider writes it")]
    Issuer,
    /// There is no client id.
    #[error("the client id must have 1 to 200 visible characters")]
    ClientId,
    /// The e-mail is none.
    #[error("the administrator's e-mail must look like name@example.com")]
    Email,
    /// Anything else.
    #[error(transparent)]
    Other(#[from] Error),
}

/// Makes a workspace whose first administrator is whoever first signs in with that verified e-mail.
///
/// # Errors
/// [`NotCreated`], each with its remedy.
pub async fn create_workspace(means: &Means, form: WorkspaceForm) -> Result<TenantId, NotCreated> {
    let new = parse(form)?;
    let tenant = TenantId::from_uuid(means.uuid());
    let permit = operate(tenant, Actor::Operator, Origin::default(), CreateWorkspace).map_err(Error::from)?;
    let mut tx = means.store.write(permit).await.map_err(Error::from)?;
    let member = match store::workspaces::insert(&mut tx, &new).await {
        Err(error) if error.is_conflict_on("workspace_pk") => return Err(NotCreated::Taken),
        other => other.map_err(Error::from)?,
    };
    let event = Event::about("workspace", tenant)
        .after("slug", Field::public(new.slug))
        .after("name", Field::public(new.name))
        .after("issuer", Field::public(new.issuer))
        .after("client_id", Field::public(new.client_id))
        .after("administrator", Field::public(member.to_string()))
        .after("administrator_email", Field::personal(new.admin_email));
    tx.commit(event).await.map_err(Error::from)?;
    Ok(tenant)
}

fn parse(form: WorkspaceForm) -> Result<NewWorkspace, NotCreated> {
    let slug = form.slug.trim().to_owned();
    if !is_workspace_address(&slug) {
        return Err(NotCreated::Slug);
    }
    let name = if form.name.trim().is_empty() { slug.clone() } else { form.name.trim().to_owned() };
    if name.chars().count() > 80 || name.chars().any(char::is_control) {
        return Err(NotCreated::Name);
    }
    let issuer = form.issuer.trim().to_owned();
    let rest = issuer.strip_prefix("https://").or_else(|| issuer.strip_prefix("http://"));
    let visible = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    if !rest.is_some_and(|rest| visible(rest) && !rest.contains(['?', '#', '@', '\\']) && !rest.starts_with('/')) {
        return Err(NotCreated::Issuer);
    }
    let client_id = form.client_id.trim().to_owned();
    if !visible(&client_id) || client_id.len() > 200 {
        return Err(NotCreated::ClientId);
    }
    let admin_email = form.admin_email.trim().to_ascii_lowercase();
    let parts = admin_email.split_once('@');
    let is_email = parts.is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.') && !domain.contains('@'));
    if !is_email || admin_email.len() > 254 || admin_email.chars().any(|next| next.is_whitespace() || next.is_control()) {
        return Err(NotCreated::Email);
    }
    Ok(NewWorkspace { slug, name, issuer, client_id, admin_email })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> WorkspaceForm {
        WorkspaceForm {
            slug: "acme".into(),
            name: String::new(),
            issuer: "https://id.example.com/".into(),
            client_id: "charter".into(),
            admin_email: "Ana@Example.com".into(),
        }
    }

    #[test]
    fn a_workspace_without_a_name_is_called_by_its_address() {
        let new = parse(form()).unwrap();
        assert_eq!((new.name.as_str(), new.admin_email.as_str()), ("acme", "ana@example.com"));
        assert_eq!(new.issuer, "https://id.example.com/", "an issuer is kept letter by letter");
    }

    #[test]
    fn every_field_is_checked_before_anything_is_written() {
        for slug in ["ac", "Acme", "1acme", "acme-", "ac me", "a".repeat(41).as_str(), "ac/me", ""] {
            assert!(matches!(parse(WorkspaceForm { slug: slug.into(), ..form() }), Err(NotCreated::Slug)), "{slug:?}");
        }
        for issuer in [
            "",
            "id.example.com",
            "ftp://a",
            "https://",
            "https:///x",
            "https://a?b",
            "https://a#b",
            "https://u@a",
            "https://a b",
        ] {
            assert!(matches!(parse(WorkspaceForm { issuer: issuer.into(), ..form() }), Err(NotCreated::Issuer)), "{issuer:?}");
        }
        for email in ["", "ana", "@example.com", "ana@", "ana@local", "a b@example.com", "a@b@c.example"] {
            assert!(matches!(parse(WorkspaceForm { admin_email: email.into(), ..form() }), Err(NotCreated::Email)), "{email:?}");
        }
        assert!(matches!(parse(WorkspaceForm { client_id: " ".into(), ..form() }), Err(NotCreated::ClientId)));
        assert!(matches!(parse(WorkspaceForm { name: "x".repeat(81), ..form() }), Err(NotCreated::Name)));
    }
}
