//! Searches: conditions, orders, pages, and what is out of sight.

use std::sync::Arc;

use assay_store::{
    Comparison, Condition, Direction, Field, FileState, Scope, SearchSpec, Store, Value, Write,
};
use assay_types::{FileId, Sha1Digest, Timestamp};

use super::fixture::{DRIVE, Draft, OTHER, ROOT, file, folder, ids, insert, open, update, writes};
use crate::harness::{Database, conformance};

conformance!(
    columns_compare,
    names_match_by_words,
    names_follow_their_files,
    labels_are_found,
    orders_and_positions,
    many_candidates_come_in_pages,
    only_what_is_live_and_in_sight,
    logic_is_two_valued,
);

fn spec(condition: Condition) -> SearchSpec {
    SearchSpec {
        drive: DRIVE,
        condition,
        order: Vec::new(),
        after: None,
        limit: 100,
        under: None,
        scope: Scope::Whole,
        count: true,
    }
}

/// All pages of a search; the count must be theirs.
async fn search(store: &Arc<dyn Store>, spec: &SearchSpec) -> Vec<i64> {
    let (mut seen, mut spec) = (Vec::new(), spec.clone());
    let mut total = None;
    loop {
        let page = store.search(&spec).await.unwrap();
        assert!(page.files.len() <= spec.limit);
        assert!(page.files.iter().all(assay_store::Found::is_live));
        assert_eq!(page.total.is_some(), spec.count);
        assert_eq!(total.or(page.total), page.total, "the count is the same on every page");
        total = page.total;
        seen.extend(ids(&page.files));
        let Some(next) = page.next else { break };
        spec.after = Some(next);
    }
    if let Some(total) = total {
        assert_eq!(total, seen.len() as u64);
    }
    seen
}

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

fn compare(field: Field, comparison: Comparison, value: Value) -> Condition {
    Condition::Compare(field, comparison, value)
}

fn matching(words: &[&str]) -> Condition {
    Condition::NameMatch(words.iter().map(|&word| word.to_owned()).collect())
}

async fn columns_compare(db: Database) {
    use Comparison::{Eq, Ge, Gt, Le, Lt, Prefix};
    let store = open(&db).await;
    let mut a = file(10, ROOT, "Report.PDF");
    "pdf".clone_into(&mut a.columns.extension);
    "doc".clone_into(&mut a.columns.category);
    "application/pdf".clone_into(&mut a.columns.mime_type);
    "yearly 50%".clone_into(&mut a.columns.description);
    a.columns.starred = true;
    a.columns.sha1 = Some(Sha1Digest([0xab; 20]));
    let mut b = file(20, FileId(30), "b");
    b.columns.hidden = true;
    b.columns.updated_at = Timestamp(5);
    insert(&store, &[&a, &b, &folder(30, ROOT, "c")]).await;
    let hash = "ab".repeat(20);
    for (field, comparison, value, expected) in [
        (Field::Name, Eq, text("Report.PDF"), vec![10]),
        (Field::Name, Eq, text("report.pdf"), vec![]),
        (Field::Name, Prefix, text("Rep"), vec![10]),
        (Field::Name, Gt, text("Z"), vec![20, 30]),
        (Field::Kind, Eq, text("Folder"), vec![30]),
        (Field::Kind, Eq, text("file"), vec![10, 20]),
        (Field::Kind, Eq, text("thing"), vec![]),
        (Field::Kind, Prefix, text("FI"), vec![10, 20]),
        (Field::Extension, Eq, text("pdf"), vec![10]),
        (Field::Category, Eq, text("others"), vec![20]),
        (Field::MimeType, Prefix, text("application/"), vec![10]),
        (Field::Description, Prefix, text("yearly 50%"), vec![10]),
        (Field::Description, Prefix, text("yearly %"), vec![]),
        (Field::Description, Eq, text(""), vec![20, 30]),
        (Field::ContentHash, Eq, text(&hash), vec![10]),
        (Field::ContentHash, Eq, text(&hash.to_uppercase()), vec![]),
        (Field::ContentHash, Eq, text("ab"), vec![]),
        (Field::ContentHash, Eq, text(""), vec![20, 30]),
        (Field::ContentHash, Prefix, text("aba"), vec![10]),
        (Field::Parent, Eq, Value::Number(0), vec![10, 30]),
        (Field::Parent, Eq, Value::Number(30), vec![20]),
        (Field::Size, Gt, Value::Number(10), vec![20]),
        (Field::Size, Ge, Value::Number(10), vec![10, 20]),
        (Field::Hidden, Eq, Value::Number(1), vec![20]),
        (Field::Starred, Eq, Value::Number(0), vec![20, 30]),
        (Field::Created, Le, Value::Number(20), vec![10, 20]),
        (Field::Updated, Lt, Value::Number(10), vec![20]),
    ] {
        let condition = compare(field, comparison, value.clone());
        let found = search(&store, &spec(condition)).await;
        assert_eq!(found, expected, "{field:?} {comparison:?} {value:?}");
    }
}

