//! Any files, and any questions about them, get the answers that a simple model in memory gives, in each dialect.

mod ask;
mod naive;
mod record;

use std::{collections::BTreeMap, sync::Arc};

use assay_store::{DatasetNo, MediaCommit, PutExpect, PutFile, Store};
use proptest::{collection::vec, prelude::*, test_runner::TestRunner};
use serde_json::Value;

use self::{
    ask::{Ask, any_ask},
    record::any_record,
};
use crate::{
    fixture::T0,
    harness::{Database, on_postgres, on_sqlite},
    media::fixture::{make_dataset, make_projects},
};

/// A file of the model.
#[derive(Debug, Clone)]
struct File {
    record: Value,
    text: String,
}

type World = BTreeMap<String, File>;

/// A change: a record for a file of this number, with a text or without, or none.
type Step = (u8, Option<(Value, Option<&'static str>)>);

fn runner() -> TestRunner {
    // A failing game is shrunk and printed; there is no file of old ones to keep.
    TestRunner::new(proptest::test_runner::Config {
        cases: 40,
        failure_persistence: None,
        ..proptest::test_runner::Config::default()
    })
}

fn any_step() -> impl Strategy<Value = Step> {
    let text =
        prop_oneof![Just(None), Just(Some("")), Just(Some("a paris report")), Just(Some("red 年报 b")),];
    let put = (any_record(), text).prop_map(Some);
    (0..24_u8, prop_oneof![8 => put, 1 => Just(None)])
}

fn any_game() -> impl Strategy<Value = (Vec<Step>, Vec<Ask>)> {
    (vec(any_step(), 1..60), vec(any_ask(), 20))
}

fn uri(file: u8) -> String {
    // Not in the order of the numbers, and one begins as another.
    format!("oss://b/{}{file}", if file % 3 == 0 { "é/" } else { "" })
}

async fn make(store: &Arc<dyn Store>, dataset: DatasetNo, world: &mut World, steps: &[Step]) {
    let mut commit = MediaCommit {
        dataset,
        puts: Vec::new(),
        deletes: Vec::new(),
        max_files: 1000,
        max_bytes: u64::MAX,
        jobs: Vec::new(),
        completes: None,
        now: T0,
    };
    for (file, what) in steps {
        let uri = uri(*file);
        let Some((record, text)) = what else {
            commit.deletes.push(uri.clone());
            world.remove(&uri);
            continue;
        };
        let mut record = record.clone();
        record["URI"] = uri.clone().into();
        let before = world.get(&uri).map(|file| file.text.clone()).unwrap_or_default();
        commit.puts.push(PutFile {
            uri: uri.clone(),
            entry: record.to_string(),
            fingerprint: String::new(),
            text: text.map(str::to_owned),
            vectors: None,
            expect: PutExpect::Any,
        });
        let text = text.map_or(before, str::to_owned);
        world.insert(uri, File { record, text });
    }
    let committed = store.commit_media(commit).await.unwrap();
    assert!(committed.refused.iter().all(Option::is_none), "{committed:?}");
}

async fn play(db: Database, (steps, asks): (Vec<Step>, Vec<Ask>)) {
    let store = db.open().await;
    make_projects(&store, &["p"]).await;
    // The same files in another dataset are nobody's business.
    let (other, dataset) = (make_dataset(&store, "p", "o").await, make_dataset(&store, "p", "d").await);
    let (mut elsewhere, mut world) = (World::new(), World::new());
    // Each file once in a commit.
    let mut waiting: Vec<Step> = Vec::new();
    for step in steps {
        if waiting.iter().any(|(file, _)| *file == step.0) {
            make(&store, dataset, &mut world, &waiting).await;
            make(&store, other, &mut elsewhere, &waiting).await;
            waiting.clear();
        }
        waiting.push(step);
    }
    make(&store, dataset, &mut world, &waiting).await;
    for ask in &asks {
        ask::compare(&store, dataset, &world, ask).await;
    }
    let row = store.dataset(&crate::fixture::tenant("t"), "p", "d").await.unwrap().unwrap();
    let bytes: i64 =
        world.values().map(|file| file.record["Size"].as_i64().unwrap_or_default().clamp(0, 1 << 50)).sum();
    assert_eq!((row.files, row.bytes), (world.len() as u64, bytes.unsigned_abs()));
}

#[test]
fn sqlite_answers_as_the_model() {
    runner()
        .run(&any_game(), |game| {
            on_sqlite(|db| play(db, game));
            Ok(())
        })
        .unwrap();
}

#[test]
fn postgres_answers_as_the_model() {
    runner()
        .run(&any_game(), |game| {
            on_postgres(|db| play(db, game));
            Ok(())
        })
        .unwrap();
}
