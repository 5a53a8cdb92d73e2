//! Every captured request and each of its mutations: a copy of `contract/signing-vectors.json`.

use assay_signing::{Credentials, Scheme, SignedRequest};
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    name: String,
    scheme: String,
    request: Request,
    access_key_id: Option<String>,
    secret: Option<String>,
    signature: Option<String>,
    string_to_sign: Option<String>,
    #[serde(default = "yes")]
    valid: bool,
    #[serde(default)]
    mutations: Vec<Mutation>,
}

#[derive(Deserialize, Clone)]
struct Request {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: String,
    query: Vec<(String, String)>,
}

#[derive(Deserialize)]
struct Mutation {
    change: Vec<String>,
    accepted: bool,
}

fn yes() -> bool {
    true
}

fn vectors() -> Vec<Vector> {
    let file: File =
        serde_json::from_str(include_str!("../data/signing-vectors.json")).expect("the vectors are JSON");
    file.vectors
}

/// Runs `check` on the request as a server sees it: header names in lower case.
fn with_view<T>(request: &Request, check: impl FnOnce(&SignedRequest<'_>) -> T) -> T {
    let headers: Vec<(String, &str)> =
        request.headers.iter().map(|(name, value)| (name.to_lowercase(), value.as_str())).collect();
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    check(&SignedRequest::new(
        &request.method,
        path,
        query,
        headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())),
        request.body.as_bytes(),
    ))
}

/// Whether the request carries a signature of `secret`.
fn accepts(request: &Request, secret: &str) -> bool {
    with_view(request, |view| match Credentials::of(view) {
        Ok(Credentials::Signed(claim)) => claim.verify(view, secret).is_ok(),
        _ => false,
    })
}

fn mutated(request: &Request, change: &[String]) -> Request {
    let mut request = request.clone();
    match change {
        [what, value] if what == "body" => request.body.clone_from(value),
        [what, value] if what == "target" => request.target.clone_from(value),
        [what, value] if what == "method" => request.method.clone_from(value),
        [what, name, value] if what == "header" => {
            for (have, old) in &mut request.headers {
                if have.eq_ignore_ascii_case(name) {
                    old.clone_from(value);
                }
            }
        }
        other => panic!("a mutation of an unknown kind: {other:?}"),
    }
    request
}

#[test]
fn there_are_44_vectors_and_every_scheme_is_among_them() {
    let vectors = vectors();
    assert_eq!(vectors.len(), 44);
    for scheme in Scheme::ALL {
        assert!(vectors.iter().any(|vector| vector.scheme == scheme.name()), "{}", scheme.name());
    }
    assert_eq!(vectors.iter().filter(|vector| vector.signature.is_some()).count(), 36);
}

#[test]
fn the_query_is_decoded_as_the_clients_mean_it() {
    for vector in vectors() {
        with_view(&vector.request, |view| {
            let query: Vec<(String, String)> =
                view.query().iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
            assert_eq!(query, vector.request.query, "{}", vector.name);
        });
    }
}

#[test]
fn every_signature_is_accepted_with_its_secret_only() {
    for vector in vectors().iter().filter(|vector| vector.signature.is_some()) {
        let secret = vector.secret.as_deref().expect("a signed vector has its secret");
        assert!(accepts(&vector.request, secret), "{}", vector.name);
        assert!(!accepts(&vector.request, &format!("{secret}x")), "{}: wrong secret", vector.name);
        assert!(!accepts(&vector.request, ""), "{}: empty secret", vector.name);
    }
}

#[test]
fn claims_and_strings_to_sign_are_the_captured_ones() {
    for vector in vectors().iter().filter(|vector| vector.signature.is_some()) {
        with_view(&vector.request, |view| {
            let Ok(Credentials::Signed(claim)) = Credentials::of(view) else {
                panic!("{}: no claim", vector.name);
            };
            assert_eq!(claim.scheme.name(), vector.scheme, "{}", vector.name);
            assert_eq!(Some(claim.access_key_id), vector.access_key_id.as_deref(), "{}", vector.name);
            let token = vector.name.contains("-sts").then_some("testSecurityToken");
            assert_eq!(claim.security_token, token, "{}", vector.name);
            // 2026-11-20, 18:00 to 19:00, when the captures were made.
            assert!((1_795_197_600_000..1_795_201_200_000).contains(&claim.timestamp_ms), "{}", vector.name);
            let strings: Vec<String> = claim
                .strings_to_sign(view)
                .into_iter()
                .map(|string| {
                    let text = String::from_utf8(string.text).expect("text");
                    match string.canonical_request {
                        Some(canonical) => {
                            format!("{}\n---\n{text}", String::from_utf8(canonical).expect("text"))
                        }
                        None => text,
                    }
                })
                .collect();
            let expected = vector.string_to_sign.as_ref().expect("a signed vector has its string");
            assert!(strings.contains(expected), "{}: {strings:?}", vector.name);
        });
    }
}

#[test]
fn every_mutation_gets_its_verdict() {
    let mut checked = 0;
    for vector in vectors() {
        for mutation in &vector.mutations {
            let secret = vector.secret.as_deref().expect("a vector with mutations has its secret");
            let request = mutated(&vector.request, &mutation.change);
            assert_eq!(
                accepts(&request, secret),
                mutation.accepted,
                "{}: {:?}",
                vector.name,
                mutation.change
            );
            checked += 1;
        }
    }
    assert!(checked > 100, "{checked} mutations");
}

#[test]
fn the_damaged_signature_of_the_node_client_is_refused() {
    let invalid: Vec<_> = vectors().into_iter().filter(|vector| !vector.valid).collect();
    assert_eq!(invalid.len(), 1);
    for vector in invalid {
        assert!(!accepts(&vector.request, vector.secret.as_deref().expect("its secret")), "{}", vector.name);
    }
}

#[test]
fn bearer_tokens_and_their_absence_are_recognised() {
    for vector in vectors() {
        with_view(&vector.request, |view| {
            let credentials = Credentials::of(view);
            match (vector.scheme.as_str(), vector.name.as_str()) {
                ("BEARER-AUTHORIZATION" | "BEARER-ACS", name)
                | ("ANONYMOUS", name @ "iqs-http-api-key-header") => {
                    let token = if name.contains("api-key") { "testApiKey" } else { "testBearerToken" };
                    assert_eq!(credentials, Ok(Credentials::Bearer(token)), "{name}");
                }
                ("ANONYMOUS", name) => assert_eq!(credentials, Ok(Credentials::Anonymous), "{name}"),
                (_, name) => assert!(matches!(credentials, Ok(Credentials::Signed(_))), "{name}"),
            }
        });
    }
}
