//! Markers and cursors: texts that clients carry from page to page, good on every node and after any restart.
//!
//! A marker is JSON and an HMAC-SHA256 over it, cut to 16 bytes, in unpadded URL-safe base64. The HMAC also covers
//! what the marker is for (an operation and, say, its drive), so one made for something else does not open.

use assay_types::Secret;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Serialize, de::DeserializeOwned};
use sha2::Sha256;

use crate::DriveError;

const TAG_BYTES: usize = 16;

/// Makes and opens markers.
#[derive(Clone)]
pub(crate) struct Markers {
    mac: Hmac<Sha256>,
}

impl Markers {
    /// Markers of this installation.
    pub(crate) fn new(secret: &Secret) -> Self {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()) else {
            unreachable!("HMAC takes a key of any length")
        };
        mac.update(b"marker\0");
        Self { mac }
    }

    /// A marker for `purpose`, such as `ScanFile 1`.
    pub(crate) fn seal<T: Serialize>(&self, purpose: &str, content: &T) -> Result<String, DriveError> {
        let mut bytes = serde_json::to_vec(content)
            .map_err(|error| DriveError::Corrupt { what: "marker", why: error.to_string() })?;
        let tag = self.tag(purpose, &bytes);
        bytes.extend_from_slice(&tag);
        Ok(URL_SAFE_NO_PAD.encode(bytes))
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
        self.read(purpose, marker)
            .ok_or_else(|| DriveError::invalid(field, "it was not made by this operation for this request"))
    }

    fn read<T: DeserializeOwned>(&self, purpose: &str, marker: &str) -> Option<T> {
        let bytes = URL_SAFE_NO_PAD.decode(marker).ok()?;
        let (content, tag) = bytes.split_last_chunk::<TAG_BYTES>()?;
        let expected = self.tag(purpose, content);
        let is_ours: bool = subtle::ConstantTimeEq::ct_eq(&expected[..], &tag[..]).into();
        is_ours.then(|| serde_json::from_slice(content).ok()).flatten()
    }

    fn tag(&self, purpose: &str, content: &[u8]) -> [u8; TAG_BYTES] {
        let mut mac = self.mac.clone();
        mac.update(purpose.as_bytes());
        mac.update(b"\0");
        mac.update(content);
        let mut tag = [0; TAG_BYTES];
        let whole = mac.finalize().into_bytes();
        for (to, from) in tag.iter_mut().zip(whole) {
            *to = from;
        }
        tag
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn markers(secret: &str) -> Markers {
        Markers::new(&Secret::new(secret.to_owned()))
    }

    #[test]
    fn a_marker_opens_for_its_purpose_alone() {
        let markers = markers("s");
        let marker = markers.seal("ScanFile 1", &7_i64).expect("sealed");
        assert_eq!(markers.open::<i64>("marker", "ScanFile 1", &marker).expect("opens"), 7);
        assert!(markers.open::<i64>("marker", "ScanFile 2", &marker).is_err());
        assert!(self::markers("t").open::<i64>("marker", "ScanFile 1", &marker).is_err());
    }

    proptest! {
        #[test]
        fn no_altered_marker_opens(content: i64, at in any::<prop::sample::Index>(), flip in 1_u8..) {
            let markers = markers("s");
            let mut bytes = URL_SAFE_NO_PAD.decode(markers.seal("p", &content).expect("sealed")).expect("base64");
            let at = at.index(bytes.len());
            bytes[at] ^= flip;
            prop_assert!(markers.open::<i64>("marker", "p", &URL_SAFE_NO_PAD.encode(bytes)).is_err());
        }

        #[test]
        fn no_text_makes_it_panic(text: String) {
            prop_assert!(markers("s").open::<i64>("marker", "p", &text).is_err());
        }
    }
}
