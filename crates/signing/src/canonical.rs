//! Canonical requests and strings to sign, one function for each scheme.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{Hash, SignedRequest};

/// Everything but RFC 3986's unreserved characters is encoded.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// What the Python client signs as the Content-Type of a download although it does not send one.
const DOWNLOAD_CONTENT_TYPE: &[u8] = b"application/x-www-form-urlencoded; charset=UTF-8";

/// The bytes that a signature is made of. It holds no secret: a client may be told it, to compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StringToSign {
    /// The canonical request, of which the string to sign has the hash: ACS3 and ACS4 only.
    pub canonical_request: Option<Vec<u8>>,
    /// What is signed.
    pub text: Vec<u8>,
}

impl StringToSign {
    fn of_canonical(algorithm: &str, hash: Hash, canonical: Vec<u8>) -> Self {
        let text = format!("{algorithm}\n{}", hash.hex(&canonical)).into_bytes();
        Self { canonical_request: Some(canonical), text }
    }
}

/// ACS3 (contract, section 3). Keys are encoded like values: the names of the APIs have nothing to
/// encode, and an unencoded key could smuggle a whole pair (`x%3D1%26y=2`).
pub(crate) fn acs3(
    request: &SignedRequest<'_>,
    algorithm: &str,
    hash: Hash,
    signed_headers: &str,
    payload: &str,
) -> StringToSign {
    let mut out = Vec::with_capacity(1024);
    put(&mut out, &[request.method.as_bytes(), b"\n", request.path.as_bytes(), b"\n"]);
    put_encoded_pairs(&mut out, request.query.iter().map(|(name, value)| (&**name, &**value)).collect());
    out.push(b'\n');
    for name in signed_headers.split(';') {
        put(&mut out, &[name.as_bytes(), b":", &request.header_joined(name), b"\n"]);
    }
    put(&mut out, &[b"\n", signed_headers.as_bytes(), b"\n", payload.as_bytes()]);
    StringToSign::of_canonical(algorithm, hash, out)
}

/// ACS4 (contract, section 5).
pub(crate) fn acs4(
    request: &SignedRequest<'_>,
    algorithm: &str,
    hash: Hash,
    content_type: &[u8],
    signed_headers: &str,
    payload: &str,
) -> StringToSign {
    let mut out = Vec::with_capacity(1024);
    put(&mut out, &[request.method.as_bytes(), b"\n"]);
    put_resource(&mut out, request);
    out.push(b'\n');
    put_roa_headers(&mut out, request, content_type);
    put(&mut out, &[b"\n", signed_headers.as_bytes(), b"\n", payload.as_bytes()]);
    StringToSign::of_canonical(algorithm, hash, out)
}

/// ROA (contract, section 4).
pub(crate) fn roa(request: &SignedRequest<'_>, content_type: &[u8]) -> StringToSign {
    let mut out = Vec::with_capacity(512);
    put(&mut out, &[request.method.as_bytes(), b"\n"]);
    put_roa_headers(&mut out, request, content_type);
    put_resource(&mut out, request);
    StringToSign { canonical_request: None, text: out }
}

/// RPC (contract, section 6): all parameters of the query and of a form body but the signature.
pub(crate) fn rpc(request: &SignedRequest<'_>) -> StringToSign {
    let form: Vec<_> = request.form().collect();
    let pairs = request.query.iter().chain(&form).map(|(name, value)| (&**name, &**value));
    let mut canonical = Vec::with_capacity(512);
    put_encoded_pairs(&mut canonical, pairs.filter(|(name, _)| *name != "Signature").collect());
    let mut out = Vec::with_capacity(1024);
    put(&mut out, &[request.method.as_bytes(), b"&%2F&"]);
    for piece in percent_encoding::percent_encode(&canonical, ENCODED) {
        out.extend_from_slice(piece.as_bytes());
    }
    StringToSign { canonical_request: None, text: out }
}

/// The Content-Types that may have been signed: the one that was sent and, for a download without one,
/// the one that the Python client makes up.
pub(crate) fn content_types<'a>(request: &SignedRequest<'a>) -> impl Iterator<Item = Cow<'a, [u8]>> {
    let sent = request.header_joined("content-type");
    let quirk = sent.is_empty() && request.method == "GET" && request.path == "/v2/file/download";
    std::iter::once(sent).chain(quirk.then_some(Cow::Borrowed(DOWNLOAD_CONTENT_TYPE)))
}

fn put(out: &mut Vec<u8>, pieces: &[&[u8]]) {
    for piece in pieces {
        out.extend_from_slice(piece);
    }
}

