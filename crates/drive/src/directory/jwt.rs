//! Assertions: texts by which a client says, signed with its key's secret, as whom it acts (RFC 7523, RFC 7519).
//!
//! HMAC-SHA256 (`HS256`) alone is understood; `none` and everything else is refused before anything is read from
//! the claims.

use assay_types::{Secret, Timestamp};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, de::DeserializeOwned};
use sha2::Sha256;

/// The longest assertion, in bytes.
const MAX_BYTES: usize = 8192;
/// How far ahead an assertion may end, in seconds.
const MAX_AHEAD_S: i64 = 15 * 60;
/// How far clocks may differ, in seconds.
const SKEW_S: i64 = 60;
/// The longest `jti`, in bytes.
const MAX_JTI: usize = 128;

/// What an assertion claims, as far as it was checked: signature and times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claims {
    /// As which user.
    pub(super) user: String,
    /// In which domains.
    pub(super) domains: Vec<String>,
    /// Names the assertion, which serves once.
    pub(super) id: String,
    /// When it ends.
    pub(super) ends_at: Timestamp,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    #[serde(default)]
    crit: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Payload {
    sub: String,
    #[serde(default)]
    sub_type: Option<String>,
    #[serde(default)]
    iss: Option<String>,
    aud: Audience,
    exp: i64,
    #[serde(default)]
    iat: Option<i64>,
    #[serde(default)]
    nbf: Option<i64>,
    jti: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

/// Reads an assertion of a client.
///
/// # Errors
/// Why it is refused, for the client.
pub(super) fn read(
    assertion: &str,
    client_id: &str,
    secret: &Secret,
    now: Timestamp,
) -> Result<Claims, &'static str> {
    if assertion.len() > MAX_BYTES {
        return Err("it has more than 8192 bytes");
    }
    let unreadable = "it is not three parts of unpadded URL-safe base64";
    let (signed, signature) = assertion.rsplit_once('.').ok_or(unreadable)?;
    let (header, payload) = signed.split_once('.').ok_or(unreadable)?;
    let header: Header = part(header).ok_or("its header is not readable")?;
    if header.alg != "HS256" || header.crit.is_some() {
        return Err("it is not signed by HS256 alone");
    }
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| unreadable)?;
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()) else {
        unreachable!("HMAC takes a key of any length")
    };
    mac.update(signed.as_bytes());
    mac.verify_slice(&signature).map_err(|_| "its signature is not made with the access key's secret")?;
    let payload: Payload = part(payload).ok_or("its claims are not readable")?;
    check(&payload, client_id, now.as_millis() / 1000)?;
    let domains = match payload.aud {
        Audience::One(domain) => vec![domain],
        Audience::Many(domains) => domains,
    };
    let ends_at = Timestamp(payload.exp.saturating_mul(1000));
    Ok(Claims { user: payload.sub, domains, id: payload.jti, ends_at })
}

fn check(claims: &Payload, client_id: &str, now_s: i64) -> Result<(), &'static str> {
    if claims.exp <= now_s {
        return Err("it is over");
    }
    if claims.exp > now_s.saturating_add(MAX_AHEAD_S) {
        return Err("it ends more than 15 minutes from now");
    }
    let latest = now_s.saturating_add(SKEW_S);
    if claims.iat.is_some_and(|iat| iat > latest) || claims.nbf.is_some_and(|nbf| nbf > latest) {
        return Err("it is not good yet");
    }
    if claims.iss.as_deref().is_some_and(|iss| iss != client_id) {
        return Err("its iss is not client_id");
    }
    if claims.sub_type.as_deref().is_some_and(|kind| kind != "user") {
        return Err("its sub_type is not user");
    }
    if claims.jti.is_empty() || claims.jti.len() > MAX_JTI {
        return Err("its jti has not 1 to 128 bytes");
    }
    Ok(())
}

fn part<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

/// An assertion, as a client makes it.
#[cfg(test)]
pub(super) fn sign(header: &serde_json::Value, claims: &serde_json::Value, secret: &str) -> String {
    let encode = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", encode(header), encode(claims));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any key");
    mac.update(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    const NOW_S: i64 = 1_700_000_000;

    fn claims() -> Value {
        json!({ "sub": "u", "sub_type": "user", "aud": "d", "exp": NOW_S + 900, "iat": NOW_S, "jti": "1" })
    }

    fn with(change: impl FnOnce(&mut Value)) -> Value {
        let mut claims = claims();
        change(&mut claims);
        claims
    }

    fn read_signed(header: &Value, claims: &Value, secret: &str) -> Result<Claims, &'static str> {
        let assertion = sign(header, claims, secret);
        read(&assertion, "AK", &Secret::new("s".to_owned()), Timestamp(NOW_S * 1000))
    }

    #[test]
    fn the_vector_of_rfc_7515_verifies() {
        // Appendix A.1, with its key of 64 bytes taken as they are; its claims are another protocol's.
        let signed = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0\
                      dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        let key = URL_SAFE_NO_PAD
            .decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow")
            .expect("base64");
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("any key");
        mac.update(signed.as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
        assert_eq!(signature, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    }

    #[test]
    fn what_is_signed_and_in_time_is_read() {
        let header = json!({ "alg": "HS256", "typ": "JWT" });
        let read = read_signed(&header, &claims(), "s").expect("read");
        assert_eq!((read.user.as_str(), read.id.as_str()), ("u", "1"));
        assert_eq!(read.ends_at, Timestamp((NOW_S + 900) * 1000));
        let many = with(|claims| claims["aud"] = json!(["d", "e"]));
        assert_eq!(read_signed(&header, &many, "s").expect("read").domains, ["d", "e"]);
    }

    #[test]
    fn everything_else_is_refused() {
        let header = json!({ "alg": "HS256" });
        assert!(read_signed(&header, &claims(), "t").is_err(), "another secret");
        for alg in ["none", "None", "HS512", "RS256", "", "hs256"] {
            assert!(read_signed(&json!({ "alg": alg }), &claims(), "s").is_err(), "{alg}");
        }
        assert!(read_signed(&json!({ "alg": "HS256", "crit": ["b64"] }), &claims(), "s").is_err());
        for (field, value) in [
            ("exp", json!(NOW_S)),
            ("exp", json!(NOW_S + 901)),
            ("exp", json!(i64::MAX)),
            ("exp", json!("soon")),
            ("iat", json!(NOW_S + 61)),
            ("nbf", json!(NOW_S + 61)),
            ("iss", json!("other")),
            ("sub_type", json!("service")),
            ("jti", json!("")),
            ("jti", json!("x".repeat(129))),
            ("jti", Value::Null),
            ("aud", json!(1)),
            ("sub", Value::Null),
        ] {
            let claims = with(|claims| claims[field] = value.clone());
            assert!(read_signed(&header, &claims, "s").is_err(), "{field}: {value}");
        }
        let good = sign(&header, &claims(), "s");
        let (signed, _) = good.rsplit_once('.').expect("three parts");
        for bad in [format!("{signed}."), signed.to_owned(), format!("{good}="), format!(".{good}")] {
            assert!(
                read(&bad, "AK", &Secret::new("s".to_owned()), Timestamp(NOW_S * 1000)).is_err(),
                "{bad}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_text_is_an_assertion(text in "[A-Za-z0-9._=-]{0,200}") {
            let now = Timestamp(NOW_S * 1000);
            prop_assert!(read(&text, "AK", &Secret::new("s".to_owned()), now).is_err());
        }
    }
}
