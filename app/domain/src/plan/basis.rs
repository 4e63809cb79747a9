//! What a plan was drawn upon: the parent chain and the content of every policy that acts there or is attached by the plan.
//! Never here: quotas (a full account limit does not make an approved plan another one).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::organization::{ParentId, PolicyId};

/// One level of the parent chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    /// The root or unit.
    pub id: ParentId,
    /// Service control policies attached there, sorted.
    pub policies: Vec<PolicyId>,
}

/// The parent chain (root first) and SHA-256 of each policy's content, exactly as DescribePolicy returned it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// Root first, the chosen parent last.
    pub path: Vec<Level>,
    /// Policy id → SHA-256 of its content, hexadecimal.
    pub policies: BTreeMap<PolicyId, String>,
}

/// One difference between the basis that was shown and AWS now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moved {
    /// The parent chain is another one.
    Path {
        /// The ids that were shown.
        was: Vec<ParentId>,
        /// The ids now.
        is: Vec<ParentId>,
    },
    /// A policy was attached to a level of the path.
    Attached {
        /// Where.
        level: ParentId,
        /// Which.
        policy: PolicyId,
    },
    /// A policy was detached from a level of the path.
    Detached {
        /// Where.
        level: ParentId,
        /// Which.
        policy: PolicyId,
    },
    /// A policy's content is another one.
    Content {
        /// Which.
        policy: PolicyId,
        /// SHA-256 that was shown.
        was: String,
        /// SHA-256 now; absent if the policy is gone.
        is: Option<String>,
    },
}

impl Basis {
    /// Every difference from `self` (shown) to `now`; empty if nothing moved.
    pub fn moved(&self, now: &Basis) -> Vec<Moved> {
        let ids = |basis: &Basis| basis.path.iter().map(|level| level.id.clone()).collect::<Vec<_>>();
        let (was, is) = (ids(self), ids(now));
        let mut moved = Vec::new();
        if was != is {
            moved.push(Moved::Path { was, is });
        }
        for level in &self.path {
            let Some(current) = now.path.iter().find(|other| other.id == level.id) else { continue };
            let gone = level.policies.iter().filter(|policy| !current.policies.contains(policy));
            moved.extend(gone.map(|policy| Moved::Detached { level: level.id.clone(), policy: policy.clone() }));
            let new = current.policies.iter().filter(|policy| !level.policies.contains(policy));
            moved.extend(new.map(|policy| Moved::Attached { level: level.id.clone(), policy: policy.clone() }));
        }
        for (policy, was) in &self.policies {
            let is = now.policies.get(policy);
            let still_matters =
                is.is_some() || !moved.iter().any(|one| matches!(one, Moved::Detached { policy: gone, .. } if gone == policy));
            if is != Some(was) && still_matters {
                moved.push(Moved::Content { policy: policy.clone(), was: was.clone(), is: is.cloned() });
            }
        }
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn basis(policies: &[(&str, &str)]) -> Basis {
        let ids = policies.iter().map(|(id, _)| id.parse().unwrap()).collect();
        Basis {
            path: vec![Level { id: "r-abcd".parse().unwrap(), policies: ids }],
            policies: policies.iter().map(|(id, sha)| (id.parse().unwrap(), (*sha).to_owned())).collect(),
        }
    }

    #[test]
    fn the_same_basis_has_not_moved() {
        let one = basis(&[("p-FullAWSAccess", "aa")]);
        assert_eq!(one.moved(&one), []);
    }

    #[test]
    fn a_changed_content_and_an_attached_policy_are_both_told() {
        let shown = basis(&[("p-FullAWSAccess", "aa")]);
        let now = basis(&[("p-FullAWSAccess", "bb"), ("p-12345678", "cc")]);
        let moved = shown.moved(&now);
        assert!(matches!(&moved[0], Moved::Attached { policy, .. } if policy.as_str() == "p-12345678"));
        assert!(matches!(&moved[1], Moved::Content { was, is: Some(is), .. } if was == "aa" && is == "bb"));
        assert_eq!(moved.len(), 2);
    }

    #[test]
    fn a_detached_policy_is_told_once() {
        let shown = basis(&[("p-FullAWSAccess", "aa"), ("p-12345678", "cc")]);
        let now = basis(&[("p-FullAWSAccess", "aa")]);
        assert!(matches!(&shown.moved(&now)[..], [Moved::Detached { .. }]));
    }
}
