//! Makes a demo's workspace, teams, people and connection, through the use cases: real rows, real events. Each step is left out
//! if it was done, so that a start that was cut off goes on where it stopped.
//! Never here: SQL.

use control::entrance::{IdentityClaims, SignInOutcome, WorkspaceForm, complete_sign_in, create_workspace, sign_out};
use control::{Caller, Error, Means, Visitor, members, organization};
use domain::access::{Origin, Role};
use domain::ids::TenantId;
use domain::organization::{AccountId, ContactFacts};

use super::DemoError;
use super::people::{CLIENT_ID, Person, WORKSPACES, Workspace};
use super::requests;

/// Makes what is missing.
pub async fn seed(means: &Means, workspace: &Workspace, issuer: &str) -> Result<(), DemoError> {
    let made = make(means, workspace, issuer).await;
    if let Err(error) = &made {
        tracing::error!(workspace = workspace.slug, ?error, "the demo could not be seeded");
    }
    made
}

async fn make(means: &Means, workspace: &Workspace, issuer: &str) -> Result<(), DemoError> {
    let Some((administrator, others)) = workspace.people.split_first() else { return Ok(()) };
    let found = means.store.tenant_of(workspace.slug).await.map_err(|error| DemoError::Seed(error.into()))?;
    let tenant = match found {
        Some(tenant) => tenant,
        None => create_workspace(means, form(workspace, administrator, issuer)).await?,
    };
    let caller = caller_of(means, workspace, tenant, issuer, administrator).await.map_err(DemoError::Seed)?;
    people(&caller, workspace, others).await.map_err(DemoError::Seed)?;
    for person in others.iter().filter(|person| person.has_signed_in) {
        let person = caller_of(means, workspace, tenant, issuer, person).await.map_err(DemoError::Seed)?;
        sign_out(&person).await.map_err(DemoError::Seed)?;
    }
    connect(&caller, workspace).await.map_err(DemoError::Seed)?;
    sign_out(&caller).await.map_err(DemoError::Seed)?;
    if !workspace.has_requests {
        return Ok(());
    }
    let signed_in = |role: Role| others.iter().find(move |person| person.has_signed_in && person.roles == [role]);
    if let (Some(requester), Some(approver)) = (signed_in(Role::Requester), signed_in(Role::Approver)) {
        let requester = caller_of(means, workspace, tenant, issuer, requester).await.map_err(DemoError::Seed)?;
        let approver = caller_of(means, workspace, tenant, issuer, approver).await.map_err(DemoError::Seed)?;
        requests::seed(&requester, &approver).await.map_err(DemoError::Seed)?;
        for caller in [requester, approver] {
            sign_out(&caller).await.map_err(DemoError::Seed)?;
        }
    }
    Ok(())
}

fn form(workspace: &Workspace, administrator: &Person, issuer: &str) -> WorkspaceForm {
    WorkspaceForm {
        slug: workspace.slug.to_owned(),
        name: workspace.name.to_owned(),
        issuer: issuer.to_owned(),
        client_id: CLIENT_ID.to_owned(),
        admin_email: administrator.email.to_owned(),
    }
}

async fn people(caller: &Caller, workspace: &Workspace, others: &[Person]) -> Result<(), Error> {
    let known = members::list(caller).await?;
    for team in workspace.teams {
        if !known.teams.iter().any(|row| row.name == *team) {
            members::create_team(caller, team).await?;
        }
    }
    let known = members::list(caller).await?;
    for person in others.iter().filter(|person| !person.roles.is_empty()) {
        if known.members.iter().any(|row| row.email == person.email) {
            continue;
        }
        let team = known.teams.iter().find(|row| Some(row.name.as_str()) == person.team).map_or("", |row| row.id.as_str());
        let roles = person.roles.iter().map(ToString::to_string).collect();
        members::invite(caller, person.email, roles, team).await?;
    }
    Ok(())
}

async fn connect(caller: &Caller, workspace: &Workspace) -> Result<(), Error> {
    if organization::connection::show(caller).await?.aws_organization_id.is_some() {
        return Ok(());
    }
    let Some(account) = management_account(workspace) else { return Ok(()) };
    organization::connect::prepare(caller).await?;
    let role = format!("arn:aws:iam::{account}:role/CharterControl");
    organization::connect::connect(caller, &role, workspace.email_pattern).await?;
    let Some(contact) = workspace.security_contact else { return Ok(()) };
    let [name, title, email, phone] = contact.map(str::to_owned);
    organization::contact::change(caller, &ContactFacts { name, title, email, phone }).await
}

/// The management account of the workspace's organization in the simulated AWS.
fn management_account(workspace: &Workspace) -> Option<AccountId> {
    let place = WORKSPACES.iter().position(|one| one.slug == workspace.slug)?;
    simulator::seed_demo().into_iter().nth(place).map(|seed| seed.management_account)
}

/// The person as a caller: signs in through the use case, as the callback does after verifying the token.
///
/// # Errors
/// [`Error::SignIn`] if the person is not let in.
pub async fn caller_of(
    means: &Means,
    workspace: &Workspace,
    tenant: TenantId,
    issuer: &str,
    person: &Person,
) -> Result<Caller, Error> {
    let claims = IdentityClaims {
        issuer: issuer.to_owned(),
        subject: person.subject.to_owned(),
        email: Some(person.email.to_owned()),
        is_email_verified: person.is_email_verified,
        name: Some(person.name.to_owned()),
        proven_at: Some(means.now()),
    };
    let SignInOutcome::In(signed_in) = complete_sign_in(means, tenant, &claims, Origin::default()).await? else {
        return Err(Error::SignIn);
    };
    let visitor = Visitor::new(means.clone(), vec![signed_in], Origin::default());
    visitor.enter(workspace.slug).await
}
