//! Identifiers, each a type of its own so that one cannot stand where another belongs.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A text that cannot be the identifier it was given for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} must be 1 to {max} of letters, digits, '-', '_' and '.'")]
pub struct IdError {
    what: &'static str,
    max: usize,
}

/// Declares an identifier that is a short, printable text.
macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $what:literal, $max:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::try_from(text.to_owned())
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                let printable = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
                if text.is_empty() || text.len() > $max || !text.bytes().all(printable) {
                    return Err(IdError { what: $what, max: $max });
                }
                Ok(Self(text))
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_id!(
    /// Who owns a thing. Tenants cannot see each other; every table leads with this.
    TenantId, "a tenant's name", 64
);
text_id!(
    /// The public half of an access key: the wire's `AccessKeyId`.
    AccessKeyId, "an access key id", 128
);

text_id!(
    /// A domain of the drive: users and drives live in one.
    DomainId, "a domain's id", 64
);
text_id!(
    /// A user of a domain, as whoever made it named it.
    UserId, "a user's id", 64
);
text_id!(
    /// A group of users, and of other groups.
    GroupId, "a group's id", 64
);

impl Default for TenantId {
    /// The tenant of the keys that the first start makes.
    fn default() -> Self {
        Self("default".to_owned())
    }
}

/// Names one request, in its reply and in the log: an upper-case UUID, as the APIs print it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RequestId(Uuid);

impl RequestId {
    /// A fresh one.
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::UpperHex::fmt(self.0.as_hyphenated(), f)
    }
}

impl Serialize for RequestId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RequestId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_id_prints_as_the_documents_do() {
        let text = RequestId::random().to_string();
        assert_eq!(text.len(), 36);
        assert_eq!(text, text.to_uppercase());
        assert_eq!(text.matches('-').count(), 4);
    }

    #[test]
    fn ids_hold_their_edges() {
        assert!("a".repeat(64).parse::<TenantId>().is_ok());
        assert!("a".repeat(65).parse::<TenantId>().is_err());
        assert!("".parse::<TenantId>().is_err());
        assert!("a/b".parse::<TenantId>().is_err());
        assert!("LTAI5t-x_y.z".parse::<AccessKeyId>().is_ok());
    }
}
