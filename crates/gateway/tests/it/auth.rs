//! Who is let in, by every scheme, and the code that each refusal has.

use std::{sync::Arc, time::Duration};

use assay_access::{NewKey, Policy};
use assay_gateway::{GatewayConfig, Rate, ThrottleConfig};
use assay_signing::{Hash, OutgoingRequest, Scheme};
use assay_types::Secret;

use crate::bench::{Answer, Bench, Credentials, NOW, error, new_key, unsigned_pds, unsigned_sas, wire};

const ACS3: Scheme = Scheme::Acs3(Hash::Sha256);
const TYPE: &[(&str, &str)] = &[("Type", "0")];

fn pds_scan() -> OutgoingRequest {
    unsigned_pds("/v2/file/scan", r#"{"drive_id":"1"}"#)
}

async fn issue(bench: &Bench, new: NewKey) -> Credentials {
    let issued = bench.access.issue_access_key(new).await.expect("a key");
    Credentials { id: issued.id, secret: issued.secret, token: None }
}

async fn call_as(bench: &Bench, key: &Credentials) -> Answer {
    let mut request = unsigned_sas("CreateFileDetect", TYPE);
    bench.sign(&mut request, ACS3, key);
    bench.call(&request).await
}

#[tokio::test]
async fn every_scheme_is_let_in() {
    let bench = Bench::start().await;
    for scheme in [ACS3, Scheme::Acs3(Hash::Sm3), Scheme::Rpc] {
        let mut request = unsigned_sas("CreateFileDetect", TYPE);
        if scheme == Scheme::Rpc {
            request.query.extend([
                ("Action".to_owned(), "CreateFileDetect".to_owned()),
                ("Version".to_owned(), "2018-12-03".to_owned()),
            ]);
        }
        bench.sign(&mut request, scheme, &bench.key);
        let answer = bench.call(&request).await;
        assert_eq!(answer.status, 200, "{scheme:?} {answer:?}");
        let json = answer.json();
        assert_eq!(json["Tenant"], "acme");
        assert_eq!(json["RequestId"], answer.header("x-acs-request-id").expect("a request id"));
    }
    for scheme in [Scheme::Roa, Scheme::Acs4(Hash::Sha256)] {
        let mut request = pds_scan();
        bench.sign(&mut request, scheme, &bench.key);
        let answer = bench.call(&request).await;
        assert_eq!(answer.status, 200, "{scheme:?} {answer:?}");
        assert_eq!(answer.json()["body"]["drive_id"], "1");
    }
}

#[tokio::test]
async fn an_rpc_call_may_be_a_get_or_have_a_form_body() {
    let bench = Bench::start().await;
    for method in ["GET", "POST"] {
        let mut request = unsigned_sas("CreateFileDetect", &[]);
        method.clone_into(&mut request.method);
        request.query.extend(
            [("Action", "CreateFileDetect"), ("Version", "2018-12-03")]
                .map(|(name, value)| (name.to_owned(), value.to_owned())),
        );
        if method == "POST" {
            request.headers.push(("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()));
            request.body = b"Type=0&HashKey=abc".to_vec();
        } else {
            request.query.push(("Type".to_owned(), "0".to_owned()));
        }
        bench.sign(&mut request, Scheme::Rpc, &bench.key);
        let answer = bench.call(&request).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    // A body that no RPC signature covers is not read as parameters.
    let mut request =
        unsigned_sas("CreateFileDetect", &[("Action", "CreateFileDetect"), ("Version", "2018-12-03")]);
    request.headers.push(("content-type".to_owned(), "text/plain".to_owned()));
    bench.sign(&mut request, Scheme::Rpc, &bench.key);
    request.body = b"Type=0".to_vec();
    assert_eq!(bench.call(&request).await.error(), error(400, "MissingParameter"));
}

#[tokio::test]
async fn a_host_with_a_scheme_in_it_is_taken_as_it_is() {
    let bench = Bench::start().await;
    let mut request = unsigned_sas("CreateFileDetect", TYPE);
    request.headers[0].1 = "http://127.0.0.1:18090".to_owned();
    bench.sign(&mut request, ACS3, &bench.key);
    assert_eq!(bench.call(&request).await.status, 200);
    request.headers[0].1 = "127.0.0.1:18090".to_owned();
    assert_eq!(bench.call(&request).await.error(), error(400, "SignatureDoesNotMatch"));
}

#[tokio::test]
async fn what_was_altered_or_left_out() {
    let bench = Bench::start().await;
    let mut altered = bench.sas("CreateFileDetect", TYPE);
    altered.query.push(("HashKey".to_owned(), "x".to_owned()));
    let answer = bench.call(&altered).await;
    assert_eq!(answer.error(), error(400, "SignatureDoesNotMatch"));
    let message = answer.json()["Message"].as_str().expect("a text").to_owned();
    assert!(message.contains("x-acs-signature-nonce") && !message.contains(bench.key.secret.expose()));

    let mut body = bench.sas("CreateFileDetect", TYPE);
    body.body = b"x".to_vec();
    assert_eq!(bench.call(&body).await.error(), error(400, "SignatureDoesNotMatch"));

    let unsigned = unsigned_sas("CreateFileDetect", TYPE);
    assert_eq!(bench.call(&unsigned).await.error(), error(400, "IncompleteSignature"));
    assert_eq!(bench.call(&pds_scan()).await.error(), error(401, "AccessTokenInvalid"));

    let mut cut = bench.sas("CreateFileDetect", TYPE);
    cut.headers.retain(|(name, _)| name != "x-acs-signature-nonce");
    assert_eq!(bench.call(&cut).await.error(), error(400, "IncompleteSignature"));

    let mut dated = bench.sas("CreateFileDetect", TYPE);
    for (name, value) in &mut dated.headers {
        if name == "x-acs-date" {
            *value = "yesterday".to_owned();
        }
    }
    assert_eq!(bench.call(&dated).await.error(), error(400, "InvalidTimeStamp.Format"));
}

#[tokio::test]
async fn keys_that_are_not_accepted() {
    let bench = Bench::start().await;
    let nobody = Credentials { id: "LTAInobody".parse().expect("an id"), ..bench.key.clone() };
    assert_eq!(call_as(&bench, &nobody).await.error(), error(404, "InvalidAccessKeyId.NotFound"));
    let wrong = Credentials { secret: Secret::new("wrong".to_owned()), ..bench.key.clone() };
    assert_eq!(call_as(&bench, &wrong).await.error(), error(400, "SignatureDoesNotMatch"));

    let ending = NewKey { expires_at: Some(NOW), ..new_key(Policy::administrator()) };
    let expired = issue(&bench, ending).await;
    assert_eq!(call_as(&bench, &expired).await.error(), error(403, "InvalidAccessKeyId.Inactive"));

    let revoked = issue(&bench, new_key(Policy::administrator())).await;
    assert_eq!(call_as(&bench, &revoked).await.status, 200);
    bench.access.revoke(&revoked.id).await.expect("revoked");
    assert_eq!(call_as(&bench, &revoked).await.error(), error(404, "InvalidAccessKeyId.NotFound"));
}

#[tokio::test]
async fn a_temporary_key_needs_its_token_and_ends() {
    let bench = Bench::start().await;
    let lifetime = Duration::from_mins(15);
    let issued = bench.access.issue_temporary_key(&bench.key.id, None, lifetime).await.expect("a key");
    let session = Credentials { id: issued.id, secret: issued.secret, token: Some(issued.security_token) };
    assert_eq!(call_as(&bench, &session).await.status, 200);
    let without = Credentials { token: None, ..session.clone() };
    let mismatch = error(400, "InvalidSecurityToken.MismatchWithAccessKey");
    assert_eq!(call_as(&bench, &without).await.error(), mismatch);
    let other = Credentials { token: Some(Secret::new("CAISother".to_owned())), ..session.clone() };
    assert_eq!(call_as(&bench, &other).await.error(), mismatch);
    bench.clock.advance(lifetime);
    assert_eq!(call_as(&bench, &session).await.error(), error(400, "InvalidSecurityToken.Expired"));
}

#[tokio::test]
async fn the_clock_may_be_off_by_15_minutes() {
    let bench = Bench::start().await;
    let minutes = |count: u64| Duration::from_mins(count);
    let old = bench.sas("CreateFileDetect", TYPE);
    let older = bench.sas("CreateFileDetect", TYPE);
    bench.clock.advance(minutes(15));
    assert_eq!(bench.call(&old).await.status, 200);
    bench.clock.advance(Duration::from_secs(1));
    let answer = bench.call(&older).await;
    assert_eq!(answer.error(), error(400, "InvalidTimeStamp.Expired"));
    assert!(answer.json()["Message"].as_str().expect("a text").contains("The server's time is 20"));
}

#[tokio::test]
async fn a_request_is_answered_once() {
    let bench = Arc::new(Bench::start().await);
    let request = bench.sas("CreateFileDetect", TYPE);
    assert_eq!(bench.call(&request).await.status, 200);
    assert_eq!(bench.call(&request).await.error(), error(400, "SignatureNonceUsed"));
    bench.clock.advance(Duration::from_mins(14));
    assert_eq!(bench.call(&request).await.error(), error(400, "SignatureNonceUsed"));

    // Sent eight times at once, it is answered once.
    let request = bench.sas("CreateFileDetect", TYPE);
    let calls = (0..8).map(|_| {
        let (bench, request) = (bench.clone(), request.clone());
        tokio::spawn(async move { bench.call(&request).await.status })
    });
    let mut answered = 0;
    for call in calls.collect::<Vec<_>>() {
        answered += usize::from(call.await.expect("no panic") == 200);
    }
    assert_eq!(answered, 1);
}

#[tokio::test]
async fn a_forged_request_does_not_use_up_a_nonce() {
    let bench = Bench::start().await;
    let genuine = bench.sas("CreateFileDetect", TYPE);
    let mut forged = genuine.clone();
    forged.query.push(("HashKey".to_owned(), "x".to_owned()));
    assert_eq!(bench.call(&forged).await.error(), error(400, "SignatureDoesNotMatch"));
    assert_eq!(bench.call(&genuine).await.status, 200);
}

#[tokio::test]
async fn policies_decide() {
    let bench = Bench::start().await;
    let policy = |text: &str| new_key(Policy::parse(text).expect("a policy"));
    let reader = policy(
        r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"yundun-sas:Get*","Resource":"acs:yundun-sas:*:*:*"}]}"#,
    );
    let reader = issue(&bench, reader).await;
    let answer = call_as(&bench, &reader).await;
    assert_eq!(answer.error(), error(403, "NoPermission"));
    let detail = &answer.json()["AccessDeniedDetail"];
    assert_eq!(detail["AuthAction"], "yundun-sas:CreateFileDetect");
    assert_eq!(detail["NoPermissionType"], "ImplicitDeny");
    let mut allowed = unsigned_sas("GetFileDetectResult", TYPE);
    bench.sign(&mut allowed, ACS3, &reader);
    assert_eq!(bench.call(&allowed).await.status, 200);

    let denied = policy(
        r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},
            {"Effect":"Deny","Action":"*","Resource":"*","Condition":{"IpAddress":{"acs:SourceIp":"127.0.0.0/8"}}}]}"#,
    );
    let denied = issue(&bench, denied).await;
    let answer = call_as(&bench, &denied).await;
    assert_eq!(answer.error(), error(403, "NoPermission"));
    assert_eq!(answer.json()["AccessDeniedDetail"]["NoPermissionType"], "ExplicitDeny");
}

