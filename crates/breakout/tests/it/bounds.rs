//! Time, memory and length: the bounds that the pool keeps, whatever the worker does.

use std::time::{Duration, Instant};

use assay_findings::TaskError;
use assay_sandbox::{GaveUp, Outcome, Pool};

use crate::{assert_works, config, file, gave_up, order, order_within, pool, task, told};

/// How far a job may run over its limit.
const OVERRUN_MAX: Duration = Duration::from_millis(200);

#[tokio::test]
async fn a_worker_that_does_not_stop_is_killed_in_time() {
    let pool = pool(1).await;
    for command in ["spin", "sleep 3600000", "stall"] {
        let limit = Duration::from_millis(300);
        let start = Instant::now();
        assert_eq!(order_within(&pool, command, limit).await, gave_up(GaveUp::Time), "{command}");
        let took = start.elapsed();
        assert!(took >= limit && took <= limit + OVERRUN_MAX, "{command}: {took:?}");
        assert_works(&pool).await;
    }
    // It had all of its time: trying again would only take as much once more.
    let counters = pool.counters();
    assert_eq!((counters.retries, counters.kills, counters.gave_up_time), (0, 3, 3));
}

#[tokio::test]
async fn an_engine_knows_its_deadline() {
    let pool = pool(1).await;
    let left: u64 =
        told(&order_within(&pool, "deadline", Duration::from_secs(20)).await).parse().expect("ms");
    assert!((15_000..=20_000).contains(&left), "{left} ms");
}

#[tokio::test]
async fn memory_is_bounded() {
    let pool = pool(2).await;
    assert_eq!(order(&pool, "allocate 8589934592").await, gave_up(GaveUp::Memory));
    assert_works(&pool).await;
    assert_eq!(told(&order(&pool, "allocate 104857600").await), "done 100");
    let counters = pool.counters();
    assert_eq!((counters.retries, counters.kills, counters.gave_up_memory), (1, 2, 1));
}

#[tokio::test]
async fn the_length_of_an_answer_is_bounded_on_both_sides() {
    let mut config = config(1);
    config.max_output_bytes = 64 << 10;
    let pool = Pool::start(config).await.expect("a pool");
    // The worker itself notices, and lives.
    let refused = Outcome::Refused(TaskError::Output { max_bytes: 64 << 10 });
    assert_eq!(order(&pool, "long 2000").await, refused);
    assert_eq!(pool.counters().kills, 0);
    // The pool notices when the worker does not.
    for command in ["flood 10000000000", "giant"] {
        assert_eq!(order(&pool, command).await, gave_up(GaveUp::Output), "{command}");
        assert_works(&pool).await;
    }
    assert_eq!(pool.counters().gave_up_output, 2);
}

#[tokio::test]
async fn what_a_worker_says_on_the_side_is_bounded() {
    let pool = pool(1).await;
    assert_eq!(told(&order(&pool, "chatter 10000000").await), "done chattered");
    assert_works(&pool).await;
}

#[tokio::test]
async fn the_length_of_the_input_is_bounded() {
    let mut config = config(1);
    config.max_input_bytes = 7;
    let pool = Pool::start(config).await.expect("a pool");
    assert_works(&pool).await; // "nothing" has seven letters
    let refused = Outcome::Refused(TaskError::TooLarge { size_bytes: 8, max_bytes: 7 });
    assert_eq!(order(&pool, "nothing!").await, refused);
    assert_eq!(pool.counters().kills, 0);
}

#[tokio::test]
async fn only_regular_files_are_looked_at() {
    let pool = pool(1).await;
    for path in ["/dev/zero", "/"] {
        let odd = std::fs::File::open(path).expect("opened");
        let outcome = pool.run(odd, task(), Duration::from_secs(10)).await.expect("an outcome");
        assert!(matches!(outcome, Outcome::Refused(TaskError::Input(_))), "{path}: {outcome:?}");
    }
    assert_works(&pool).await;
}

#[tokio::test]
async fn an_input_that_is_open_for_writing_is_handed_over_without_that_right() {
    let pool = pool(1).await;
    let mut scratch = tempfile::tempfile().expect("a file");
    std::io::Write::write_all(&mut scratch, b"nothing").expect("written");
    let outcome = pool.run(scratch, task(), Duration::from_secs(10)).await.expect("an outcome");
    assert_eq!(told(&outcome), "done \"nothing\"");
}

#[tokio::test]
async fn an_empty_input_is_an_input() {
    // The rogue panics at a command that it does not know, the empty one included: it did read it.
    let pool = pool(1).await;
    let outcome = pool.run(file(b""), task(), Duration::from_secs(10)).await.expect("an outcome");
    assert_eq!(outcome, gave_up(GaveUp::Crash));
}

#[tokio::test]
async fn the_way_there_and_back_takes_next_to_no_time() {
    let pool = pool(1).await;
    let mut times = Vec::new();
    for _ in 0..300 {
        let start = Instant::now();
        order(&pool, "nothing").await;
        times.push(start.elapsed());
    }
    times.sort_unstable();
    let median = times[times.len() / 2];
    println!("median of {} round trips: {median:?}", times.len());
    // A tenth of a millisecond on an idle machine; other tests may be running here.
    assert!(median < Duration::from_millis(5), "{median:?}");
}
