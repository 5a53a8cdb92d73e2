//! Hashes of whole contents, and the hash text by which a client names one.

use std::{fmt, str::FromStr};

use md5::{Digest as _, Md5};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::Sha256;

/// Declares a fixed-size digest whose text form is lower-case hex.
macro_rules! digest_type {
    ($(#[$doc:meta])* $name:ident, $bytes:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $bytes]);

        impl $name {
            /// Reads a digest from its raw bytes; `None` when there are too few or too many.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }

            /// The raw bytes.
            pub fn as_bytes(&self) -> &[u8] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = HashKeyError;

            /// Reads lower-case hex of exactly the digest's length.
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                if text.len() != $bytes * 2 || !is_lower_hex(text) {
                    return Err(HashKeyError);
                }
                let mut bytes = [0; $bytes];
                hex::decode_to_slice(text, &mut bytes).map_err(|_| HashKeyError)?;
                Ok(Self(bytes))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

digest_type!(
    /// SHA-256 of a whole content: the name under which it is stored and known.
    Sha256Digest, 32
);
digest_type!(
    /// SHA-1 of a whole content: the name that the drive's clients use. Never a proof of equality.
    Sha1Digest, 20
);
digest_type!(
    /// MD5 of a whole content. Only a name that clients use; never a proof of equality.
    Md5Digest, 16
);

fn is_lower_hex(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// A text that is not the lower-case hex of an MD5 or a SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected the lower-case hex of an MD5 (32 digits) or a SHA-256 (64 digits)")]
pub struct HashKeyError;

/// The hash by which a client names a file: the wire's `HashKey` for malware detection.
///
/// Push and poll must use the same one, so the two forms are different names of the same content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HashKey {
    /// 32 hex digits.
    Md5(Md5Digest),
    /// 64 hex digits.
    Sha256(Sha256Digest),
}

impl FromStr for HashKey {
    type Err = HashKeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.len() {
            32 => text.parse().map(Self::Md5),
            64 => text.parse().map(Self::Sha256),
            _ => Err(HashKeyError),
        }
    }
}

impl fmt::Display for HashKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Md5(digest) => digest.fmt(f),
            Self::Sha256(digest) => digest.fmt(f),
        }
    }
}

/// Everything that names one content: both digests and the length in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ContentDigest {
    /// SHA-256 of the content.
    pub sha256: Sha256Digest,
    /// MD5 of the content.
    pub md5: Md5Digest,
    /// Length in bytes.
    pub size_bytes: u64,
}

impl ContentDigest {
    /// The digests of bytes that are already in memory.
    pub fn of(bytes: &[u8]) -> Self {
        let mut hasher = ContentHasher::default();
        hasher.update(bytes);
        hasher.finish()
    }

    /// Whether `key` names this content.
    pub fn matches(&self, key: &HashKey) -> bool {
        match key {
            HashKey::Md5(md5) => *md5 == self.md5,
            HashKey::Sha256(sha256) => *sha256 == self.sha256,
        }
    }

    /// This content's name in the same form as `key` has: what a member of an archive is called when
    /// the archive was named so.
    pub fn key_like(&self, key: &HashKey) -> HashKey {
        match key {
            HashKey::Md5(_) => HashKey::Md5(self.md5),
            HashKey::Sha256(_) => HashKey::Sha256(self.sha256),
        }
    }
}

/// Computes a [`ContentDigest`] from bytes that arrive in pieces.
#[derive(Clone, Default)]
pub struct ContentHasher {
    sha256: Sha256,
    md5: Md5,
    size_bytes: u64,
}

impl ContentHasher {
    /// Takes in the next piece.
    pub fn update(&mut self, bytes: &[u8]) {
        self.sha256.update(bytes);
        self.md5.update(bytes);
        self.size_bytes += bytes.len() as u64;
    }

    /// Bytes taken in so far.
    pub fn size_bytes(&self) -> u64 {
        self.size_bytes
    }

    /// The digests of everything taken in.
    pub fn finish(self) -> ContentDigest {
        ContentDigest {
            sha256: Sha256Digest(self.sha256.finalize().into()),
            md5: Md5Digest(self.md5.finalize().into()),
            size_bytes: self.size_bytes,
        }
    }
}

impl fmt::Debug for ContentHasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContentHasher").field("size_bytes", &self.size_bytes).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_of_nothing_are_the_published_ones() {
        let digest = ContentDigest::of(b"");
        assert_eq!(digest.md5.to_string(), "d41d8cd98f00b204e9800998ecf8427e");
        assert_eq!(
            digest.sha256.to_string(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        assert_eq!(digest.size_bytes, 0);
    }

    #[test]
    fn a_hash_key_is_lower_case_hex_of_one_of_two_lengths() {
        let digest = ContentDigest::of(b"abc");
        for text in [digest.md5.to_string(), digest.sha256.to_string()] {
            let key: HashKey = text.parse().expect("a digest's own text");
            assert_eq!(key.to_string(), text);
            assert!(digest.matches(&key));
            assert_eq!(digest.key_like(&key), key);
            assert!(text.to_uppercase().parse::<HashKey>().is_err());
            assert!(text[1..].parse::<HashKey>().is_err());
        }
        assert!("".parse::<HashKey>().is_err());
        assert!("g".repeat(32).parse::<HashKey>().is_err());
    }

    proptest::proptest! {
        #[test]
        fn hashing_in_pieces_changes_nothing(bytes: Vec<u8>, cut in 0_usize..64) {
            let cut = cut.min(bytes.len());
            let mut hasher = ContentHasher::default();
            hasher.update(&bytes[..cut]);
            hasher.update(&bytes[cut..]);
            proptest::prop_assert_eq!(hasher.finish(), ContentDigest::of(&bytes));
        }
    }
}
