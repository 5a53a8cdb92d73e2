//! PDS 2022-03-01: the drive, one file a family of operations.
//!
//! Requests are read from the JSON body by their types and nothing more; `null` is the same as absent, and
//! names that are not known are ignored. Replies carry the API's exact names, and an option that is `None`
//! is left out. A file's record is [`File`].

mod account;
mod batch;
mod delta;
mod domain;
mod download;
mod drive;
mod effect;
mod file;
mod flatten;
mod group;
mod inspection;
mod listing;
mod notes;
mod permission;
mod query;
mod read;
mod record;
mod recyclebin;
mod revision;
mod role;
mod share;
mod tags;
mod task;
mod upload;
mod user;
mod words;

pub use account::{
    AccountLinkInfo, AuthorizeRequest, GetLinkInfoByUserIdReply, GetLinkInfoByUserIdRequest,
    GetLinkInfoRequest, LinkAccountRequest, LinkInfo, Token, TokenRequest, UnLinkAccountRequest,
};
pub use batch::{BatchAnswer, BatchItem, BatchReply, BatchRequest};
pub use delta::{
    DeltaGetLastCursorReply, DeltaGetLastCursorRequest, DeltaItem, ListDeltaReply, ListDeltaRequest,
};
pub use domain::{
    AppAccessStrategy, CreateDomainRequest, DeleteDomainRequest, Domain, GetDomainQuotaReply,
    GetDomainRequest, ListDomainsReply, ListDomainsRequest, SearchDomainsReply, SearchDomainsRequest,
    UpdateDomainRequest,
};
pub use download::{DownloadFileRequest, GetDownloadUrlReply, GetDownloadUrlRequest};
pub use drive::{
    CreateDriveReply, CreateDriveRequest, DeleteDriveRequest, Drive, GetDefaultDriveRequest, GetDriveRequest,
    ListDriveReply, ListDriveRequest, ListMyDrivesReply, ListMyDrivesRequest, ListMyGroupDriveReply,
    ListMyGroupDriveRequest, SearchDriveReply, SearchDriveRequest, UpdateDriveRequest,
};
pub use file::{
    CopyFileReply, CopyFileRequest, DeleteFileReply, DeleteFileRequest, FaceThumbnail, FileDirSizeInfo,
    GetFileRequest, ImageQuality, MoveFileReply, MoveFileRequest, SystemTag, UpdateFileRequest,
    VideoMediaAudioStream, VideoMediaVideoStream,
};
pub use flatten::{FlattenFileReply, FlattenFileRequest};
pub use group::{
    AddGroupMemberRequest, CreateGroupRequest, DeleteGroupRequest, GetGroupRequest, Group,
    GroupUpdateNameRequest, ListGroupMemberReply, ListGroupMemberRequest, ListGroupReply, ListGroupRequest,
    RemoveGroupMemberRequest, UpdateGroupRequest,
};
pub use inspection::{
    BlockFrame, CsiGetFileInfoReply, CsiGetFileInfoRequest, DriveFile, InvestigateFileRequest,
    InvestigationInfo, PunishFileRequest, VideoDetail,
};
pub use listing::{
    ImageProcess, ListFileReply, ListFileRequest, ScanFileReply, ScanFileRequest, SearchFileReply,
    SearchFileRequest,
};
pub use permission::{
    FileAddPermissionRequest, FileListPermissionRequest, FilePermissionMember, FileRemovePermissionRequest,
    ListReceivedFileReply, ListReceivedFileRequest, RemovedMember,
};
pub use query::{Comparison, Literal, Operator, Query, QueryError};
pub use read::read_body;
pub use record::{File, ImageMediaMetadata, VideoMediaMetadata};
pub use recyclebin::{
    ClearRecyclebinReply, ClearRecyclebinRequest, ListRecyclebinReply, ListRecyclebinRequest,
    RestoreFileReply, RestoreFileRequest, TrashFileReply, TrashFileRequest,
};
pub use revision::{
    DeleteRevisionRequest, GetRevisionRequest, ListRevisionReply, ListRevisionRequest,
    RestoreRevisionRequest, Revision, UpdateRevisionRequest,
};
pub use role::{
    AssignRoleRequest, Assignment, CancelAssignRoleRequest, Identity, IdentityAssignment,
    ListAssignmentReply, ListAssignmentRequest, ListIdentityRoleReply, ListIdentityRoleRequest,
};
pub use share::{
    CancelShareLinkRequest, CreateShareLinkRequest, GetShareLinkByAnonymousReply,
    GetShareLinkByAnonymousRequest, GetShareLinkRequest, GetShareLinkTokenReply, GetShareLinkTokenRequest,
    ListShareLinkReply, ListShareLinkRequest, SearchShareLinkReply, SearchShareLinkRequest, ShareLink,
    UpdateShareLinkRequest,
};
pub use tags::{FileDeleteUserTagsRequest, FilePutUserTagsReply, FilePutUserTagsRequest, UserTag};
pub use task::{
    GetAsyncTaskReply, GetAsyncTaskRequest, GetTaskStatusReply, GetTaskStatusRequest, UncompressedFileInfo,
};
pub use upload::{
    CompleteFileRequest, CreateFileReply, CreateFileRequest, GetUploadUrlReply, GetUploadUrlRequest,
    ListUploadedPartsReply, ListUploadedPartsRequest, PartInfo, Sha1Context, UploadFormInfo, UploadPartInfo,
};
pub use user::{
    CreateUserReply, CreateUserRequest, DeleteUserRequest, GetUserRequest, GroupInfo, ImportUserRequest,
    ListUserReply, ListUserRequest, SearchUserReply, SearchUserRequest, UpdateUserRequest, User,
};
pub use words::{
    Category, CheckNameMode, EnabledStatus, FileOrder, FileType, IdentityType, ListedStatus, OrderDirection,
    OwnerType, UserRole,
};

