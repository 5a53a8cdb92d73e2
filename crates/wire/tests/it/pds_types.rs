//! Which type reads each served PDS operation's request, and which writes its reply.

use assay_wire::{
    ApiError,
    pds::{
        AccountLinkInfo, AddGroupMemberRequest, AppAccessStrategy, AssignRoleRequest, Assignment,
        AuthorizeRequest, BatchAnswer, BatchReply, BatchRequest, BlockFrame, CancelAssignRoleRequest,
        CancelShareLinkRequest, ClearRecyclebinReply, ClearRecyclebinRequest, CompleteFileRequest,
        CopyFileReply, CopyFileRequest, CreateDomainRequest, CreateDriveReply, CreateDriveRequest,
        CreateFileReply, CreateFileRequest, CreateGroupRequest, CreateShareLinkRequest, CreateUserReply,
        CreateUserRequest, CsiGetFileInfoReply, CsiGetFileInfoRequest, DeleteDomainRequest,
        DeleteDriveRequest, DeleteFileReply, DeleteFileRequest, DeleteGroupRequest, DeleteRevisionRequest,
        DeleteUserRequest, DeltaGetLastCursorReply, DeltaGetLastCursorRequest, DeltaItem, Domain,
        DownloadFileRequest, Drive, FaceThumbnail, File, FileAddPermissionRequest, FileDeleteUserTagsRequest,
        FileDirSizeInfo, FileListPermissionRequest, FilePermissionMember, FilePutUserTagsReply,
        FilePutUserTagsRequest, FileRemovePermissionRequest, GetAsyncTaskReply, GetAsyncTaskRequest,
        GetDefaultDriveRequest, GetDomainQuotaReply, GetDomainRequest, GetDownloadUrlReply,
        GetDownloadUrlRequest, GetDriveRequest, GetFileRequest, GetGroupRequest, GetLinkInfoByUserIdReply,
        GetLinkInfoByUserIdRequest, GetLinkInfoRequest, GetRevisionRequest, GetShareLinkByAnonymousReply,
        GetShareLinkByAnonymousRequest, GetShareLinkRequest, GetShareLinkTokenReply,
        GetShareLinkTokenRequest, GetTaskStatusReply, GetTaskStatusRequest, GetUploadUrlReply,
        GetUploadUrlRequest, GetUserRequest, Group, GroupUpdateNameRequest, Identity, IdentityAssignment,
        ImageMediaMetadata, ImageQuality, ImportUserRequest, InvestigateFileRequest, InvestigationInfo,
        LinkAccountRequest, LinkInfo, ListAssignmentReply, ListAssignmentRequest, ListDeltaReply,
        ListDeltaRequest, ListDomainsReply, ListDomainsRequest, ListDriveReply, ListDriveRequest,
        ListFileReply, ListFileRequest, ListGroupMemberReply, ListGroupMemberRequest, ListGroupReply,
        ListGroupRequest, ListIdentityRoleReply, ListIdentityRoleRequest, ListMyDrivesReply,
        ListMyDrivesRequest, ListMyGroupDriveReply, ListMyGroupDriveRequest, ListReceivedFileReply,
        ListReceivedFileRequest, ListRecyclebinReply, ListRecyclebinRequest, ListRevisionReply,
        ListRevisionRequest, ListShareLinkReply, ListShareLinkRequest, ListUploadedPartsReply,
        ListUploadedPartsRequest, ListUserReply, ListUserRequest, MoveFileReply, MoveFileRequest,
        PdsOperation, PunishFileRequest, RemoveGroupMemberRequest, RestoreFileReply, RestoreFileRequest,
        RestoreRevisionRequest, Revision, ScanFileReply, ScanFileRequest, SearchDomainsReply,
        SearchDomainsRequest, SearchDriveReply, SearchDriveRequest, SearchFileReply, SearchFileRequest,
        SearchShareLinkReply, SearchShareLinkRequest, SearchUserReply, SearchUserRequest, Sha1Context,
        ShareLink, SystemTag, Token, TokenRequest, TrashFileReply, TrashFileRequest, UnLinkAccountRequest,
        UncompressedFileInfo, UpdateDomainRequest, UpdateDriveRequest, UpdateFileRequest, UpdateGroupRequest,
        UpdateRevisionRequest, UpdateShareLinkRequest, UpdateUserRequest, UploadFormInfo, UploadPartInfo,
        User, VideoDetail, VideoMediaAudioStream, VideoMediaMetadata, VideoMediaVideoStream, read_body,
    },
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::field_names::field_names;

/// Reads a value as a type and writes it again.
type Echo = fn(&Value) -> Result<Value, String>;

/// The types of one operation.
pub(crate) struct Operation {
    pub(crate) called: PdsOperation,
    /// Reads a body as the operation does.
    pub(crate) read: fn(&[u8]) -> Result<(), ApiError>,
    pub(crate) reply: Model,
}

/// The type of one model of a reply.
pub(crate) struct Model {
    /// The contract's name; empty where the operation has it.
    pub(crate) name: &'static str,
    pub(crate) echo: Echo,
    /// The names of its fields; none for a list.
    pub(crate) fields: fn() -> &'static [&'static str],
}

