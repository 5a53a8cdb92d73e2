//! Signed posts: how whoever waits for something is told of it.
//!
//! A `POST` of a JSON text. Two headers prove where it comes from: [`TIMESTAMP_HEADER`], seconds since 1970, and
//! [`SIGNATURE_HEADER`], `v1=` + hex of HMAC-SHA256 over `TIMESTAMP.BODY` with a secret that both know. Whoever
//! receives it computes the same and refuses what is old. Any 2xx answers it; what else comes is a failure.

use assay_types::{Secret, Timestamp};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::{FetchError, Fetcher};

/// The header with the message's signature.
pub const SIGNATURE_HEADER: &str = "x-assay-signature";
/// The header with the time that is signed along.
pub const TIMESTAMP_HEADER: &str = "x-assay-timestamp";

impl Fetcher {
    /// Posts a JSON text to a URL, signed with `secret` as of `now`. Cancelled by dropping.
    ///
    /// # Errors
    /// As [`Self::post`]; of those, [`FetchError::is_ours`] come again however often it is tried.
    pub async fn post_signed(
        &self,
        url: &str,
        secret: &Secret,
        now: Timestamp,
        json: String,
    ) -> Result<(), FetchError> {
        let (time, signature) = sign(secret, now, &json);
        let headers = [
            ("content-type", "application/json"),
            (TIMESTAMP_HEADER, time.as_str()),
            (SIGNATURE_HEADER, signature.as_str()),
        ];
        self.post(url, &headers, json.into()).await
    }
}

/// The headers of a message: its time and its signature.
fn sign(secret: &Secret, now: Timestamp, body: &str) -> (String, String) {
    let time = now.as_millis().div_euclid(1000).to_string();
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()) else {
        unreachable!("HMAC takes a key of any length")
    };
    for part in [time.as_str(), ".", body] {
        mac.update(part.as_bytes());
    }
    (time, format!("v1={}", hex::encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_the_documented_one() {
        let signed =
            |secret: &str, body| sign(&Secret::new(secret.to_owned()), Timestamp(1_700_000_000_999), body);
        // printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac key
        let (time, signature) = signed("key", "{\"a\":1}");
        assert_eq!(time, "1700000000");
        assert_eq!(signature, "v1=a438e398bfafc57e4396bb7fc2304422f0f768e965d073ca313cb52e22e6ad03");
        // printf '1700000000.{}' | openssl dgst -sha256 -hmac secret
        let (_, signature) = signed("secret", "{}");
        assert_eq!(signature, "v1=b8569b78799ff9e3cbff0fc2d63a33a2b57f3282abd07c37ae5e8e7d79a5f163");
    }
}
