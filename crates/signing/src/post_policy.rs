//! The signature of an OSS PostObject form: HMAC-SHA1 over the policy text as it was sent.
//!
//! From `contract/flows.md`, "The upload is an OSS PostObject form". What the policy says, and whether it
//! expired, is the business of whoever issued it.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use subtle::ConstantTimeEq as _;

use crate::algorithm::hmac_sha1;

/// The form's `Signature` for its `policy` (base64 text).
pub fn post_policy_signature(secret: &str, policy: &str) -> String {
    BASE64_STANDARD.encode(hmac_sha1(secret.as_bytes(), policy.as_bytes()))
}

/// Whether `signature` is the policy's, compared in constant time.
pub fn verify_post_policy(secret: &str, policy: &str, signature: &str) -> bool {
    post_policy_signature(secret, policy).as_bytes().ct_eq(signature.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_own_signature_fits_a_policy() {
        // RFC 2202, test case 2, in base64.
        let signature = post_policy_signature("Jefe", "what do ya want for nothing?");
        assert_eq!(signature, "7/zfauXrL6LSdBbV8YTfnCWafHk=");
        assert!(verify_post_policy("Jefe", "what do ya want for nothing?", &signature));
        assert!(!verify_post_policy("Jefe", "what do ya want for nothing!", &signature));
        assert!(!verify_post_policy("Jeff", "what do ya want for nothing?", &signature));
        assert!(!verify_post_policy("Jefe", "what do ya want for nothing?", ""));
    }
}
