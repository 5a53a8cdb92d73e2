//! The signed policy of a form upload: what may be uploaded, under which key, until when.
//!
//! The shape is that of an OSS PostObject policy (Base64 of `{"expiration", "conditions"}`), because the
//! official helper sends it back as it was given. The signature is HMAC-SHA1 over the Base64 text, as OSS
//! has it; the secret is this server's own, so a client's access key never signs an upload.

use assay_signing::{post_policy_signature, verify_post_policy};
use assay_types::{Secret, Timestamp};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The longest policy text that is read; an issued one has about 300 bytes.
const POLICY_BYTES_MAX: usize = 4096;

/// Why a form upload's policy refuses it. The names are OSS's error codes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// The signature is not this server's over this policy.
    #[error("the Signature is not the one that was issued with this policy")]
    SignatureDoesNotMatch,
    /// The policy cannot be read.
    #[error("the policy is not one that was issued here")]
    InvalidPolicyDocument,
    /// The policy is over.
    #[error("Invalid according to Policy: Policy expired.")]
    Expired,
    /// A condition is not met.
    #[error("Invalid according to Policy: Policy Condition failed: {0}")]
    Condition(String),
}

/// Signs and checks policies with one secret.
#[derive(Debug, Clone)]
pub(crate) struct PolicySigner {
    secret: Secret,
}

/// A policy as it is sent: Base64 text and signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SignedPolicy {
    /// Base64 of the JSON document.
    pub(crate) policy: String,
    /// Base64 of the HMAC-SHA1 over `policy`.
    pub(crate) signature: String,
}

#[derive(Serialize, Deserialize)]
struct Document {
    expiration: String,
    conditions: Vec<Value>,
}

/// A policy that was verified: what it allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct VerifiedPolicy {
    conditions: Vec<Condition>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Condition {
    Equals { field: String, value: String },
    StartsWith { field: String, prefix: String },
    Length { min: u64, max: u64 },
}

impl PolicySigner {
    /// A signer whose secret all nodes share.
    pub(crate) fn new(secret: Secret) -> Self {
        Self { secret }
    }

    /// A policy that allows one upload of at most `max_bytes` under `key` until `expires_at`.
    pub(crate) fn issue(&self, key: &str, max_bytes: u64, expires_at: Timestamp) -> SignedPolicy {
        let document = Document {
            expiration: expires_at.to_string(),
            conditions: vec![
                serde_json::json!(["eq", "$key", key]),
                serde_json::json!(["content-length-range", 0, max_bytes]),
            ],
        };
        let policy = STANDARD.encode(serde_json::to_vec(&document).unwrap_or_default());
        let signature = post_policy_signature(self.secret.expose(), &policy);
        SignedPolicy { policy, signature }
    }

    /// Checks the signature first, then the expiry, and hands out the conditions.
    pub(crate) fn verify(
        &self,
        policy: &str,
        signature: &str,
        now: Timestamp,
    ) -> Result<VerifiedPolicy, PolicyError> {
        if policy.len() > POLICY_BYTES_MAX {
            return Err(PolicyError::InvalidPolicyDocument);
        }
        if !verify_post_policy(self.secret.expose(), policy, signature) {
            return Err(PolicyError::SignatureDoesNotMatch);
        }
        let json = STANDARD.decode(policy).map_err(|_| PolicyError::InvalidPolicyDocument)?;
        let document: Document =
            serde_json::from_slice(&json).map_err(|_| PolicyError::InvalidPolicyDocument)?;
        let expiration: jiff::Timestamp =
            document.expiration.parse().map_err(|_| PolicyError::InvalidPolicyDocument)?;
        if expiration.as_millisecond() <= now.as_millis() {
            return Err(PolicyError::Expired);
        }
        let conditions = document
            .conditions
            .iter()
            .map(|value| Condition::read(value).ok_or(PolicyError::InvalidPolicyDocument))
            .collect::<Result<_, _>>()?;
        Ok(VerifiedPolicy { conditions })
    }
}

