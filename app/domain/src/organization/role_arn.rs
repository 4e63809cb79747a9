//! The ARN of the role that Charter assumes in a management account, any partition.
//! Never here: whether the role exists or trusts us (only AWS knows).

use std::fmt;

use super::ids::AccountId;
use crate::request::Problem;

/// `arn:<partition>:iam::<account>:role/<path/><name>`. Source: the IAM user guide, "IAM identifiers" and "IAM and AWS STS quotas".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleArn {
    text: String,
    account: AccountId,
}

impl RoleArn {
    /// The most characters of a role's name.
    const MOST_NAME: usize = 64;
    /// The most characters of a path, both slashes counted.
    const MOST_PATH: usize = 512;

    /// Reads what a person typed.
    ///
    /// # Errors
    /// [`Problem::Missing`] or [`Problem::NotARoleArn`].
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let text = typed.trim();
        if text.is_empty() {
            return Err(Problem::Missing);
        }
        let mut parts = text.splitn(6, ':');
        let mut part = || parts.next().ok_or(Problem::NotARoleArn);
        let (arn, partition, service, region, account, resource) = (part()?, part()?, part()?, part()?, part()?, part()?);
        let is_partition =
            partition.starts_with("aws") && partition.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if arn != "arn" || !is_partition || service != "iam" || !region.is_empty() {
            return Err(Problem::NotARoleArn);
        }
        let account = account.parse().map_err(|_| Problem::NotARoleArn)?;
        let resource = resource.strip_prefix("role/").ok_or(Problem::NotARoleArn)?;
        let (path, name) = resource.rsplit_once('/').unwrap_or(("", resource));
        let is_name = (1..=Self::MOST_NAME).contains(&name.len()) && name.bytes().all(is_name_character);
        let is_path = path.len() + 2 <= Self::MOST_PATH && path.bytes().all(|b| b.is_ascii_graphic());
        if !is_name || !is_path {
            return Err(Problem::NotARoleArn);
        }
        Ok(Self { text: text.to_owned(), account })
    }

    /// The ARN.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The account that the role is in.
    pub fn account(&self) -> &AccountId {
        &self.account
    }
}

fn is_name_character(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte)
}

impl fmt::Display for RoleArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_of_any_partition_with_or_without_a_path_is_read() {
        for good in
            ["arn:aws:iam::123456789012:role/Charter", "arn:aws-us-gov:iam::000000000012:role/platform/eu/Charter_1+=,.@-"]
        {
            assert_eq!(RoleArn::parse(good).unwrap().as_str(), good);
        }
        assert_eq!(RoleArn::parse(" arn:aws-cn:iam::000000000012:role/x ").unwrap().account().as_str(), "000000000012");
    }

    #[test]
    fn what_is_not_a_role_is_refused() {
        for bad in [
            "arn:aws:iam::123456789012:user/ana",
            "arn:aws:iam:us-east-1:123456789012:role/x",
            "arn:aws:sts::123456789012:assumed-role/x/y",
            "arn:aws:iam::12:role/x",
            "arn:aws:iam::123456789012:role/",
            "arn:aws:iam::123456789012:role/a b",
            "arn:evil:iam::123456789012:role/x",
            "Charter",
        ] {
            assert_eq!(RoleArn::parse(bad), Err(Problem::NotARoleArn), "{bad}");
        }
        assert_eq!(RoleArn::parse(" "), Err(Problem::Missing));
    }
}
