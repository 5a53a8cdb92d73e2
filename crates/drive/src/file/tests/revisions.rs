//! Contents of one file, one after the other.

use assay_store::{Commit, Expect, Write};
use assay_types::{Clock as _, FileId, SystemClock};
use assay_wire::pds::{
    DeleteRevisionRequest, GetRevisionRequest, ListRevisionRequest, RestoreRevisionRequest, Revision,
    UpdateRevisionRequest,
};

use super::{World, code, content};
use crate::{DriveError, draft::Draft, file::retire::MAX_EARLIER, fixture::DRIVE};

const ROOT: FileId = FileId::ROOT;

impl World {
    /// Another content for a file, as a completed upload brings it.
    async fn overwrite(&self, file: FileId, byte: u8, size: u64) {
        let row = self.row(file).await.expect("there");
        let facts = content(byte, size);
        let mut commit = Commit::new(DRIVE, SystemClock.now());
        commit.expect.push(Expect::Version(row.id, row.version));
        let mut draft = Draft::of(&row).expect("a record");
        self.at.drive.arrive(&mut draft, &facts, &mut commit).await.expect("arrived");
        commit.writes.push(Write::PutContent(facts));
        commit.writes.push(draft.update());
        self.at.store.commit(commit).await.expect("overwritten");
    }

    async fn revisions(&self, file: FileId, limit: i64) -> Vec<Revision> {
        let mut all = Vec::new();
        let mut marker = None;
        loop {
            let request = ListRevisionRequest {
                drive_id: DRIVE.to_string(),
                fields: None,
                file_id: file.to_string(),
                limit: Some(limit),
                marker,
            };
            let page = self.at.drive.list_revision(&self.at.key, request).await.expect("a page");
            assert!(page.items.len() <= usize::try_from(limit).unwrap());
            all.extend(page.items);
            if page.next_marker.is_empty() {
                return all;
            }
            marker = Some(page.next_marker);
        }
    }

    async fn note(&self, file: FileId, revision: &Revision, keep: bool) -> Result<Revision, DriveError> {
        let request = UpdateRevisionRequest {
            drive_id: DRIVE.to_string(),
            file_id: file.to_string(),
            keep_forever: Some(keep),
            revision_description: Some("noted".to_owned()),
            revision_id: revision.revision_id.clone().expect("an id"),
        };
        self.at.drive.update_revision(&self.at.key, request).await
    }

    async fn restore_revision(&self, file: FileId, revision: &Revision) -> Result<Revision, DriveError> {
        let request = RestoreRevisionRequest {
            drive_id: DRIVE.to_string(),
            file_id: file.to_string(),
            revision_id: revision.revision_id.clone().expect("an id"),
        };
        self.at.drive.restore_revision(&self.at.key, request).await
    }

    async fn delete_revision(&self, file: FileId, revision: &Revision) -> Result<(), DriveError> {
        let request = DeleteRevisionRequest {
            drive_id: DRIVE.to_string(),
            file_id: file.to_string(),
            revision_id: revision.revision_id.clone().expect("an id"),
        };
        self.at.drive.delete_revision(&self.at.key, request).await
    }
}

fn versions(revisions: &[Revision]) -> Vec<i64> {
    revisions.iter().filter_map(|revision| revision.revision_version).collect()
}

