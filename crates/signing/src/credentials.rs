//! What a request claims about its caller: read before anything is believed.

use crate::{
    Claim, Hash, Scheme, SignedRequest,
    claim::{Acs3, Acs4, Proof},
    date,
    request::HeaderText,
};

/// Characters of a nonce (contract, section 7).
const NONCE_LEN: std::ops::RangeInclusive<usize> = 8..=128;
/// Names in SignedHeaders; clients send a dozen.
const SIGNED_HEADERS_MAX: usize = 64;
/// What an ACS3 signature has to cover at least (contract, section 3).
const ACS3_SIGNED: [&str; 6] =
    ["host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce", "x-acs-version"];

const ACTION: &str = "x-acs-action";
const CONTENT_SHA256: &str = "x-acs-content-sha256";
const CONTENT_SM3: &str = "x-acs-content-sm3";
const DATE: &str = "date";
const ACS_DATE: &str = "x-acs-date";
const NONCE: &str = "x-acs-signature-nonce";
const SECURITY_TOKEN: &str = "x-acs-security-token";
const VERSION: &str = "x-acs-version";

/// What a request brings to say who sent it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credentials<'r> {
    /// Nothing.
    Anonymous,
    /// A bearer token or API key: recognised, for the caller to look up. Never empty.
    Bearer(&'r str),
    /// A signature.
    Signed(Claim<'r>),
}

/// Credentials that are there and cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClaimError {
    /// A scheme, or a version of one, that is not verified here.
    #[error("the signature scheme is not supported")]
    UnsupportedScheme,
    /// The Authorization header does not have its scheme's form.
    #[error("the Authorization header does not conform to its scheme")]
    Malformed,
    /// A header or query parameter that the scheme needs is absent or empty.
    #[error("{0} is mandatory for this signature scheme")]
    Missing(&'static str),
    /// A header that must be there once, as text, is there twice or is not text.
    #[error("{0} must be sent once, as text")]
    Unreadable(&'static str),
    /// The time is in no form that the scheme knows.
    #[error("{0} is not a valid time")]
    InvalidTimestamp(&'static str),
    /// The nonce is shorter than 8 or longer than 128 characters.
    #[error("{0} must have 8 to 128 characters")]
    InvalidNonce(&'static str),
    /// SignedHeaders leaves out a header that must be covered.
    #[error("SignedHeaders must include {0}")]
    Unsigned(&'static str),
    /// An unsigned header says something else than the signed parameter.
    #[error("the header {0} contradicts the signed query")]
    Contradiction(&'static str),
}

impl<'r> Credentials<'r> {
    /// Reads what the request claims. A signature comes before a bearer token, and the Authorization
    /// header before everything else.
    pub fn of(request: &'r SignedRequest<'_>) -> Result<Self, ClaimError> {
        if let Some(authorization) = optional(request, "authorization")? {
            return of_authorization(request, authorization);
        }
        if request.query_text("Signature").is_some() {
            return rpc(request).map(Self::Signed);
        }
        for name in ["x-acs-bearer-token", "x-api-key"] {
            if let Some(token) = optional(request, name)? {
                return Ok(Self::Bearer(token));
            }
        }
        if request.query_text("SignatureType").is_some_and(|kind| kind == "BEARERTOKEN") {
            return non_empty(request.query_text("BearerToken"))
                .map(Self::Bearer)
                .ok_or(ClaimError::Missing("BearerToken"));
        }
        if request.query_text("AccessKeyId").is_some() {
            return Err(ClaimError::Missing("Signature"));
        }
        Ok(Self::Anonymous)
    }
}

fn of_authorization<'r>(
    request: &'r SignedRequest<'_>,
    authorization: &'r str,
) -> Result<Credentials<'r>, ClaimError> {
    let (scheme, rest) = authorization.split_once(' ').ok_or(ClaimError::Malformed)?;
    match scheme {
        "acs" => roa(request, rest),
        "ACS3-HMAC-SHA256" => acs3(request, Hash::Sha256, rest),
        "ACS3-HMAC-SM3" => acs3(request, Hash::Sm3, rest),
        "ACS4-HMAC-SHA256" => acs4(request, Hash::Sha256, rest),
        "ACS4-HMAC-SM3" => acs4(request, Hash::Sm3, rest),
        _ if scheme.eq_ignore_ascii_case("bearer") => {
            let token = non_empty(Some(rest.trim())).ok_or(ClaimError::Malformed)?;
            return Ok(Credentials::Bearer(token));
        }
        _ => return Err(ClaimError::UnsupportedScheme),
    }
    .map(Credentials::Signed)
}

fn acs3<'r>(request: &'r SignedRequest<'_>, hash: Hash, rest: &'r str) -> Result<Claim<'r>, ClaimError> {
    let (access_key_id, signed_headers, signature) = credential_parts(rest)?;
    let security_token = optional(request, SECURITY_TOKEN)?;
    let is_signed = |name: &str| signed_headers.split(';').any(|signed| signed == name);
    if let Some(name) = ACS3_SIGNED.into_iter().find(|name| !is_signed(name)) {
        return Err(ClaimError::Unsigned(name));
    }
    if security_token.is_some() && !is_signed(SECURITY_TOKEN) {
        return Err(ClaimError::Unsigned(SECURITY_TOKEN));
    }
    for name in [ACTION, VERSION] {
        required(request, name)?;
    }
    Ok(Claim {
        scheme: Scheme::Acs3(hash),
        access_key_id,
        security_token,
        nonce: nonce(required(request, NONCE)?, NONCE)?,
        timestamp_ms: iso(required(request, ACS_DATE)?, ACS_DATE)?,
        signature,
        proof: Proof::Acs3(Acs3 { hash, signed_headers, payload: required(request, CONTENT_SHA256)? }),
    })
}

fn acs4<'r>(request: &'r SignedRequest<'_>, hash: Hash, rest: &'r str) -> Result<Claim<'r>, ClaimError> {
    let (credential, signed_headers, signature) = credential_parts(rest)?;
    let mut parts = credential.split('/');
    let mut part = || parts.next().ok_or(ClaimError::Malformed);
    let (access_key_id, date, region) = (part()?, part()?, part()?);
    if (part()?, part()?) != ("pds", "aliyun_v4_request") || part().is_ok() {
        return Err(ClaimError::Malformed);
    }
    // The x-acs-* lines of the canonical form are all there are, so SignedHeaders can only agree.
    if !signed_headers.split(';').eq(request.acs_header_names()) {
        return Err(ClaimError::Unsigned("every x-acs-* header"));
    }
    let timestamp_ms = match optional(request, ACS_DATE)? {
        Some(text) => iso(text, ACS_DATE)?,
        None => rfc1123(required(request, DATE)?)?,
    };
    let content_header = match hash {
        Hash::Sha256 => CONTENT_SHA256,
        Hash::Sm3 => CONTENT_SM3,
    };
    let payload = required(request, content_header)?;
    Ok(Claim {
        scheme: Scheme::Acs4(hash),
        access_key_id: non_empty(Some(access_key_id)).ok_or(ClaimError::Malformed)?,
        security_token: optional(request, SECURITY_TOKEN)?,
        nonce: nonce(required(request, NONCE)?, NONCE)?,
        timestamp_ms,
        signature,
        proof: Proof::Acs4(Acs4 { hash, date, region, signed_headers, payload }),
    })
}

