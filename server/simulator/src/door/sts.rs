//! STS over the Query protocol: AssumeRole and GetCallerIdentity.
//! Never here: secrets. What stands in `SecretAccessKey` is the same public text for everybody, since no signature is verified.

use std::borrow::Cow;
use std::collections::HashMap;

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::organization::AccountId;
use domain::run::Reaction;

use super::{ASSUMED, Rendered, status};
use crate::desk::read;
use crate::operations::role;
use crate::refusal::{Refusal, Trouble};
use crate::simulator::Simulator;

const XMLNS: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

/// Answers one call; `None` if the answer is lost.
pub(super) fn answer(simulator: &Simulator, caller: Option<&AccountId>, body: &[u8]) -> Option<Rendered> {
    let form: HashMap<Cow<'_, str>, Cow<'_, str>> = url::form_urlencoded::parse(body).collect();
    let member = |name: &str| form.get(name).map(AsRef::as_ref);
    let (operation, (result, request)) = match member("Action") {
        Some("AssumeRole") => ("AssumeRole", assume(simulator, &member)),
        Some("GetCallerIdentity") => ("GetCallerIdentity", identity(simulator, caller)),
        _ => ("UnknownOperation", unknown(simulator)),
    };
    let (status, body) = match result {
        Ok(inner) => {
            let metadata = format!("<ResponseMetadata><RequestId>{request}</RequestId></ResponseMetadata>");
            let result = format!("<{operation}Result>{inner}</{operation}Result>");
            (StatusCode::OK, format!("<{operation}Response xmlns=\"{XMLNS}\">{result}{metadata}</{operation}Response>"))
        }
        Err(trouble) => (status(&trouble)?, refused(&trouble, &request)),
    };
    Some(Rendered { status, content_type: "text/xml", request, body })
}

fn assume<'a>(simulator: &Simulator, member: &impl Fn(&str) -> Option<&'a str>) -> (Result<String, Trouble>, String) {
    let role_arn = member("RoleArn").unwrap_or_default();
    let session = member("RoleSessionName").unwrap_or("session");
    let seconds = member("DurationSeconds").and_then(|text| text.parse::<i64>().ok()).unwrap_or(3_600).clamp(900, 43_200);
    let (result, request) = simulator.anywhere("AssumeRole", |state, _, _| role::assume(state, role_arn, member("ExternalId")));
    // The caller's SDK compares with the machine's clock; at a scale of 1 or more the virtual clock is never behind it.
    let until = simulator.now() + TimeDelta::seconds(seconds);
    let rendered = result.map(|account| {
        let role = role_arn.rsplit('/').next().unwrap_or_default();
        format!(
            "<Credentials><AccessKeyId>{ASSUMED}{account}SIMU</AccessKeyId><SecretAccessKey>simulated</SecretAccessKey>\
             <SessionToken>simulated</SessionToken><Expiration>{}</Expiration></Credentials>\
             <AssumedRoleUser><AssumedRoleId>AROA{account}:{}</AssumedRoleId><Arn>arn:aws:sts::{account}:assumed-role/{}/{}</Arn></AssumedRoleUser>",
            until.format("%Y-%m-%dT%H:%M:%SZ"),
            text(session),
            text(role),
            text(session)
        )
    });
    (rendered, request)
}

fn identity(simulator: &Simulator, caller: Option<&AccountId>) -> (Result<String, Trouble>, String) {
    let (result, request) = simulator.anywhere("GetCallerIdentity", |state, _, _| match caller.or(state.first.as_ref()) {
        Some(account) => read(account.clone()),
        None => Err(Refusal::denied("There is no organization.")),
    });
    let rendered = result.map(|account| match caller {
        Some(_) => {
            format!("<Arn>arn:aws:sts::{account}:assumed-role/simulated/session</Arn><UserId>AROA{account}:session</UserId><Account>{account}</Account>")
        }
        None => format!("<Arn>arn:aws:iam::{account}:root</Arn><UserId>{account}</UserId><Account>{account}</Account>"),
    });
    (rendered, request)
}

fn unknown(simulator: &Simulator) -> (Result<String, Trouble>, String) {
    simulator.anywhere("UnknownOperation", |_, _, _| {
        Err(Refusal::new("InvalidAction", Reaction::Bug, "This operation is not simulated."))
    })
}

fn refused(trouble: &Trouble, request: &str) -> String {
    let (kind, code, message) = match trouble {
        Trouble::Refused(refusal) => ("Sender", refusal.code.as_str(), refusal.message.as_str()),
        Trouble::Internal | Trouble::Lost => ("Receiver", "InternalFailure", "The request processing has failed."),
    };
    let (code, message) = (text(code), text(message));
    format!(
        "<ErrorResponse xmlns=\"{XMLNS}\"><Error><Type>{kind}</Type><Code>{code}</Code><Message>{message}</Message></Error>\
         <RequestId>{request}</RequestId></ErrorResponse>"
    )
}

/// Text inside an XML element.
fn text(raw: &str) -> String {
    raw.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
