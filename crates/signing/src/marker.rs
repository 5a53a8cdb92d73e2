//! Markers: texts that clients carry from page to page, good on every node and after any restart.
//!
//! A marker is its content and an HMAC-SHA256 over it, cut to 16 bytes, in unpadded URL-safe base64. The HMAC also
//! covers what the marker is for (an operation and, say, its drive), so one made for something else does not open.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

const TAG_BYTES: usize = 16;

/// Makes and opens markers.
#[derive(Clone)]
pub struct Markers {
    mac: Hmac<Sha256>,
}

impl Markers {
    /// Markers under a secret, of any length.
    pub fn new(secret: &[u8]) -> Self {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else {
            unreachable!("HMAC takes a key of any length")
        };
        mac.update(b"marker\0");
        Self { mac }
    }

    /// A marker for `purpose`, such as `ScanFile 1`.
    pub fn seal(&self, purpose: &str, mut content: Vec<u8>) -> String {
        let tag = self.tag(purpose, &content);
        content.extend_from_slice(&tag);
        URL_SAFE_NO_PAD.encode(content)
    }

    /// The content of a marker that was made for `purpose`; `None` for every other text.
    pub fn open(&self, purpose: &str, marker: &str) -> Option<Vec<u8>> {
        let mut bytes = URL_SAFE_NO_PAD.decode(marker).ok()?;
        let (content, tag) = bytes.split_last_chunk::<TAG_BYTES>()?;
        let expected = self.tag(purpose, content);
        let is_ours: bool = subtle::ConstantTimeEq::ct_eq(&expected[..], &tag[..]).into();
        let length = content.len();
        bytes.truncate(length);
        is_ours.then_some(bytes)
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

    #[test]
    fn a_marker_opens_for_its_purpose_alone() {
        let markers = Markers::new(b"s");
        let marker = markers.seal("ScanFile 1", b"7".to_vec());
        assert_eq!(markers.open("ScanFile 1", &marker).as_deref(), Some(&b"7"[..]));
        assert_eq!(markers.open("ScanFile 2", &marker), None);
        assert_eq!(Markers::new(b"t").open("ScanFile 1", &marker), None);
    }

    proptest! {
        #[test]
        fn no_altered_marker_opens(content: Vec<u8>, at in any::<prop::sample::Index>(), flip in 1_u8..) {
            let markers = Markers::new(b"s");
            let mut bytes = URL_SAFE_NO_PAD.decode(markers.seal("p", content)).expect("base64");
            let at = at.index(bytes.len());
            bytes[at] ^= flip;
            prop_assert!(markers.open("p", &URL_SAFE_NO_PAD.encode(bytes)).is_none());
        }

        #[test]
        fn no_text_makes_it_panic(text: String) {
            prop_assert!(Markers::new(b"s").open("p", &text).is_none());
        }
    }
}
