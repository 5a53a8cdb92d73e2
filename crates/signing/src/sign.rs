//! Making signatures: what the official clients do, for tests and for calls of our own.

use crate::{
    Claim, Hash, Scheme, SignedRequest,
    claim::{Acs3, Acs4, Proof},
};

/// A request that is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingRequest {
    /// `GET`, `POST`.
    pub method: String,
    /// The path, percent-encoded as it will be sent.
    pub path: String,
    /// The query, not yet encoded.
    pub query: Vec<(String, String)>,
    /// Headers with lower-case names. ACS3 needs `host`, `x-acs-action` and `x-acs-version` in place.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl OutgoingRequest {
    /// The query, encoded as a form.
    pub fn raw_query(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.query).finish()
    }

    /// The path and the query, as a request line has them.
    pub fn target(&self) -> String {
        let query = self.raw_query();
        if query.is_empty() { self.path.clone() } else { format!("{}?{query}", self.path) }
    }

    /// The request as a verifier would see it; `raw_query` is [`OutgoingRequest::raw_query`].
    pub fn view<'a>(&'a self, raw_query: &'a str) -> SignedRequest<'a> {
        let headers = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
        SignedRequest::new(&self.method, &self.path, raw_query, headers, &self.body)
    }

    fn set_header(&mut self, name: &str, value: &str) {
        self.headers.retain(|(have, _)| have != name);
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    fn set_query(&mut self, name: &str, value: &str) {
        self.query.retain(|(have, _)| have != name);
        self.query.push((name.to_owned(), value.to_owned()));
    }

    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(have, _)| have == name).map_or("", |(_, value)| value)
    }
}

/// A key that signs, and how.
#[derive(Clone, Copy)]
pub struct Signer<'a> {
    /// How.
    pub scheme: Scheme,
    /// The key's public half.
    pub access_key_id: &'a str,
    /// The key's secret.
    pub secret: &'a str,
    /// What a temporary key comes with.
    pub security_token: Option<&'a str>,
}

impl std::fmt::Debug for Signer<'_> {
    /// Without the secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signer")
            .field("scheme", &self.scheme)
            .field("access_key_id", &self.access_key_id)
            .finish_non_exhaustive()
    }
}

