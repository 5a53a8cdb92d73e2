//! Credentials that are there and cannot be used, one rule a test; and that nothing panics.

use assay_signing::{ClaimError, Credentials, Hash, OutgoingRequest, Scheme, SignatureMismatch, Signer};

const NOW_MS: i64 = 1_795_199_764_000;

fn unsigned() -> OutgoingRequest {
    OutgoingRequest {
        method: "POST".to_owned(),
        path: "/".to_owned(),
        query: vec![("Type".to_owned(), "0".to_owned())],
        headers: [("host", "h"), ("x-acs-action", "GetFileDetectResult"), ("x-acs-version", "2018-12-03")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        body: Vec::new(),
    }
}

fn signed(scheme: Scheme) -> OutgoingRequest {
    signed_with_nonce(scheme, "0123456789abcdef")
}

fn signed_with_nonce(scheme: Scheme, nonce: &str) -> OutgoingRequest {
    let mut request = unsigned();
    Signer { scheme, access_key_id: "AK", secret: "secret", security_token: None }.sign(
        &mut request,
        NOW_MS,
        nonce,
    );
    request
}

fn error_of(request: &OutgoingRequest) -> Option<ClaimError> {
    let query = request.raw_query();
    Credentials::of(&request.view(&query)).err()
}

fn without_header(mut request: OutgoingRequest, name: &str) -> OutgoingRequest {
    request.headers.retain(|(have, _)| have != name);
    request
}

fn with_header(mut request: OutgoingRequest, name: &str, value: &str) -> OutgoingRequest {
    request = without_header(request, name);
    request.headers.push((name.to_owned(), value.to_owned()));
    request
}

fn without_query(mut request: OutgoingRequest, name: &str) -> OutgoingRequest {
    request.query.retain(|(have, _)| have != name);
    request
}

#[test]
fn header_schemes_need_their_headers() {
    let acs3 = Scheme::Acs3(Hash::Sha256);
    for name in
        ["x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256", "x-acs-action", "x-acs-version"]
    {
        assert_eq!(error_of(&without_header(signed(acs3), name)), Some(ClaimError::Missing(name)));
    }
    for name in ["date", "x-acs-signature-nonce"] {
        assert_eq!(error_of(&without_header(signed(Scheme::Roa), name)), Some(ClaimError::Missing(name)));
    }
}

#[test]
fn rpc_needs_its_parameters() {
    for name in [
        "AccessKeyId",
        "Action",
        "SignatureMethod",
        "SignatureNonce",
        "SignatureVersion",
        "Timestamp",
        "Version",
    ] {
        assert_eq!(error_of(&without_query(signed(Scheme::Rpc), name)), Some(ClaimError::Missing(name)));
    }
    let unsigned = without_query(signed(Scheme::Rpc), "Signature");
    assert_eq!(error_of(&unsigned), Some(ClaimError::Missing("Signature")));
}

#[test]
fn nonces_hold_their_edges() {
    for (length, valid) in [(7, false), (8, true), (128, true), (129, false)] {
        for scheme in Scheme::ALL {
            let request = signed_with_nonce(scheme, &"n".repeat(length));
            let refused = matches!(error_of(&request), Some(ClaimError::InvalidNonce(_)));
            assert_eq!(!refused, valid, "{} of {length}", scheme.name());
        }
    }
}

#[test]
fn times_must_be_readable() {
    let request = with_header(signed(Scheme::Acs3(Hash::Sm3)), "x-acs-date", "yesterday");
    assert_eq!(error_of(&request), Some(ClaimError::InvalidTimestamp("x-acs-date")));
    let request = with_header(signed(Scheme::Roa), "date", "2026-11-20T18:36:04Z");
    assert_eq!(error_of(&request), Some(ClaimError::InvalidTimestamp("date")));
    let mut request = without_query(signed(Scheme::Rpc), "Timestamp");
    request.query.push(("Timestamp".to_owned(), "0".to_owned()));
    assert_eq!(error_of(&request), Some(ClaimError::InvalidTimestamp("Timestamp")));
}

#[test]
fn acs3_must_cover_the_minimum() {
    let request = signed(Scheme::Acs3(Hash::Sha256));
    let (_, authorization) =
        request.headers.iter().find(|(name, _)| name == "authorization").cloned().expect("signed");
    for name in ["host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce"] {
        let less = authorization.replace(&format!("{name};"), "");
        assert_ne!(less, authorization);
        let request = with_header(request.clone(), "authorization", &less);
        assert_eq!(error_of(&request), Some(ClaimError::Unsigned(name)));
    }
    let request = with_header(request, "x-acs-security-token", "t");
    assert_eq!(error_of(&request), Some(ClaimError::Unsigned("x-acs-security-token")));
}

#[test]
fn acs4_covers_every_acs_header() {
    let request = with_header(signed(Scheme::Acs4(Hash::Sha256)), "x-acs-extra", "1");
    assert!(matches!(error_of(&request), Some(ClaimError::Unsigned(_))));
}

#[test]
fn rpc_headers_and_path_are_not_signed_and_so_not_believed() {
    let request = with_header(signed(Scheme::Rpc), "x-acs-action", "CreateFileDetect");
    assert_eq!(error_of(&request), Some(ClaimError::Contradiction("x-acs-action")));
    let request = with_header(signed(Scheme::Rpc), "x-acs-version", "2020-09-30");
    assert_eq!(error_of(&request), Some(ClaimError::Contradiction("x-acs-version")));
    let mut request = signed(Scheme::Rpc);
    request.path = "/v2/file/scan".to_owned();
    assert_eq!(error_of(&request), Some(ClaimError::UnsupportedScheme));
}

#[test]
fn a_header_that_matters_must_not_repeat() {
    let mut request = signed(Scheme::Roa);
    request.headers.push(("x-acs-signature-nonce".to_owned(), "another-nonce".to_owned()));
    assert_eq!(error_of(&request), Some(ClaimError::Unreadable("x-acs-signature-nonce")));
}

#[test]
fn authorization_must_have_its_form() {
    for (text, error) in [
        ("acs", ClaimError::Malformed),
        ("acs AK", ClaimError::Malformed),
        ("acs :sig", ClaimError::Malformed),
        ("acs AK:", ClaimError::Malformed),
        ("Bearer  ", ClaimError::Malformed),
        ("Basic dXNlcjpwYXNz", ClaimError::UnsupportedScheme),
        ("ACS3-RSA-SHA256 Credential=AK,SignedHeaders=host,Signature=00", ClaimError::UnsupportedScheme),
        ("ACS3-HMAC-SHA256 Credential=AK,Signature=00", ClaimError::Malformed),
        ("ACS3-HMAC-SHA256 Credential=,SignedHeaders=host,Signature=00", ClaimError::Malformed),
        ("ACS3-HMAC-SHA256 Credential=AK,SignedHeaders=host,Signature=", ClaimError::Malformed),
        (
            "ACS4-HMAC-SHA256 Credential=AK/D/R/oss/aliyun_v4_request,SignedHeaders=x,Signature=0",
            ClaimError::Malformed,
        ),
        ("ACS4-HMAC-SHA256 Credential=AK/D/R,SignedHeaders=x,Signature=0", ClaimError::Malformed),
    ] {
        assert_eq!(error_of(&with_header(unsigned(), "authorization", text)), Some(error), "{text}");
    }
}

#[test]
fn bearer_tokens_have_their_spellings() {
    for (name, value) in [
        ("authorization", "Bearer tok"),
        ("authorization", "bearer tok"),
        ("x-acs-bearer-token", "tok"),
        ("x-api-key", " tok "),
    ] {
        let request = with_header(unsigned(), name, value);
        assert_eq!(Credentials::of(&request.view("")), Ok(Credentials::Bearer("tok")), "{name}");
    }
    let view = unsigned();
    let claim = |query| Credentials::of(&view.view(query)).map(|found| found == Credentials::Bearer("tok"));
    assert_eq!(claim("SignatureType=BEARERTOKEN&BearerToken=tok"), Ok(true));
    assert_eq!(claim("SignatureType=BEARERTOKEN"), Err(ClaimError::Missing("BearerToken")));
    assert_eq!(Credentials::of(&view.view("Type=0")), Ok(Credentials::Anonymous));
}

#[test]
fn a_mismatch_tells_what_we_signed_and_never_the_signature() {
    let mut request = signed(Scheme::Acs3(Hash::Sha256));
    request.query.push(("Extra".to_owned(), "1".to_owned()));
    let query = request.raw_query();
    let view = request.view(&query);
    let Ok(Credentials::Signed(claim)) = Credentials::of(&view) else { panic!("a claim") };
    let Err(SignatureMismatch::Signature(string)) = claim.verify(&view, "secret") else {
        panic!("a mismatch")
    };
    let canonical = string.canonical_request.expect("ACS3 has one");
    assert!(canonical.windows(7).any(|window| window == b"Extra=1"));
    assert!(string.text.starts_with(b"ACS3-HMAC-SHA256\n"));

    request.body = b"x".to_vec();
    let view = request.view(&query);
    let Ok(Credentials::Signed(claim)) = Credentials::of(&view) else { panic!("a claim") };
    assert_eq!(claim.verify(&view, "secret"), Err(SignatureMismatch::Body));
}

proptest::proptest! {
    #[test]
    fn nothing_panics(
        authorization in "(acs |ACS[34]-HMAC-(SHA256|SM3) Credential=|Bearer |)\\PC{0,60}(,SignedHeaders=\\PC{0,20},Signature=\\PC{0,9})?",
        nonce in "\\PC{0,140}",
        date in "\\PC{0,40}",
        query in "\\PC{0,80}",
        body: Vec<u8>,
        path in "\\PC{0,20}",
    ) {
        let names = ["authorization", "x-acs-signature-nonce", "date", "x-acs-date", "x-acs-content-sha256"];
        let values = [&authorization, &nonce, &date, &date, &nonce];
        let headers = names.into_iter().zip(values.map(String::as_bytes));
        let view = assay_signing::SignedRequest::new("POST", &path, &query, headers, &body);
        if let Ok(Credentials::Signed(claim)) = Credentials::of(&view) {
            proptest::prop_assert!(claim.verify(&view, "secret").is_err());
        }
    }

    #[test]
    fn bytes_that_are_not_text_do_not_panic(value: Vec<u8>, query: Vec<u8>) {
        let query = String::from_utf8_lossy(&query);
        let headers = [("authorization", &value[..]), ("x-acs-bearer-token", &value[..])];
        let view = assay_signing::SignedRequest::new("GET", "/", &query, headers, &value);
        let _ = Credentials::of(&view);
    }
}
