//! The names of objects: which of those that clients write are safe to use.

use super::BucketError;

/// The longest key, in bytes, as in OSS.
pub(super) const KEY_MAX_BYTES: usize = 1023;

/// The longest name of a bucket, in bytes, as in OSS.
const BUCKET_MAX_BYTES: usize = 63;

/// Refuses what is no key: empty, longer than 1,023 bytes, with a NUL, or with a part that is empty, `.` or `..`
/// (which also refuses a slash at either end). Such keys exist in buckets of S3 and OSS, but not everywhere, and mean
/// something else in a folder.
pub(super) fn check_key(key: &str) -> Result<(), BucketError> {
    let is_part = |part: &str| !matches!(part, "" | "." | "..");
    // The client library trims what is around a key.
    let is_trimmed = key.trim() == key;
    if key.len() <= KEY_MAX_BYTES && is_trimmed && !key.contains('\0') && key.split('/').all(is_part) {
        Ok(())
    } else {
        Err(BucketError::Key)
    }
}

/// Refuses what no key begins with; it may be empty, and may end within a part.
pub(super) fn check_prefix(prefix: &str) -> Result<(), BucketError> {
    if prefix.len() > KEY_MAX_BYTES || prefix.contains('\0') {
        return Err(BucketError::Key);
    }
    prefix.rsplit_once('/').map_or(Ok(()), |(folder, _)| check_key(folder))
}

/// Whether this can name a bucket: letters, digits, `-`, `_` and `.`, the first a letter or a digit, 63 at most.
pub(super) fn is_bucket_name(name: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    name.len() <= BUCKET_MAX_BYTES
        && name.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric)
        && name.bytes().all(is_inner)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn keys_that_lead_elsewhere_are_refused() {
        for key in ["a", "a/b.jpg", "..a", "a../b", "图片/一.jpg", &"k".repeat(KEY_MAX_BYTES)] {
            assert!(check_key(key).is_ok(), "{key}");
        }
        let long = "k".repeat(KEY_MAX_BYTES + 1);
        for key in
            ["", "/", "/a", "a/", "a//b", ".", "..", "a/..", "../a", "a/./b", "a\0b", " a", "a\n", &long]
        {
            assert!(check_key(key).is_err(), "{key:?}");
        }
    }

    #[test]
    fn prefixes_may_end_anywhere() {
        for prefix in ["", "a", "a/", "a/b", "a/b/"] {
            assert!(check_prefix(prefix).is_ok(), "{prefix}");
        }
        for prefix in ["/", "../", "a/../b", "a//", "a\0"] {
            assert!(check_prefix(prefix).is_err(), "{prefix}");
        }
    }

    #[test]
    fn names_of_buckets() {
        assert!(is_bucket_name("photos-1.x_y") && is_bucket_name(&"b".repeat(63)));
        for name in ["", ".", "..", "-a", "a/b", "a b", &"b".repeat(64)] {
            assert!(!is_bucket_name(name), "{name}");
        }
    }

    proptest! {
        #[test]
        fn a_key_stays_below_its_folder(key in "\\PC{0,20}|[./a]{0,12}") {
            if check_key(&key).is_ok() {
                let path = std::path::Path::new(&key);
                prop_assert!(path.components().all(|part| matches!(part, std::path::Component::Normal(_))));
            }
        }
    }
}