/// `name=value` pairs sorted, encoded, joined by ampersands.
fn put_encoded_pairs(out: &mut Vec<u8>, mut pairs: Vec<(&str, &str)>) {
    pairs.sort_unstable();
    for (at, (name, value)) in pairs.into_iter().enumerate() {
        if at > 0 {
            out.push(b'&');
        }
        for piece in utf8_percent_encode(name, ENCODED) {
            out.extend_from_slice(piece.as_bytes());
        }
        out.push(b'=');
        for piece in utf8_percent_encode(value, ENCODED) {
            out.extend_from_slice(piece.as_bytes());
        }
    }
}

/// The path and the decoded query, pairs sorted, nothing encoded, an empty value without its `=`.
fn put_resource(out: &mut Vec<u8>, request: &SignedRequest<'_>) {
    out.extend_from_slice(request.path.as_bytes());
    let mut pairs: Vec<(&str, &str)> =
        request.query.iter().map(|(name, value)| (&**name, &**value)).collect();
    pairs.sort_unstable();
    for (at, (name, value)) in pairs.into_iter().enumerate() {
        put(out, &[if at == 0 { b"?" } else { b"&" }, name.as_bytes()]);
        if !value.is_empty() {
            put(out, &[b"=", value.as_bytes()]);
        }
    }
}

/// Four fixed headers a line each, empty when absent, then every `x-acs-*` header.
fn put_roa_headers(out: &mut Vec<u8>, request: &SignedRequest<'_>, content_type: &[u8]) {
    let header = |name| request.header_joined(name);
    put(out, &[&header("accept"), b"\n", &header("content-md5"), b"\n", content_type, b"\n"]);
    put(out, &[&header("date"), b"\n"]);
    for name in request.acs_header_names() {
        put(out, &[name.as_bytes(), b":", &header(name), b"\n"]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Encodes what needs it and what does not.
    const ALL_ENCODED: &AsciiSet = &NON_ALPHANUMERIC.add(b'a').add(b'B').add(b'1');

    fn request<'a>(raw_query: &'a str, headers: &[(&'static str, &'static str)]) -> SignedRequest<'a> {
        let headers = headers.iter().map(|(name, value)| (*name, value.as_bytes()));
        SignedRequest::new("GET", "", raw_query, headers.collect::<Vec<_>>(), b"")
    }

    fn canonical(raw_query: &str) -> String {
        let string = acs3(&request(raw_query, &[]), "A", Hash::Sha256, "host", "p");
        String::from_utf8(string.canonical_request.expect("ACS3 has one")).expect("text")
    }

    #[test]
    fn a_query_is_canonical_however_it_was_encoded() {
        let expected = "GET\n/\na=%2A%20~&b=&c=%C3%A4\nhost:\n\nhost\np";
        for raw in ["a=*+~&b&c=%C3%A4", "c=%c3%a4&b=&a=%2A%20%7E", "b=&&a=*%20~&c=ä"] {
            assert_eq!(canonical(raw), expected, "{raw}");
        }
    }

    #[test]
    fn a_key_cannot_smuggle_a_pair() {
        assert_ne!(canonical("x=1&y=2"), canonical("x%3D1%26y=2"));
    }

    #[test]
    fn repeated_headers_are_sorted_and_joined() {
        let request = request("", &[("x-acs-b", " 2 "), ("x-acs-a", "1"), ("x-acs-b", "1")]);
        let text = String::from_utf8(roa(&request, b"").text).expect("text");
        assert_eq!(text, "GET\n\n\n\n\nx-acs-a:1\nx-acs-b:1,2\n/");
    }

    proptest::proptest! {
        #[test]
        fn the_order_of_the_query_does_not_matter(
            mut pairs in proptest::collection::vec((".{0,8}", ".{0,8}"), 0..12),
            seed: u64,
        ) {
            let write = |pairs: &[(String, String)]| {
                form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
            };
            let before = canonical(&write(&pairs));
            // Any rotation and a reversal reach every place.
            let at = usize::try_from(seed % 12).expect("small") % pairs.len().max(1);
            pairs.rotate_left(at);
            pairs.reverse();
            proptest::prop_assert_eq!(before, canonical(&write(&pairs)));
        }

        #[test]
        fn the_encoding_of_the_query_does_not_matter(value in ".{0,16}") {
            let percent = percent_encoding::percent_encode(value.as_bytes(), ALL_ENCODED);
            let form = form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>();
            proptest::prop_assert_eq!(canonical(&format!("k={percent}")), canonical(&format!("k={form}")));
        }
    }
}
