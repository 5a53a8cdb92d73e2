//! One file or folder at a time.

use assay_store::FileState;
use assay_types::FileId;
use assay_wire::pds::{
    CheckNameMode, FileDeleteUserTagsRequest, FilePutUserTagsRequest, GetFileRequest, GetTaskStatusRequest,
    MoveFileRequest, UpdateFileRequest, UserTag,
};

use super::{World, code};
use crate::fixture::{DRIVE, user};

const ROOT: FileId = FileId::ROOT;

fn update(file: FileId) -> UpdateFileRequest {
    UpdateFileRequest {
        check_name_mode: None,
        description: None,
        drive_id: DRIVE.to_string(),
        file_id: file.to_string(),
        hidden: None,
        labels: None,
        local_modified_at: None,
        name: None,
        starred: None,
    }
}

fn get(file: &str) -> GetFileRequest {
    GetFileRequest {
        drive_id: Some(DRIVE.to_string()),
        fields: None,
        file_id: file.to_owned(),
        share_id: None,
        thumbnail_processes: None,
        url_expire_sec: None,
    }
}

#[tokio::test]
async fn an_update_changes_what_it_names_and_nothing_else() {
    let world = World::new().await;
    let file = world.file(ROOT, "a.txt", 1, 5).await;
    let last = world.at.store.last_change(DRIVE).await.unwrap();
    world.at.drive.update_file(&world.at.key, update(file)).await.expect("an empty one is fine");
    assert_eq!(world.at.store.last_change(DRIVE).await.unwrap(), last, "and leaves no trace");
    let request = UpdateFileRequest {
        name: Some("b.png".to_owned()),
        description: Some("d".repeat(1024)),
        labels: Some(vec!["x".to_owned(), "y".to_owned(), "x".to_owned()]),
        starred: Some(true),
        local_modified_at: Some("2026-01-02T03:04:05Z".to_owned()),
        ..update(file)
    };
    world.at.drive.update_file(&world.at.key, request).await.expect("updated");
    let record = world.record(file).await;
    assert_eq!(record.name, "b.png");
    assert_eq!((record.file_extension.as_deref(), record.category.as_deref()), (Some("png"), Some("image")));
    assert_eq!(record.labels, Some(vec!["x".to_owned(), "y".to_owned()]));
    assert!(record.starred && !record.hidden);
    assert_eq!(record.local_modified_at.as_deref(), Some("2026-01-02T03:04:05.000Z"));
    assert_eq!(record.last_modifier_type.as_deref(), Some("AccessKey"));
    assert_eq!(record.revision_version, Some(1));
    let refused = [
        ("name", UpdateFileRequest { name: Some("a/b".to_owned()), ..update(file) }),
        ("description", UpdateFileRequest { description: Some("d".repeat(1025)), ..update(file) }),
        ("labels", UpdateFileRequest { labels: Some(vec!["x".to_owned(); 101]), ..update(file) }),
        ("labels", UpdateFileRequest { labels: Some(vec![String::new()]), ..update(file) }),
        (
            "local_modified_at",
            UpdateFileRequest { local_modified_at: Some("now".to_owned()), ..update(file) },
        ),
    ];
    for (field, request) in refused {
        let refusal = code(world.at.drive.update_file(&world.at.key, request).await);
        assert_eq!(refusal, format!("InvalidParameter.{field}"));
    }
}

