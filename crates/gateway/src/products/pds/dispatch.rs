//! Every operation that answers JSON, by name: a match without a wildcard, so that an operation without a
//! handler does not compile.

use assay_drive::{Caller, Drive, DriveError};
use assay_wire::{
    ApiError, code,
    pds::{PdsOperation, read_body},
};
use serde::Serialize;

/// Carries out one operation and writes its reply.
pub(super) async fn dispatch(
    drive: &Drive,
    operation: PdsOperation,
    caller: &Caller,
    body: &[u8],
) -> Result<Vec<u8>, DriveError> {
    match operation {
        PdsOperation::ClearRecyclebin => json(&drive.clear_recyclebin(caller, read_body(body)?).await?),
        PdsOperation::CompleteFile => json(&drive.complete_file(caller, read_body(body)?).await?),
        PdsOperation::CopyFile => json(&drive.copy_file(caller, read_body(body)?).await?),
        PdsOperation::CreateFile => json(&drive.create_file(caller, read_body(body)?).await?),
        PdsOperation::CsiGetFileInfo => json(&drive.csi_get_file_info(caller, read_body(body)?).await?),
        PdsOperation::DeleteFile => json(&drive.delete_file(caller, read_body(body)?).await?),
        PdsOperation::DeleteRevision => Ok(nothing(drive.delete_revision(caller, read_body(body)?).await?)),
        PdsOperation::DeltaGetLastCursor => {
            json(&drive.delta_get_last_cursor(caller, read_body(body)?).await?)
        }
        PdsOperation::FileDeleteUserTags => {
            Ok(nothing(drive.file_delete_user_tags(caller, read_body(body)?).await?))
        }
        PdsOperation::FilePutUserTags => json(&drive.file_put_user_tags(caller, read_body(body)?).await?),
        PdsOperation::GetAsyncTask => json(&drive.get_async_task(caller, read_body(body)?).await?),
        PdsOperation::GetDownloadUrl => json(&drive.get_download_url(caller, read_body(body)?).await?),
        PdsOperation::GetFile => json(&drive.get_file(caller, read_body(body)?).await?),
        PdsOperation::GetRevision => json(&drive.get_revision(caller, read_body(body)?).await?),
        PdsOperation::GetTaskStatus => json(&drive.get_task_status(caller, read_body(body)?).await?),
        PdsOperation::GetUploadUrl => json(&drive.get_upload_url(caller, read_body(body)?).await?),
        PdsOperation::InvestigateFile => Ok(nothing(drive.investigate_file(caller, read_body(body)?).await?)),
        PdsOperation::ListDelta => json(&drive.list_delta(caller, read_body(body)?).await?),
        PdsOperation::ListFile => json(&drive.list_file(caller, read_body(body)?).await?),
        PdsOperation::ListRecyclebin => json(&drive.list_recyclebin(caller, read_body(body)?).await?),
        PdsOperation::ListRevision => json(&drive.list_revision(caller, read_body(body)?).await?),
        PdsOperation::ListUploadedParts => json(&drive.list_uploaded_parts(caller, read_body(body)?).await?),
        PdsOperation::MoveFile => json(&drive.move_file(caller, read_body(body)?).await?),
        PdsOperation::PunishFile => Ok(nothing(drive.punish_file(caller, read_body(body)?).await?)),
        PdsOperation::RestoreFile => json(&drive.restore_file(caller, read_body(body)?).await?),
        PdsOperation::RestoreRevision => json(&drive.restore_revision(caller, read_body(body)?).await?),
        PdsOperation::ScanFile => Ok(drive.scan_file(caller, read_body(body)?).await?),
        PdsOperation::SearchFile => json(&drive.search_file(caller, read_body(body)?).await?),
        PdsOperation::TrashFile => json(&drive.trash_file(caller, read_body(body)?).await?),
        PdsOperation::UpdateFile => json(&drive.update_file(caller, read_body(body)?).await?),
        PdsOperation::UpdateRevision => json(&drive.update_revision(caller, read_body(body)?).await?),
        PdsOperation::AddGroupMember
        | PdsOperation::AssignRole
        | PdsOperation::CancelAssignRole
        | PdsOperation::CancelShareLink
        | PdsOperation::CreateDomain
        | PdsOperation::CreateDrive
        | PdsOperation::CreateGroup
        | PdsOperation::CreateShareLink
        | PdsOperation::CreateUser
        | PdsOperation::DeleteDomain
        | PdsOperation::DeleteDrive
        | PdsOperation::DeleteGroup
        | PdsOperation::DeleteUser
        | PdsOperation::FileAddPermission
        | PdsOperation::FileListPermission
        | PdsOperation::FileRemovePermission
        | PdsOperation::GetDefaultDrive
        | PdsOperation::GetDomain
        | PdsOperation::GetDomainQuota
        | PdsOperation::GetDrive
        | PdsOperation::GetGroup
        | PdsOperation::GetLinkInfo
        | PdsOperation::GetLinkInfoByUserId
        | PdsOperation::GetShareLink
        | PdsOperation::GetShareLinkByAnonymous
        | PdsOperation::GetShareLinkToken
        | PdsOperation::GetUser
        | PdsOperation::GroupUpdateName
        | PdsOperation::ImportUser
        | PdsOperation::LinkAccount
        | PdsOperation::ListAssignment
        | PdsOperation::ListDomains
        | PdsOperation::ListDrive
        | PdsOperation::ListGroup
        | PdsOperation::ListGroupMember
        | PdsOperation::ListIdentityRole
        | PdsOperation::ListMyDrives
        | PdsOperation::ListMyGroupDrive
        | PdsOperation::ListReceivedFile
        | PdsOperation::ListShareLink
        | PdsOperation::ListUser
        | PdsOperation::RemoveGroupMember
        | PdsOperation::SearchDomains
        | PdsOperation::SearchDrive
        | PdsOperation::SearchShareLink
        | PdsOperation::SearchUser
        | PdsOperation::Token
        | PdsOperation::UnLinkAccount
        | PdsOperation::UpdateDomain
        | PdsOperation::UpdateDrive
        | PdsOperation::UpdateGroup
        | PdsOperation::UpdateShareLink
        | PdsOperation::UpdateUser
        | PdsOperation::Authorize
        | PdsOperation::Batch
        | PdsOperation::DownloadFile => Err(ApiError::new(code::UNSUPPORTED_OPERATION).into()),
    }
}

fn json(reply: &impl Serialize) -> Result<Vec<u8>, DriveError> {
    serde_json::to_vec(reply).map_err(|error| DriveError::Corrupt { what: "reply", why: error.to_string() })
}

/// The reply of operations that have none: the official clients cannot read an empty body.
fn nothing((): ()) -> Vec<u8> {
    b"{}".to_vec()
}
