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
        PdsOperation::CompleteFile => json(&drive.complete_file(caller, read_body(body)?).await?),
        PdsOperation::CreateFile => json(&drive.create_file(caller, read_body(body)?).await?),
        PdsOperation::DeltaGetLastCursor => {
            json(&drive.delta_get_last_cursor(caller, read_body(body)?).await?)
        }
        PdsOperation::FileDeleteUserTags => {
            Ok(nothing(drive.file_delete_user_tags(caller, read_body(body)?).await?))
        }
        PdsOperation::FilePutUserTags => json(&drive.file_put_user_tags(caller, read_body(body)?).await?),
        PdsOperation::GetDownloadUrl => json(&drive.get_download_url(caller, read_body(body)?).await?),
        PdsOperation::GetFile => json(&drive.get_file(caller, read_body(body)?).await?),
        PdsOperation::GetUploadUrl => json(&drive.get_upload_url(caller, read_body(body)?).await?),
        PdsOperation::ListDelta => json(&drive.list_delta(caller, read_body(body)?).await?),
        PdsOperation::ListFile => json(&drive.list_file(caller, read_body(body)?).await?),
        PdsOperation::ListRecyclebin => json(&drive.list_recyclebin(caller, read_body(body)?).await?),
        PdsOperation::ListUploadedParts => json(&drive.list_uploaded_parts(caller, read_body(body)?).await?),
        PdsOperation::MoveFile => json(&drive.move_file(caller, read_body(body)?).await?),
        PdsOperation::ScanFile => Ok(drive.scan_file(caller, read_body(body)?).await?),
        PdsOperation::SearchFile => json(&drive.search_file(caller, read_body(body)?).await?),
        PdsOperation::UpdateFile => json(&drive.update_file(caller, read_body(body)?).await?),
        PdsOperation::AddGroupMember
        | PdsOperation::AssignRole
        | PdsOperation::CancelAssignRole
        | PdsOperation::CancelShareLink
        | PdsOperation::ClearRecyclebin
        | PdsOperation::CopyFile
        | PdsOperation::CreateDomain
        | PdsOperation::CreateDrive
        | PdsOperation::CreateGroup
        | PdsOperation::CreateShareLink
        | PdsOperation::CreateUser
        | PdsOperation::CsiGetFileInfo
        | PdsOperation::DeleteDomain
        | PdsOperation::DeleteDrive
        | PdsOperation::DeleteFile
        | PdsOperation::DeleteGroup
        | PdsOperation::DeleteRevision
        | PdsOperation::DeleteUser
        | PdsOperation::FileAddPermission
        | PdsOperation::FileListPermission
        | PdsOperation::FileRemovePermission
        | PdsOperation::GetAsyncTask
        | PdsOperation::GetDefaultDrive
        | PdsOperation::GetDomain
        | PdsOperation::GetDomainQuota
        | PdsOperation::GetDrive
        | PdsOperation::GetGroup
        | PdsOperation::GetLinkInfo
        | PdsOperation::GetLinkInfoByUserId
        | PdsOperation::GetRevision
        | PdsOperation::GetShareLink
        | PdsOperation::GetShareLinkByAnonymous
        | PdsOperation::GetShareLinkToken
        | PdsOperation::GetTaskStatus
        | PdsOperation::GetUser
        | PdsOperation::GroupUpdateName
        | PdsOperation::ImportUser
        | PdsOperation::InvestigateFile
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
        | PdsOperation::ListRevision
        | PdsOperation::ListShareLink
        | PdsOperation::ListUser
        | PdsOperation::PunishFile
        | PdsOperation::RemoveGroupMember
        | PdsOperation::RestoreFile
        | PdsOperation::RestoreRevision
        | PdsOperation::SearchDomains
        | PdsOperation::SearchDrive
        | PdsOperation::SearchShareLink
        | PdsOperation::SearchUser
        | PdsOperation::Token
        | PdsOperation::TrashFile
        | PdsOperation::UnLinkAccount
        | PdsOperation::UpdateDomain
        | PdsOperation::UpdateDrive
        | PdsOperation::UpdateGroup
        | PdsOperation::UpdateRevision
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
