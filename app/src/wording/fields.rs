//! What is wrong with a field, in words that say how to mend it.
//! Never here: the rules.

use domain::request::{FieldError, FieldName, Problem};

/// The sentence for one wrong field.
pub(crate) fn field_error(error: &FieldError) -> String {
    let (what, verb) = name(error.field);
    match error.problem {
        Problem::Missing => format!("{verb} {what}"),
        Problem::TooShort { least } => format!("Say more in {what}: at least {least} characters"),
        Problem::TooLong { most, given } => format!("Shorten {what} to {most} characters; it has {given}"),
        // What people are called here is no affair of AWS.
        Problem::Character(bad)
            if matches!(error.field, FieldName::Email | FieldName::Name | FieldName::ContactName | FieldName::ContactTitle) =>
        {
            format!("Remove {} from {what}", character(bad))
        }
        Problem::Character(bad) => format!("Remove {} from {what}: AWS does not take it there", character(bad)),
        Problem::NotAnEmail => format!("Enter {what} as an e-mail address, such as name@example.com"),
        Problem::NotAChoice => format!("Choose {what} from the list; what was sent is not in it"),
        Problem::Taken if error.field == FieldName::Email => {
            "Enter another e-mail: a member of this workspace has this one already".to_owned()
        }
        Problem::Taken if error.field == FieldName::Name => {
            "Enter another name: a team of this workspace has this one already".to_owned()
        }
        Problem::Taken => format!("Choose another value for {what}: an account or an open request uses this one"),
        Problem::ReservedKey => "Rename the tag: keys that begin with aws: or charter: are reserved".to_owned(),
        Problem::DuplicateKey => "Use each tag key once only".to_owned(),
        Problem::KeyMissing => "Give each tag that has a value a key too".to_owned(),
        Problem::TooMany { most } => format!("Keep {what} to {most} entries"),
        Problem::NotARoleArn => "Enter the role's ARN, such as arn:aws:iam::111122223333:role/charter".to_owned(),
        Problem::NoPlaceholder => "Put {name} once before the @, such as aws+{name}@example.com".to_owned(),
    }
}

/// What the field is called in a sentence, and what one does with it.
const fn name(field: FieldName) -> (&'static str, &'static str) {
    match field {
        FieldName::AccountName => ("the account name", "Enter"),
        FieldName::RootEmail => ("the root e-mail", "Enter"),
        FieldName::Owner => ("the owner's e-mail", "Enter"),
        FieldName::Team => ("the team", "Choose"),
        FieldName::Purpose => ("the purpose", "Describe"),
        FieldName::Environment => ("the environment", "Choose"),
        FieldName::Tags => ("the tags", "Enter"),
        FieldName::Unit => ("the OU", "Choose"),
        FieldName::Policies => ("the policies", "Choose"),
        FieldName::Comment => ("the comment: the requester needs to know why", "Write"),
        FieldName::Email => ("the e-mail", "Enter"),
        FieldName::Roles => ("a role", "Choose"),
        FieldName::RoleArn => ("the role ARN", "Enter"),
        FieldName::EmailPattern => ("the e-mail pattern", "Enter"),
        FieldName::Name => ("the name", "Enter"),
        FieldName::ContactName => ("the contact's name", "Enter"),
        FieldName::ContactTitle => ("the contact's title", "Enter"),
        FieldName::ContactEmail => ("the contact's e-mail", "Enter"),
        FieldName::ContactPhone => ("the contact's phone number", "Enter"),
    }
}

/// A character so that it can be told: what cannot be seen is named.
fn character(bad: char) -> String {
    match bad {
        ' ' => "the space".to_owned(),
        '\t' => "the tab".to_owned(),
        '\n' | '\r' => "the line break".to_owned(),
        seen if !seen.is_control() && !seen.is_whitespace() => format!("“{seen}”"),
        hidden => format!("the character U+{:04X}", u32::from(hidden)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(field: FieldName, problem: Problem) -> String {
        field_error(&FieldError::new(field, problem))
    }

    #[test]
    fn a_sentence_names_the_remedy() {
        assert_eq!(said(FieldName::AccountName, Problem::Missing), "Enter the account name");
        assert_eq!(
            said(FieldName::AccountName, Problem::TooLong { most: 50, given: 63 }),
            "Shorten the account name to 50 characters; it has 63"
        );
    }

    #[test]
    fn what_is_taken_says_by_what() {
        assert!(said(FieldName::Email, Problem::Taken).contains("a member"));
        assert!(said(FieldName::Name, Problem::Taken).contains("a team"));
        assert!(said(FieldName::AccountName, Problem::Taken).contains("an account"));
    }

    #[test]
    fn a_character_that_cannot_be_seen_is_named() {
        assert!(said(FieldName::Owner, Problem::Character('\u{0}')).contains("U+0000"));
        assert!(said(FieldName::Owner, Problem::Character('<')).contains("“<”"));
        assert!(said(FieldName::Owner, Problem::Character('\u{a0}')).contains("U+00A0"));
    }
}
