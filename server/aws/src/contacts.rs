//! Alternate contacts of member accounts, asked of the account service from the management account.
//! Never here: the management account's own contacts (AWS wants no account id for them).

use aws_sdk_account::Client;
use aws_sdk_account::operation::RequestId;
use aws_sdk_account::types::AlternateContactType;
use control::cloud::{Answer, Outcome};
use domain::organization::{AccountId, AlternateContact, ContactFacts, ContactKind};

use crate::convert::Origin;
use crate::error::classify;

fn sdk(kind: ContactKind) -> AlternateContactType {
    match kind {
        ContactKind::Billing => AlternateContactType::Billing,
        ContactKind::Operations => AlternateContactType::Operations,
        ContactKind::Security => AlternateContactType::Security,
    }
}

/// `GetAlternateContact`. AWS answers an error if there is none.
pub(crate) async fn alternate_contact(client: &Client, account: &AccountId, kind: ContactKind) -> Outcome<Option<ContactFacts>> {
    const OPERATION: &str = "GetAlternateContact";
    let call = client.get_alternate_contact().account_id(account.as_str()).alternate_contact_type(sdk(kind));
    let answer = match call.send().await.map_err(|error| classify(OPERATION, &error)) {
        Ok(answer) => answer,
        Err(error) if error.code == "ResourceNotFoundException" => {
            return Ok(Answer { value: None, aws_request: error.aws_request });
        }
        Err(error) => return Err(error),
    };
    let origin = Origin { operation: OPERATION, aws_request: answer.request_id() };
    let contact = answer.alternate_contact().ok_or_else(|| origin.lacks("alternate contact"))?;
    let text = |member: Option<&str>| member.unwrap_or_default().to_owned();
    origin.answer(Some(ContactFacts {
        name: text(contact.name()),
        title: text(contact.title()),
        email: text(contact.email_address()),
        phone: text(contact.phone_number()),
    }))
}

/// `PutAlternateContact`.
pub(crate) async fn put_alternate_contact(
    client: &Client,
    account: &AccountId,
    kind: ContactKind,
    contact: &AlternateContact,
) -> Outcome<()> {
    const OPERATION: &str = "PutAlternateContact";
    let call = client.put_alternate_contact().account_id(account.as_str()).alternate_contact_type(sdk(kind));
    let call = call.name(contact.name.as_str()).title(contact.title.as_str());
    let call = call.email_address(contact.email.as_str()).phone_number(contact.phone.as_str());
    let answer = call.send().await.map_err(|error| classify(OPERATION, &error))?;
    Origin { operation: OPERATION, aws_request: answer.request_id() }.answer(())
}