#[tokio::test]
async fn bearer_keys_in_every_spelling() {
    let bench = Bench::start().await;
    let issued = bench.access.issue_api_key(new_key(Policy::full_service("iqs"))).await.expect("a key");
    let with = |header: &str, path: &str| {
        format!("POST {path} HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n{header}\r\n\r\n{{}}")
    };
    let key = issued.key.expose();
    for header in [
        format!("Authorization: Bearer {key}"),
        format!("X-API-Key: {key}"),
        format!("x-acs-bearer-token: {key}"),
    ] {
        let answer = bench.ask(with(&header, "/scan/file")).await;
        assert_eq!((answer.status, answer.json()["action"].as_str()), (200, Some("ScanFile")), "{header}");
    }
    let unknown = bench.ask(with("Authorization: Bearer sk-nobody", "/scan/file")).await;
    assert_eq!(unknown.error(), error(404, "InvalidAccessKeyId.NotFound"));
    let unknown = bench.ask(with("Authorization: Bearer sk-nobody", "/v2/file/scan")).await;
    assert_eq!(unknown.error(), error(401, "AccessTokenInvalid"));
    let basic = bench.ask(with("Authorization: Basic dTpw", "/scan/file")).await;
    assert_eq!(basic.error(), error(400, "IncompleteSignature"));
}

