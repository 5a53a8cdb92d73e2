//! Whole trees.

use assay_jobs::{Burial, Done, Failure, Handler as _};
use assay_store::{Commit, FileState, Job};
use assay_types::{Clock as _, FileId, SystemClock};

use super::{World, code, succeeded};
use crate::{
    file::tree::TreeHandler,
    fixture::{DRIVE, Fixture},
};

const ROOT: FileId = FileId::ROOT;

impl World {
    async fn set_quota(&self, total_bytes: u64) {
        let row = self.at.store.drive(DRIVE).await.unwrap().unwrap();
        let read = row.updated_at;
        let updated_at = SystemClock.now();
        let row = assay_store::DriveRow { total_bytes: Some(total_bytes), updated_at, ..row };
        self.at.store.replace_drive(row, read).await.expect("a quota");
    }

    async fn clean(&self) {
        assert_eq!(self.used().await, 0);
        for byte in 0..7 {
            assert_eq!(self.references(byte, 10).await, 0);
        }
    }
}

#[tokio::test]
async fn a_tree_of_two_thousand_is_copied_into_itself_and_deleted() {
    let world = World::new().await;
    let top = world.tree(ROOT, 40, 49).await;
    let reply = world.copy(top, top).await.expect("begun");
    let (copy, task) = (reply.file_id.unwrap().parse().unwrap(), reply.async_task_id.unwrap());
    let before = world.live().await;
    assert_eq!(before.len(), 2001, "nothing is seen of a copy that is not whole");
    world.work().await;
    let done = world.task(&task).await;
    assert!(succeeded(&done), "{done:?}");
    assert_eq!((done.total_process, done.consumed_process), (Some(2001), Some(2001)));
    let live = world.live().await;
    assert_eq!(live.len(), 2 * 2001);
    assert_eq!(live[&copy], (top, "top".to_owned()));
    assert_eq!(world.used().await, 2 * 40 * 49 * 10);
    let reply = world.delete(top).await.expect("deleted");
    assert!(world.live().await.is_empty(), "gone at once");
    world.work().await;
    assert!(succeeded(&world.task(&reply.async_task_id.unwrap()).await));
    assert!(world.row(top).await.is_none() && world.row(copy).await.is_none());
    world.clean().await;
}

#[tokio::test]
async fn a_copy_that_was_broken_off_begins_anew() {
    let world = World::new().await;
    let top = world.tree(ROOT, 3, 10).await;
    let reply = world.copy(top, ROOT).await.expect("begun");
    let copy: FileId = reply.file_id.unwrap().parse().unwrap();
    // What an attempt that died left behind.
    let mut commit = Commit::new(DRIVE, SystemClock.now());
    let folder = Fixture::draft(&mut commit, copy, "half", None);
    World::draft_file(&mut commit, folder, "done.txt", 1, 10);
    commit.changes.clear();
    world.at.store.commit(commit).await.expect("left behind");
    world.work().await;
    assert_eq!(world.live().await.len(), 2 * 34);
    assert_eq!(world.used().await, 2 * 300);
    assert!(world.row(folder).await.is_none());
}

#[tokio::test]
async fn a_copy_whose_place_is_deleted_fails_and_leaves_nothing() {
    let world = World::new().await;
    let top = world.tree(ROOT, 3, 10).await;
    let place = world.folder(ROOT, "place").await;
    let reply = world.copy(top, place).await.expect("begun");
    let copying = world.claim().await.pop().expect("a job");
    world.delete(place).await.expect("deleted");
    world.work().await;
    let handler = TreeHandler::new(world.at.drive.clone());
    assert_eq!(handler.run(&copying).await, Ok(Done::Completed));
    let task = world.task(&reply.async_task_id.unwrap()).await;
    assert_eq!(
        (task.state.as_deref(), task.error_code.as_deref()),
        (Some("Failed"), Some("NotFound.FileId"))
    );
    assert_eq!(world.live().await.len(), 34);
    assert_eq!(world.used().await, 300);
}

