//! A success that is not AWS's: a proxy's page with status 200. Operations without an answer's members would take it for done.
//! Never here: a check of content types (doubles of AWS send wrong ones).

use aws_sdk_organizations::config::interceptors::AfterDeserializationInterceptorContextRef;
use aws_sdk_organizations::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_organizations::error::BoxError;

/// The body is neither empty nor a JSON object.
#[derive(Debug, thiserror::Error)]
#[error("the answer is not a JSON object")]
struct NotJson;

/// Fails such answers.
#[derive(Debug)]
pub(crate) struct RefuseHtml;

impl Intercept for RefuseHtml {
    fn name(&self) -> &'static str {
        "RefuseHtml"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response();
        let body = response.body().bytes().unwrap_or_default().trim_ascii_start();
        if response.status().is_success() && !body.is_empty() && body.first() != Some(&b'{') {
            return Err(Box::new(NotJson));
        }
        Ok(())
    }
}