async fn names_match_by_words(db: Database) {
    let store = open(&db).await;
    let names = [
        "2024 年度报告.docx",
        "年报",
        "Report (final)",
        "report'\"%_",
        "x",
        "ÄPFEL.jpg",
        "报 告",
        "\u{1F600}😀😀",
    ];
    let drafts: Vec<_> = (1..).zip(names).map(|(id, name)| file(id, ROOT, name)).collect();
    insert(&store, &drafts.iter().collect::<Vec<_>>()).await;
    for (words, expected) in [
        (&["报告"][..], &[1][..]),
        (&["报"], &[1, 2, 7]),
        (&["年度报告"], &[1]),
        (&["年", "docx"], &[1]),
        (&["report"], &[3, 4]),
        (&["report", "final"], &[3]),
        (&["(final)"], &[3]),
        (&["'\"%_"], &[4]),
        (&["%"], &[4]),
        (&["x"], &[1, 5]),
        (&["äpf"], &[6]),
        (&["\u{1F600}"], &[8]),
        (&["\u{1F600}\u{1F600}\u{1F600}"], &[8]),
        (&["nothing"], &[]),
        (&["rep ort"], &[]),
        (&[], &[1, 2, 3, 4, 5, 6, 7, 8]),
    ] {
        assert_eq!(search(&store, &spec(matching(words))).await, expected, "{words:?}");
        let negated = Condition::Not(Box::new(matching(words)));
        assert_eq!(search(&store, &spec(negated)).await.len(), names.len() - expected.len(), "not {words:?}");
        let elsewhere = SearchSpec { drive: OTHER, ..spec(matching(words)) };
        assert_eq!(search(&store, &elsewhere).await, [0_i64; 0]);
    }
}

async fn names_follow_their_files(db: Database) {
    let store = open(&db).await;
    let draft = file(1, ROOT, "before");
    insert(&store, &[&draft]).await;
    let by_name = async |word| search(&store, &spec(matching(&[word]))).await;
    assert_eq!(by_name("before").await, [1]);
    update(&store, &draft.clone().renamed("after")).await;
    assert_eq!(by_name("before").await, [0_i64; 0]);
    assert_eq!(by_name("after").await, [1]);
    update(&store, &draft.clone().state(FileState::Trashed)).await;
    assert_eq!(by_name("before").await, [0_i64; 0]);
    update(&store, &draft).await;
    assert_eq!(by_name("before").await, [1]);
    // Several changes at once, undone and made again.
    let changes = vec![draft.clone().renamed("one").update(), draft.clone().renamed("two").update()];
    let mut undone = writes(changes.clone());
    undone.writes.push(file(1, ROOT, "again").insert());
    store.commit(undone).await.unwrap_err();
    assert_eq!(by_name("before").await, [1]);
    store.commit(writes(changes)).await.unwrap();
    assert_eq!(
        (by_name("before").await, by_name("one").await, by_name("two").await),
        (vec![], vec![], vec![1])
    );
    let replaced =
        vec![Write::Delete(FileId(1)), file(1, ROOT, "three").insert(), file(2, ROOT, "three").insert()];
    store.commit(writes(replaced)).await.unwrap();
    assert_eq!((by_name("two").await, by_name("three").await), (vec![], vec![1, 2]));
    store.commit(writes(vec![Write::Delete(FileId(1))])).await.unwrap();
    assert_eq!(by_name("three").await, [2]);
}

