//! TagResource, UntagResource, ListTagsForResource, and the rules of tags.
//! Never here: the meaning of a tag.

use std::collections::BTreeMap;

use control::cloud::Page;
use domain::organization::{PolicyId, TargetId, limits};

use crate::desk::{Decision, Desk, Window, wrote};
use crate::effect::Effect;
use crate::refusal::Refusal;

impl Desk<'_> {
    /// `ListTagsForResource`.
    pub(crate) fn list_tags(&self, resource: &str, window: &Window) -> Decision<Page<(String, String)>> {
        self.must_have_resource(resource)?;
        let tags = self.organization.tags.get(resource).into_iter().flatten();
        window.cut(tags.map(|(key, value)| (key.clone(), value.clone())).collect())
    }

    /// `TagResource`: adds or replaces.
    pub(crate) fn tag_resource(&self, resource: &str, tags: BTreeMap<String, String>) -> Decision<()> {
        self.must_have_resource(resource)?;
        let others =
            self.organization.tags.get(resource).map_or(0, |own| own.keys().filter(|key| !tags.contains_key(*key)).count());
        check(&tags, others)?;
        wrote(Effect::Tag { organization: self.organization.management_account.clone(), resource: resource.to_owned(), tags })
    }

    /// `UntagResource`: a missing key is no error.
    pub(crate) fn untag_resource(&self, resource: &str, keys: Vec<String>) -> Decision<()> {
        self.must_have_resource(resource)?;
        wrote(Effect::Untag { organization: self.organization.management_account.clone(), resource: resource.to_owned(), keys })
    }

    fn must_have_resource(&self, resource: &str) -> Result<(), Refusal> {
        let is_policy = || resource.parse::<PolicyId>().is_ok_and(|id| self.organization.policies.contains_key(&id));
        if resource.parse::<TargetId>().is_ok_and(|target| self.organization.has_target(&target)) || is_policy() {
            return Ok(());
        }
        Err(Refusal::not_found("TargetNotFoundException", "that resource"))
    }
}

/// AWS's rules for tags, beside `others` that the resource has already.
pub(crate) fn check(tags: &BTreeMap<String, String>, others: usize) -> Result<(), Refusal> {
    let is_legal = |text: &str| text.chars().all(|c| c.is_alphanumeric() || c.is_whitespace() || "_.:/=+-@".contains(c));
    for (key, value) in tags {
        if key.to_lowercase().starts_with("aws:") {
            return Err(Refusal::invalid(
                "INVALID_SYSTEM_TAGS_PARAMETER",
                "You can't use the reserved prefix aws: in a tag key.",
            ));
        }
        if key.is_empty() || key.chars().count() > 128 || value.chars().count() > 256 || !is_legal(key) || !is_legal(value) {
            return Err(Refusal::invalid("INVALID_PATTERN", "A tag has characters or a length that are not allowed."));
        }
    }
    if tags.len() + others > limits::TAGS_PER_RESOURCE.value {
        // A quota by its name, but nothing that an administrator can raise: AWS will never take it.
        let refusal = Refusal::limit("MAX_TAG_LIMIT_EXCEEDED", "You have exceeded the number of tags allowed on the resource.");
        return Err(Refusal { reaction: domain::run::Reaction::Rejected, ..refusal });
    }
    Ok(())
}
