//! Sizes and times at their edges, and one beyond.

use std::time::{Duration, Instant};

use assay_signing::{Hash, Scheme};
use assay_wire::code;

use crate::bench::{Bench, error, unsigned_sas, wire};

const SHORT: Duration = Duration::from_millis(300);

#[tokio::test]
async fn a_query_longer_than_hyper_takes_reaches_the_service() {
    let bench = Bench::start().await;
    for length in [1000, 70_000, 159_000, 900_000] {
        let long = "x".repeat(length);
        let mut client = bench.connect().await;
        // Two in a row on one connection: the queue between gate and service stays in step.
        for _ in 0..2 {
            client.send(wire(&bench.sas("CreateFileDetect", &[("Type", "0"), ("HashKey", &long)]))).await;
            client.send(wire(&bench.sas("CreateFileDetect", &[("Type", "0"), ("HashKey", "short")]))).await;
        }
        for expected in [length, 5, length, 5] {
            let answer = client.answer().await;
            assert_eq!(answer.status, 200, "{answer:?}");
            assert_eq!(answer.json()["HashKeyLength"], expected);
        }
    }
}

#[tokio::test]
async fn a_target_over_the_limit_is_told_to_use_a_body() {
    let bench = Bench::with_limits(|limits| limits.max_target_bytes = 100_000).await;
    let target = |bytes: usize| format!("POST /?{} HTTP/1.1\r\nHost: h\r\n\r\n", "x".repeat(bytes - 2));
    assert_eq!(bench.ask(target(100_000)).await.error(), error(404, "NotFound"));
    let answer = bench.ask(target(100_001)).await;
    assert_eq!(answer.error(), error(414, "RequestURITooLong"));
    assert!(answer.json()["Message"].as_str().expect("a text").contains("form body"));
    let endless = bench.ask("G".repeat(200_000)).await;
    assert!([400, 414].contains(&endless.status));
    endless.code();
}

