//! An alternate contact of an account: whom AWS writes to beside the root e-mail, e.g. about security.
//! Source: the Account Management API reference, `PutAlternateContact`. Never here: whether the address can be reached.

use serde::{Deserialize, Serialize};

use crate::request::{FieldError, FieldName, Problem};

/// AWS's `AlternateContactType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum ContactKind {
    /// Invoices and payment.
    Billing,
    /// Service events.
    Operations,
    /// Abuse and security.
    Security,
}

impl ContactKind {
    /// AWS's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            ContactKind::Billing => "BILLING",
            ContactKind::Operations => "OPERATIONS",
            ContactKind::Security => "SECURITY",
        }
    }
}

/// A contact as AWS tells it: any text, because others may have written it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactFacts {
    /// The name.
    pub name: String,
    /// The title.
    pub title: String,
    /// The e-mail.
    pub email: String,
    /// The phone number.
    pub phone: String,
}

/// A name of 1-64 characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ContactName(String);

/// A title of 1-50 characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ContactTitle(String);

/// An e-mail of 1-254 characters of those that AWS takes here; other ones than for a root e-mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ContactEmail(String);

/// A phone number of 1-25 digits, spaces, parentheses, pluses and hyphens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ContactPhone(String);

fn within(typed: &str, most: u32) -> Result<&str, Problem> {
    let text = typed.trim();
    let given = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    match given {
        0 => Err(Problem::Missing),
        given if given > most => Err(Problem::TooLong { most, given }),
        _ => Ok(text),
    }
}

/// No line of a page or of a mail header breaks in it.
fn on_one_line(text: &str) -> Result<&str, Problem> {
    text.chars().find(|c| c.is_control()).map_or(Ok(text), |bad| Err(Problem::Character(bad)))
}

fn only(text: &str, is_good: impl Fn(char) -> bool) -> Result<&str, Problem> {
    text.chars().find(|c| !is_good(*c)).map_or(Ok(text), |bad| Err(Problem::Character(bad)))
}

impl ContactName {
    /// The most characters.
    pub const MOST: u32 = 64;