#[tokio::test]
async fn a_taken_name_is_treated_as_the_client_says() {
    let world = World::new().await;
    let (a, b) = (world.file(ROOT, "a.txt", 1, 5).await, world.file(ROOT, "b.txt", 1, 5).await);
    let rename =
        |mode| UpdateFileRequest { name: Some("a.txt".to_owned()), check_name_mode: Some(mode), ..update(b) };
    let refused = world.at.drive.update_file(&world.at.key, rename(CheckNameMode::Refuse)).await;
    assert_eq!(code(refused), "AlreadyExist.File");
    world.at.drive.update_file(&world.at.key, rename(CheckNameMode::AutoRename)).await.expect("renamed");
    let name = world.record(b).await.name;
    assert_eq!(
        (name.get(..2), name.rsplit_once('.').map(|(_, extension)| extension)),
        (Some("a_"), Some("txt"))
    );
    world.at.drive.update_file(&world.at.key, rename(CheckNameMode::Ignore)).await.expect("renamed");
    assert_eq!(world.record(b).await.name, "a.txt");
    let folder = world.folder(ROOT, "folder").await;
    world.move_to(a, folder).await.expect("moved");
    let request = MoveFileRequest {
        check_name_mode: Some(CheckNameMode::Refuse),
        drive_id: DRIVE.to_string(),
        file_id: b.to_string(),
        to_parent_file_id: folder.to_string(),
    };
    let reply = world.at.drive.move_file(&world.at.key, request).await.expect("answered");
    assert_eq!((reply.exist, reply.file_id), (Some(true), Some(a.to_string())));
    assert_eq!(world.row(b).await.unwrap().parent, ROOT, "nothing happened");
}

#[tokio::test]
async fn a_folder_is_not_moved_into_itself_nor_too_deep() {
    let world = World::new().await;
    let a = world.folder(ROOT, "a").await;
    let b = world.folder(a, "b").await;
    let c = world.folder(b, "c").await;
    let file = world.file(ROOT, "f", 1, 1).await;
    for to in [a, b, c] {
        assert_eq!(code(world.move_to(a, to).await), "InvalidParameter.to_parent_file_id");
    }
    assert_eq!(code(world.move_to(a, file).await), "InvalidParameter.to_parent_file_id");
    assert_eq!(code(world.move_to(a, FileId(7)).await), "NotFound.FileId");
    let mut deep = ROOT;
    for depth in 0..47 {
        deep = world.folder(deep, &format!("{depth}")).await;
    }
    world.move_to(a, deep).await.expect("fifty folders are allowed");
    world.move_to(a, ROOT).await.expect("and back");
    let deeper = world.folder(deep, "deeper").await;
    assert_eq!(code(world.move_to(a, deeper).await), "InvalidParameter.to_parent_file_id");
    assert_eq!(code(world.copy(a, deeper).await), "InvalidParameter.to_parent_file_id");
    world.move_to(file, deeper).await.expect("a file may be there");
}

#[tokio::test]
async fn the_bin_takes_and_gives_back() {
    let world = World::new().await;
    let folder = world.folder(ROOT, "folder").await;
    let file = world.file(folder, "f", 1, 5).await;
    world.trash(file).await.expect("trashed");
    world.trash(file).await.expect("again is a success");
    let record = world.record(file).await;
    assert_eq!((record.trashed, record.origin_parent_file_id), (Some(true), Some(folder.to_string())));
    let answer = world.at.drive.get_file(&world.at.key, get(&file.to_string())).await;
    assert_eq!(code(answer), "ForbiddenFileInTheRecycleBin");
    assert_eq!(code(world.move_to(file, ROOT).await), "ForbiddenFileInTheRecycleBin");
    world.restore(file).await.expect("restored");
    world.restore(file).await.expect("again is a success");
    let record = world.record(file).await;
    assert_eq!((record.trashed, record.trashed_at, record.origin_parent_file_id), (None, None, None));
    assert_eq!(world.row(file).await.unwrap().parent, folder);

    world.trash(file).await.expect("trashed");
    world.trash(folder).await.expect("trashed");
    world.restore(file).await.expect("restored to the top, for its folder is in the bin");
    let record = world.record(file).await;
    assert_eq!(
        (record.parent_file_id.as_str(), record.origin_parent_file_id),
        ("root", Some(folder.to_string()))
    );

    let inner = world.folder(ROOT, "inner").await;
    world.move_to(file, inner).await.expect("moved");
    world.trash(inner).await.expect("trashed");
    assert_eq!(code(world.trash(file).await), "ForbiddenFileInTheRecycleBin");
    assert_eq!(code(world.restore(file).await), "ForbiddenFileInTheRecycleBin");
    world.delete(file).await.expect("what is in the bin can be deleted");
    assert_eq!(code(world.delete(file).await), "NotFound.FileId");
    assert_eq!(world.used().await, 0);
    assert_eq!(world.references(1, 5).await, 0);
}

