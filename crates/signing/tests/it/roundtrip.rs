//! What [`Signer`] makes, [`Credentials`] reads and accepts; what was changed on the way, it does not.

use assay_signing::{Credentials, OutgoingRequest, Scheme, Signer};
use proptest::prelude::*;

const NOW_MS: i64 = 1_795_199_764_000;
const SECRET: &str = "testAccessKeySecret";

fn requests() -> impl Strategy<Value = OutgoingRequest> {
    let pairs = proptest::collection::vec(("[A-Za-z.0-9]{1,12}", "\\PC{0,20}"), 0..6);
    (pairs, proptest::collection::vec(any::<u8>(), 0..64)).prop_map(|(query, body)| OutgoingRequest {
        method: "POST".to_owned(),
        path: "/".to_owned(),
        query,
        headers: [
            ("host", "http://127.0.0.1:8480"),
            ("accept", "application/json"),
            ("content-type", "application/octet-stream"),
            ("x-acs-action", "ScanFile"),
            ("x-acs-version", "2022-03-01"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into(),
        body,
    })
}

fn schemes() -> impl Strategy<Value = Scheme> {
    proptest::sample::select(Scheme::ALL.to_vec())
}

fn accepted(request: &OutgoingRequest) -> bool {
    let query = request.raw_query();
    let view = request.view(&query);
    match Credentials::of(&view) {
        Ok(Credentials::Signed(claim)) => claim.verify(&view, SECRET).is_ok(),
        _ => false,
    }
}

proptest! {
    #[test]
    fn a_signed_request_is_accepted(
        mut request in requests(),
        scheme in schemes(),
        token in proptest::option::of("[a-zA-Z0-9+/=]{1,40}"),
        nonce in "[0-9a-f]{8,128}",
    ) {
        let signer =
            Signer { scheme, access_key_id: "AK", secret: SECRET, security_token: token.as_deref() };
        signer.sign(&mut request, NOW_MS, &nonce);
        {
            let query = request.raw_query();
            let view = request.view(&query);
            let Ok(Credentials::Signed(claim)) = Credentials::of(&view) else {
                return Err(TestCaseError::fail("no claim"));
            };
            prop_assert_eq!(claim.scheme, scheme);
            prop_assert_eq!(claim.access_key_id, "AK");
            prop_assert_eq!(claim.security_token, token.as_deref());
            prop_assert_eq!(claim.nonce, &nonce);
            prop_assert_eq!(claim.timestamp_ms, NOW_MS);
        }
        prop_assert!(accepted(&request));

        // Signing again replaces the first signature.
        signer.sign(&mut request, NOW_MS + 1000, "another-nonce");
        prop_assert!(accepted(&request));
    }

    #[test]
    fn a_changed_request_is_not(mut request in requests(), scheme in schemes(), what in 0..4) {
        Signer { scheme, access_key_id: "AK", secret: SECRET, security_token: None }
            .sign(&mut request, NOW_MS, "0123456789abcdef");
        let covered = match what {
            0 => {
                request.method = "PUT".to_owned();
                true
            }
            1 => {
                request.query.push(("Added".to_owned(), "1".to_owned()));
                true
            }
            2 => {
                request.body.push(b'x');
                matches!(scheme, Scheme::Acs3(_) | Scheme::Acs4(_))
            }
            _ => {
                request.headers.push(("x-acs-version".to_owned(), "2018-12-03".to_owned()));
                // The signer put the version into the query too, so that RPC sees the contradiction.
                true
            }
        };
        prop_assert_eq!(accepted(&request), !covered);
    }
}