/// The operations that are served: dispatch matches on it, so that an operation without a handler does
/// not compile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PdsOperation {
    /// `/v2/group/add_member`
    AddGroupMember,
    /// `/v2/role/assign`
    AssignRole,
    /// `/v2/oauth/authorize`
    Authorize,
    /// `/v2/batch`
    Batch,
    /// `/v2/role/cancel_assign`
    CancelAssignRole,
    /// `/v2/share_link/cancel`
    CancelShareLink,
    /// `/v2/recyclebin/clear`
    ClearRecyclebin,
    /// `/v2/file/complete`
    CompleteFile,
    /// `/v2/file/copy`
    CopyFile,
    /// `/v2/domain/create`
    CreateDomain,
    /// `/v2/drive/create`
    CreateDrive,
    /// `/v2/file/create`
    CreateFile,
    /// `/v2/group/create`
    CreateGroup,
    /// `/v2/share_link/create`
    CreateShareLink,
    /// `/v2/user/create`
    CreateUser,
    /// `/v2/csi/get_file_info`
    CsiGetFileInfo,
    /// `/v2/domain/delete`
    DeleteDomain,
    /// `/v2/drive/delete`
    DeleteDrive,
    /// `/v2/file/delete`
    DeleteFile,
    /// `/v2/group/delete`
    DeleteGroup,
    /// `/v2/file/revision/delete`
    DeleteRevision,
    /// `/v2/user/delete`
    DeleteUser,
    /// `/v2/file/get_last_cursor`
    DeltaGetLastCursor,
    /// `/v2/file/download`
    DownloadFile,
    /// `/v2/file/add_permission`
    FileAddPermission,
    /// `/v2/file/delete_usertags`
    FileDeleteUserTags,
    /// `/v2/file/list_permission`
    FileListPermission,
    /// `/v2/file/put_usertags`
    FilePutUserTags,
    /// `/v2/file/remove_permission`
    FileRemovePermission,
    /// `/v2/file/flatten`, our own
    FlattenFile,
    /// `/v2/async_task/get`
    GetAsyncTask,
    /// `/v2/drive/get_default_drive`
    GetDefaultDrive,
    /// `/v2/domain/get`
    GetDomain,
    /// `/v2/domain/get_quota`
    GetDomainQuota,
    /// `/v2/file/get_download_url`
    GetDownloadUrl,
    /// `/v2/drive/get`
    GetDrive,
    /// `/v2/file/get`
    GetFile,
    /// `/v2/group/get`
    GetGroup,
    /// `/v2/account/get_link_info`
    GetLinkInfo,
    /// `/v2/account/get_link_info_by_user_id`
    GetLinkInfoByUserId,
    /// `/v2/file/revision/get`
    GetRevision,
    /// `/v2/share_link/get`
    GetShareLink,
    /// `/v2/share_link/get_by_anonymous`
    GetShareLinkByAnonymous,
    /// `/v2/share_link/get_share_token`
    GetShareLinkToken,
    /// `/v2/image/get_task_status`
    GetTaskStatus,
    /// `/v2/file/get_upload_url`
    GetUploadUrl,
    /// `/v2/user/get`
    GetUser,
    /// `/v2/group/update_name`
    GroupUpdateName,
    /// `/v2/user/import`
    ImportUser,
    /// `/v2/csi/investigate_file`
    InvestigateFile,
    /// `/v2/account/link`
    LinkAccount,
    /// `/v2/role/list_assignment`
    ListAssignment,
    /// `/v2/file/list_delta`
    ListDelta,
    /// `/v2/domain/list`
    ListDomains,
    /// `/v2/drive/list`
    ListDrive,
    /// `/v2/file/list`
    ListFile,
    /// `/v2/group/list`
    ListGroup,
    /// `/v2/group/list_member`
    ListGroupMember,
    /// `/v2/role/list_identity_role`
    ListIdentityRole,
    /// `/v2/drive/list_my_drives`
    ListMyDrives,
    /// `/v2/drive/list_my_group_drive`
    ListMyGroupDrive,
    /// `/v2/file/list_received_file`
    ListReceivedFile,
    /// `/v2/recyclebin/list`
    ListRecyclebin,
    /// `/v2/file/revision/list`
    ListRevision,
    /// `/v2/share_link/list`
    ListShareLink,
    /// `/v2/file/list_uploaded_parts`
    ListUploadedParts,
    /// `/v2/user/list`
    ListUser,
    /// `/v2/file/move`
    MoveFile,
    /// `/v2/csi/business/punish_file`
    PunishFile,
    /// `/v2/group/remove_member`
    RemoveGroupMember,
    /// `/v2/recyclebin/restore`
    RestoreFile,
    /// `/v2/file/revision/restore`
    RestoreRevision,
    /// `/v2/file/scan`
    ScanFile,
    /// `/v2/domain/search`
    SearchDomains,
    /// `/v2/drive/search`
    SearchDrive,
    /// `/v2/file/search`
    SearchFile,
    /// `/v2/share_link/search`
    SearchShareLink,
    /// `/v2/user/search`
    SearchUser,
    /// `/v2/oauth/token`
    Token,
    /// `/v2/recyclebin/trash`
    TrashFile,
    /// `/v2/account/unlink`
    UnLinkAccount,
    /// `/v2/domain/update`
    UpdateDomain,
    /// `/v2/drive/update`
    UpdateDrive,
    /// `/v2/file/update`
    UpdateFile,
    /// `/v2/group/update`
    UpdateGroup,
    /// `/v2/file/revision/update`
    UpdateRevision,
    /// `/v2/share_link/update`
    UpdateShareLink,
    /// `/v2/user/update`
    UpdateUser,
}