#[tokio::test]
async fn too_many_calls() {
    let throttle = ThrottleConfig {
        default: None,
        operations: [("yundun-sas:CreateFileDetect".to_owned(), Rate { per_second: 1, burst: 2 })].into(),
    };
    let bench = Bench::with(GatewayConfig { throttle, ..GatewayConfig::default() }).await;
    for _ in 0..2 {
        assert_eq!(call_as(&bench, &bench.key).await.status, 200);
    }
    let answer = call_as(&bench, &bench.key).await;
    assert_eq!(answer.error(), error(400, "RequestTooFrequently"));
    assert_eq!(answer.header("x-acs-retry-after"), Some("1"));
    let other = issue(&bench, new_key(Policy::administrator())).await;
    assert_eq!(call_as(&bench, &other).await.status, 200);
}

#[tokio::test]
async fn a_daily_allowance_ends() {
    let bench = Bench::start().await;
    let limited = NewKey { daily_allowance: Some(2), ..new_key(Policy::administrator()) };
    let limited = issue(&bench, limited).await;
    for _ in 0..2 {
        assert_eq!(call_as(&bench, &limited).await.status, 200);
    }
    assert_eq!(call_as(&bench, &limited).await.error(), error(429, "QuotaExceeded"));
    bench.clock.advance(Duration::from_hours(24));
    assert_eq!(call_as(&bench, &limited).await.status, 200);
}

#[tokio::test]
async fn an_unknown_key_is_turned_away_before_its_body_is_read() {
    let bench = Bench::start().await;
    let mut request = unsigned_sas("CreateFileDetect", TYPE);
    request.body = vec![b'x'; 1000];
    let nobody = Credentials { id: "LTAInobody".parse().expect("an id"), ..bench.key.clone() };
    bench.sign(&mut request, ACS3, &nobody);
    let mut bytes = wire(&request);
    bytes.truncate(bytes.len() - 1000);
    assert_eq!(bench.ask(bytes).await.error(), error(404, "InvalidAccessKeyId.NotFound"));
}
