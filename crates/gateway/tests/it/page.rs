//! IQS's calls, as far as the gateway decides about them.

use std::time::Duration;

use assay_access::{NewKey, Policy};
use assay_gateway::{GatewayConfig, Rate, ThrottleConfig};
use assay_types::Timestamp;

use crate::bench::{Answer, Bench, NOW, error, new_key};

const PATHS: [&str; 2] = ["/scan/file", "/linked-retrieval/linked-retrieval-entry/v1/iqs/domain/scan/file"];

async fn ask(bench: &Bench, path: &str, key: Option<&str>, body: &str) -> Answer {
    let header = key.map(|key| format!("Authorization: Bearer {key}\r\n")).unwrap_or_default();
    let length = body.len();
    let request =
        format!("POST {path} HTTP/1.1\r\nHost: h\r\nContent-Length: {length}\r\n{header}\r\n{body}");
    bench.ask(request).await
}

async fn issue(bench: &Bench, new: NewKey) -> String {
    bench.access.issue_api_key(new).await.expect("a key").key.expose().to_owned()
}

fn page_key() -> NewKey {
    new_key(Policy::full_service("iqs"))
}

#[tokio::test]
async fn both_paths_take_a_bearer_key_and_a_picture() {
    let bench = Bench::start().await;
    let key = issue(&bench, page_key()).await;
    // Larger than what any other call may bring.
    let picture = format!(r#"{{"imageBase64":"{}"}}"#, "A".repeat(20 << 20));
    for path in PATHS {
        let answer = ask(&bench, path, Some(&key), &picture).await;
        assert_eq!((answer.status, &answer.json()["bodyBytes"]), (200, &serde_json::json!(picture.len())));
        assert_eq!(answer.header("content-type"), Some("application/json; charset=utf-8"));
    }
}

#[tokio::test]
async fn a_picture_over_the_limit_is_refused() {
    let bench = Bench::with_limits(|limits| limits.max_picture_body_bytes = 1000).await;
    let key = issue(&bench, page_key()).await;
    assert_eq!(ask(&bench, PATHS[0], Some(&key), &"x".repeat(1000)).await.status, 200);
    let answer = ask(&bench, PATHS[0], Some(&key), &"x".repeat(1001)).await;
    assert_eq!(answer.error(), error(413, "RequestEntityTooLarge"));
}

#[tokio::test]
async fn every_account_error_of_the_document_has_its_meaning() {
    let bench = Bench::start().await;
    for path in PATHS {
        let nobody = ask(&bench, path, None, "{}").await;
        assert_eq!(nobody.error(), error(401, "MissingCredentials"));
        let unknown = ask(&bench, path, Some("sk-nobody"), "{}").await;
        assert_eq!(unknown.error(), error(404, "InvalidAccessKeyId.NotFound"));

        let elsewhere = issue(&bench, new_key(Policy::full_service("imm"))).await;
        let answer = ask(&bench, path, Some(&elsewhere), "{}").await;
        assert_eq!(answer.error(), error(403, "Retrieval.NotActivate"));
        let policy =
            r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"iqs:Other","Resource":"*"}]}"#;
        let other = issue(&bench, new_key(Policy::parse(policy).expect("a policy"))).await;
        let answer = ask(&bench, path, Some(&other), "{}").await;
        assert_eq!(answer.error(), error(403, "Retrieval.NotAuthorised"));

        let twice = issue(&bench, NewKey { daily_allowance: Some(2), ..page_key() }).await;
        for _ in 0..2 {
            assert_eq!(ask(&bench, path, Some(&twice), "{}").await.status, 200);
        }
        let answer = ask(&bench, path, Some(&twice), "{}").await;
        assert_eq!(answer.error(), error(429, "Retrieval.TestUserQueryExceeded"));
        // The document's shape: what its clients look for.
        let body = answer.json();
        for name in ["RequestId", "HostId", "Code", "Message"] {
            assert!(body[name].is_string(), "{body}");
        }
    }
    let minute = Timestamp(NOW.0 + 60_000);
    let brief = issue(&bench, NewKey { expires_at: Some(minute), ..page_key() }).await;
    assert_eq!(ask(&bench, PATHS[0], Some(&brief), "{}").await.status, 200);
    bench.clock.advance(Duration::from_mins(2));
    let answer = ask(&bench, PATHS[0], Some(&brief), "{}").await;
    assert_eq!(answer.error(), error(403, "Retrieval.TestUserPeriodExpired"));
}

#[tokio::test]
async fn too_many_calls_are_throttled_in_the_documents_words() {
    let throttle = ThrottleConfig {
        default: None,
        operations: [("iqs:ScanFile".to_owned(), Rate { per_second: 1, burst: 1 })].into(),
    };
    let bench = Bench::with(GatewayConfig { throttle, ..GatewayConfig::default() }).await;
    let key = issue(&bench, page_key()).await;
    assert_eq!(ask(&bench, PATHS[0], Some(&key), "{}").await.status, 200);
    let answer = ask(&bench, PATHS[1], Some(&key), "{}").await;
    assert_eq!(answer.error(), error(429, "Retrieval.Throttling.User"));
    assert_eq!(answer.header("x-acs-retry-after"), Some("1"));
}
