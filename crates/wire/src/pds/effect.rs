//! Which operations change something.

use super::PdsOperation;

impl PdsOperation {
    /// Whether it changes nothing at all, so that doing it twice is the same as doing it once.
    pub const fn is_read(self) -> bool {
        matches!(
            self,
            Self::CsiGetFileInfo
                | Self::DeltaGetLastCursor
                | Self::DownloadFile
                | Self::FileListPermission
                | Self::GetAsyncTask
                | Self::GetDefaultDrive
                | Self::GetDomain
                | Self::GetDomainQuota
                | Self::GetDownloadUrl
                | Self::GetDrive
                | Self::GetFile
                | Self::GetGroup
                | Self::GetLinkInfo
                | Self::GetLinkInfoByUserId
                | Self::GetRevision
                | Self::GetShareLink
                | Self::GetTaskStatus
                | Self::GetUser
                | Self::ListAssignment
                | Self::ListDelta
                | Self::ListDomains
                | Self::ListDrive
                | Self::ListFile
                | Self::ListGroup
                | Self::ListGroupMember
                | Self::ListIdentityRole
                | Self::ListMyDrives
                | Self::ListMyGroupDrive
                | Self::ListReceivedFile
                | Self::ListRecyclebin
                | Self::ListRevision
                | Self::ListShareLink
                | Self::ListUploadedParts
                | Self::ListUser
                | Self::ScanFile
                | Self::SearchDomains
                | Self::SearchDrive
                | Self::SearchFile
                | Self::SearchShareLink
                | Self::SearchUser
        )
    }
}