fn roa<'r>(request: &'r SignedRequest<'_>, rest: &'r str) -> Result<Claim<'r>, ClaimError> {
    let (access_key_id, signature) = rest.split_once(':').ok_or(ClaimError::Malformed)?;
    if access_key_id.is_empty() || signature.is_empty() {
        return Err(ClaimError::Malformed);
    }
    for (name, only) in [("x-acs-signature-method", "HMAC-SHA1"), ("x-acs-signature-version", "1.0")] {
        if optional(request, name)?.is_some_and(|value| value != only) {
            return Err(ClaimError::UnsupportedScheme);
        }
    }
    Ok(Claim {
        scheme: Scheme::Roa,
        access_key_id,
        security_token: optional(request, SECURITY_TOKEN)?,
        nonce: nonce(required(request, NONCE)?, NONCE)?,
        timestamp_ms: rfc1123(required(request, DATE)?)?,
        signature,
        proof: Proof::Roa,
    })
}

fn rpc<'r>(request: &'r SignedRequest<'_>) -> Result<Claim<'r>, ClaimError> {
    // The path is not signed, so only the one that RPC calls have can be meant.
    if request.path != "/" {
        return Err(ClaimError::UnsupportedScheme);
    }
    let text = |name: &'static str| non_empty(request.query_text(name)).ok_or(ClaimError::Missing(name));
    for (name, only) in [("SignatureMethod", "HMAC-SHA1"), ("SignatureVersion", "1.0")] {
        if text(name)? != only {
            return Err(ClaimError::UnsupportedScheme);
        }
    }
    for (header, name) in [(ACTION, "Action"), (VERSION, "Version")] {
        let signed = text(name)?;
        if optional(request, header)?.is_some_and(|unsigned| unsigned != signed) {
            return Err(ClaimError::Contradiction(header));
        }
    }
    Ok(Claim {
        scheme: Scheme::Rpc,
        access_key_id: text("AccessKeyId")?,
        security_token: non_empty(request.query_text("SecurityToken")),
        nonce: nonce(text("SignatureNonce")?, "SignatureNonce")?,
        timestamp_ms: iso(text("Timestamp")?, "Timestamp")?,
        signature: text("Signature")?,
        proof: Proof::Rpc,
    })
}

