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
        PdsOperation::AddGroupMember => Ok(nothing(drive.add_group_member(caller, read_body(body)?).await?)),
        PdsOperation::AssignRole => Ok(nothing(drive.assign_role(caller, read_body(body)?).await?)),
        PdsOperation::CancelAssignRole => {
            Ok(nothing(drive.cancel_assign_role(caller, read_body(body)?).await?))
        }
        PdsOperation::CancelShareLink => {
            Ok(nothing(drive.cancel_share_link(caller, read_body(body)?).await?))
        }
        PdsOperation::ClearRecyclebin => json(&drive.clear_recyclebin(caller, read_body(body)?).await?),
        PdsOperation::CompleteFile => json(&drive.complete_file(caller, read_body(body)?).await?),
        PdsOperation::CopyFile => json(&drive.copy_file(caller, read_body(body)?).await?),
        PdsOperation::CreateDomain => json(&drive.create_domain(caller, read_body(body)?).await?),
        PdsOperation::CreateDrive => json(&drive.create_drive(caller, read_body(body)?).await?),
        PdsOperation::CreateFile => json(&drive.create_file(caller, read_body(body)?).await?),
        PdsOperation::CreateGroup => json(&drive.create_group(caller, read_body(body)?).await?),
        PdsOperation::CreateShareLink => json(&drive.create_share_link(caller, read_body(body)?).await?),
        PdsOperation::CreateUser => json(&drive.create_user(caller, read_body(body)?).await?),
        PdsOperation::CsiGetFileInfo => json(&drive.csi_get_file_info(caller, read_body(body)?).await?),
        PdsOperation::DeleteDomain => Ok(nothing(drive.delete_domain(caller, read_body(body)?).await?)),
        PdsOperation::DeleteDrive => Ok(nothing(drive.delete_drive(caller, read_body(body)?).await?)),
        PdsOperation::DeleteFile => json(&drive.delete_file(caller, read_body(body)?).await?),
        PdsOperation::DeleteGroup => Ok(nothing(drive.delete_group(caller, read_body(body)?).await?)),
        PdsOperation::DeleteRevision => Ok(nothing(drive.delete_revision(caller, read_body(body)?).await?)),
        PdsOperation::DeleteUser => Ok(nothing(drive.delete_user(caller, read_body(body)?).await?)),
        PdsOperation::DeltaGetLastCursor => {
            json(&drive.delta_get_last_cursor(caller, read_body(body)?).await?)
        }
        PdsOperation::FileAddPermission => {
            Ok(nothing(drive.file_add_permission(caller, read_body(body)?).await?))
        }
        PdsOperation::FileDeleteUserTags => {
            Ok(nothing(drive.file_delete_user_tags(caller, read_body(body)?).await?))
        }
        PdsOperation::FileListPermission => {
            json(&drive.file_list_permission(caller, read_body(body)?).await?)
        }
        PdsOperation::FilePutUserTags => json(&drive.file_put_user_tags(caller, read_body(body)?).await?),
        PdsOperation::FileRemovePermission => {
            Ok(nothing(drive.file_remove_permission(caller, read_body(body)?).await?))
        }
        PdsOperation::FlattenFile => json(&drive.flatten_file(caller, read_body(body)?).await?),
        PdsOperation::GetAsyncTask => json(&drive.get_async_task(caller, read_body(body)?).await?),
        PdsOperation::GetDefaultDrive => json(&drive.get_default_drive(caller, read_body(body)?).await?),
        PdsOperation::GetDomain => json(&drive.get_domain(caller, read_body(body)?).await?),
        PdsOperation::GetDomainQuota => json(&drive.get_domain_quota(caller).await?),
        PdsOperation::GetDownloadUrl => json(&drive.get_download_url(caller, read_body(body)?).await?),
        PdsOperation::GetDrive => json(&drive.get_drive(caller, read_body(body)?).await?),
        PdsOperation::GetFile => json(&drive.get_file(caller, read_body(body)?).await?),
        PdsOperation::GetGroup => json(&drive.get_group(caller, read_body(body)?).await?),
        PdsOperation::GetLinkInfo => json(&drive.get_link_info(caller, read_body(body)?).await?),
        PdsOperation::GetLinkInfoByUserId => {
            json(&drive.get_link_info_by_user_id(caller, read_body(body)?).await?)
        }
        PdsOperation::GetRevision => json(&drive.get_revision(caller, read_body(body)?).await?),
        PdsOperation::GetShareLink => json(&drive.get_share_link(caller, read_body(body)?).await?),
        PdsOperation::GetShareLinkByAnonymous => {
            json(&drive.get_share_link_by_anonymous(caller, read_body(body)?).await?)
        }
        PdsOperation::GetShareLinkToken => json(&drive.get_share_link_token(caller, read_body(body)?).await?),
        PdsOperation::GetTaskStatus => json(&drive.get_task_status(caller, read_body(body)?).await?),
        PdsOperation::GetUploadUrl => json(&drive.get_upload_url(caller, read_body(body)?).await?),
        PdsOperation::GetUser => json(&drive.get_user(caller, read_body(body)?).await?),
        PdsOperation::GroupUpdateName => {
            Ok(nothing(drive.group_update_name(caller, read_body(body)?).await?))
        }
        PdsOperation::ImportUser => json(&drive.import_user(caller, read_body(body)?).await?),
        PdsOperation::InvestigateFile => Ok(nothing(drive.investigate_file(caller, read_body(body)?).await?)),
        PdsOperation::LinkAccount => json(&drive.link_account(caller, read_body(body)?).await?),
        PdsOperation::ListAssignment => json(&drive.list_assignment(caller, read_body(body)?).await?),
        PdsOperation::ListDelta => json(&drive.list_delta(caller, read_body(body)?).await?),
        PdsOperation::ListDomains => json(&drive.list_domains(caller, read_body(body)?).await?),
        PdsOperation::ListDrive => json(&drive.list_drive(caller, read_body(body)?).await?),
        PdsOperation::ListFile => json(&drive.list_file(caller, read_body(body)?).await?),
        PdsOperation::ListGroup => json(&drive.list_group(caller, read_body(body)?).await?),
        PdsOperation::ListGroupMember => json(&drive.list_group_member(caller, read_body(body)?).await?),
        PdsOperation::ListIdentityRole => json(&drive.list_identity_role(caller, read_body(body)?).await?),
        PdsOperation::ListMyDrives => json(&drive.list_my_drives(caller, read_body(body)?).await?),
        PdsOperation::ListMyGroupDrive => json(&drive.list_my_group_drive(caller, read_body(body)?).await?),
        PdsOperation::ListReceivedFile => json(&drive.list_received_file(caller, read_body(body)?).await?),
        PdsOperation::ListRecyclebin => json(&drive.list_recyclebin(caller, read_body(body)?).await?),
        PdsOperation::ListRevision => json(&drive.list_revision(caller, read_body(body)?).await?),
        PdsOperation::ListShareLink => json(&drive.list_share_link(caller, read_body(body)?).await?),
        PdsOperation::ListUploadedParts => json(&drive.list_uploaded_parts(caller, read_body(body)?).await?),
        PdsOperation::ListUser => json(&drive.list_user(caller, read_body(body)?).await?),
        PdsOperation::MoveFile => json(&drive.move_file(caller, read_body(body)?).await?),
        PdsOperation::PunishFile => Ok(nothing(drive.punish_file(caller, read_body(body)?).await?)),
        PdsOperation::RemoveGroupMember => {
            Ok(nothing(drive.remove_group_member(caller, read_body(body)?).await?))
        }
        PdsOperation::RestoreFile => json(&drive.restore_file(caller, read_body(body)?).await?),
        PdsOperation::RestoreRevision => json(&drive.restore_revision(caller, read_body(body)?).await?),
        PdsOperation::ScanFile => Ok(drive.scan_file(caller, read_body(body)?).await?),
        PdsOperation::SearchDomains => json(&drive.search_domains(caller, read_body(body)?).await?),
        PdsOperation::SearchDrive => json(&drive.search_drive(caller, read_body(body)?).await?),
        PdsOperation::SearchFile => json(&drive.search_file(caller, read_body(body)?).await?),
        PdsOperation::SearchShareLink => json(&drive.search_share_link(caller, read_body(body)?).await?),
        PdsOperation::SearchUser => json(&drive.search_user(caller, read_body(body)?).await?),
        PdsOperation::Token => json(&drive.token(caller, read_body(body)?).await?),
        PdsOperation::TrashFile => json(&drive.trash_file(caller, read_body(body)?).await?),
        PdsOperation::UnLinkAccount => Ok(nothing(drive.un_link_account(caller, read_body(body)?).await?)),
        PdsOperation::UpdateDomain => json(&drive.update_domain(caller, read_body(body)?).await?),
        PdsOperation::UpdateDrive => json(&drive.update_drive(caller, read_body(body)?).await?),
        PdsOperation::UpdateFile => json(&drive.update_file(caller, read_body(body)?).await?),
        PdsOperation::UpdateGroup => json(&drive.update_group(caller, read_body(body)?).await?),
        PdsOperation::UpdateRevision => json(&drive.update_revision(caller, read_body(body)?).await?),
        PdsOperation::UpdateShareLink => json(&drive.update_share_link(caller, read_body(body)?).await?),
        PdsOperation::UpdateUser => json(&drive.update_user(caller, read_body(body)?).await?),
        PdsOperation::Authorize | PdsOperation::Batch | PdsOperation::DownloadFile => {
            Err(ApiError::new(code::UNSUPPORTED_OPERATION).into())
        }
    }
}

fn json(reply: &impl Serialize) -> Result<Vec<u8>, DriveError> {
    serde_json::to_vec(reply).map_err(|error| DriveError::Corrupt { what: "reply", why: error.to_string() })
}

/// The reply of operations that have none: the official clients cannot read an empty body.
fn nothing((): ()) -> Vec<u8> {
    b"{}".to_vec()
}
