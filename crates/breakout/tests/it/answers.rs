//! Answers that are none: a worker that was taken over can say anything.

use assay_sandbox::GaveUp;

use crate::{assert_works, gave_up, order, pool, told};

#[tokio::test]
async fn nonsense_is_not_believed() {
    let pool = pool(2).await;
    for command in ["malformed", "half", "early"] {
        let before = pool.counters();
        assert_eq!(order(&pool, command).await, gave_up(GaveUp::Crash), "{command}");
        let after = pool.counters();
        assert_eq!((after.retries - before.retries, after.kills - before.kills), (1, 2), "{command}");
        assert_works(&pool).await;
    }
}

#[tokio::test]
async fn an_answer_given_in_advance_does_not_reach_the_next_file() {
    let pool = pool(1).await;
    // The rogue guesses the number of its request, answers it, and leaves a second answer in the pipe.
    assert_eq!(told(&order(&pool, "forge 1").await), "forged");
    // It may take a moment until that arrives; the worker is found out at the next job either way.
    assert_works(&pool).await;
    assert_works(&pool).await;
    let counters = pool.counters();
    assert_eq!(counters.kills, 1, "the worker was not replaced: {counters:?}");
}

#[tokio::test]
async fn every_way_to_die_is_a_crash() {
    let pool = pool(2).await;
    for command in ["exit", "abort", "panic", "recurse 0", "close"] {
        assert_eq!(order(&pool, command).await, gave_up(GaveUp::Crash), "{command}");
        assert_works(&pool).await;
    }
    let counters = pool.counters();
    assert_eq!((counters.gave_up_crash, counters.retries, counters.kills, counters.breaches), (5, 5, 10, 0));
}