/// `Credential=…,SignedHeaders=…,Signature=…`. Read from the end, because the date of an ACS4 credential
/// may hold commas and spaces.
fn credential_parts(rest: &str) -> Result<(&str, &str, &str), ClaimError> {
    let parts = rest.strip_prefix("Credential=").and_then(|rest| {
        let (rest, signature) = rest.rsplit_once(",Signature=")?;
        let (credential, signed_headers) = rest.rsplit_once(",SignedHeaders=")?;
        Some((credential, signed_headers, signature))
    });
    let parts @ (credential, signed_headers, signature) = parts.ok_or(ClaimError::Malformed)?;
    let too_many = signed_headers.split(';').count() > SIGNED_HEADERS_MAX;
    if credential.is_empty() || signed_headers.is_empty() || signature.is_empty() || too_many {
        return Err(ClaimError::Malformed);
    }
    Ok(parts)
}

fn optional<'a>(request: &SignedRequest<'a>, name: &'static str) -> Result<Option<&'a str>, ClaimError> {
    match request.header_text(name) {
        HeaderText::Absent => Ok(None),
        HeaderText::Text(text) => Ok(Some(text)),
        HeaderText::Unreadable => Err(ClaimError::Unreadable(name)),
    }
}

fn required<'a>(request: &SignedRequest<'a>, name: &'static str) -> Result<&'a str, ClaimError> {
    optional(request, name)?.ok_or(ClaimError::Missing(name))
}

fn non_empty(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

fn nonce<'a>(text: &'a str, name: &'static str) -> Result<&'a str, ClaimError> {
    if NONCE_LEN.contains(&text.chars().count()) { Ok(text) } else { Err(ClaimError::InvalidNonce(name)) }
}

fn iso(text: &str, name: &'static str) -> Result<i64, ClaimError> {
    date::iso8601_ms(text).ok_or(ClaimError::InvalidTimestamp(name))
}

fn rfc1123(text: &str) -> Result<i64, ClaimError> {
    date::rfc1123_ms(text).ok_or(ClaimError::InvalidTimestamp(DATE))
}
