//! Errors of the HTTP layer: each of them is JSON with a request id.

use crate::bench::{Bench, error};

#[tokio::test]
async fn what_is_not_http_gets_json() {
    let bench = Bench::start().await;
    for bytes in [
        &b"GET /\r\n\r\n"[..],
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / FTP/1.1\r\n\r\n",
        b"GET /\0 HTTP/1.1\r\nHost: h\r\n\r\n",
        b"GET / HTTP/1.1\r\nA: b\0c\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"GET relative HTTP/1.1\r\n\r\n",
        b"\0\0\0\0",
        b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
    ] {
        let mut client = bench.connect().await;
        client.send(bytes).await;
        let answer = client.answer().await;
        assert_eq!(answer.error(), error(400, "BadRequest"), "{:?}", String::from_utf8_lossy(bytes));
        assert_eq!(answer.header("connection"), Some("close"));
        assert!(client.is_closed().await);
    }
}

#[tokio::test]
async fn other_versions_and_connect() {
    let bench = Bench::start().await;
    let h2 = bench.ask("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await;
    assert_eq!(h2.error(), error(505, "HTTPVersionNotSupported"));
    let connect = bench.ask("CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n").await;
    assert_eq!(connect.error(), error(405, "MethodNotAllowed"));
}

#[tokio::test]
async fn unknown_paths_and_methods() {
    let bench = Bench::start().await;
    let missing = bench.ask("GET /nothing HTTP/1.1\r\nHost: h\r\n\r\n").await;
    assert_eq!(missing.error(), error(404, "NotFound"));
    assert_eq!(missing.json()["HostId"], "h");
    let pds = bench.ask("POST /v2/nothing HTTP/1.1\r\nHost: h\r\n\r\n").await;
    assert_eq!(pds.error(), error(404, "InvalidAction.NotFound"));
    assert_eq!(pds.header("content-type"), Some("application/json"));
    let method = bench.ask("DELETE /healthz HTTP/1.1\r\nHost: h\r\n\r\n").await;
    assert_eq!(method.error(), error(405, "MethodNotAllowed"));
    assert_eq!(method.header("allow"), Some("GET, HEAD"));
    let options = bench.ask("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n").await;
    assert_eq!(options.error(), error(404, "NotFound"));
    let absolute = bench.ask("GET http://h/healthz HTTP/1.1\r\nHost: h\r\n\r\n").await;
    assert_eq!(absolute.status, 200);
    let old = bench.ask("GET /healthz HTTP/1.0\r\n\r\n").await;
    assert_eq!(old.status, 200);
}

#[tokio::test]
async fn a_connection_goes_on_after_an_error_and_answers_in_order() {
    let bench = Bench::start().await;
    let mut client = bench.connect().await;
    for _ in 0..3 {
        client.send("GET /nothing HTTP/1.1\r\nHost: h\r\n\r\n").await;
        assert_eq!(client.answer().await.status, 404);
    }
    // Sent all at once: two good ones, one with a body, then garbage, then one that is never read.
    client
        .send(
            "GET /healthz HTTP/1.1\r\nHost: h\r\n\r\nPOST /nothing HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello\
             POST /nothing HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n\
             \r\nGET /healthz HTTP/1.1\r\nHost: h\r\n\r\n\x01garbage\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n",
        )
        .await;
    for status in [200, 404, 404, 200] {
        assert_eq!(client.answer().await.status, status);
    }
    assert_eq!(client.answer().await.error(), error(400, "BadRequest"));
    assert!(client.is_closed().await);
}

#[tokio::test]
async fn a_client_that_closed_its_sending_half_gets_its_answer() {
    let bench = Bench::start().await;
    let mut client = bench.connect().await;
    client
        .send(crate::bench::wire(&bench.sas("CreateFileDetect", &[("Type", "0"), ("HashKey", "slow")])))
        .await;
    client.finish().await;
    assert_eq!(client.answer().await.status, 200);
    assert!(client.is_closed().await);

    let mut cut = bench.connect().await;
    cut.send("GET /healthz HTTP/1.1\r\nHos").await;
    cut.finish().await;
    assert_eq!(cut.answer().await.error(), error(400, "BadRequest"));

    let mut silent = bench.connect().await;
    silent.send("\r\n\r\n").await;
    silent.finish().await;
    assert!(silent.is_closed().await, "nothing was asked");
}

#[tokio::test]
async fn a_head_may_come_byte_by_byte() {
    let bench = Bench::start().await;
    let mut client = bench.connect().await;
    for byte in b"GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n" {
        client.send([*byte]).await;
        tokio::task::yield_now().await;
    }
    assert_eq!(client.answer().await.status, 200);
}

#[tokio::test]
async fn a_head_request_gets_no_body_even_when_it_is_refused() {
    let bench = Bench::start().await;
    for (request, status) in
        [("HEAD /readyz HTTP/1.1\r\nConnection: close\r\n\r\n", 200), ("HEAD / HTTP/2.0\r\n\r\n", 505)]
    {
        let mut client = bench.connect().await;
        client.send(request).await;
        let head = client.rest().await;
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{head}");
        assert!(head.contains("x-acs-request-id: ") && head.ends_with("\r\n\r\n"), "{head}");
    }
}
