//! The page loop over AWS lists: a repeated token is an error, an empty page is not the end.
//! Never here: a limit on how much is read other than against endless lists.

use std::collections::HashSet;

use domain::run::Reaction;

use crate::cloud::{CloudError, Outcome, Page};

/// Pages after which a list is taken for endless: 10,000 accounts in pages of one, or 200,000 in full pages.
pub const MOST_PAGES: usize = 10_000;

/// Reads every page.
///
/// # Errors
/// The first [`CloudError`]; class `Bug` with code `RepeatedToken` if a token comes twice, `EndlessList` beyond [`MOST_PAGES`].
pub async fn all<T, F>(operation: &'static str, mut page: impl FnMut(Option<String>) -> F) -> Result<Vec<T>, CloudError>
where
    F: Future<Output = Outcome<Page<T>>>,
{
    let mut items = Vec::new();
    let mut seen = HashSet::new();
    let mut token = None;
    loop {
        let answer = page(token).await?;
        items.extend(answer.value.items);
        let Some(next) = answer.value.next else { return Ok(items) };
        if !seen.insert(next.clone()) {
            return Err(broken(operation, "RepeatedToken", answer.aws_request));
        }
        if seen.len() > MOST_PAGES {
            return Err(broken(operation, "EndlessList", answer.aws_request));
        }
        token = Some(next);
    }
}

fn broken(operation: &'static str, code: &str, aws_request: Option<String>) -> CloudError {
    let message = "The list could not be read to its end, so nothing may be concluded from it.".to_owned();
    CloudError { operation, reaction: Reaction::Bug, code: code.to_owned(), reason: None, message, aws_request }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::Answer;

    async fn read(pages: Vec<(Vec<u8>, Option<&str>)>) -> Result<Vec<u8>, CloudError> {
        let mut pages = pages.into_iter();
        all("ListThings", |_| {
            let (items, next) = pages.next().unwrap();
            std::future::ready(Ok(Answer { value: Page { items, next: next.map(str::to_owned) }, aws_request: None }))
        })
        .await
    }

    #[tokio::test]
    async fn an_empty_page_with_a_token_is_not_the_end() {
        assert_eq!(read(vec![(vec![1], Some("a")), (vec![], Some("b")), (vec![2], None)]).await.unwrap(), [1, 2]);
    }

    #[tokio::test]
    async fn a_repeated_token_is_an_error_and_never_an_end() {
        let error = read(vec![(vec![1], Some("a")), (vec![2], Some("a"))]).await.unwrap_err();
        assert_eq!((error.code.as_str(), error.reaction), ("RepeatedToken", Reaction::Bug));
    }
}