impl Signer<'_> {
    /// Dates and signs `request`: adds the headers, or for RPC the query parameters, that the scheme
    /// needs, replacing those of an earlier signature. `now_ms` counts from the epoch; `nonce` must be
    /// fresh and have 8 to 128 characters.
    pub fn sign(&self, request: &mut OutgoingRequest, now_ms: i64, nonce: &str) {
        request.headers.retain(|(name, _)| name != "authorization");
        match self.scheme {
            Scheme::Acs3(hash) => self.sign_acs3(request, hash, now_ms, nonce),
            Scheme::Acs4(hash) => self.sign_acs4(request, hash, now_ms, nonce),
            Scheme::Roa => self.sign_roa(request, now_ms, nonce),
            Scheme::Rpc => self.sign_rpc(request, now_ms, nonce),
        }
    }

    fn sign_acs3(&self, request: &mut OutgoingRequest, hash: Hash, now_ms: i64, nonce: &str) {
        let payload = hash.hex(&request.body);
        request.set_header("x-acs-date", &iso8601(now_ms));
        request.set_header("x-acs-content-sha256", &payload);
        self.set_common_headers(request, nonce);
        let mut names: Vec<&str> = request.headers.iter().map(|(name, _)| name.as_str()).collect();
        names
            .retain(|name| name.starts_with("x-acs-") || matches!(*name, "host" | "content-type" | "accept"));
        names.sort_unstable();
        names.dedup();
        let signed_headers = names.join(";");
        let proof = Proof::Acs3(Acs3 { hash, signed_headers: &signed_headers, payload: &payload });
        let signature = self.signature(request, proof);
        let name = self.scheme.name();
        let key = self.access_key_id;
        let value = format!("{name} Credential={key},SignedHeaders={signed_headers},Signature={signature}");
        request.set_header("authorization", &value);
    }

    fn sign_acs4(&self, request: &mut OutgoingRequest, hash: Hash, now_ms: i64, nonce: &str) {
        const REGION: &str = "center";
        let payload = hash.hex(&request.body);
        let date = iso8601(now_ms);
        let day: String = date.chars().filter(char::is_ascii_digit).take(8).collect();
        request.set_header("date", &rfc1123(now_ms));
        request.set_header("x-acs-date", &date);
        let content_header = match hash {
            Hash::Sha256 => "x-acs-content-sha256",
            Hash::Sm3 => "x-acs-content-sm3",
        };
        request.set_header(content_header, &payload);
        self.set_common_headers(request, nonce);
        let signed_headers = request.view("").acs_header_names().join(";");
        let proof = Proof::Acs4(Acs4 {
            hash,
            date: &day,
            region: REGION,
            signed_headers: &signed_headers,
            payload: &payload,
        });
        let signature = self.signature(request, proof);
        let name = self.scheme.name();
        let credential = format!("{}/{day}/{REGION}/pds/aliyun_v4_request", self.access_key_id);
        let value =
            format!("{name} Credential={credential},SignedHeaders={signed_headers},Signature={signature}");
        request.set_header("authorization", &value);
    }

    fn sign_roa(&self, request: &mut OutgoingRequest, now_ms: i64, nonce: &str) {
        request.set_header("date", &rfc1123(now_ms));
        request.set_header("x-acs-signature-method", "HMAC-SHA1");
        request.set_header("x-acs-signature-version", "1.0");
        self.set_common_headers(request, nonce);
        let signature = self.signature(request, Proof::Roa);
        request.set_header("authorization", &format!("acs {}:{signature}", self.access_key_id));
    }

    fn sign_rpc(&self, request: &mut OutgoingRequest, now_ms: i64, nonce: &str) {
        request.query.retain(|(name, _)| name != "Signature");
        for (name, header) in [("Action", "x-acs-action"), ("Version", "x-acs-version")] {
            let value = request.header(header).to_owned();
            if !value.is_empty() {
                request.set_query(name, &value);
            }
        }
        request.set_query("Format", "json");
        request.set_query("Timestamp", &iso8601(now_ms));
        request.set_query("SignatureNonce", nonce);
        request.set_query("SignatureMethod", "HMAC-SHA1");
        request.set_query("SignatureVersion", "1.0");
        request.set_query("AccessKeyId", self.access_key_id);
        if let Some(token) = self.security_token {
            request.set_query("SecurityToken", token);
        }
        let signature = self.signature(request, Proof::Rpc);
        request.set_query("Signature", &signature);
    }

    fn set_common_headers(&self, request: &mut OutgoingRequest, nonce: &str) {
        request.set_header("x-acs-signature-nonce", nonce);
        if let Some(token) = self.security_token {
            request.set_header("x-acs-security-token", token);
        }
    }

    fn signature(&self, request: &OutgoingRequest, proof: Proof<'_>) -> String {
        let raw_query = request.raw_query();
        let view = request.view(&raw_query);
        // Only `scheme` and `proof` shape a signature; what else a claim says is in the request already.
        let claim = Claim {
            scheme: self.scheme,
            access_key_id: self.access_key_id,
            security_token: None,
            nonce: "",
            timestamp_ms: 0,
            signature: "",
            proof,
        };
        let strings = claim.strings_to_sign(&view);
        strings.first().map(|string| claim.signature_of(string, self.secret)).unwrap_or_default()
    }
}

/// `2026-11-20T18:36:05Z`, to the second.
fn iso8601(ms: i64) -> String {
    second(ms).to_string()
}

/// `Fri, 20 Nov 2026 18:36:04 GMT`.
fn rfc1123(ms: i64) -> String {
    second(ms).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// The second that `ms` is in; times out of every calendar become the epoch.
fn second(ms: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_second(ms.div_euclid(1000)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_printed_as_the_clients_print_them() {
        assert_eq!(iso8601(1_795_199_764_999), "2026-11-20T18:36:04Z");
        assert_eq!(rfc1123(1_795_199_764_999), "Fri, 20 Nov 2026 18:36:04 GMT");
    }

    #[test]
    fn a_signer_does_not_print_its_secret() {
        let signer =
            Signer { scheme: Scheme::Roa, access_key_id: "AK", secret: "hunter2", security_token: None };
        assert!(!format!("{signer:?}").contains("hunter2"));
    }
}