async fn labels_are_found(db: Database) {
    let store = open(&db).await;
    let draft = file(1, ROOT, "a").labelled(&["x", "y"]);
    insert(&store, &[&draft, &file(2, ROOT, "b").labelled(&["y"]), &file(3, ROOT, "c")]).await;
    let by_label = async |labels: &[&str]| {
        let labels = labels.iter().map(|&label| label.to_owned()).collect();
        search(&store, &spec(Condition::LabelIn(labels))).await
    };
    assert_eq!(by_label(&["x"]).await, [1]);
    assert_eq!(by_label(&["y"]).await, [1, 2]);
    assert_eq!(by_label(&["x", "y", "z"]).await, [1, 2]);
    assert_eq!(by_label(&[]).await, [0_i64; 0]);
    update(&store, &draft.labelled(&["z"])).await;
    assert_eq!(by_label(&["x"]).await, [0_i64; 0]);
    assert_eq!(by_label(&["z"]).await, [1]);
    let without = Condition::Not(Box::new(Condition::LabelIn(vec!["y".to_owned()])));
    assert_eq!(search(&store, &spec(without)).await, [1, 3]);
}

fn set(mut draft: Draft, size: u64, time: i64) -> Draft {
    draft.row.size_bytes = size;
    draft.columns.updated_at = Timestamp(time);
    draft.columns.created_at = Timestamp(time);
    draft
}

async fn orders_and_positions(db: Database) {
    use Direction::{Ascending, Descending};
    let store = open(&db).await;
    insert(
        &store,
        &[
            &set(file(1, ROOT, "b"), 30, 7),
            &set(file(2, ROOT, "a"), 10, 9),
            &set(file(3, ROOT, "b"), 20, 7),
            &set(file(4, ROOT, "é"), 20, 8),
            &set(folder(5, ROOT, "B"), 0, 7),
            &file(6, ROOT, "z").state(FileState::Trashed),
        ],
    )
    .await;
    for (order, expected) in [
        (vec![], [1, 2, 3, 4, 5]),
        (vec![(Field::Name, Ascending)], [5, 2, 1, 3, 4]),
        (vec![(Field::Name, Descending)], [4, 3, 1, 2, 5]),
        (vec![(Field::Size, Ascending)], [5, 2, 3, 4, 1]),
        (vec![(Field::Updated, Ascending)], [1, 3, 5, 4, 2]),
        (vec![(Field::Updated, Descending)], [2, 4, 5, 3, 1]),
        (vec![(Field::Created, Descending)], [2, 4, 5, 3, 1]),
        (vec![(Field::Kind, Descending), (Field::Size, Ascending)], [5, 2, 3, 4, 1]),
        (vec![(Field::Size, Descending), (Field::Name, Ascending)], [1, 3, 4, 2, 5]),
        (vec![(Field::Name, Ascending), (Field::Updated, Descending)], [5, 2, 3, 1, 4]),
    ] {
        for condition in [
            Condition::And(vec![]),
            compare(Field::Parent, Comparison::Eq, Value::Number(0)),
            Condition::Not(Box::new(matching(&["zz"]))),
        ] {
            for limit in [1, 2, 4, 5, 6] {
                let spec = SearchSpec { order: order.clone(), limit, ..spec(condition.clone()) };
                assert_eq!(search(&store, &spec).await, expected, "{order:?} {condition:?} {limit}");
            }
        }
    }
}

