//! Completing a sign-in: a verified identity becomes a member's, or is refused; either way the access chain says so.
//! Never here: verifying a token (the claims are verified already).

use chrono::SecondsFormat;
use domain::access::{Actor, Origin, Refuse, SignIn, operate};
use domain::audit::{Event, Field};
use domain::ids::{SignInId, TenantId};
use domain::time::Timestamp;
use store::entry::Candidate;
use store::sign_in::NewSignIn;

use crate::caller::SignedIn;
use crate::error::{Error, Result};
use crate::means::Means;

/// What the provider vouches for, out of a verified ID token.
#[derive(Clone, PartialEq, Eq)]
pub struct IdentityClaims {
    /// The issuer.
    pub issuer: String,
    /// The subject; with the issuer, the identity.
    pub subject: String,
    /// The e-mail address, if there was one.
    pub email: Option<String>,
    /// Whether the provider verified the address. Without, it finds no invitation.
    pub is_email_verified: bool,
    /// The name, to be shown.
    pub name: Option<String>,
    /// When the person proved to the provider who they are (`auth_time`), if it says so.
    pub proven_at: Option<Timestamp>,
}

/// Why a verified identity may not come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInRefusal {
    /// Nobody invited this e-mail, and the identity is not bound.
    NotInvited,
    /// There is no member yet, and the provider does not say that it verified the e-mail.
    UnverifiedEmail,
    /// An administrator suspended the member.
    Suspended,
    /// The provider or what it sent could not be trusted; for the record only.
    Untrusted,
    /// A fresh proof was asked for, and the provider does not vouch for one; for the record only.
    NotProven,
}

impl SignInRefusal {
    /// The word in the record.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotInvited => "not_invited",
            Self::UnverifiedEmail => "unverified_email",
            Self::Suspended => "suspended",
            Self::Untrusted => "untrusted",
            Self::NotProven => "not_proven",
        }
    }
}

/// From where a sign-in comes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Arrival {
    /// Source address and session.
    pub origin: Origin,
    /// What the browser calls itself.
    pub agent: Option<String>,
    /// The sign-in to the same workspace that the browser had until now.
    pub replaces: Option<SignInId>,
}

impl From<Origin> for Arrival {
    fn from(origin: Origin) -> Self {
        Self { origin, ..Self::default() }
    }
}

/// The most characters that are kept of what a browser calls itself.
const AGENT: usize = 300;

/// What became of a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignInOutcome {
    /// The member is in.
    In(SignedIn),
    /// The member is not.
    Refused(SignInRefusal),
}

/// Finds the member behind the claims, binds an invitation at the first sign-in, and records it.
///
/// # Errors
/// [`Error::Busy`]; a refusal "changed since" if the member was changed at this very moment.
pub async fn complete_sign_in(
    means: &Means,
    tenant: TenantId,
    claims: &IdentityClaims,
    arrival: impl Into<Arrival>,
) -> Result<SignInOutcome> {
    let arrival = arrival.into();
    // Only ASCII is folded, as in invitations: other letters (the Kelvin sign is one) would become somebody else's address.
    let email = claims.email.as_deref().map(|email| email.trim().to_ascii_lowercase());
    // Postgres has no text with U+0000, and no provider means one.
    if [Some(claims.subject.as_str()), email.as_deref()].into_iter().flatten().any(|text| text.contains('\0')) {
        refuse_sign_in(means, tenant, None, SignInRefusal::Untrusted, arrival.origin).await?;
        return Ok(SignInOutcome::Refused(SignInRefusal::Untrusted));
    }
    let verified = email.as_deref().filter(|_| claims.is_email_verified);
    let found = means.store.find_candidate(tenant, &claims.issuer, &claims.subject, verified).await?;
    let refusal = match &found {
        None if verified.is_none() => Some(SignInRefusal::UnverifiedEmail),
        None => Some(SignInRefusal::NotInvited),
        Some(candidate) if candidate.is_suspended => Some(SignInRefusal::Suspended),
        Some(_) => None,
    };
    match (found, refusal) {
        (Some(candidate), None) => enter(means, tenant, claims, candidate, arrival).await.map(SignInOutcome::In),
        (_, refusal) => {
            let why = refusal.unwrap_or(SignInRefusal::NotInvited);
            refuse_sign_in(means, tenant, Some(claims), why, arrival.origin).await?;
            Ok(SignInOutcome::Refused(why))
        }
    }
}

async fn enter(
    means: &Means,
    tenant: TenantId,
    claims: &IdentityClaims,
    candidate: Candidate,
    arrival: Arrival,
) -> Result<SignedIn> {
    let member = candidate.member;
    let permit = operate(tenant, Actor::Member(member), arrival.origin.clone(), SignIn)?;
    let mut tx = means.store.write(permit).await?;
    let at = tx.at();
    let mut event = Event::about("member", member)
        .after("issuer", Field::public(claims.issuer.as_str()))
        .after("subject", Field::personal(claims.subject.as_str()));
    if let Some(proven_at) = claims.proven_at {
        event = event.after("proven_at", Field::public(proven_at.to_rfc3339_opts(SecondsFormat::Secs, true)));
    }
    if candidate.is_bound {
        store::sign_in::check_active(&mut tx, member).await?;
    } else {
        let name = claims.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
        let name = name.map(|name| name.chars().filter(|next| !next.is_control()).take(120).collect::<String>());
        store::sign_in::bind(&mut tx, member, &claims.issuer, &claims.subject, name.as_deref()).await?;
        event = event.before("standing", Field::public("invited")).after("standing", Field::public("active"));
        if let Some(name) = name {
            event = event.after("name", Field::personal(name));
        }
    }
    // Postgres has no text with U+0000, and a header none with a line break.
    let agent = arrival.agent.as_deref().unwrap_or_default();
    let agent: String = agent.chars().filter(|next| !next.is_control()).take(AGENT).collect();
    let new = NewSignIn {
        session: arrival.origin.session.as_deref(),
        address: arrival.origin.address.as_deref(),
        agent: Some(agent.as_str()).filter(|agent| !agent.is_empty()),
        proven_at: claims.proven_at,
        replaces: arrival.replaces,
    };
    let id = store::sign_in::begin(&mut tx, member, new).await?;
    tx.commit(event).await?;
    Ok(SignedIn { tenant, member, id, at })
}

/// Records that a sign-in was refused.
///
/// # Errors
/// [`Error::Busy`].
pub async fn refuse_sign_in(
    means: &Means,
    tenant: TenantId,
    claims: Option<&IdentityClaims>,
    why: SignInRefusal,
    origin: Origin,
) -> Result<()> {
    let permit = operate(tenant, Actor::Nobody, origin, Refuse).map_err(Error::from)?;
    let tx = means.store.write(permit).await?;
    let mut event = Event::about("workspace", tenant).after("refusal", Field::public(why.as_str()));
    if let Some(claims) = claims {
        event = event
            .after("issuer", Field::public(claims.issuer.as_str()))
            .after("subject", Field::personal(claims.subject.as_str()));
    }
    tx.commit(event).await?;
    Ok(())
}
