//! Stopping: nothing more is accepted, what is in hand is finished, what hangs is cut.

use std::time::{Duration, Instant};

use tokio::net::TcpStream;

use crate::bench::{Bench, wire};

#[tokio::test]
async fn a_stop_finishes_what_is_in_hand_and_accepts_nothing_more() {
    let mut bench = Bench::start().await;
    let mut idle = bench.connect().await;
    idle.send("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n").await;
    assert_eq!(idle.answer().await.status, 200);
    let mut fresh = bench.connect().await;
    let mut busy = bench.connect().await;
    busy.send(wire(&bench.sas("CreateFileDetect", &[("Type", "0"), ("HashKey", "slow")]))).await;
    tokio::time::sleep(Duration::from_millis(100)).await;

    let stopped = bench.stop();
    let answer = busy.answer().await;
    assert_eq!((answer.status, answer.header("connection")), (200, Some("close")));
    assert!(busy.is_closed().await && idle.is_closed().await && fresh.is_closed().await);
    assert_eq!(stopped.await.expect("no panic").cut, 0);
    assert!(TcpStream::connect(bench.address).await.is_err());
}

#[tokio::test]
async fn what_does_not_end_in_time_is_cut() {
    let mut bench = Bench::start().await;
    let head = "POST /oss HTTP/1.1\r\nHost: h\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 9\r\n\r\n";
    let mut stuck = bench.connect().await;
    stuck.send(head).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    let started = Instant::now();
    assert_eq!(bench.stop().await.expect("no panic").cut, 1);
    assert!(started.elapsed() < Duration::from_secs(5));
}
