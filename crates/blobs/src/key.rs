//! The names under which bytes are kept. The layout is part of the stored format: it only ever grows.

use assay_types::Sha256Digest;
use uuid::Uuid;

/// Where contents are.
pub(crate) const CONTENTS: &str = "sha256";

/// Where bytes are while they arrive.
pub(crate) const TEMPORARY: &str = "tmp";

/// The name of a content: `sha256/ab/cd/<hex>`. Two levels of 256 keep every folder small.
pub(crate) fn content_key(content: &Sha256Digest) -> String {
    let hex = content.to_string();
    let (ab, rest) = hex.split_at(2);
    let (cd, _) = rest.split_at(2);
    format!("{CONTENTS}/{ab}/{cd}/{hex}")
}

/// A name that nobody else uses, for bytes on their way in.
pub(crate) fn temporary_key() -> String {
    format!("{TEMPORARY}/{}", Uuid::new_v4().as_simple())
}

#[cfg(test)]
mod tests {
    use assay_types::ContentDigest;

    use super::*;

    #[test]
    fn a_content_is_named_by_its_digest() {
        assert_eq!(
            content_key(&ContentDigest::of(b"").sha256),
            "sha256/e3/b0/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }
}