impl VerifiedPolicy {
    /// Checks the form's fields: `field` answers with the value of a field, by lower-case name.
    pub(crate) fn check_fields(&self, field: impl Fn(&str) -> Option<String>) -> Result<(), PolicyError> {
        for condition in &self.conditions {
            let (met, name) = match condition {
                Condition::Equals { field: name, value } => (field(name).as_deref() == Some(value), name),
                Condition::StartsWith { field: name, prefix } => {
                    (field(name).is_some_and(|value| value.starts_with(prefix)), name)
                }
                Condition::Length { .. } => continue,
            };
            if !met {
                return Err(PolicyError::Condition(format!("${name}")));
            }
        }
        Ok(())
    }

    /// The range of lengths in bytes that the policy allows.
    pub(crate) fn length_range(&self) -> (u64, u64) {
        self.conditions.iter().fold((0, u64::MAX), |(low, high), condition| match condition {
            Condition::Length { min, max } => (low.max(*min), high.min(*max)),
            _ => (low, high),
        })
    }
}

impl Condition {
    /// Reads `["eq", "$field", value]`, `["starts-with", "$field", prefix]`,
    /// `["content-length-range", min, max]` or `{"field": value}`.
    fn read(value: &Value) -> Option<Self> {
        let name = |text: &str| text.strip_prefix('$').unwrap_or(text).to_ascii_lowercase();
        match value {
            Value::Array(items) => match items.as_slice() {
                [kind, low, high] if kind == "content-length-range" => {
                    Some(Self::Length { min: low.as_u64()?, max: high.as_u64()? })
                }
                [kind, field, text] if kind == "eq" => {
                    Some(Self::Equals { field: name(field.as_str()?), value: text.as_str()?.to_owned() })
                }
                [kind, field, text] if kind == "starts-with" => {
                    Some(Self::StartsWith { field: name(field.as_str()?), prefix: text.as_str()?.to_owned() })
                }
                _ => None,
            },
            Value::Object(fields) if fields.len() == 1 => {
                let (field, text) = fields.iter().next()?;
                Some(Self::Equals { field: name(field), value: text.as_str()?.to_owned() })
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp(1_795_199_764_000);

    fn signer() -> PolicySigner {
        PolicySigner::new(Secret::new("upload secret".to_owned()))
    }

    #[test]
    fn an_issued_policy_allows_just_its_key_and_length_until_it_ends() {
        let signed = signer().issue("default/2026/key", 100, NOW + Duration::from_mins(1));
        let policy = signer().verify(&signed.policy, &signed.signature, NOW).expect("issued here");
        assert_eq!(policy.length_range(), (0, 100));
        policy
            .check_fields(|name| (name == "key").then(|| "default/2026/key".to_owned()))
            .expect("its own key");
        let other = policy.check_fields(|name| (name == "key").then(|| "default/2026/other".to_owned()));
        assert_eq!(other, Err(PolicyError::Condition("$key".to_owned())));
        assert!(policy.check_fields(|_| None).is_err());
        let late = NOW + Duration::from_mins(1);
        assert_eq!(signer().verify(&signed.policy, &signed.signature, late), Err(PolicyError::Expired));
    }

    #[test]
    fn another_secret_or_another_policy_is_refused() {
        let signed = signer().issue("k", 1, NOW + Duration::from_mins(1));
        let other = PolicySigner::new(Secret::new("other".to_owned()));
        assert_eq!(
            other.verify(&signed.policy, &signed.signature, NOW),
            Err(PolicyError::SignatureDoesNotMatch)
        );
        let bigger = signer().issue("k", 2, NOW + Duration::from_mins(1));
        assert_eq!(
            signer().verify(&bigger.policy, &signed.signature, NOW),
            Err(PolicyError::SignatureDoesNotMatch)
        );
    }

    proptest! {
        #[test]
        fn no_text_is_a_policy_by_chance(policy: String, signature: String) {
            prop_assert!(signer().verify(&policy, &signature, NOW).is_err());
        }
    }
}
