use assay_types::Timestamp;

use super::*;
use crate::{Change, ChangeOp, JobId, Lease};

const DRIVE: DriveId = DriveId(1);
const ROOT: FileId = FileId::ROOT;

fn facts() -> Facts {
    let drive = DriveFact { total_bytes: Some(100), used_bytes: 90, tree: 5, last_change: 7 };
    let file = FileFact { kind: FileKind::File, state: FileState::Available, version: 3 };
    Facts {
        drives: HashMap::from([(DRIVE, drive)]),
        files: HashMap::from([((DRIVE, FileId(1)), file)]),
        holders: HashMap::from([((DRIVE, ROOT, "held".to_owned()), FileId(1))]),
        ..Facts::default()
    }
}

fn row(id: i64, name: &str) -> (Box<FileRow>, Box<Columns>) {
    let row = FileRow { id: FileId(id), ..FileRow::default() };
    (Box::new(row), Box::new(Columns { name: name.to_owned(), ..Columns::default() }))
}

fn insert(id: i64, name: &str) -> Write {
    let (row, columns) = row(id, name);
    Write::Insert(row, columns)
}

fn update(id: i64, name: &str) -> Write {
    let (row, columns) = row(id, name);
    Write::Update(row, columns)
}

fn free(name: &str) -> Expect {
    Expect::NameFree { parent: ROOT, name: name.to_owned() }
}

fn commit(expect: Vec<Expect>, writes: Vec<Write>) -> Commit {
    Commit { expect, writes, ..Commit::new(DRIVE, Timestamp(1)) }
}

/// What becomes of changes that share a transaction, in short.
fn outcomes(commits: &[Commit]) -> Vec<String> {
    let facts = facts();
    let mut plan = Plan::default();
    let told = commits.iter().map(|commit| match plan.consider(&facts, commit) {
        Outcome::Made(made) => format!("{} {}", made.last_change, made.tree),
        Outcome::Refused(StoreError::Refused(Refused::Unmet(_))) => "unmet".to_owned(),
        Outcome::Refused(StoreError::Refused(refused)) => format!("{refused:?}"),
        Outcome::Refused(StoreError::LeaseLost) => "lease lost".to_owned(),
        Outcome::Refused(error) => error.to_string(),
        Outcome::Later => "later".to_owned(),
    });
    told.collect()
}

#[test]
fn a_name_is_given_once() {
    let create = |id| commit(vec![free("new")], vec![insert(id, "new")]);
    assert_eq!(outcomes(&[create(2), create(3), create(4)]), ["7 5", "unmet", "unmet"]);
    let renamed = commit(vec![free("new")], vec![update(1, "new")]);
    assert_eq!(outcomes(&[renamed, create(3)]), ["7 5", "unmet"]);
}

#[test]
fn a_name_that_may_be_free_now_is_asked_for_later() {
    let create = || commit(vec![free("held")], vec![insert(2, "held")]);
    assert_eq!(outcomes(&[create()]), ["unmet"]);
    assert_eq!(outcomes(&[commit(vec![], vec![update(1, "other")]), create()]), ["7 5", "later"]);
    assert_eq!(outcomes(&[commit(vec![], vec![Write::Delete(FileId(1))]), create()]), ["7 5", "later"]);
    // Still held, by the same.
    assert_eq!(outcomes(&[commit(vec![], vec![update(1, "held")]), create()]), ["7 5", "unmet"]);
}

#[test]
fn versions_go_on_within_a_group() {
    let change = |version| commit(vec![Expect::Version(FileId(1), version)], vec![update(1, "x")]);
    assert_eq!(outcomes(&[change(3), change(3), change(4)]), ["7 5", "unmet", "7 5"]);
    let gone = commit(vec![], vec![Write::Delete(FileId(1))]);
    assert_eq!(outcomes(&[gone.clone(), change(3), change(4)]), ["7 5", "unmet", "unmet"]);
    // What comes again under an id begins anew.
    assert_eq!(outcomes(&[gone, commit(vec![], vec![insert(1, "y")]), change(1)]), ["7 5", "7 5", "7 5"]);
}

#[test]
fn an_id_is_taken_once() {
    let taken = |id| format!("Exists(FileId({id}))");
    let create = |id| commit(vec![], vec![insert(id, "a")]);
    assert_eq!(outcomes(&[create(1), create(2), create(2)]), [taken(1), "7 5".to_owned(), taken(2)]);
    assert_eq!(outcomes(&[commit(vec![], vec![insert(2, "a"), insert(2, "b")])]), [taken(2)]);
    let replaced = commit(vec![], vec![Write::Delete(FileId(1)), insert(1, "b")]);
    assert_eq!(outcomes(&[replaced]), ["7 5"]);
}

#[test]
fn the_quota_counts_what_the_group_takes() {
    let grow = |used_bytes| Commit { used_bytes, ..commit(vec![], vec![]) };
    let full = "Quota { total: 100, used: 96 }";
    assert_eq!(outcomes(&[grow(6), grow(6), grow(-1), grow(5)]), ["7 5", full, "7 5", "7 5"]);
}

#[test]
fn lines_are_numbered_through_and_refusals_leave_no_gap() {
    let line = Change { op: ChangeOp::Update, file: FileId(1), old_parent: None };
    let logged = |lines| Commit { changes: vec![line; lines], reshapes: true, ..commit(vec![], vec![]) };
    let refused = Commit { expect: vec![Expect::Tree(5)], ..logged(9) };
    assert_eq!(outcomes(&[logged(2), refused, logged(1)]), ["9 6", "unmet", "10 7"]);
}

#[test]
fn a_job_is_completed_once() {
    let lease = Lease { job: JobId(4), attempt: 2 };
    let done = Commit { completes: Some(lease), ..commit(vec![], vec![]) };
    assert_eq!(outcomes(std::slice::from_ref(&done)), ["lease lost"]);
    let facts = Facts { leases: HashSet::from([(4, 2)]), ..facts() };
    let mut plan = Plan::default();
    assert!(matches!(plan.consider(&facts, &done), Outcome::Made(_)));
    assert!(matches!(plan.consider(&facts, &done), Outcome::Refused(StoreError::LeaseLost)));
}

#[test]
fn what_is_not_made_writes_nothing() {
    let mut plan = Plan::default();
    let facts = facts();
    let refused = Commit {
        writes: vec![insert(2, "a"), Write::Delete(FileId(1)), insert(2, "b")],
        changes: vec![Change { op: ChangeOp::Create, file: FileId(2), old_parent: None }],
        ..commit(vec![], vec![])
    };
    assert!(matches!(plan.consider(&facts, &refused), Outcome::Refused(_)));
    assert!(
        plan.files.is_empty() && plan.gone.is_empty() && plan.changes.is_empty() && plan.drives.is_empty()
    );
}
