//! EnableAWSServiceAccess and DisableAWSServiceAccess: trusted access of one AWS service.
//! Never here: what the service does with it.

use crate::desk::{Decision, Desk, wrote};
use crate::effect::Effect;
use crate::refusal::Refusal;

/// The service principal of account management.
pub(crate) const ACCOUNT_MANAGEMENT: &str = "account.amazonaws.com";

impl Desk<'_> {
    /// `EnableAWSServiceAccess` or `DisableAWSServiceAccess`; doing it again changes nothing.
    pub(crate) fn trust_service(&self, service: &str, is_trusted: bool) -> Decision<()> {
        let is_principal = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
        if service.is_empty() || service.len() > 128 || !service.chars().all(is_principal) {
            return Err(Refusal::invalid("INVALID_PATTERN", "ServicePrincipal does not match the required pattern."));
        }
        wrote(Effect::TrustService {
            organization: self.organization.management_account.clone(),
            service: service.to_owned(),
            is_trusted,
        })
    }
}
