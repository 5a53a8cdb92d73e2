//! Signed URLs: bodies in and out of any length, and XML when something is wrong.

use std::time::Duration;

use crate::{
    bench::{Answer, Bench},
    fake_drive::{SIZE, byte_at},
};

const DOWNLOAD: &str = "/pds/download/1/2/3/a.txt?good";

async fn get(bench: &Bench, method: &str, target: &str, headers: &str) -> Answer {
    bench.ask(format!("{method} {target} HTTP/1.1\r\nHost: h\r\n{headers}\r\n")).await
}

fn xml(answer: &Answer) -> (u16, String) {
    assert_eq!(answer.header("content-type"), Some("application/xml"), "{answer:?}");
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    let body = String::from_utf8_lossy(&answer.body);
    let code = body.split("<Code>").nth(1).and_then(|rest| rest.split("</Code>").next());
    (answer.status, code.expect("a code").to_owned())
}

#[tokio::test]
async fn a_part_streams_in() {
    let bench = Bench::start().await;
    let head = "PUT /pds/upload/1/2/3?good HTTP/1.1\r\nHost: h\r\nContent-MD5: m\r\n";
    let answer = bench.ask(format!("{head}Content-Length: 3\r\n\r\nabc")).await;
    assert_eq!((answer.status, answer.header("etag"), answer.body.len()), (200, Some("\"3  m\""), 0));
    assert_eq!(answer.header("content-length"), Some("0"));
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    let chunked = "Content-Type: t\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n";
    let answer = bench.ask(format!("{head}{chunked}")).await;
    assert_eq!((answer.status, answer.header("etag")), (200, Some("\"5 t m\"")));
    // Longer than any body of an API call.
    let mut client = bench.connect().await;
    client.send(format!("{head}Content-Length: 20000000\r\n\r\n")).await;
    for _ in 0..20 {
        client.send(vec![0; 1_000_000]).await;
    }
    assert_eq!(client.answer().await.header("etag"), Some("\"20000000  m\""));
    client.send("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n").await;
    assert_eq!(client.answer().await.status, 200);
}

#[tokio::test]
async fn a_client_that_asks_first_is_told_to_go_on_only_where_the_url_is_good() {
    let bench = Bench::start().await;
    let head = |target: &str| {
        format!("PUT {target} HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
    };
    let mut client = bench.connect().await;
    client.send(head("/pds/upload/1/2/3?good")).await;
    assert_eq!(client.answer().await.status, 100);
    client.send("abc").await;
    assert_eq!(client.answer().await.header("etag"), Some("\"3  \""));
    let refused = bench.ask(head("/pds/upload/1/2/3?bad")).await;
    assert_eq!(xml(&refused), (403, "AccessDenied".to_owned()));
}

#[tokio::test]
async fn a_part_that_stops_is_given_up() {
    let bench = Bench::with_limits(|limits| limits.body_idle = Duration::from_millis(100)).await;
    let answer =
        bench.ask("PUT /pds/upload/1/2/3?good HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc").await;
    assert_eq!(xml(&answer), (408, "RequestTimeout".to_owned()));
}

#[tokio::test]
async fn a_content_streams_out() {
    let bench = Bench::start().await;
    let answer = get(&bench, "GET", DOWNLOAD, "").await;
    assert_eq!((answer.status, answer.body.len() as u64), (200, SIZE));
    assert!((0..SIZE).zip(&answer.body).all(|(place, byte)| *byte == byte_at(place)));
    assert_eq!(answer.header("etag"), Some("\"E\""));
    assert_eq!(answer.header("x-oss-hash-crc64ecma"), Some("7"));
    let part = get(&bench, "GET", DOWNLOAD, "Range: bytes=-2\r\n").await;
    assert_eq!((part.status, part.body), (206, vec![byte_at(SIZE - 2), byte_at(SIZE - 1)]));
    for (headers, status) in
        [("If-None-Match: \"E\"\r\n", 304), ("If-Match: \"F\"\r\n", 412), ("Range: bytes=10000000-\r\n", 416)]
    {
        let answer = get(&bench, "GET", DOWNLOAD, headers).await;
        assert_eq!((answer.status, answer.body.len()), (status, 0), "{headers}");
        assert_eq!(answer.header("etag"), Some("\"E\""));
    }
}

#[tokio::test]
async fn a_picture_is_shown() {
    const THUMBNAIL: &str = "/pds/thumbnail/1/2/3?good";
    let bench = Bench::start().await;
    let answer = get(&bench, "GET", THUMBNAIL, "").await;
    assert_eq!((answer.status, answer.body.as_slice()), (200, &b"picture"[..]));
    assert_eq!(answer.header("content-type"), Some("image/jpeg"));
    assert_eq!((answer.header("content-disposition"), answer.header("last-modified")), (None, None));
    assert_eq!(get(&bench, "GET", THUMBNAIL, "Range: bytes=4-\r\n").await.body, b"ure");
    assert_eq!(get(&bench, "GET", THUMBNAIL, "If-None-Match: \"P\"\r\n").await.status, 304);
}

#[tokio::test]
async fn a_head_says_what_a_get_would() {
    let bench = Bench::start().await;
    let mut client = bench.connect().await;
    client.send(format!("HEAD {DOWNLOAD} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")).await;
    let text = client.rest().await;
    assert!(text.starts_with("HTTP/1.1 200") && text.ends_with("\r\n\r\n"), "{text}");
    assert!(text.contains(&format!("content-length: {SIZE}\r\n")), "{text}");
    assert!(text.contains("etag: \"E\""));
}

#[tokio::test]
async fn what_is_wrong_is_xml() {
    let bench = Bench::start().await;
    let expired = get(&bench, "GET", "/pds/download/1/2/3/a.txt?bad", "").await;
    assert_eq!(xml(&expired), (403, "AccessDenied".to_owned()));
    let body = String::from_utf8_lossy(&expired.body);
    assert!(body.contains("&lt;/pds/download/1/2/3/a.txt?bad&gt; expired"), "{body}");
    let wrong = get(&bench, "DELETE", DOWNLOAD, "").await;
    assert_eq!(xml(&wrong), (405, "MethodNotAllowed".to_owned()));
    assert_eq!(wrong.header("allow"), Some("GET, HEAD, OPTIONS"));
    let panicked = get(&bench, "GET", "/pds/download/panic", "").await;
    assert_eq!(xml(&panicked), (500, "InternalError".to_owned()));
    let preflight = get(&bench, "OPTIONS", DOWNLOAD, "").await;
    assert_eq!((preflight.status, preflight.header("access-control-allow-origin")), (204, Some("*")));
}

#[tokio::test]
async fn a_reader_that_takes_nothing_is_given_up() {
    let bench = Bench::with_limits(|limits| limits.write_idle = Duration::from_millis(100)).await;
    let mut client = bench.connect().await;
    client.send(format!("GET {DOWNLOAD} HTTP/1.1\r\nHost: h\r\n\r\n")).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!((client.rest_bytes().await as u64) < SIZE, "the content was cut");
}
