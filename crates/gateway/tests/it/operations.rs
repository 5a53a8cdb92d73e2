//! Dispatch: what is served, what is not, uploads, panics, and the pages for operators.

use assay_gateway::{GatewayConfig, MetricsAccess, ReadinessCheck};

use crate::bench::{Bench, error, wire};

#[tokio::test]
async fn what_is_not_served_and_what_does_not_exist() {
    let bench = Bench::start().await;
    let version = |request: &mut assay_signing::OutgoingRequest, version: &str| {
        version.clone_into(&mut request.headers[2].1);
        bench.sign(request, assay_signing::Scheme::Acs3(assay_signing::Hash::Sha256), &bench.key);
    };
    let mut imm = bench.sas("CreateStory", &[]);
    version(&mut imm, "2020-09-30");
    assert_eq!(bench.call(&imm).await.error(), error(400, "UnsupportedOperation"));
    let mut unknown = bench.sas("CreateFileDetect", &[]);
    version(&mut unknown, "1999-01-01");
    assert_eq!(bench.call(&unknown).await.error(), error(400, "InvalidVersion"));
    let nothing = bench.sas("DetectEverything", &[]);
    assert_eq!(bench.call(&nothing).await.error(), error(404, "InvalidAction.NotFound"));
    let missing = bench.sas("CreateFileDetect", &[]);
    assert_eq!(bench.call(&missing).await.error(), error(400, "MissingParameter"));
    let wrong = bench.call(&bench.sas("CreateFileDetect", &[("Type", "zero")])).await;
    assert_eq!(wrong.error(), error(400, "InvalidParameter"));
    assert!(wrong.json()["Message"].as_str().expect("a text").contains("Type"));
}

#[tokio::test]
async fn a_panic_is_answered_and_the_server_goes_on() {
    let bench = Bench::start().await;
    let panic = bench.sas("CreateFileDetect", &[("Type", "0"), ("HashKey", "panic")]);
    assert_eq!(bench.call(&panic).await.error(), error(500, "ServerError"));
    let upload =
        bench.ask("POST /oss HTTP/1.1\r\nHost: h\r\nContent-Type: panic\r\nContent-Length: 0\r\n\r\n").await;
    assert_eq!(upload.status, 500);
    assert!(String::from_utf8_lossy(&upload.body).contains("<Code>InternalError</Code>"));
    assert_eq!(bench.call(&bench.sas("CreateFileDetect", &[("Type", "0")])).await.status, 200);
    let page = bench.ask("GET /metrics HTTP/1.1\r\nHost: h\r\n\r\n").await;
    assert!(String::from_utf8_lossy(&page.body).contains("assay_http_panics_total 2"));
}

#[tokio::test]
async fn uploads_answer_as_an_object_store_does() {
    let bench = Bench::start().await;
    let post = |path: &str, content_type: &str, body: &str| {
        format!(
            "POST {path} HTTP/1.1\r\nHost: http://h\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    let stored = bench.ask(post("/oss/", "multipart/form-data; boundary=b", &"x".repeat(200_000))).await;
    assert_eq!((stored.status, stored.header("etag")), (201, Some("\"200000\"")));
    assert!(String::from_utf8_lossy(&stored.body).contains("<Key>default/a&amp;b</Key>"));
    assert!(stored.header("x-acs-request-id").is_some());
    let refused = bench.ask(post("/oss", "text/plain", "")).await;
    let body = String::from_utf8_lossy(&refused.body).into_owned();
    assert_eq!((refused.status, refused.header("content-type")), (400, Some("application/xml")));
    assert!(
        body.contains("<Code>MalformedPOSTRequest</Code><Message>&lt;text/plain&gt;</Message>"),
        "{body}"
    );
    assert!(body.contains(refused.header("x-acs-request-id").expect("a request id")));
    assert!(body.contains("<HostId>http://h</HostId>"));
}

#[tokio::test]
async fn a_slow_upload_is_told_so_in_xml() {
    let bench = Bench::with_limits(|limits| limits.body_idle = std::time::Duration::from_millis(200)).await;
    let head = "POST /oss HTTP/1.1\r\nHost: h\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 9\r\n\r\nx";
    let answer = bench.ask(head).await;
    assert_eq!(answer.status, 408);
    assert!(String::from_utf8_lossy(&answer.body).contains("<Code>RequestTimeout</Code>"));
}

#[tokio::test]
async fn health_and_readiness() {
    let checks = vec![
        ReadinessCheck::new("store", || async { Ok(()) }),
        ReadinessCheck::new("blobs", || async { Err("the secret reason".to_owned()) }),
    ];
    let bench = Bench::with_checks(GatewayConfig::default(), checks).await;
    let alive = bench.ask("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n").await;
    assert_eq!((alive.status, &alive.json()["Status"]), (200, &serde_json::json!("alive")));
    let answer = bench.ask("GET /readyz HTTP/1.1\r\nHost: h\r\n\r\n").await;
    assert_eq!(answer.error(), error(503, "ServiceUnavailable"));
    assert_eq!(answer.json()["Message"], "Not ready: blobs.");
    let well = Bench::start().await;
    assert_eq!(well.ask("GET /readyz HTTP/1.1\r\nHost: h\r\n\r\n").await.status, 200);
}

#[tokio::test]
async fn metrics_count_what_happened() {
    let config = GatewayConfig { metrics_access: MetricsAccess::Everybody, ..GatewayConfig::default() };
    let bench = Bench::with(config).await;
    let request = bench.sas("CreateFileDetect", &[("Type", "0")]);
    bench.call(&request).await;
    bench.call(&request).await;
    bench.ask("nonsense\r\n\r\n").await;
    let page = bench.ask("GET /metrics HTTP/1.1\r\nHost: h\r\n\r\n").await;
    let text = String::from_utf8(page.body).expect("text");
    for line in [
        r#"assay_http_requests_total{product="sas",operation="CreateFileDetect",status="200"} 1"#,
        r#"assay_http_requests_total{product="sas",operation="CreateFileDetect",status="400"} 1"#,
        r#"assay_http_requests_total{product="-",operation="-",status="400"} 1"#,
        r#"assay_http_request_seconds_count{product="sas",operation="CreateFileDetect"} 2"#,
        r#"assay_http_auth_failures_total{code="SignatureNonceUsed"} 1"#,
        "assay_http_in_flight 1",
        "# EOF",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
}

#[tokio::test]
async fn many_requests_on_one_connection_stay_in_step() {
    let bench = Bench::start().await;
    let mut client = bench.connect().await;
    for round in 0..200_usize {
        let key = "k".repeat(round + 1);
        client.send(wire(&bench.sas("CreateFileDetect", &[("Type", "0"), ("HashKey", &key)]))).await;
        assert_eq!(client.answer().await.json()["HashKeyLength"], round + 1);
    }
}