impl PdsOperation {
    /// All that are served, by name.
    pub const ALL: [Self; 88] = [
        Self::AddGroupMember,
        Self::AssignRole,
        Self::Authorize,
        Self::Batch,
        Self::CancelAssignRole,
        Self::CancelShareLink,
        Self::ClearRecyclebin,
        Self::CompleteFile,
        Self::CopyFile,
        Self::CreateDomain,
        Self::CreateDrive,
        Self::CreateFile,
        Self::CreateGroup,
        Self::CreateShareLink,
        Self::CreateUser,
        Self::CsiGetFileInfo,
        Self::DeleteDomain,
        Self::DeleteDrive,
        Self::DeleteFile,
        Self::DeleteGroup,
        Self::DeleteRevision,
        Self::DeleteUser,
        Self::DeltaGetLastCursor,
        Self::DownloadFile,
        Self::FileAddPermission,
        Self::FileDeleteUserTags,
        Self::FileListPermission,
        Self::FilePutUserTags,
        Self::FileRemovePermission,
        Self::FlattenFile,
        Self::GetAsyncTask,
        Self::GetDefaultDrive,
        Self::GetDomain,
        Self::GetDomainQuota,
        Self::GetDownloadUrl,
        Self::GetDrive,
        Self::GetFile,
        Self::GetGroup,
        Self::GetLinkInfo,
        Self::GetLinkInfoByUserId,
        Self::GetRevision,
        Self::GetShareLink,
        Self::GetShareLinkByAnonymous,
        Self::GetShareLinkToken,
        Self::GetTaskStatus,
        Self::GetUploadUrl,
        Self::GetUser,
        Self::GroupUpdateName,
        Self::ImportUser,
        Self::InvestigateFile,
        Self::LinkAccount,
        Self::ListAssignment,
        Self::ListDelta,
        Self::ListDomains,
        Self::ListDrive,
        Self::ListFile,
        Self::ListGroup,
        Self::ListGroupMember,
        Self::ListIdentityRole,
        Self::ListMyDrives,
        Self::ListMyGroupDrive,
        Self::ListReceivedFile,
        Self::ListRecyclebin,
        Self::ListRevision,
        Self::ListShareLink,
        Self::ListUploadedParts,
        Self::ListUser,
        Self::MoveFile,
        Self::PunishFile,
        Self::RemoveGroupMember,
        Self::RestoreFile,
        Self::RestoreRevision,
        Self::ScanFile,
        Self::SearchDomains,
        Self::SearchDrive,
        Self::SearchFile,
        Self::SearchShareLink,
        Self::SearchUser,
        Self::Token,
        Self::TrashFile,
        Self::UnLinkAccount,
        Self::UpdateDomain,
        Self::UpdateDrive,
        Self::UpdateFile,
        Self::UpdateGroup,
        Self::UpdateRevision,
        Self::UpdateShareLink,
        Self::UpdateUser,
    ];

