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
        PdsOperation::AddGroupMember
        | PdsOperation::AssignRole
        | PdsOperation::CancelAssignRole
        | PdsOperation::CancelShareLink
        | PdsOperation::ClearRecyclebin
        | PdsOperation::CompleteFile
        | PdsOperation::CopyFile
        | PdsOperation::CreateDomain
        | PdsOperation::CreateDrive
        | PdsOperation::CreateFile
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
        | PdsOperation::DeltaGetLastCursor
        | PdsOperation::FileAddPermission
        | PdsOperation::FileDeleteUserTags
        | PdsOperation::FileListPermission
        | PdsOperation::FilePutUserTags
        | PdsOperation::FileRemovePermission
        | PdsOperation::GetAsyncTask
        | PdsOperation::GetDefaultDrive
        | PdsOperation::GetDomain
        | PdsOperation::GetDomainQuota
        | PdsOperation::GetDownloadUrl
        | PdsOperation::GetDrive
        | PdsOperation::GetFile
        | PdsOperation::GetGroup
        | PdsOperation::GetLinkInfo
        | PdsOperation::GetLinkInfoByUserId
        | PdsOperation::GetRevision
        | PdsOperation::GetShareLink
        | PdsOperation::GetShareLinkByAnonymous
        | PdsOperation::GetShareLinkToken
        | PdsOperation::GetTaskStatus
        | PdsOperation::GetUploadUrl
        | PdsOperation::GetUser
        | PdsOperation::GroupUpdateName
        | PdsOperation::ImportUser
        | PdsOperation::InvestigateFile
        | PdsOperation::LinkAccount
        | PdsOperation::ListAssignment
        | PdsOperation::ListDelta
        | PdsOperation::ListDomains
        | PdsOperation::ListDrive
        | PdsOperation::ListFile
        | PdsOperation::ListGroup
        | PdsOperation::ListGroupMember
        | PdsOperation::ListIdentityRole
        | PdsOperation::ListMyDrives
        | PdsOperation::ListMyGroupDrive
        | PdsOperation::ListReceivedFile
        | PdsOperation::ListRecyclebin
        | PdsOperation::ListRevision
        | PdsOperation::ListShareLink
        | PdsOperation::ListUploadedParts
        | PdsOperation::ListUser
        | PdsOperation::MoveFile
        | PdsOperation::PunishFile
        | PdsOperation::RemoveGroupMember
        | PdsOperation::RestoreFile
        | PdsOperation::RestoreRevision
        | PdsOperation::ScanFile
        | PdsOperation::SearchDomains
        | PdsOperation::SearchDrive
        | PdsOperation::SearchFile
        | PdsOperation::SearchShareLink
        | PdsOperation::SearchUser
        | PdsOperation::Token
        | PdsOperation::TrashFile
        | PdsOperation::UnLinkAccount
        | PdsOperation::UpdateDomain
        | PdsOperation::UpdateDrive
        | PdsOperation::UpdateFile
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