    /// Reads what a person typed.
    ///
    /// # Errors
    /// The [`Problem`] to show at the field.
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        Ok(Self(on_one_line(within(typed, Self::MOST)?)?.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ContactTitle {
    /// The most characters.
    pub const MOST: u32 = 50;

    /// Reads what a person typed.
    ///
    /// # Errors
    /// The [`Problem`] to show at the field.
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        Ok(Self(on_one_line(within(typed, Self::MOST)?)?.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ContactEmail {
    /// The most characters.
    pub const MOST: u32 = 254;

    /// Reads what a person typed: `[\w+=.#|!&-]+@[\w.-]+\.[\w]+` and white space around it.
    ///
    /// # Errors
    /// The [`Problem`] to show at the field.
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let text = within(typed, Self::MOST)?;
        let (local, domain) = text.split_once('@').ok_or(Problem::NotAnEmail)?;
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        only(local, |c| is_word(c) || "+=.#|!&-".contains(c))?;
        if domain.contains('@') {
            return Err(Problem::NotAnEmail);
        }
        only(domain, |c| is_word(c) || matches!(c, '.' | '-'))?;
        let is_whole = |(host, last): (&str, &str)| !host.is_empty() && !last.is_empty() && last.chars().all(is_word);
        if local.is_empty() || !domain.rsplit_once('.').is_some_and(is_whole) {
            return Err(Problem::NotAnEmail);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ContactPhone {
    /// The most characters.
    pub const MOST: u32 = 25;

    /// Reads what a person typed.
    ///
    /// # Errors
    /// The [`Problem`] to show at the field.
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let text = within(typed, Self::MOST)?;
        Ok(Self(only(text, |c| c.is_ascii_digit() || " ()+-".contains(c))?.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A contact that AWS takes, with AWS's names of its members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AlternateContact {
    /// The name.
    pub name: ContactName,
    /// The title.
    pub title: ContactTitle,
    /// The e-mail.
    #[serde(rename = "EmailAddress")]
    pub email: ContactEmail,
    /// The phone number.
    #[serde(rename = "PhoneNumber")]
    pub phone: ContactPhone,
}

impl AlternateContact {
    /// Reads what a person typed.
    ///
    /// # Errors
    /// Every field that is wrong, in the order of the form.
    pub fn parse(typed: &ContactFacts) -> Result<Self, Vec<FieldError>> {
        let wrong = |field| move |problem| FieldError::new(field, problem);
        let name = ContactName::parse(&typed.name).map_err(wrong(FieldName::ContactName));
        let title = ContactTitle::parse(&typed.title).map_err(wrong(FieldName::ContactTitle));
        let email = ContactEmail::parse(&typed.email).map_err(wrong(FieldName::ContactEmail));
        let phone = ContactPhone::parse(&typed.phone).map_err(wrong(FieldName::ContactPhone));
        match (name, title, email, phone) {
            (Ok(name), Ok(title), Ok(email), Ok(phone)) => Ok(Self { name, title, email, phone }),
            (name, title, email, phone) => {
                Err([name.err(), title.err(), email.err(), phone.err()].into_iter().flatten().collect())
            }
        }
    }

    /// Whether AWS tells this contact.
    pub fn is(&self, told: &ContactFacts) -> bool {
        self.name.0 == told.name.trim()
            && self.title.0 == told.title.trim()
            && self.email.0.eq_ignore_ascii_case(told.email.trim())
            && self.phone.0 == told.phone.trim()
    }

    /// As texts.
    pub fn facts(&self) -> ContactFacts {
        ContactFacts {
            name: self.name.0.clone(),
            title: self.title.0.clone(),
            email: self.email.0.clone(),
            phone: self.phone.0.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(name: &str, title: &str, email: &str, phone: &str) -> ContactFacts {
        ContactFacts { name: name.into(), title: title.into(), email: email.into(), phone: phone.into() }
    }

    #[test]
    fn each_field_takes_as_much_as_aws_and_no_more() {
        let fits = facts(&"n".repeat(64), &"t".repeat(50), &format!("{}@example.com", "e".repeat(242)), &"1".repeat(25));
        assert!(AlternateContact::parse(&fits).is_ok());
        let over = facts(&"n".repeat(65), &"t".repeat(51), &format!("{}@example.com", "e".repeat(243)), &"1".repeat(26));
        let errors = AlternateContact::parse(&over).unwrap_err();
        let wrong: Vec<_> = errors.iter().map(|error| (error.field, error.problem)).collect();
        assert_eq!(
            wrong,
            [
                (FieldName::ContactName, Problem::TooLong { most: 64, given: 65 }),
                (FieldName::ContactTitle, Problem::TooLong { most: 50, given: 51 }),
                (FieldName::ContactEmail, Problem::TooLong { most: 254, given: 255 }),
                (FieldName::ContactPhone, Problem::TooLong { most: 25, given: 26 }),
            ]
        );
        let errors = AlternateContact::parse(&facts("", " ", "", "\t")).unwrap_err();
        assert!(errors.len() == 4 && errors.iter().all(|error| error.problem == Problem::Missing), "{errors:?}");
    }

    #[test]
    fn an_email_is_what_awss_pattern_says() {
        for good in ["soc@example.com", " a+b=c.d#e|f!g&h-i_j@x-y.example.c0m ", "a@b_c.d"] {
            assert!(ContactEmail::parse(good).is_ok(), "{good}");
        }
        for bad in ["soc", "@example.com", "soc@", "soc@example", "soc@.com", "soc@example.", "a@b@c.d", "a@b.c-d"] {
            assert_eq!(ContactEmail::parse(bad), Err(Problem::NotAnEmail), "{bad}");
        }
        assert_eq!(ContactEmail::parse("o'neil@example.com"), Err(Problem::Character('\'')));
        assert_eq!(ContactEmail::parse("ö@example.com"), Err(Problem::Character('ö')));
    }

    #[test]
    fn a_phone_number_holds_no_letters_and_no_other_kind_of_space() {
        assert!(ContactPhone::parse("+1 (555) 010-0199").is_ok());
        assert_eq!(ContactPhone::parse("call 555"), Err(Problem::Character('c')));
        assert_eq!(ContactPhone::parse("555\u{a0}0100"), Err(Problem::Character('\u{a0}')));
    }

    #[test]
    fn a_contact_is_the_same_if_only_the_case_of_the_email_differs() {
        let contact = AlternateContact::parse(&facts("Sam", "SOC", "soc@example.com", "555")).unwrap();
        assert!(contact.is(&contact.facts()) && contact.is(&facts("Sam", "SOC", "SOC@example.com ", "555")));
        assert!(!contact.is(&facts("sam", "SOC", "soc@example.com", "555")));
        assert!(!contact.is(&facts("Sam", "SOC", "soc@example.com", "556")));
    }
}