/// An operation without parameters, or without a reply.
#[derive(Serialize, Deserialize)]
struct Nothing {}

const fn operation<Q: DeserializeOwned, R: Serialize + DeserializeOwned>(called: PdsOperation) -> Operation {
    Operation { called, read: |body| read_body::<Q>(body).map(drop), reply: model::<R>("") }
}

const fn model<T: Serialize + DeserializeOwned>(name: &'static str) -> Model {
    Model { name, echo: echo::<T>, fields: field_names::<T> }
}

fn echo<T: Serialize + DeserializeOwned>(value: &Value) -> Result<Value, String> {
    // By way of text: raw JSON, which records are, is read from nothing else.
    let read: T = serde_json::from_str(&value.to_string()).map_err(|error| error.to_string())?;
    serde_json::to_value(read).map_err(|error| error.to_string())
}

/// Every served operation, by name.
pub(crate) const OPERATIONS: [Operation; 87] = [
    operation::<AddGroupMemberRequest, Nothing>(PdsOperation::AddGroupMember),
    operation::<AssignRoleRequest, Nothing>(PdsOperation::AssignRole),
    operation::<AuthorizeRequest, Nothing>(PdsOperation::Authorize),
    operation::<BatchRequest, BatchReply>(PdsOperation::Batch),
    operation::<CancelAssignRoleRequest, Nothing>(PdsOperation::CancelAssignRole),
    operation::<CancelShareLinkRequest, Nothing>(PdsOperation::CancelShareLink),
    operation::<ClearRecyclebinRequest, ClearRecyclebinReply>(PdsOperation::ClearRecyclebin),
    operation::<CompleteFileRequest, File>(PdsOperation::CompleteFile),
    operation::<CopyFileRequest, CopyFileReply>(PdsOperation::CopyFile),
    operation::<CreateDomainRequest, Domain>(PdsOperation::CreateDomain),
    operation::<CreateDriveRequest, CreateDriveReply>(PdsOperation::CreateDrive),
    operation::<CreateFileRequest, CreateFileReply>(PdsOperation::CreateFile),
    operation::<CreateGroupRequest, Group>(PdsOperation::CreateGroup),
    operation::<CreateShareLinkRequest, ShareLink>(PdsOperation::CreateShareLink),
    operation::<CreateUserRequest, CreateUserReply>(PdsOperation::CreateUser),
    operation::<CsiGetFileInfoRequest, CsiGetFileInfoReply>(PdsOperation::CsiGetFileInfo),
    operation::<DeleteDomainRequest, Nothing>(PdsOperation::DeleteDomain),
    operation::<DeleteDriveRequest, Nothing>(PdsOperation::DeleteDrive),
    operation::<DeleteFileRequest, DeleteFileReply>(PdsOperation::DeleteFile),
    operation::<DeleteGroupRequest, Nothing>(PdsOperation::DeleteGroup),
    operation::<DeleteRevisionRequest, Nothing>(PdsOperation::DeleteRevision),
    operation::<DeleteUserRequest, Nothing>(PdsOperation::DeleteUser),
    operation::<DeltaGetLastCursorRequest, DeltaGetLastCursorReply>(PdsOperation::DeltaGetLastCursor),
    operation::<DownloadFileRequest, Nothing>(PdsOperation::DownloadFile),
    operation::<FileAddPermissionRequest, Nothing>(PdsOperation::FileAddPermission),
    operation::<FileDeleteUserTagsRequest, Nothing>(PdsOperation::FileDeleteUserTags),
    operation::<FileListPermissionRequest, Vec<FilePermissionMember>>(PdsOperation::FileListPermission),
    operation::<FilePutUserTagsRequest, FilePutUserTagsReply>(PdsOperation::FilePutUserTags),
    operation::<FileRemovePermissionRequest, Nothing>(PdsOperation::FileRemovePermission),
    operation::<GetAsyncTaskRequest, GetAsyncTaskReply>(PdsOperation::GetAsyncTask),
    operation::<GetDefaultDriveRequest, Drive>(PdsOperation::GetDefaultDrive),
    operation::<GetDomainRequest, Domain>(PdsOperation::GetDomain),
    operation::<Nothing, GetDomainQuotaReply>(PdsOperation::GetDomainQuota),
    operation::<GetDownloadUrlRequest, GetDownloadUrlReply>(PdsOperation::GetDownloadUrl),
    operation::<GetDriveRequest, Drive>(PdsOperation::GetDrive),
    operation::<GetFileRequest, File>(PdsOperation::GetFile),
    operation::<GetGroupRequest, Group>(PdsOperation::GetGroup),
    operation::<GetLinkInfoRequest, AccountLinkInfo>(PdsOperation::GetLinkInfo),
    operation::<GetLinkInfoByUserIdRequest, GetLinkInfoByUserIdReply>(PdsOperation::GetLinkInfoByUserId),
    operation::<GetRevisionRequest, Revision>(PdsOperation::GetRevision),
    operation::<GetShareLinkRequest, ShareLink>(PdsOperation::GetShareLink),
    operation::<GetShareLinkByAnonymousRequest, GetShareLinkByAnonymousReply>(
        PdsOperation::GetShareLinkByAnonymous,
    ),
    operation::<GetShareLinkTokenRequest, GetShareLinkTokenReply>(PdsOperation::GetShareLinkToken),
    operation::<GetTaskStatusRequest, GetTaskStatusReply>(PdsOperation::GetTaskStatus),
    operation::<GetUploadUrlRequest, GetUploadUrlReply>(PdsOperation::GetUploadUrl),
    operation::<GetUserRequest, User>(PdsOperation::GetUser),
    operation::<GroupUpdateNameRequest, Nothing>(PdsOperation::GroupUpdateName),
    operation::<ImportUserRequest, User>(PdsOperation::ImportUser),
    operation::<InvestigateFileRequest, Nothing>(PdsOperation::InvestigateFile),
    operation::<LinkAccountRequest, Token>(PdsOperation::LinkAccount),
    operation::<ListAssignmentRequest, ListAssignmentReply>(PdsOperation::ListAssignment),
    operation::<ListDeltaRequest, ListDeltaReply>(PdsOperation::ListDelta),
    operation::<ListDomainsRequest, ListDomainsReply>(PdsOperation::ListDomains),
    operation::<ListDriveRequest, ListDriveReply>(PdsOperation::ListDrive),
    operation::<ListFileRequest, ListFileReply>(PdsOperation::ListFile),
    operation::<ListGroupRequest, ListGroupReply>(PdsOperation::ListGroup),
    operation::<ListGroupMemberRequest, ListGroupMemberReply>(PdsOperation::ListGroupMember),
    operation::<ListIdentityRoleRequest, ListIdentityRoleReply>(PdsOperation::ListIdentityRole),
    operation::<ListMyDrivesRequest, ListMyDrivesReply>(PdsOperation::ListMyDrives),
    operation::<ListMyGroupDriveRequest, ListMyGroupDriveReply>(PdsOperation::ListMyGroupDrive),
    operation::<ListReceivedFileRequest, ListReceivedFileReply>(PdsOperation::ListReceivedFile),
    operation::<ListRecyclebinRequest, ListRecyclebinReply>(PdsOperation::ListRecyclebin),
    operation::<ListRevisionRequest, ListRevisionReply>(PdsOperation::ListRevision),
    operation::<ListShareLinkRequest, ListShareLinkReply>(PdsOperation::ListShareLink),
    operation::<ListUploadedPartsRequest, ListUploadedPartsReply>(PdsOperation::ListUploadedParts),
    operation::<ListUserRequest, ListUserReply>(PdsOperation::ListUser),
    operation::<MoveFileRequest, MoveFileReply>(PdsOperation::MoveFile),
    operation::<PunishFileRequest, Nothing>(PdsOperation::PunishFile),
    operation::<RemoveGroupMemberRequest, Nothing>(PdsOperation::RemoveGroupMember),
    operation::<RestoreFileRequest, RestoreFileReply>(PdsOperation::RestoreFile),
    operation::<RestoreRevisionRequest, Revision>(PdsOperation::RestoreRevision),
    operation::<ScanFileRequest, ScanFileReply>(PdsOperation::ScanFile),
    operation::<SearchDomainsRequest, SearchDomainsReply>(PdsOperation::SearchDomains),
    operation::<SearchDriveRequest, SearchDriveReply>(PdsOperation::SearchDrive),
    operation::<SearchFileRequest, SearchFileReply>(PdsOperation::SearchFile),
    operation::<SearchShareLinkRequest, SearchShareLinkReply>(PdsOperation::SearchShareLink),
    operation::<SearchUserRequest, SearchUserReply>(PdsOperation::SearchUser),
    operation::<TokenRequest, Token>(PdsOperation::Token),
    operation::<TrashFileRequest, TrashFileReply>(PdsOperation::TrashFile),
    operation::<UnLinkAccountRequest, Nothing>(PdsOperation::UnLinkAccount),
    operation::<UpdateDomainRequest, Domain>(PdsOperation::UpdateDomain),
    operation::<UpdateDriveRequest, Drive>(PdsOperation::UpdateDrive),
    operation::<UpdateFileRequest, File>(PdsOperation::UpdateFile),
    operation::<UpdateGroupRequest, Group>(PdsOperation::UpdateGroup),
    operation::<UpdateRevisionRequest, Revision>(PdsOperation::UpdateRevision),
    operation::<UpdateShareLinkRequest, ShareLink>(PdsOperation::UpdateShareLink),
    operation::<UpdateUserRequest, User>(PdsOperation::UpdateUser),
];

