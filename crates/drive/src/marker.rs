//! Markers and cursors: JSON that clients carry from page to page, in the sealed form of [`assay_signing::Markers`].

use assay_types::Secret;
use serde::{Serialize, de::DeserializeOwned};

use crate::DriveError;

/// Makes and opens markers.
#[derive(Clone)]
pub(crate) struct Markers(assay_signing::Markers);

impl Markers {
    /// Markers of this installation.
    pub(crate) fn new(secret: &Secret) -> Self {
        Self(assay_signing::Markers::new(secret.expose().as_bytes()))
    }

    /// A marker for `purpose`, such as `ScanFile 1`.
    pub(crate) fn seal<T: Serialize>(&self, purpose: &str, content: &T) -> Result<String, DriveError> {
        let content = serde_json::to_vec(content)
            .map_err(|error| DriveError::Corrupt { what: "marker", why: error.to_string() })?;
        Ok(self.0.seal(purpose, content))
    }

    /// Opens a marker that was made for `purpose`.
    ///
    /// # Errors
    /// `InvalidParameter.{field}` for every other text.
    pub(crate) fn open<T: DeserializeOwned>(
        &self,
        field: &str,
        purpose: &str,
        marker: &str,
    ) -> Result<T, DriveError> {
        let content = self.0.open(purpose, marker);
        content
            .and_then(|content| serde_json::from_slice(&content).ok())
            .ok_or_else(|| DriveError::invalid(field, "it was not made by this operation for this request"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_comes_back_and_another_is_refused() {
        let markers = Markers::new(&Secret::new("s".to_owned()));
        let marker = markers.seal("ScanFile 1", &7_i64).expect("sealed");
        assert_eq!(markers.open::<i64>("marker", "ScanFile 1", &marker).expect("opens"), 7);
        let refused = markers.open::<i64>("marker", "ScanFile 2", &marker).expect_err("another purpose");
        assert!(matches!(refused, DriveError::Api(error) if error.code() == "InvalidParameter.marker"));
    }
}
