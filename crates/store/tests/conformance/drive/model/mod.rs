//! Any sequence of changes gets the answers that a simple model in memory gives, in each dialect.

mod ask;
mod change;
mod world;

use proptest::{collection::vec, prelude::*, test_runner::TestRunner};

use self::{
    ask::{Ask, any_ask},
    change::{Step, any_step},
    world::World,
};
use super::fixture::open;
use crate::harness::{Database, on_postgres, on_sqlite};

fn runner() -> TestRunner {
    // A failing sequence is shrunk and printed; there is no file of old ones to keep.
    TestRunner::new(proptest::test_runner::Config {
        cases: 24,
        failure_persistence: None,
        ..proptest::test_runner::Config::default()
    })
}

fn any_game() -> impl Strategy<Value = Vec<(Step, Ask)>> {
    vec((any_step(), any_ask()), 30..80)
}

async fn follow(db: Database, game: Vec<(Step, Ask)>) {
    // Two nodes: what one keeps in memory must not outlive what the other changes.
    let nodes = [open(&db).await, db.open().await];
    let mut world = World::default();
    for (index, (step, ask)) in game.iter().enumerate() {
        change::make(&nodes[index % 2], &mut world, step).await;
        ask::compare(&nodes[index / 2 % 2], &world, ask).await;
    }
}

#[test]
fn sqlite_answers_as_the_model() {
    runner()
        .run(&any_game(), |game| {
            on_sqlite(|db| follow(db, game));
            Ok(())
        })
        .unwrap();
}

#[test]
fn postgres_answers_as_the_model() {
    runner()
        .run(&any_game(), |game| {
            on_postgres(|db| follow(db, game));
            Ok(())
        })
        .unwrap();
}
