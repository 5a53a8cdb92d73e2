//! `NextToken`s: opaque, sealed, and good for the one query whose page they end.

use assay_signing::Markers;
use assay_types::{Secret, TenantId};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};

use crate::MediaError;

/// Makes and opens tokens.
#[derive(Clone)]
pub(crate) struct Tokens(Markers);

/// What a token is good for: an operation of a tenant, and all parameters that decide what its pages hold.
pub(crate) struct Query(String);

impl Query {
    /// The pages of `operation` over `parts`, such as the project's name, the filters, the order; not the page's
    /// size, which may differ from page to page.
    pub(crate) fn new(tenant: &TenantId, operation: &str, parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            // With their lengths, so that no two lists of parts are one text.
            hash.update(part.len().to_be_bytes());
            hash.update(part.as_bytes());
        }
        Self(format!("{tenant} {operation} {}", hex::encode(hash.finalize())))
    }
}

impl Tokens {
    /// Tokens of this installation.
    pub(crate) fn new(secret: &Secret) -> Self {
        Self(Markers::new(secret.expose().as_bytes()))
    }

    /// The token that leads to what is after `position`; empty at the end.
    pub(crate) fn next<T: Serialize>(
        &self,
        query: &Query,
        position: Option<&T>,
    ) -> Result<String, MediaError> {
        let Some(position) = position else { return Ok(String::new()) };
        let content = serde_json::to_vec(position)
            .map_err(|error| MediaError::Corrupt { what: "token", why: error.to_string() })?;
        Ok(self.0.seal(&query.0, content))
    }

    /// Where a page begins; `None` for the first one, which has no token or an empty one.
    ///
    /// # Errors
    /// `InvalidArgument` for a token that this query did not make.
    pub(crate) fn position<T: DeserializeOwned>(
        &self,
        query: &Query,
        token: Option<&str>,
    ) -> Result<Option<T>, MediaError> {
        let Some(token) = token.filter(|token| !token.is_empty()) else { return Ok(None) };
        let content = self.0.open(&query.0, token);
        match content.and_then(|content| serde_json::from_slice(&content).ok()) {
            Some(position) => Ok(Some(position)),
            None => Err(MediaError::invalid("NextToken", "it was not made by this operation for this query")),
        }
    }
}

/// Cuts what was read for a page, with one more than the page holds, to the page; and the last element, where there
/// is more after it.
pub(crate) fn cut_page<T>(mut found: Vec<T>, limit: usize) -> (Vec<T>, bool) {
    let is_more = found.len() > limit;
    found.truncate(limit);
    (found, is_more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_for_its_own_query() {
        let tokens = Tokens::new(&Secret::new("s".to_owned()));
        let tenant = TenantId::default();
        let query = Query::new(&tenant, "ListDatasets", &["p", "pre"]);
        let token = tokens.next(&query, Some(&"last")).expect("sealed");
        assert_eq!(tokens.position::<String>(&query, Some(&token)).expect("opens").as_deref(), Some("last"));
        for other in [
            Query::new(&tenant, "ListProjects", &["p", "pre"]),
            Query::new(&tenant, "ListDatasets", &["ppre"]),
            Query::new(&tenant, "ListDatasets", &["pp", "re"]),
        ] {
            assert!(tokens.position::<String>(&other, Some(&token)).is_err());
        }
        assert!(tokens.position::<String>(&query, Some("x")).is_err());
        assert_eq!(tokens.position::<String>(&query, Some("")).expect("the first page"), None);
        assert_eq!(tokens.next::<String>(&query, None).expect("the end"), "");
    }

    #[test]
    fn a_page_is_cut() {
        assert_eq!(cut_page(vec![1, 2, 3], 2), (vec![1, 2], true));
        assert_eq!(cut_page(vec![1, 2], 2), (vec![1, 2], false));
    }
}