#[tokio::test]
async fn a_copy_that_does_not_fit_is_refused_or_taken_back() {
    let world = World::new().await;
    let top = world.tree(ROOT, 4, 10).await;
    world.set_quota(799).await;
    assert_eq!(code(world.copy(top, ROOT).await), "QuotaExhausted.Drive");
    world.set_quota(800).await;
    let reply = world.copy(top, ROOT).await.expect("it fits");
    world.file(ROOT, "in the way", 9, 1).await;
    world.work().await;
    let task = world.task(&reply.async_task_id.unwrap()).await;
    assert_eq!(
        (task.state.as_deref(), task.error_code.as_deref()),
        (Some("Failed"), Some("QuotaExhausted.Drive"))
    );
    assert_eq!(world.used().await, 401);
    assert_eq!(world.live().await.len(), 46);
    assert!(world.row(reply.file_id.unwrap().parse().unwrap()).await.is_none());
}

#[tokio::test]
async fn clearing_the_bin_deletes_what_was_in_it_and_nothing_else() {
    let world = World::new().await;
    let kept = world.file(ROOT, "kept", 1, 10).await;
    let (top, file) = (world.tree(ROOT, 3, 10).await, world.file(ROOT, "file", 1, 10).await);
    let inner = world.folder(top, "inner").await;
    let apart = world.file(inner, "apart", 2, 10).await;
    for file in [apart, top, file] {
        world.trash(file).await.expect("trashed");
    }
    let task = world.clear().await;
    tokio::time::sleep(std::time::Duration::from_millis(3)).await;
    let late = world.file(ROOT, "late", 3, 10).await;
    world.trash(late).await.expect("trashed");
    world.work().await;
    assert!(succeeded(&world.task(&task).await));
    assert_eq!(world.live().await.into_keys().collect::<Vec<_>>(), [kept]);
    assert_eq!(world.row(late).await.unwrap().state, FileState::Trashed);
    assert!(world.row(top).await.is_none() && world.row(apart).await.is_none());
    assert_eq!(world.used().await, 20);
    let task = world.clear().await;
    world.work().await;
    assert!(succeeded(&world.task(&task).await));
    assert_eq!(world.used().await, 10);
}

#[tokio::test]
async fn what_is_in_the_bin_by_itself_outlives_its_folder() {
    let world = World::new().await;
    let top = world.tree(ROOT, 2, 2).await;
    let file = world.file(top, "file", 6, 10).await;
    world.trash(file).await.expect("trashed");
    world.delete(top).await.expect("deleted");
    world.work().await;
    world.restore(file).await.expect("restored");
    assert_eq!(world.live().await[&file].0, ROOT);
}

#[tokio::test]
async fn deleting_goes_on_where_it_was_broken_off() {
    let world = World::new().await;
    let top = world.tree(ROOT, 5, 10).await;
    world.delete(top).await.expect("deleted");
    let jobs = world.claim().await;
    let handler = TreeHandler::new(world.at.drive.clone());
    assert_eq!(handler.run(&jobs[0]).await, Ok(Done::Completed));
    assert_eq!(handler.run(&jobs[0]).await, Err(Failure::LeaseLost), "another attempt finds nothing to do");
    world.clean().await;
}

#[tokio::test]
async fn a_job_without_a_drive_ends_and_one_that_is_unreadable_dies() {
    let world = World::new().await;
    world.clear().await;
    let job = world.claim().await.pop().expect("a job");
    let handler = TreeHandler::new(world.at.drive.clone());
    let elsewhere = Job { payload: job.payload.replace("\"drive\":1,", "\"drive\":77,"), ..job.clone() };
    assert_ne!(elsewhere, job);
    assert_eq!(handler.run(&elsewhere).await, Ok(Done::Complete));
    let nonsense = Job { payload: "{}".to_owned(), ..job };
    assert!(matches!(handler.run(&nonsense).await, Err(Failure::Fatal(_))));
    assert_eq!(handler.on_dead(&nonsense, "nonsense").await.expect("buried"), Burial::Record);
}

#[tokio::test]
async fn a_copy_that_is_given_up_is_cleared_away() {
    let world = World::new().await;
    let top = world.tree(ROOT, 2, 2).await;
    let reply = world.copy(top, ROOT).await.expect("begun");
    let job = world.claim().await.pop().expect("a job");
    let handler = TreeHandler::new(world.at.drive.clone());
    assert_eq!(handler.on_dead(&job, "why").await.expect("buried"), Burial::Record);
    world.at.store.complete(job.lease).await.expect("recorded");
    world.work().await;
    let copy = reply.file_id.unwrap().parse().unwrap();
    assert!(world.row(copy).await.is_none());
    assert_eq!(world.task(&reply.async_task_id.unwrap()).await.state.as_deref(), Some("Failed"));
}