    /// The wire's name.
    pub const fn action(self) -> &'static str {
        match self {
            Self::AddGroupMember => "AddGroupMember",
            Self::AssignRole => "AssignRole",
            Self::Authorize => "Authorize",
            Self::Batch => "Batch",
            Self::CancelAssignRole => "CancelAssignRole",
            Self::CancelShareLink => "CancelShareLink",
            Self::ClearRecyclebin => "ClearRecyclebin",
            Self::CompleteFile => "CompleteFile",
            Self::CopyFile => "CopyFile",
            Self::CreateDomain => "CreateDomain",
            Self::CreateDrive => "CreateDrive",
            Self::CreateFile => "CreateFile",
            Self::CreateGroup => "CreateGroup",
            Self::CreateShareLink => "CreateShareLink",
            Self::CreateUser => "CreateUser",
            Self::CsiGetFileInfo => "CsiGetFileInfo",
            Self::DeleteDomain => "DeleteDomain",
            Self::DeleteDrive => "DeleteDrive",
            Self::DeleteFile => "DeleteFile",
            Self::DeleteGroup => "DeleteGroup",
            Self::DeleteRevision => "DeleteRevision",
            Self::DeleteUser => "DeleteUser",
            Self::DeltaGetLastCursor => "DeltaGetLastCursor",
            Self::DownloadFile => "DownloadFile",
            Self::FileAddPermission => "FileAddPermission",
            Self::FileDeleteUserTags => "FileDeleteUserTags",
            Self::FileListPermission => "FileListPermission",
            Self::FilePutUserTags => "FilePutUserTags",
            Self::FileRemovePermission => "FileRemovePermission",
            Self::FlattenFile => "FlattenFile",
            Self::GetAsyncTask => "GetAsyncTask",
            Self::GetDefaultDrive => "GetDefaultDrive",
            Self::GetDomain => "GetDomain",
            Self::GetDomainQuota => "GetDomainQuota",
            Self::GetDownloadUrl => "GetDownloadUrl",
            Self::GetDrive => "GetDrive",
            Self::GetFile => "GetFile",
            Self::GetGroup => "GetGroup",
            Self::GetLinkInfo => "GetLinkInfo",
            Self::GetLinkInfoByUserId => "GetLinkInfoByUserId",
            Self::GetRevision => "GetRevision",
            Self::GetShareLink => "GetShareLink",
            Self::GetShareLinkByAnonymous => "GetShareLinkByAnonymous",
            Self::GetShareLinkToken => "GetShareLinkToken",
            Self::GetTaskStatus => "GetTaskStatus",
            Self::GetUploadUrl => "GetUploadUrl",
            Self::GetUser => "GetUser",
            Self::GroupUpdateName => "GroupUpdateName",
            Self::ImportUser => "ImportUser",
            Self::InvestigateFile => "InvestigateFile",
            Self::LinkAccount => "LinkAccount",
            Self::ListAssignment => "ListAssignment",
            Self::ListDelta => "ListDelta",
            Self::ListDomains => "ListDomains",
            Self::ListDrive => "ListDrive",
            Self::ListFile => "ListFile",
            Self::ListGroup => "ListGroup",
            Self::ListGroupMember => "ListGroupMember",
            Self::ListIdentityRole => "ListIdentityRole",
            Self::ListMyDrives => "ListMyDrives",
            Self::ListMyGroupDrive => "ListMyGroupDrive",
            Self::ListReceivedFile => "ListReceivedFile",
            Self::ListRecyclebin => "ListRecyclebin",
            Self::ListRevision => "ListRevision",
            Self::ListShareLink => "ListShareLink",
            Self::ListUploadedParts => "ListUploadedParts",
            Self::ListUser => "ListUser",
            Self::MoveFile => "MoveFile",
            Self::PunishFile => "PunishFile",
            Self::RemoveGroupMember => "RemoveGroupMember",
            Self::RestoreFile => "RestoreFile",
            Self::RestoreRevision => "RestoreRevision",
            Self::ScanFile => "ScanFile",
            Self::SearchDomains => "SearchDomains",
            Self::SearchDrive => "SearchDrive",
            Self::SearchFile => "SearchFile",
            Self::SearchShareLink => "SearchShareLink",
            Self::SearchUser => "SearchUser",
            Self::Token => "Token",
            Self::TrashFile => "TrashFile",
            Self::UnLinkAccount => "UnLinkAccount",
            Self::UpdateDomain => "UpdateDomain",
            Self::UpdateDrive => "UpdateDrive",
            Self::UpdateFile => "UpdateFile",
            Self::UpdateGroup => "UpdateGroup",
            Self::UpdateRevision => "UpdateRevision",
            Self::UpdateShareLink => "UpdateShareLink",
            Self::UpdateUser => "UpdateUser",
        }
    }

    /// The served operation of this name.
    pub fn from_action(action: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operation| operation.action() == action)
    }

    /// Decisions taken where the documents are silent.
    pub const fn notes(self) -> &'static [&'static str] {
        notes::notes(self)
    }
}