#[tokio::test]
async fn a_copied_file_shares_its_content() {
    let world = World::new().await;
    let file = world.file(ROOT, "f.txt", 1, 5).await;
    let reply = world.copy(file, ROOT).await.expect("copied");
    assert!(reply.async_task_id.is_none());
    let copy: FileId = reply.file_id.expect("an id").parse().expect("an id");
    let (source, record) = (world.record(file).await, world.record(copy).await);
    assert_eq!((record.name, record.content_hash), (source.name, source.content_hash));
    assert_ne!(record.revision_id, source.revision_id);
    assert_eq!((world.used().await, world.references(1, 5).await), (10, 2));
    world.delete(file).await.expect("deleted");
    assert_eq!(world.row(copy).await.unwrap().state, FileState::Available);
    assert_eq!((world.used().await, world.references(1, 5).await), (5, 1));
}

#[tokio::test]
async fn tags_are_merged_and_taken_away() {
    let world = World::new().await;
    let file = world.file(ROOT, "f", 1, 5).await;
    let tag = |key: &str, value: &str| UserTag { key: key.to_owned(), value: Some(value.to_owned()) };
    let put = |user_tags| FilePutUserTagsRequest {
        drive_id: DRIVE.to_string(),
        file_id: file.to_string(),
        user_tags,
    };
    let drive = &world.at.drive;
    drive.file_put_user_tags(&world.at.key, put(vec![tag("a", "1"), tag("b", "2")])).await.expect("put");
    drive.file_put_user_tags(&world.at.key, put(vec![tag("b", "3"), tag("c", "4")])).await.expect("put");
    let delete = FileDeleteUserTagsRequest {
        drive_id: DRIVE.to_string(),
        file_id: file.to_string(),
        key_list: vec!["a".to_owned(), "nothing".to_owned()],
    };
    drive.file_delete_user_tags(&world.at.key, delete).await.expect("deleted");
    let tags = world.record(file).await.user_tags.expect("tags");
    assert_eq!(
        tags.into_iter().collect::<Vec<_>>(),
        [("b".to_owned(), "3".to_owned()), ("c".to_owned(), "4".to_owned())]
    );
    let many = (0..1001).map(|number| tag(&number.to_string(), "")).collect();
    assert_eq!(code(drive.file_put_user_tags(&world.at.key, put(many)).await), "InvalidParameter.user_tags");
}

#[tokio::test]
async fn a_task_is_told_to_whom_it_concerns() {
    let world = World::new().await;
    let task = world.clear().await;
    let request = || assay_wire::pds::GetAsyncTaskRequest { async_task_id: task.clone() };
    assert_eq!(world.task(&task).await.state.as_deref(), Some("Running"));
    let stranger = user("stranger");
    assert_eq!(code(world.at.drive.get_async_task(&stranger, request()).await), "NotFound.AsyncTaskId");
    world.work().await;
    let done = world.task(&task).await;
    assert!(super::succeeded(&done), "{done:?}");
    let request = GetTaskStatusRequest { drive_id: DRIVE.to_string(), task_id: task };
    let status = world.at.drive.get_task_status(&world.at.key, request).await.expect("a status");
    assert_eq!(status.status.as_deref(), Some("Succeed"));
    assert_eq!(world.at.drive.forget_tasks().await.expect("tidied"), 0, "not for a week");
}
