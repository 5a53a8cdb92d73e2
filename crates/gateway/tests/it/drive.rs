//! The drive's operations: who calls, batches, downloads, signing in, and web pages that call.

use assay_access::Policy;
use assay_gateway::{GatewayConfig, Rate, ThrottleConfig};
use assay_signing::{OutgoingRequest, Scheme};
use serde_json::{Value, json};

use crate::{
    bench::{Answer, Bench, Credentials, error, new_key, unsigned_pds, wire},
    fake_drive::{SIZE, TOKEN, byte_at},
};

fn with(path: &str, body: &str, headers: &[(&str, &str)]) -> Vec<u8> {
    let mut request = unsigned_pds(path, body);
    request.headers.extend(headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    wire(&request)
}

async fn ask(bench: &Bench, path: &str, headers: &[(&str, &str)]) -> Answer {
    bench.ask(with(path, "{}", headers)).await
}

#[tokio::test]
async fn keys_act_for_a_domain_and_tokens_for_a_user() {
    let bench = Bench::start().await;
    let answer = bench.call(&bench.pds("/v2/file/get", r#"{"file_id":"1"}"#)).await.json();
    assert_eq!(answer["who"], format!("key {} of acme", bench.key.id));
    assert_eq!(answer["body"], json!({ "file_id": "1" }));

    let mut request = unsigned_pds("/v2/file/get", "");
    "other.example:8480".clone_into(&mut request.headers[0].1);
    bench.sign(&mut request, Scheme::Roa, &bench.key);
    assert_eq!(bench.call(&request).await.json()["who"], format!("key {} of other", bench.key.id));

    let bearer = format!("Bearer {TOKEN}");
    for header in [("authorization", bearer.as_str()), ("x-acs-bearer-token", TOKEN)] {
        let answer = ask(&bench, "/v2/file/get", &[header]).await;
        assert_eq!(answer.json()["who"], "user u1 of d1");
    }
    let api_key = bench.access.issue_api_key(new_key(Policy::administrator())).await.expect("a key");
    let bearer = format!("Bearer {}", api_key.key.expose());
    let answer = ask(&bench, "/v2/file/get", &[("authorization", &bearer)]).await;
    assert_eq!(answer.json()["who"], format!("key {} of acme", api_key.id));

    let expired = ask(&bench, "/v2/file/get", &[("authorization", "Bearer expired")]).await;
    assert_eq!(expired.error(), error(401, "AccessTokenExpired"));
    let unknown = ask(&bench, "/v2/file/get", &[("authorization", "Bearer nonsense")]).await;
    assert_eq!(unknown.error(), error(401, "AccessTokenInvalid"));
    assert_eq!(ask(&bench, "/v2/file/get", &[]).await.error(), error(401, "AccessTokenInvalid"));
}

#[tokio::test]
async fn a_share_token_or_an_anonymous_operation_needs_nobody() {
    let bench = Bench::start().await;
    let answer = ask(&bench, "/v2/file/list", &[("x-share-token", "s")]).await.json();
    assert_eq!((&answer["who"], &answer["share"]), (&json!("nobody"), &json!("s")));
    let token = [("x-share-token", "s"), ("x-acs-bearer-token", TOKEN)];
    let answer = ask(&bench, "/v2/file/list", &token).await.json();
    assert_eq!((&answer["who"], &answer["share"]), (&json!("user u1 of d1"), &json!("s")));
    let empty = ask(&bench, "/v2/file/list", &[("x-share-token", " ")]).await;
    assert_eq!(empty.error(), error(401, "AccessTokenInvalid"));
    let stale = [("authorization", "Bearer expired")];
    let answer = ask(&bench, "/v2/share_link/get_by_anonymous", &stale).await.json();
    assert_eq!(answer["who"], "nobody");
    // A share token opens nothing but the drive.
    let sas = "POST /?Action=CreateFileDetect&Version=2018-12-03&Type=0 HTTP/1.1\r\nHost: h\r\n\
               x-share-token: s\r\nContent-Length: 0\r\n\r\n";
    assert_eq!(bench.ask(sas).await.error(), error(400, "IncompleteSignature"));
    let user = "POST /?Action=CreateFileDetect&Version=2018-12-03&Type=0 HTTP/1.1\r\nHost: h\r\n\
                x-acs-bearer-token: token-of-u1\r\nContent-Length: 0\r\n\r\n";
    assert_eq!(bench.ask(user).await.error(), error(404, "InvalidAccessKeyId.NotFound"));
}

#[tokio::test]
async fn parameters_may_come_as_a_form() {
    let bench = Bench::start().await;
    let request = "POST /v2/oauth/token HTTP/1.1\r\nHost: h\r\nContent-Length: 33\r\n\
                   Content-Type: application/x-www-form-urlencoded\r\n\r\ngrant_type=refresh_token&code=%22";
    let answer = bench.ask(request).await.json();
    assert_eq!(answer["body"], json!({ "grant_type": "refresh_token", "code": "\"" }));
}

#[tokio::test]
async fn users_and_strangers_have_their_own_throttles() {
    let rate = Rate { per_second: 1, burst: 1 };
    let throttle = ThrottleConfig { default: Some(rate), ..ThrottleConfig::default() };
    let bench = Bench::with(GatewayConfig { throttle, ..GatewayConfig::default() }).await;
    let bearer = [("x-acs-bearer-token", TOKEN)];
    let share = [("x-share-token", "s")];
    for headers in [&bearer, &share] {
        assert_eq!(ask(&bench, "/v2/file/get", headers).await.status, 200);
        assert_eq!(ask(&bench, "/v2/file/get", headers).await.error(), error(429, "TooManyRequests"));
    }
}

fn batch(requests: &Value) -> String {
    json!({ "resource": "file", "requests": requests }).to_string()
}

#[tokio::test]
async fn a_batch_answers_each_request_by_itself() {
    let bench = Bench::start().await;
    let item = |id: &str, method: &str, url: &str, body: Value| {
        json!({ "id": id, "method": method, "url": url, "body": body,
                "headers": { "Content-Type": "application/json" } })
    };
    let mut shared = item("5", "POST", "/file/list", json!({}));
    shared["headers"]["X-Share-Token"] = "mine".into();
    let requests = json!([
        item("1", "POST", "/file/get", json!({ "slow": true, "n": 1.50 })),
        item("2", "POST", "/v2/file/get", json!({ "fail": true })),
        item("3", "POST", "/file/nothing", json!({})),
        item("4", "GET", "/file/get", json!({})),
        shared,
        item("6", "POST", "/batch", json!({})),
        item("7", "GET", "/file/download", json!({})),
        item("8", "POST", "/file/archive_files", json!({})),
        item("9", "POST", "/file/get", json!([1])),
        json!({ "id": "10", "method": "POST", "url": "/domain/get_quota" }),
    ]);
    let answer = bench.call(&bench.pds("/v2/batch", &batch(&requests))).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let answer = answer.json();
    let told: Vec<(&str, i64, &str)> = answer["responses"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|answer| {
            let code = answer["body"]["code"].as_str().unwrap_or_default();
            (answer["id"].as_str().expect("an id"), answer["status"].as_i64().expect("a status"), code)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("1", 200, ""),
            ("2", 404, "NotFound.FileId"),
            ("3", 404, "InvalidAction.NotFound"),
            ("4", 405, "MethodNotAllowed"),
            ("5", 200, ""),
            ("6", 400, "UnsupportedOperation"),
            ("7", 400, "UnsupportedOperation"),
            ("8", 400, "UnsupportedOperation"),
            ("9", 400, "InvalidRequestJSONFormat"),
            ("10", 200, ""),
        ]
    );
    let body = |at: usize| &answer["responses"][at]["body"];
    assert_eq!(body(0)["who"], format!("key {} of acme", bench.key.id));
    assert_eq!(body(0)["body"]["n"], json!(1.5));
    assert_eq!((&body(4)["share"], &body(0)["share"]), (&json!("mine"), &Value::Null));
}

#[tokio::test]
async fn a_batch_has_its_limits() {
    let bench = Bench::start().await;
    let list = |count: usize| {
        (0..count)
            .map(|n| json!({ "id": n.to_string(), "method": "POST", "url": "/file/get", "body": { "n": n } }))
            .collect::<Value>()
    };
    let answer = bench.call(&bench.pds("/v2/batch", &batch(&list(100)))).await.json();
    let answers = answer["responses"].as_array().expect("a list");
    for (n, answer) in answers.iter().enumerate() {
        assert_eq!(answer["body"]["body"]["n"], n);
    }
    assert_eq!(answers.len(), 100);
    for count in [0, 101] {
        let answer = bench.call(&bench.pds("/v2/batch", &batch(&list(count)))).await;
        assert_eq!(answer.error(), error(400, "InvalidParameter.requests"));
    }
    let word = json!({ "resource": "fil", "requests": list(1) }).to_string();
    let answer = bench.call(&bench.pds("/v2/batch", &word)).await;
    assert_eq!(answer.error(), error(400, "InvalidParameter.resource"));
    let half = batch(&json!([{ "id": "1", "url": "/file/get" }]));
    let answer = bench.call(&bench.pds("/v2/batch", &half)).await;
    assert_eq!(answer.error(), error(400, "MissingParameter.requests[0].method"));
}

#[tokio::test]
async fn a_policy_holds_inside_a_batch() {
    let bench = Bench::start().await;
    let policy = r#"{"Version":"1","Statement":[
        {"Effect":"Allow","Action":["pds:Batch","pds:GetFile"],"Resource":"*"}]}"#;
    let issued = bench
        .access
        .issue_access_key(new_key(Policy::parse(policy).expect("a policy")))
        .await
        .expect("a key");
    let key = Credentials { id: issued.id, secret: issued.secret, token: None };
    let item = |url: &str| json!({ "id": url, "method": "POST", "url": url });
    let mut request = unsigned_pds("/v2/batch", &batch(&json!([item("/file/get"), item("/file/delete")])));
    bench.sign(&mut request, Scheme::Roa, &key);
    let answer = bench.call(&request).await.json();
    assert_eq!(answer["responses"][0]["status"], 200);
    assert_eq!(answer["responses"][1]["status"], 403);
    assert_eq!(answer["responses"][1]["body"]["code"], "NoPermission");
}

#[tokio::test]
async fn a_batch_of_nobody_needs_a_share_token_for_each() {
    let bench = Bench::start().await;
    let requests = json!([{ "id": "1", "method": "POST", "url": "/file/list" }]);
    let answer = bench.ask(with("/v2/batch", &batch(&requests), &[("x-share-token", "s")])).await.json();
    assert_eq!(answer["responses"][0]["body"]["share"], "s");
    let answer = bench.ask(with("/v2/batch", &batch(&requests), &[])).await;
    assert_eq!(answer.error(), error(401, "AccessTokenInvalid"));
}

fn download(bench: &Bench, query: &[(&str, &str)], range: Option<&str>) -> OutgoingRequest {
    let mut request = unsigned_pds("/v2/file/download", "");
    "GET".clone_into(&mut request.method);
    request.query = query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    bench.sign(&mut request, Scheme::Roa, &bench.key);
    request.headers.extend(range.map(|range| ("range".to_owned(), range.to_owned())));
    request
}

#[tokio::test]
async fn a_file_is_downloaded_by_a_signed_call() {
    let bench = Bench::start().await;
    let answer = bench.call(&download(&bench, &[("file_id", "1")], None)).await;
    assert_eq!((answer.status, answer.body.len() as u64), (200, SIZE));
    assert!((0..SIZE).zip(&answer.body).all(|(place, byte)| *byte == byte_at(place)));
    assert_eq!(answer.header("content-disposition"), Some("attachment; filename*=UTF-8''a%20b.txt"));
    let answer = bench.call(&download(&bench, &[("file_id", "1")], Some("bytes=300-301"))).await;
    assert_eq!((answer.status, answer.body), (206, vec![byte_at(300), byte_at(301)]));
    let answer = bench.call(&download(&bench, &[("file_id", "1")], Some("bytes=99999999-"))).await;
    assert_eq!((answer.status, answer.body.len()), (416, 0));
    let missing = bench.call(&download(&bench, &[], None)).await;
    assert_eq!(missing.error(), error(400, "MissingParameter.file_id"));
}

#[tokio::test]
async fn a_user_signs_in_on_a_page() {
    const PAGE: &str = "/v2/oauth/authorize?client_id=c&login_type=default&response_type=code&scope=a,b\
                        &redirect_uri=https%3A%2F%2Fapp.example%2Fback&hide_consent=true";
    let bench = Bench::start().await;
    let page = bench.ask(format!("GET {PAGE} HTTP/1.1\r\nHost: h\r\n\r\n")).await;
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert_eq!(String::from_utf8_lossy(&page.body), "<p>c [\"a\", \"b\"]</p>");
    let policy = page.header("content-security-policy").expect("a policy");
    assert!(
        policy.starts_with("default-src 'none';") && policy.ends_with(" https://app.example"),
        "{policy}"
    );
    let form = "user_id=u1&token=t%2F";
    let submitted = bench
        .ask(format!(
            "POST {PAGE} HTTP/1.1\r\nHost: h\r\nContent-Length: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\r\n{form}",
            form.len()
        ))
        .await;
    assert_eq!(submitted.status, 302);
    assert_eq!(submitted.header("location"), Some("https://app.example/back?code=u1-t/"));
    let wrong = bench.ask("GET /v2/oauth/authorize HTTP/1.1\r\nHost: h\r\n\r\n").await;
    assert_eq!(wrong.error(), error(400, "MissingParameter.client_id"));
}

#[tokio::test]
async fn web_pages_may_call_the_drive_and_nothing_else() {
    let bench = Bench::start().await;
    let preflight = bench
        .ask(
            "OPTIONS /v2/file/get HTTP/1.1\r\nHost: h\r\nOrigin: https://a.example\r\n\
              Access-Control-Request-Method: POST\r\n\r\n",
        )
        .await;
    assert_eq!(preflight.status, 204);
    assert_eq!(preflight.header("access-control-allow-origin"), Some("*"));
    assert_eq!(preflight.header("access-control-allow-headers"), Some("authorization, *"));
    assert!(preflight.header("access-control-allow-methods").expect("methods").contains("PUT"));
    for answer in [
        bench.call(&bench.pds("/v2/file/get", "{}")).await,
        ask(&bench, "/v2/file/get", &[]).await,
        ask(&bench, "/v2/file/nothing", &[]).await,
    ] {
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{answer:?}");
        let exposed = answer.header("access-control-expose-headers").expect("a list");
        assert!(exposed.contains("x-ca-request-id") && exposed.contains("etag"));
        assert_eq!(answer.header("access-control-allow-credentials"), None);
    }
    let sas = bench.call(&bench.sas("CreateFileDetect", &[("Type", "0")])).await;
    assert_eq!(sas.header("access-control-allow-origin"), None);
}
