//! Any sequence of verbs gets the answers that a simple model in memory gives, in each dialect.

mod verbs;
mod world;

use proptest::{collection::vec, test_runner::TestRunner};

use self::{
    verbs::{Verb, any_verb},
    world::World,
};
use crate::harness::{Database, on_postgres, on_sqlite};

fn runner() -> TestRunner {
    // A failing sequence is shrunk and printed; there is no file of old ones to keep.
    TestRunner::new(proptest::test_runner::Config {
        cases: 24,
        failure_persistence: None,
        ..proptest::test_runner::Config::default()
    })
}

async fn follow(db: Database, verbs: Vec<Verb>) {
    let store = db.open().await;
    let mut world = World::default();
    for (step, verb) in verbs.iter().enumerate() {
        verbs::make(&store, &mut world, verb, step).await;
        verbs::compare(&store, &world, step).await;
    }
}

#[test]
fn sqlite_answers_as_the_model() {
    runner()
        .run(&vec(any_verb(), 50..150), |verbs| {
            on_sqlite(|db| follow(db, verbs));
            Ok(())
        })
        .unwrap();
}

#[test]
fn postgres_answers_as_the_model() {
    runner()
        .run(&vec(any_verb(), 50..150), |verbs| {
            on_postgres(|db| follow(db, verbs));
            Ok(())
        })
        .unwrap();
}