#[tokio::test]
async fn contents_are_listed_restored_and_deleted() {
    let world = World::new().await;
    let file = world.file(ROOT, "f.txt", 1, 10).await;
    world.overwrite(file, 2, 20).await;
    world.overwrite(file, 3, 30).await;
    assert_eq!(world.used().await, 60);
    for limit in 1..=4 {
        let all = world.revisions(file, limit).await;
        assert_eq!(versions(&all), [3, 2, 1], "{limit} a page");
        assert_eq!(
            all.iter().map(|one| one.is_latest_version).collect::<Vec<_>>(),
            [Some(true), Some(false), Some(false)]
        );
    }
    let all = world.revisions(file, 100).await;
    let (latest, first) = (&all[0], &all[2]);
    assert_eq!((first.size, first.revision_name.as_deref()), (Some(10), Some("f.txt")));
    let restored = world.restore_revision(file, first).await.expect("restored");
    assert_eq!((restored.revision_version, restored.size), (Some(4), Some(10)));
    assert_eq!(restored.content_hash, first.content_hash);
    assert_eq!((world.used().await, world.references(1, 10).await), (70, 2));
    assert_eq!(world.record(file).await.revision_id, restored.revision_id);
    assert_eq!(code(world.delete_revision(file, &restored).await), "InvalidParameter.revision_id");
    world.delete_revision(file, latest).await.expect("deleted");
    assert_eq!(code(world.delete_revision(file, latest).await), "NotFound.RevisionId");
    assert_eq!(code(world.restore_revision(file, latest).await), "NotFound.RevisionId");
    assert_eq!((world.used().await, world.references(3, 30).await), (40, 0));
    world.delete(file).await.expect("deleted");
    assert_eq!(world.used().await, 0);
    for (byte, size) in [(1, 10), (2, 20), (3, 30)] {
        assert_eq!(world.references(byte, size).await, 0);
    }
}

#[tokio::test]
async fn a_url_leads_to_one_revision() {
    let world = World::new().await;
    let file = world.file(ROOT, "f.txt", 1, 10).await;
    let id = world.revisions(file, 1).await[0].revision_id.clone().unwrap();
    let request = |seconds| GetRevisionRequest {
        drive_id: DRIVE.to_string(),
        fields: None,
        file_id: file.to_string(),
        revision_id: id.clone(),
        url_expire_sec: Some(seconds),
    };
    let revision = world.at.drive.get_revision(&world.at.key, request(86_400)).await.expect("a revision");
    assert!(revision.url.expect("a URL").contains(&id));
    for seconds in [9, 86_401] {
        let refused = world.at.drive.get_revision(&world.at.key, request(seconds)).await;
        assert_eq!(code(refused), "InvalidParameter.url_expire_sec");
    }
}

#[tokio::test]
async fn what_is_written_about_the_current_content_stays_with_it() {
    let world = World::new().await;
    let file = world.file(ROOT, "f.txt", 1, 10).await;
    let current = world.revisions(file, 10).await.remove(0);
    let noted = world.note(file, &current, true).await.expect("noted");
    assert_eq!((noted.keep_forever, noted.is_latest_version), (Some(true), Some(true)));
    world.note(file, &current, true).await.expect("again");
    assert_eq!((world.used().await, world.references(1, 10).await), (10, 2));
    assert_eq!(world.revisions(file, 1).await.len(), 1);
    world.overwrite(file, 2, 20).await;
    assert_eq!((world.used().await, world.references(1, 10).await), (30, 1));
    let all = world.revisions(file, 1).await;
    assert_eq!((all.len(), all[1].keep_forever), (2, Some(true)));
    assert_eq!(all[1].revision_description.as_deref(), Some("noted"));
    assert_eq!(all[1].size, Some(10));
    world.note(file, &all[0], true).await.expect("noted");
    world.delete(file).await.expect("deleted");
    assert_eq!(world.used().await, 0);
    assert_eq!((world.references(1, 10).await, world.references(2, 20).await), (0, 0));
}

#[tokio::test]
async fn the_oldest_that_need_not_be_kept_goes() {
    let world = World::new().await;
    let file = world.file(ROOT, "f.txt", 1, 10).await;
    let first = world.revisions(file, 10).await.remove(0);
    world.note(file, &first, true).await.expect("noted");
    for _ in 0..=MAX_EARLIER {
        world.overwrite(file, 2, 10).await;
    }
    let all = versions(&world.revisions(file, 100).await);
    assert_eq!(all.len(), MAX_EARLIER + 1);
    assert_eq!((all.last(), all.iter().rev().nth(1)), (Some(&1), Some(&3)), "the second went");
    assert_eq!(world.used().await, (MAX_EARLIER as u64 + 1) * 10);
    assert_eq!(world.references(2, 10).await, MAX_EARLIER as u64);
}