/// Every model that a reply refers to.
pub(crate) const MODELS: [Model; 33] = [
    model::<AccountLinkInfo>("AccountLinkInfo"),
    model::<AppAccessStrategy>("AppAccessStrategy"),
    model::<IdentityAssignment>("BaseAssignmentResponse"),
    model::<BatchAnswer>("BatchResponseBodyResponses"),
    model::<Domain>("Domain"),
    model::<Drive>("Drive"),
    model::<FaceThumbnail>("FaceThumbnail"),
    model::<File>("File"),
    model::<FileDirSizeInfo>("FileDirSizeInfo"),
    model::<FilePermissionMember>("FilePermissionMember"),
    model::<Group>("Group"),
    model::<Identity>("Identity"),
    model::<ImageMediaMetadata>("ImageMediaMetadata"),
    model::<ImageQuality>("ImageQuality"),
    model::<InvestigationInfo>("InvestigationInfo"),
    model::<VideoDetail>("InvestigationInfoVideoDetail"),
    model::<BlockFrame>("InvestigationInfoVideoDetailBlockFrames"),
    model::<LinkInfo>("LinkInfo"),
    model::<Assignment>("ListAssignmentResponseBodyAssignmentList"),
    model::<DeltaItem>("ListDeltaResponseBodyItems"),
    model::<Revision>("Revision"),
    model::<ShareLink>("ShareLink"),
    model::<SystemTag>("SystemTag"),
    model::<Token>("Token"),
    model::<UncompressedFileInfo>("UncompressedFileInfo"),
    model::<UploadFormInfo>("UploadFormInfo"),
    model::<UploadPartInfo>("UploadPartInfo"),
    model::<Sha1Context>("UploadPartInfoParallelSha1Ctx"),
    model::<Sha1Context>("UploadPartInfoParallelSha256Ctx"),
    model::<User>("User"),
    model::<VideoMediaAudioStream>("VideoMediaAudioStream"),
    model::<VideoMediaMetadata>("VideoMediaMetadata"),
    model::<VideoMediaVideoStream>("VideoMediaVideoStream"),
];
