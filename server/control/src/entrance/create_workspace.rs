//! Making a workspace: on the operator's command line, and for the set-up link.
//! Never here: a way to do this over HTTP (that is `set_up`).

use domain::access::{Actor, CreateWorkspace, Origin, operate};
use domain::audit::{Event, Field};
use domain::ids::TenantId;
use domain::text::is_workspace_address;
use store::WriteTx;
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

/// What is wrong with one field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WorkspaceFault {
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
}

/// Why no workspace was made.
#[derive(Debug, thiserror::Error)]
pub enum NotCreated {
    /// Everything that is wrong with the form, in its order.
    #[error("{}", said(.0))]
    Invalid(Vec<WorkspaceFault>),
    /// Anything else.
    #[error(transparent)]
    Other(#[from] Error),
}

fn said(faults: &[WorkspaceFault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n  ")
}

/// Makes a workspace whose first administrator is whoever first signs in with that verified e-mail.
///
/// # Errors
/// [`NotCreated`], each with its remedy.
pub async fn create_workspace(means: &Means, form: WorkspaceForm) -> Result<TenantId, NotCreated> {
    let new = parse(form).map_err(NotCreated::Invalid)?;
    let tx = open(means).await?;
    write(tx, new, &[]).await
}

/// The transaction of a new tenant, as the operator.
///
/// # Errors
/// [`Error::Busy`].
pub(super) async fn open(means: &Means) -> Result<WriteTx<CreateWorkspace>, Error> {
    let permit = operate(TenantId::from_uuid(means.uuid()), Actor::Operator, Origin::default(), CreateWorkspace)?;
    Ok(means.store.write(permit).await?)
}

/// Writes the workspace with its event, to which `more` public fields are added, and commits.
///
/// # Errors
/// [`NotCreated`]; then nothing of the transaction happened.
pub(super) async fn write(
    mut tx: WriteTx<CreateWorkspace>,
    new: NewWorkspace,
    more: &[(&'static str, &'static str)],
) -> Result<TenantId, NotCreated> {
    let tenant = tx.tenant();
    let member = match store::workspaces::insert(&mut tx, &new).await {
        Err(error) if error.is_conflict_on("workspace_pk") => return Err(NotCreated::Invalid(vec![WorkspaceFault::Taken])),
        other => other.map_err(Error::from)?,
    };
    let event = Event::about("workspace", tenant)
        .after("slug", Field::public(new.slug))
        .after("name", Field::public(new.name))
        .after("issuer", Field::public(new.issuer))
        .after("client_id", Field::public(new.client_id))
        .after("administrator", Field::public(member.to_string()))
        .after("administrator_email", Field::personal(new.admin_email));
    let event = more.iter().fold(event, |event, (name, value)| event.after(name, Field::public(*value)));
    tx.commit(event).await.map_err(Error::from)?;
    Ok(tenant)
}

/// The workspace as it would be made, or everything that is wrong with the form.
pub(super) fn parse(form: WorkspaceForm) -> Result<NewWorkspace, Vec<WorkspaceFault>> {
    let mut faults = Vec::new();
    let mut check = |fault, is_right: bool| {
        if !is_right {
            faults.push(fault);
        }
    };
    let visible = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    let slug = form.slug.trim().to_owned();
    check(WorkspaceFault::Slug, is_workspace_address(&slug));
    let name = if form.name.trim().is_empty() { slug.clone() } else { form.name.trim().to_owned() };
    // Without a name of its own, what is wrong with it is the address.
    let is_named = name == slug || (name.chars().count() <= 80 && !name.chars().any(char::is_control));
    check(WorkspaceFault::Name, is_named);
    let issuer = form.issuer.trim().to_owned();
    let rest = issuer.strip_prefix("https://").or_else(|| issuer.strip_prefix("http://"));
    let is_issuer = rest.is_some_and(|rest| visible(rest) && !rest.contains(['?', '#', '@', '\\']) && !rest.starts_with('/'));
    check(WorkspaceFault::Issuer, is_issuer);
    let client_id = form.client_id.trim().to_owned();
    check(WorkspaceFault::ClientId, visible(&client_id) && client_id.len() <= 200);
    let admin_email = form.admin_email.trim().to_ascii_lowercase();
    let parts = admin_email.split_once('@');
    let is_email = parts.is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.') && !domain.contains('@'));
    let is_plain = admin_email.len() <= 254 && !admin_email.chars().any(|next| next.is_whitespace() || next.is_control());
    check(WorkspaceFault::Email, is_email && is_plain);
    if faults.is_empty() { Ok(NewWorkspace { slug, name, issuer, client_id, admin_email }) } else { Err(faults) }
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

    fn faults(form: WorkspaceForm) -> Vec<WorkspaceFault> {
        parse(form).unwrap_err()
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once_in_the_order_of_the_form() {
        use WorkspaceFault::{ClientId, Email, Issuer, Name, Slug};
        assert_eq!(
            faults(WorkspaceForm { name: "\0".into(), ..WorkspaceForm::default() }),
            [Slug, Name, Issuer, ClientId, Email]
        );
        assert_eq!(faults(WorkspaceForm::default()), [Slug, Issuer, ClientId, Email]);
        let said = NotCreated::Invalid(vec![Slug, Email]).to_string();
        assert!(said.contains("the address must") && said.contains("name@example.com"), "{said}");
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
            assert_eq!(faults(WorkspaceForm { slug: slug.into(), ..form() }), [WorkspaceFault::Slug], "{slug:?}");
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
            assert_eq!(faults(WorkspaceForm { issuer: issuer.into(), ..form() }), [WorkspaceFault::Issuer], "{issuer:?}");
        }
        for email in ["", "ana", "@example.com", "ana@", "ana@local", "a b@example.com", "a@b@c.example"] {
            assert_eq!(faults(WorkspaceForm { admin_email: email.into(), ..form() }), [WorkspaceFault::Email], "{email:?}");
        }
        assert_eq!(faults(WorkspaceForm { client_id: " ".into(), ..form() }), [WorkspaceFault::ClientId]);
        assert_eq!(faults(WorkspaceForm { name: "x".repeat(81), ..form() }), [WorkspaceFault::Name]);
    }
}