async fn many_candidates_come_in_pages(db: Database) {
    const FILES: i64 = 5000;
    let store = open(&db).await;
    let drafts: Vec<_> = (1..=FILES)
        .map(|id| {
            let name = if id % 1000 == 0 { format!("rare {id}") } else { format!("common {id}") };
            set(file(id, ROOT, &name), 1, FILES - id)
        })
        .collect();
    insert(&store, &drafts.iter().collect::<Vec<_>>()).await;
    let rare = SearchSpec { limit: 2, ..spec(matching(&["rare"])) };
    assert_eq!(search(&store, &rare).await, [1000, 2000, 3000, 4000, 5000]);
    let latest = SearchSpec { order: vec![(Field::Updated, Direction::Descending)], ..rare.clone() };
    assert_eq!(search(&store, &latest).await, [1000, 2000, 3000, 4000, 5000]);
    let all: Vec<_> = (1..=FILES).filter(|id| id % 1000 != 0).collect();
    for order in
        [vec![], vec![(Field::Created, Direction::Descending)], vec![(Field::Size, Direction::Ascending)]]
    {
        let common = SearchSpec { limit: 1000, order, ..spec(matching(&["common"])) };
        assert_eq!(search(&store, &common).await, all);
    }
}

async fn only_what_is_live_and_in_sight(db: Database) {
    let store = open(&db).await;
    let a = folder(1, ROOT, "name a");
    insert(
        &store,
        &[
            &a,
            &folder(2, FileId(1), "name b"),
            &file(3, FileId(2), "name c"),
            &file(4, FileId(1), "name d"),
            &file(5, ROOT, "name e"),
            &file(6, ROOT, "name f").state(FileState::Uploading),
            &file(7, FileId(99), "name g"),
        ],
    )
    .await;
    let everything = [Condition::And(vec![]), matching(&["name"])];
    let orders =
        [vec![], vec![(Field::Name, Direction::Ascending)], vec![(Field::Created, Direction::Ascending)]];
    let check = async |under: Option<i64>, tops: Option<&[i64]>, expected: &[i64]| {
        for condition in &everything {
            for order in &orders {
                let spec = SearchSpec {
                    order: order.clone(),
                    limit: 2,
                    under: under.map(FileId),
                    scope: tops.map_or(Scope::Whole, |tops| {
                        Scope::Under(tops.iter().map(|&top| FileId(top)).collect())
                    }),
                    ..spec(condition.clone())
                };
                assert_eq!(search(&store, &spec).await, expected, "{under:?} {tops:?} {order:?}");
            }
        }
    };
    check(None, None, &[1, 2, 3, 4, 5]).await;
    check(Some(0), None, &[1, 2, 3, 4, 5]).await;
    check(Some(1), None, &[2, 3, 4]).await;
    check(Some(2), None, &[3]).await;
    check(Some(3), None, &[]).await;
    check(None, Some(&[2, 5]), &[2, 3, 5]).await;
    check(Some(1), Some(&[2, 5]), &[2, 3]).await;
    check(None, Some(&[]), &[]).await;
    update(&store, &a.state(FileState::Trashed)).await;
    check(None, None, &[5]).await;
}

async fn logic_is_two_valued(db: Database) {
    let store = open(&db).await;
    let mut a = file(1, ROOT, "a");
    a.columns.sha1 = Some(Sha1Digest([1; 20]));
    insert(&store, &[&a, &file(2, ROOT, "b")]).await;
    let yes = Condition::And(vec![]);
    let no = Condition::Or(vec![]);
    let not = |condition| Condition::Not(Box::new(condition));
    let hash = compare(Field::ContentHash, Comparison::Eq, text(&"01".repeat(20)));
    for (condition, expected) in [
        (yes.clone(), vec![1, 2]),
        (no.clone(), vec![]),
        (not(yes.clone()), vec![]),
        (not(no.clone()), vec![1, 2]),
        (not(not(hash.clone())), vec![1]),
        (not(hash.clone()), vec![2]),
        (Condition::Or(vec![hash.clone(), compare(Field::Name, Comparison::Eq, text("b"))]), vec![1, 2]),
        (Condition::And(vec![not(hash.clone()), yes.clone()]), vec![2]),
        (not(Condition::And(vec![hash, compare(Field::Name, Comparison::Eq, text("b"))])), vec![1, 2]),
    ] {
        assert_eq!(search(&store, &spec(condition.clone())).await, expected, "{condition:?}");
    }
}
