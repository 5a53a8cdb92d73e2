//! How much is taken, for how long, and from what kind of answer.

use std::{
    error::Error as _,
    time::{Duration, Instant},
};

use assay_fetch::{FetchConfig, FetchError, Fetcher};
use futures_util::StreamExt as _;

use crate::{
    config, fetch,
    server::{Say, Server},
    whole,
};

fn head(fields: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\n{fields}\r\n").into_bytes()
}

#[tokio::test]
async fn a_body_of_the_limit_passes_and_one_more_byte_does_not() {
    for chunked in [false, true] {
        let server = Server::start(move |path| {
            let body = "x".repeat(path[1..].parse().unwrap());
            if chunked {
                let mut answer = head("Transfer-Encoding: chunked\r\n");
                answer.extend(format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len()).bytes());
                Say::Bytes(answer)
            } else {
                Say::ok(&body)
            }
        })
        .await;
        assert_eq!(fetch(config("127.0.0.1"), &server.url("/1000")).await.unwrap().len(), 1000);
        let result = fetch(config("127.0.0.1"), &server.url("/1001")).await;
        assert!(matches!(result, Err(FetchError::TooLarge { limit_bytes: 1000 })), "{result:?}");
    }
}

#[tokio::test]
async fn a_length_beyond_the_limit_is_refused_before_the_body() {
    let server = Server::start(|_| Say::Drip(head("Content-Length: 1001\r\n"), Duration::from_secs(1))).await;
    let started = Instant::now();
    let result = Fetcher::new(config("127.0.0.1")).fetch(&server.url("/")).await;
    assert!(matches!(result, Err(FetchError::TooLarge { .. })));
    assert!(started.elapsed() < Duration::from_secs(1));
}

#[tokio::test]
async fn a_body_without_end_is_stopped_early() {
    let server =
        Server::start(|_| Say::Flood(head("Transfer-Encoding: chunked\r\n"), b"4\r\nabcd\r\n".repeat(100)))
            .await;
    let result = fetch(config("127.0.0.1"), &server.url("/")).await;
    assert!(matches!(result, Err(FetchError::TooLarge { .. })));
}

#[tokio::test]
async fn a_length_that_lies_is_found_out() {
    let server = Server::start(|path| {
        let mut answer = head(&format!("Content-Length: {}\r\n", &path[1..]));
        answer.extend(b"12345");
        Say::Bytes(answer)
    })
    .await;
    let short = fetch(config("127.0.0.1"), &server.url("/9")).await;
    assert!(matches!(short, Err(FetchError::Unreachable { .. })), "fewer bytes than announced: {short:?}");
    let long = fetch(config("127.0.0.1"), &server.url("/3")).await.unwrap();
    assert_eq!(long, b"123", "more bytes than announced are not the body's");
    assert!(fetch(config("127.0.0.1"), &server.url("/-1")).await.is_err());
    assert!(fetch(config("127.0.0.1"), &server.url("/99999999999999999999999")).await.is_err());
}

#[tokio::test]
async fn what_takes_too_long_ends_in_time() {
    let server = Server::start(|path| match path {
        "/silence" => Say::Silence,
        "/head" => Say::Drip(b"HTTP/1.1 200 OK\r\nA: ".to_vec(), Duration::from_millis(50)),
        "/body" => Say::Drip(head("Content-Length: 900\r\n"), Duration::from_millis(50)),
        _ => Say::redirect("/again"),
    })
    .await;
    let limits = FetchConfig {
        total_timeout: Duration::from_millis(400),
        max_redirects: usize::MAX,
        ..config("127.0.0.1")
    };
    for path in ["/silence", "/head", "/body", "/redirects-without-end"] {
        let started = Instant::now();
        let result = fetch(limits.clone(), &server.url(path)).await;
        assert!(matches!(result, Err(FetchError::TimedOut)), "{path}: {result:?}");
        assert!(started.elapsed() < Duration::from_millis(1500), "{path} took {:?}", started.elapsed());
    }
}

#[tokio::test]
async fn an_address_that_does_not_answer_is_given_up() {
    // TEST-NET-1 is routed nowhere; where it is refused at once instead, that is as good.
    let limits = FetchConfig { connect_timeout: Duration::from_millis(200), ..config("192.0.2.0/24") };
    let started = Instant::now();
    let result = fetch(limits, "http://192.0.2.1/").await;
    assert!(matches!(result, Err(FetchError::TimedOut | FetchError::Unreachable { .. })), "{result:?}");
    assert!(started.elapsed() < Duration::from_millis(1500));
}

#[tokio::test]
async fn only_200_is_an_answer() {
    let server = Server::start(|path| {
        Say::Bytes(format!("HTTP/1.1 {} Whatever\r\nContent-Length: 2\r\n\r\nno", &path[1..]).into())
    })
    .await;
    for status in [201, 204, 206, 301, 304, 400, 401, 403, 404, 429, 500, 503] {
        let result = fetch(config("127.0.0.1"), &server.url(&format!("/{status}"))).await;
        assert!(matches!(result, Err(FetchError::Status(found)) if found == status), "{status}: {result:?}");
    }
}

#[tokio::test]
async fn what_is_not_http_is_unreachable() {
    let server = Server::start(|path| match path {
        "/nothing" => Say::Bytes(Vec::new()),
        "/nonsense" => Say::Bytes(b"SSH-2.0-OpenSSH\r\n".to_vec()),
        "/old" => Say::Bytes(b"<html>".to_vec()),
        "/fields" => Say::Bytes(head(&"A: b\r\n".repeat(200))),
        "/endless-head" => Say::Flood(b"HTTP/1.1 200 OK\r\nA: ".to_vec(), vec![b'a'; 4096]),
        _ => Say::Bytes(head("Content-Length: 1\r\nContent-Length: 2\r\n")),
    })
    .await;
    for path in ["/nothing", "/nonsense", "/old", "/fields", "/endless-head", "/two-lengths"] {
        let result = fetch(config("127.0.0.1"), &server.url(path)).await;
        let Err(error @ FetchError::Unreachable { .. }) = result else { panic!("{path}: {result:?}") };
        assert!(error.source().is_some(), "the log is told more than the client");
    }
}

#[tokio::test]
async fn the_body_is_a_stream_and_comes_as_it_was_sent() {
    let server = Server::start(|_| {
        let mut answer = head("Content-Length: 3\r\nContent-Encoding: gzip\r\nContent-Type: text/x-odd\r\n");
        answer.extend(b"\x1f\x8b\x08");
        Say::Bytes(answer)
    })
    .await;
    let fetcher = Fetcher::new(config("127.0.0.1"));
    let body = fetcher.fetch(&server.url("/")).await.unwrap();
    assert_eq!((body.content_length(), body.content_type()), (Some(3), Some("text/x-odd")));
    let chunks: Vec<_> = body.map(Result::unwrap).collect().await;
    assert_eq!(chunks.concat(), b"\x1f\x8b\x08", "nothing is decompressed");
    let body = fetcher.fetch(&server.url("/")).await.unwrap();
    assert_eq!(whole(body).await.unwrap(), b"\x1f\x8b\x08");
}
