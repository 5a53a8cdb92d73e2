//! A claimed signature, and whether the key's secret really made it.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::{Hash, Scheme, SignedRequest, StringToSign, algorithm::hmac_sha1, canonical};

/// What a signed request says about itself. Nothing of it is true before [`Claim::verify`] says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim<'r> {
    /// How it is signed.
    pub scheme: Scheme,
    /// Whose secret made the signature. Never empty.
    pub access_key_id: &'r str,
    /// The token that a temporary key must come with.
    pub security_token: Option<&'r str>,
    /// Opaque, 8 to 128 characters; to be used once with each access key.
    pub nonce: &'r str,
    /// When it was signed, by the client's clock: milliseconds since the epoch.
    pub timestamp_ms: i64,
    pub(crate) signature: &'r str,
    pub(crate) proof: Proof<'r>,
}

/// What each scheme's signature takes beside the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Proof<'r> {
    Acs3(Acs3<'r>),
    Acs4(Acs4<'r>),
    Roa,
    Rpc,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Acs3<'r> {
    pub(crate) hash: Hash,
    pub(crate) signed_headers: &'r str,
    /// The hash of the body, as the client says.
    pub(crate) payload: &'r str,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Acs4<'r> {
    pub(crate) hash: Hash,
    /// As given: with the Python client ten characters of an RFC 1123 date.
    pub(crate) date: &'r str,
    pub(crate) region: &'r str,
    pub(crate) signed_headers: &'r str,
    /// The hash of the body, as the client says.
    pub(crate) payload: &'r str,
}

/// The signature, or the body that it is about, is not the one that was claimed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignatureMismatch {
    /// The body does not have the hash that the request names.
    #[error("the hash of the body is not the one in the request")]
    Body,
    /// The secret gives another signature. The string that we signed helps a client to find out why.
    #[error("the signature does not match")]
    Signature(StringToSign),
}

impl Claim<'_> {
    /// Checks the signature with the secret of [`Claim::access_key_id`], in constant time.
    pub fn verify(&self, request: &SignedRequest<'_>, secret: &str) -> Result<(), SignatureMismatch> {
        if let Some((hash, payload)) = self.payload() {
            let actual = hash.hex(request.body);
            if !bool::from(actual.as_bytes().ct_eq(payload.as_bytes())) {
                return Err(SignatureMismatch::Body);
            }
        }
        let mut candidates = self.strings_to_sign(request);
        for candidate in &candidates {
            let expected = self.signature_of(candidate, secret);
            if expected.as_bytes().ct_eq(self.signature.as_bytes()).into() {
                return Ok(());
            }
        }
        Err(SignatureMismatch::Signature(candidates.swap_remove(0)))
    }

    /// The strings of which any may have been signed. One, or two for a PDS download without a
    /// Content-Type, where one client signs a type that it does not send. Never empty.
    pub fn strings_to_sign(&self, request: &SignedRequest<'_>) -> Vec<StringToSign> {
        let name = self.scheme.name();
        match &self.proof {
            Proof::Acs3(proof) => {
                vec![canonical::acs3(request, name, proof.hash, proof.signed_headers, proof.payload)]
            }
            Proof::Acs4(proof) => canonical::content_types(request)
                .map(|content_type| {
                    let Acs4 { hash, signed_headers, payload, .. } = *proof;
                    canonical::acs4(request, name, hash, &content_type, signed_headers, payload)
                })
                .collect(),
            Proof::Roa => canonical::content_types(request)
                .map(|content_type| canonical::roa(request, &content_type))
                .collect(),
            Proof::Rpc => vec![canonical::rpc(request)],
        }
    }

    /// The signature that `secret` gives, in the scheme's text form.
    pub(crate) fn signature_of(&self, string: &StringToSign, secret: &str) -> String {
        match &self.proof {
            Proof::Acs3(proof) => hex::encode(proof.hash.hmac(secret.as_bytes(), &string.text)),
            Proof::Acs4(proof) => {
                let secret = Zeroizing::new(format!("aliyun_v4{secret}"));
                let mut key = proof.hash.hmac(secret.as_bytes(), proof.date.as_bytes());
                for step in [proof.region, "pds", "aliyun_v4_request"] {
                    key = proof.hash.hmac(&key, step.as_bytes());
                }
                hex::encode(proof.hash.hmac(&key, &string.text))
            }
            Proof::Roa => BASE64_STANDARD.encode(hmac_sha1(secret.as_bytes(), &string.text)),
            Proof::Rpc => {
                let key = Zeroizing::new(format!("{secret}&"));
                BASE64_STANDARD.encode(hmac_sha1(key.as_bytes(), &string.text))
            }
        }
    }

    fn payload(&self) -> Option<(Hash, &str)> {
        match &self.proof {
            Proof::Acs3(proof) => Some((proof.hash, proof.payload)),
            Proof::Acs4(proof) => Some((proof.hash, proof.payload)),
            Proof::Roa | Proof::Rpc => None,
        }
    }
}
