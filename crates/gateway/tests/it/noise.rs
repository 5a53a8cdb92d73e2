//! Noise on the socket: whatever a client sends, it gets JSON or a closed connection, and never waits.

use std::time::Duration;

use proptest::prelude::*;
use tokio::runtime::Runtime;

use crate::bench::Bench;

/// Pieces of requests, good and bad, that noise is put together from.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        3 => prop::collection::vec(any::<u8>(), 0..60),
        2 => prop::sample::select(vec![
            &b"GET /healthz HTTP/1.1\r\n"[..], b"POST / HTTP/1.1\r\n", b"PUT / HTTP/1.0\r\n", b"GET /\xff HTTP/1.1\r\n",
            b"POST /v2/file/scan HTTP/1.1\r\n", b"OPTIONS * HTTP/1.1\r\n", b"GET //a:b@c HTTP/1.1\r\n",
            b"GET /%zz?%%%&&== HTTP/1.1\r\n", b"X\x7f / HTTP/1.1\r\n", b"GET http://[::1/ HTTP/1.1\r\n",
        ]).prop_map(<[u8]>::to_vec),
        2 => prop::sample::select(vec![
            &b"Host: h\r\n"[..], b"Host: \xff\xfe\r\n", b"Content-Length: 3\r\n", b"Content-Length: 0\r\n",
            b"Content-Length: 3, 3\r\n", b"Transfer-Encoding: chunked\r\n", b"Expect: 100-continue\r\n",
            b"Connection: close\r\n", b"Connection: upgrade\r\nUpgrade: h2c\r\n", b": empty\r\n", b"a b: c\r\n",
            b"Authorization: acs a:b\r\n", b"x-acs-version: 2018-12-03\r\nx-acs-action: CreateFileDetect\r\n",
        ]).prop_map(<[u8]>::to_vec),
        2 => prop::sample::select(vec![&b"\r\n\r\n"[..], b"\n\n", b"\r\n", b"3\r\nabc\r\n", b"0\r\n\r\n", b"abc"])
            .prop_map(<[u8]>::to_vec),
    ]
}

#[test]
fn no_bytes_get_an_empty_answer_or_none() {
    let runtime = Runtime::new().expect("a runtime");
    let bench = runtime.block_on(Bench::with_limits(|limits| {
        limits.head_timeout = Duration::from_millis(400);
        limits.body_idle = Duration::from_millis(400);
        limits.keep_alive_idle = Duration::from_millis(400);
    }));
    let cases = ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(cases, |(pieces in prop::collection::vec(piece(), 1..10), finish in any::<bool>())| {
        let noise = pieces.concat();
        runtime.block_on(async {
            let mut client = bench.connect().await;
            client.send(&noise).await;
            if finish {
                client.finish().await;
            }
            let mut answers = 0;
            while let Some(answer) = client.try_answer().await {
                answers += 1;
                if answer.status >= 400 {
                    answer.code();
                }
            }
            let asked = noise.iter().any(|byte| !matches!(byte, b'\r' | b'\n'));
            prop_assert!(!asked || answers > 0, "no answer to {:?}", String::from_utf8_lossy(&noise));
            Ok(())
        })?;
    });
}