#[tokio::test]
async fn headers_over_the_limits() {
    let bench = Bench::start().await;
    let many = |count: usize| format!("GET /healthz HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(count));
    assert_eq!(bench.ask(many(100)).await.status, 200);
    assert_eq!(bench.ask(many(101)).await.error(), error(431, "RequestHeaderTooLarge"));
    assert_eq!(bench.ask(many(3000)).await.error(), error(431, "RequestHeaderTooLarge"));
    let large = |bytes: usize| format!("GET /healthz HTTP/1.1\r\na: {}\r\n\r\n", "b".repeat(bytes));
    assert_eq!(bench.ask(large(60 * 1024 - 100)).await.status, 200);
    assert_eq!(bench.ask(large(60 * 1024)).await.error(), error(431, "RequestHeaderTooLarge"));
    assert_eq!(bench.ask(large(500_000)).await.error(), error(431, "RequestHeaderTooLarge"));
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_whichever_way_it_comes() {
    let bench = Bench::with_limits(|limits| limits.max_api_body_bytes = 100_000).await;
    let with_body = |bytes: usize| {
        let mut request = unsigned_sas("CreateFileDetect", &[("Type", "0")]);
        request.headers.push(("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()));
        request.body = format!("HashKey={}", "x".repeat(bytes - 8)).into_bytes();
        bench.sign(&mut request, Scheme::Acs3(Hash::Sha256), &bench.key);
        request
    };
    let fits = bench.call(&with_body(100_000)).await;
    assert_eq!((fits.status, &fits.json()["HashKeyLength"]), (200, &serde_json::json!(99_992)));
    assert_eq!(bench.call(&with_body(100_001)).await.error(), error(413, "RequestEntityTooLarge"));

    let request = with_body(100_001);
    let mut chunked = String::from_utf8(wire(&request)).expect("ASCII");
    let head_end = chunked.find("\r\n\r\n").expect("a head") + 4;
    let body = chunked.split_off(head_end);
    let head = chunked.replace(&format!("content-length: {}", body.len()), "transfer-encoding: chunked");
    let answer = bench.ask(format!("{head}{:x}\r\n{body}\r\n0\r\n\r\n", body.len())).await;
    assert_eq!(answer.error(), error(413, "RequestEntityTooLarge"));

    let huge = "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n";
    assert_eq!(bench.ask(huge).await.error(), error(413, "RequestEntityTooLarge"));
}

#[tokio::test]
async fn an_early_answer_arrives_although_the_client_goes_on_sending() {
    let bench = Bench::with_limits(|limits| limits.max_api_body_bytes = 1000).await;
    let mut request = unsigned_sas("CreateFileDetect", &[("Type", "0")]);
    request.body = vec![b'x'; 3_000_000];
    bench.sign(&mut request, Scheme::Acs3(Hash::Sha256), &bench.key);
    let mut client = bench.connect().await;
    client.send(wire(&request)).await;
    assert_eq!(client.answer().await.error(), error(413, "RequestEntityTooLarge"));
}

#[tokio::test]
async fn bodies_share_a_budget() {
    let bench = Bench::with_limits(|limits| limits.buffered_bodies_bytes = 64 * 1024).await;
    let mut request = unsigned_sas("CreateFileDetect", &[("Type", "0")]);
    request.body = vec![b'x'; 200_000];
    bench.sign(&mut request, Scheme::Acs3(Hash::Sha256), &bench.key);
    let answer = bench.call(&request).await;
    assert_eq!(answer.error(), error(500, code::SYSTEM_BUSY.name));
    assert_eq!(answer.header("x-acs-retry-after"), Some("1"));
    request.body.truncate(100_000);
    for _ in 0..3 {
        bench.sign(&mut request, Scheme::Acs3(Hash::Sha256), &bench.key);
        assert_eq!(bench.call(&request).await.status, 200, "what was taken was given back");
    }
}

#[tokio::test]
async fn expect_continue_is_answered_and_a_refusal_comes_first() {
    let bench = Bench::with_limits(|limits| limits.max_api_body_bytes = 1000).await;
    let ask = |bytes: usize| {
        let mut request = unsigned_sas("CreateFileDetect", &[("Type", "0")]);
        request.body = vec![b'x'; bytes];
        request.headers.push(("expect".to_owned(), "100-continue".to_owned()));
        bench.sign(&mut request, Scheme::Acs3(Hash::Sha256), &bench.key);
        let mut bytes = wire(&request);
        let body = bytes.split_off(bytes.len() - request.body.len());
        (bytes, body)
    };
    let mut client = bench.connect().await;
    let (head, body) = ask(1000);
    client.send(head).await;
    assert_eq!(client.answer().await.status, 100);
    client.send(body).await;
    assert_eq!(client.answer().await.status, 200);
    let (head, _) = ask(1001);
    client.send(head).await;
    assert_eq!(client.answer().await.error(), error(413, "RequestEntityTooLarge"));
}

#[tokio::test]
async fn broken_bodies() {
    let bench = Bench::start().await;
    let request = bench.sas("CreateFileDetect", &[("Type", "0")]);
    let head = String::from_utf8(wire(&request)).expect("ASCII");
    let chunked = head.replace("content-length: 0", "transfer-encoding: chunked");
    let answer = bench.ask(format!("{chunked}zz\r\n")).await;
    assert_eq!(answer.error(), error(400, "BadRequest"));
    assert_eq!(answer.header("connection"), Some("close"));
    let mut client = bench.connect().await;
    client.send(head.replace("content-length: 0", "content-length: 10") + "short").await;
    client.finish().await;
    assert_eq!(client.answer().await.error(), error(400, "BadRequest"));
}

#[tokio::test]
async fn slow_clients_are_told_so() {
    let bench = Bench::with_limits(|limits| {
        limits.head_timeout = SHORT;
        limits.body_idle = SHORT;
        limits.keep_alive_idle = SHORT;
    })
    .await;
    let started = Instant::now();
    let mut slow = bench.connect().await;
    slow.send("GET /healthz HTTP/1.1\r\nHost:").await;
    assert_eq!(slow.answer().await.error(), error(408, "RequestTimeout"));
    assert!(started.elapsed() >= SHORT);

    // A byte now and then does not help: the time counts from the first one.
    let mut dripping = bench.connect().await;
    for byte in b"GET /h" {
        dripping.send([*byte]).await;
        tokio::time::sleep(SHORT / 4).await;
    }
    assert_eq!(dripping.answer().await.error(), error(408, "RequestTimeout"));

    let mut silent = bench.connect().await;
    assert!(silent.is_closed().await, "nobody asked anything");

    let mut idle = bench.connect().await;
    idle.send("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n").await;
    assert_eq!(idle.answer().await.status, 200);
    assert!(idle.is_closed().await);

    let head = wire(&bench.sas("CreateFileDetect", &[("Type", "0")]));
    let head = String::from_utf8(head).expect("ASCII").replace("content-length: 0", "content-length: 9000");
    let mut body = bench.connect().await;
    body.send(head).await;
    for _ in 0..6 {
        body.send("x").await;
        tokio::time::sleep(SHORT / 4).await;
    }
    assert_eq!(body.answer().await.error(), error(408, "RequestTimeout"));
}

#[tokio::test]
async fn a_slow_body_that_makes_progress_is_bounded_in_all() {
    let bench = Bench::with_limits(|limits| limits.api_body_timeout = SHORT).await;
    let head = wire(&bench.sas("CreateFileDetect", &[("Type", "0")]));
    let head = String::from_utf8(head).expect("ASCII").replace("content-length: 0", "content-length: 900000");
    let mut client = bench.connect().await;
    client.send(head).await;
    for _ in 0..8 {
        client.send("x".repeat(5000)).await;
        tokio::time::sleep(SHORT / 5).await;
    }
    assert_eq!(client.answer().await.error(), error(408, "RequestTimeout"));
}

#[tokio::test]
async fn one_connection_too_many_is_told_so() {
    let bench = Bench::with_limits(|limits| limits.max_connections = 1).await;
    let mut first = bench.connect().await;
    first.send("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n").await;
    assert_eq!(first.answer().await.status, 200);
    let mut second = bench.connect().await;
    second.send("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n").await;
    let answer = second.answer().await;
    assert_eq!(answer.error(), error(503, "ServiceUnavailable"));
    assert_eq!(answer.header("x-acs-retry-after"), Some("1"));
    assert!(second.is_closed().await);
    first.send("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n").await;
    assert_eq!(first.answer().await.status, 200);
}
