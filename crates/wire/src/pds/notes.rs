//! What was decided where the documents are silent, for `docs/compatibility.md`.

use super::PdsOperation;

/// The decisions about one operation.
pub(super) const fn notes(operation: PdsOperation) -> &'static [&'static str] {
    match operation {
        PdsOperation::Batch => &[
            "Requests are carried out by themselves, up to 16 at once: their order is that of the answers alone. Each \
             needs its own right and counts against its own throttle.",
            "`url` is written with or without `/v2`. `Batch`, `DownloadFile` and `Authorize` are refused in a batch. \
             `resource` must be one of its words and decides nothing.",
            "`x-share-token` may be among a request's `headers`; without, the batch's own counts.",
        ],
        PdsOperation::DownloadFile => {
            &["Ranges and conditions are those of RFC 9110: of several ranges none is taken."]
        }
        PdsOperation::ScanFile => &[
            "Files and folders of the whole drive in the order of their ids, hidden ones included, those in the \
             recycle bin and those still being uploaded left out.",
            "`fields=*` gives all that is stored and the paths; URLs, which expire, are made where `fields` \
             names them (`download_url`, `url`, `thumbnail`).",
            "A list in `fields` gives exactly what it names; names of the documents that are never known here are \
             accepted. Elsewhere `fields` adds to the record.",
            "`limit` is 100 when it is not given. A page can be shorter than `limit` and still have a next one.",
        ],
        PdsOperation::ListFile => &[
            "A marker goes on with the order and the filters that it was made with.",
            "`created_at` is the order of the ids. Files that are equal in what sorts them follow by id.",
            "Whoever may see only parts of a drive, by permissions or a share link, finds those parts in `root`, and \
             paths (`id_path`, `name_path`) begin there.",
            "`fields`: `dir_size` gives `dir_size_info` and a folder's `size`, `url` gives `url`, `download_url` and \
             `thumbnail`; `exif`, `video_metadata`, `investigation_info` and `user_tags` are in the record anyway; \
             `cropping_suggestion`, `characteristic_hash` and `video_preview_metadata` are never known.",
        ],
        PdsOperation::SearchFile => &[
            "Searched by `parent_file_id`, `name` (`=`, `match`), `type`, `file_extension`, `mime_type`, `category`, \
             `description` (`=`, `prefix`), `content_hash`, `status`, `label`, `size`, `created_at`, `updated_at`, \
             `hidden` and `starred`; any other name is `InvalidParameter.query`. `!=` is understood too.",
            "`match` splits its text at spaces; the name contains each word, whatever its case.",
            "A time is to the second: `=` is within that second. At most 256 values and 64 levels in a query; an \
             empty one describes everything.",
            "With `recursive`, a `parent_file_id = …` that is the whole query or joined by `and` to it means below \
             that folder at any depth, itself not.",
            "Several drives (`drive_id_list`, at most 20) are searched one after the other: the order holds within \
             each.",
            "`order_by` takes `type` too: files before folders ascending.",
        ],
        PdsOperation::ListRecyclebin => {
            &["The latest first. What was in a folder when that was trashed comes and goes with the folder."]
        }
        PdsOperation::ListDelta => &[
            "An item says how the file is now: with `file` when it is there, without when it is gone or in the bin. \
             Records kept by `file_id`, put in and taken out as items say, are the drive as it is when `has_more` is \
             false.",
            "A folder that is moved, trashed or deleted is one item; a folder that is restored or copied is one for \
             each file in it too. A client that follows `sync_root_id` lists a folder that moves in.",
            "Without `cursor` it begins with the first change of the drive.",
        ],
        PdsOperation::CreateFile => &[
            "With `file_id` the file keeps its place and name, and its content until the new one is complete; `name`, \
             `parent_file_id` and `check_name_mode` are not looked at.",
            "Names are settled when a file is created, among what is available in the folder then; `auto_rename` \
             appends the time in UTC before the extension, and a counter where that is taken too.",
            "A content is known (`content_hash`, `pre_hash`) when the caller can download a file that has it: in this \
             drive, in a user's own drives, or, for an access key, in the domain's (at most 100 drives are looked \
             through). With a bearer token, `proof_code` (`v1`) counts for contents of the same domain.",
            "`parallel_upload` needs no `parallel_sha1_ctx`. An upload can be resumed for 10 days; its URLs are good \
             for 15 minutes, for any `Content-Type`.",
            "A name has no control characters and is neither `.` nor `..`. At most 50 folders within folders. User \
             tags have 64 KiB in all.",
        ],
        PdsOperation::GetUploadUrl => &[
            "`AlreadyExist.File` when the file's content came by this upload, or when `upload_id` is empty and the \
             file has a content (a rapid upload).",
        ],
        PdsOperation::ListUploadedParts => &["A `limit` over 1000 counts as 1000."],
        PdsOperation::FlattenFile => &[
            "`POST /v2/file/flatten` with `drive_id` (or `share_id`) and `file_id`: makes a scan of the photo of a paper, \
             as `ScanFile` of IQS does, and puts it into the photo's folder, or into `parent_file_id`. Takes the right to \
             download the photo and to create in the folder. Any picture will do.",
            "`name` is the photo's with `.scan.jpg` (or `.scan.png`) in place of its extension when it is not given; \
             `check_name_mode` is `auto_rename` then. With `refuse` a taken name answers `exist` and the file that has \
             it, and no scan is made.",
            "`auto_crop`, `auto_rotate`, `format`, `quality`, `color`, `dpi` and `max_pixels` are those of `ScanFile`.",
            "Answers `domain_id`, `drive_id`, `parent_file_id`, `file_id`, `name`, `size`, `angle`, `width`, `height`, \
             `confidence` and `exist`. The scan is a file like any other: it is examined and described by itself.",
            "What is no picture, or too large, is `InvalidResource.Image`; what takes longer than `page.timeout_ms` \
             `ProcessingTimeout`; where too many wait, `SystemBusy`.",
        ],
        PdsOperation::CompleteFile => &[
            "Parts are numbered from 1 without a gap. All that `part_info_list` announced must be there unless those \
             that are have `size` bytes together; missing ones are named by `InvalidParameter.part_info_list`.",
            "What differs is `InvalidParameterNotMatch.size`, `.content_hash` or `.crc64_hash`; the upload stays as it \
             was. An empty file needs no part.",
            "Asked again it answers the file, until that gets another content; then `NotFound.UploadId`.",
        ],
        PdsOperation::GetDownloadUrl => &[
            "The URL leads to the revision that was current, as long as that is kept, the file is not in the recycle \
             bin and not blocked. `expire_sec` is 1 to 115200, 900 when it is not given.",
            "A file that waits for its first content is `NotFound.FileId`; a blocked one `ForbiddenFileBlocked`.",
        ],
        PdsOperation::GetFile => &[
            "`image_media_metadata` and `video_media_metadata` are read from the content, once for all files that have \
             it: the address in English, `location` as `latitude,longitude`, `time` in UTC; an EXIF of more than 32 KiB \
             is left out. `image_tags` and `faces` need a model.",
            "What is in the recycle bin, by itself or with a folder, is `ForbiddenFileInTheRecycleBin`; what is still \
             being uploaded is answered with `status` `uploading`. The root is not a file.",
        ],
        PdsOperation::UpdateFile => &[
            "With `check_name_mode` `refuse` a taken name is `AlreadyExist.File`: the reply has no `exist`.",
            "At most 100 labels of 1 to 256 bytes; an empty description or an empty list of labels clears it. A new \
             name gives a new `file_extension`, and a new `category` while the content's own type is not known.",
        ],
        PdsOperation::MoveFile => &[
            "At once, whatever the folder holds: `async_task_id` is absent. Into the folder where it is, nothing \
             happens. Folders are nested at most 50 deep, here and in `CopyFile`.",
        ],
        PdsOperation::CopyFile => &[
            "A file at once; a folder by a task, and the copy appears when it is whole: `file_id` names it from the \
             start. A copy is in its first revision, made now by the caller; labels, tags and description come along, \
             the star does not. Bytes are shared, and count for the drive.",
            "Without `auto_rename` two of the same name may be in a folder.",
        ],
        PdsOperation::DeleteFile => &[
            "In the recycle bin or not. A folder is gone at once; `async_task_id` tells when its space is free. What \
             was trashed by itself before stays in the bin.",
        ],
        PdsOperation::TrashFile => &[
            "What is in the bin already stays there, and that is a success. `async_task_id` is absent: a folder goes \
             at once. What is still being uploaded can be deleted, not trashed.",
        ],
        PdsOperation::RestoreFile => &[
            "To where it was, or to the root when that is gone or in the bin itself (`origin_parent_file_id` names \
             it then). A folder is back at once; its task is over when `ListDelta` has told of all that it holds.",
        ],
        PdsOperation::ClearRecyclebin => &[
            "Deletes what was in the bin when it was called. Takes the right to delete at the top of the drive.",
        ],
        PdsOperation::ListRevision => &[
            "The current content first. A file keeps 200 earlier contents; with one more the oldest without \
             `keep_forever` goes, and at most 100 can have that. All of them count for the drive.",
            "`fields`: `url` or `download_url` makes URLs; the rest is always there. `GetRevision` always makes them.",
        ],
        PdsOperation::RestoreRevision => &[
            "Makes a new revision with the earlier content; the earlier one stays. The name does not change.",
        ],
        PdsOperation::DeleteRevision => &["The current content cannot be deleted without its file."],
        PdsOperation::FilePutUserTags => &[
            "A tag of the same key is replaced. At most 1000 tags on a file, keys of 1 to 2000 bytes, values of at \
             most 2000, and 64 KiB in all.",
        ],
        PdsOperation::GetAsyncTask => &[
            "`state` and `status` are the same. Asked by who started the task, by keys, and by administrators; for a \
             week after its end. `task_type` is `copy_file`, `delete_file`, `restore_file` or `clear_recyclebin`.",
        ],
        PdsOperation::GetTaskStatus => &[
            "The state of a task of the drive, in the words of `GetAsyncTask`, for those who see the whole drive.",
        ],
        PdsOperation::FileAddPermission => &[
            "A key does everything in its tenant's drives, an administrator in those of the domain, the owner in its \
             drive. Members of a group that owns a drive, through sub-groups too, do everything but give rights; the \
             group's administrators do that as well. Rights reach down the tree; whoever has none in a drive gets \
             `NotFound.DriveId`.",
            "Every role lets its holder see the thing. MetaViewer lists, Viewer also previews, Downloader also \
             downloads and copies, Uploader lists and creates; Editor does all that and updates, moves, deletes and \
             shares; Owner also gives rights. `action_list` makes a role `Custom-` with three hex digits, which can be \
             given again by that name.",
            "At most 100 members a request, 500 permissions on a file, and 1000 of a user or group in a drive. `root` \
             as `file_id` is the whole drive.",
        ],
        PdsOperation::FileListPermission => &[
            "Rights given on the file itself, not those on the folders above. For those who may give rights on it.",
        ],
        PdsOperation::FileRemovePermission => &["What is not there is no error."],
        PdsOperation::ListReceivedFile => &[
            "By drives and ids; only what is there now, and not the caller's own. A drive that was given whole is not \
             in it. A page may be short although it is not the last.",
        ],
        PdsOperation::CreateShareLink => &[
            "A user's link gives no more than the user itself has whenever somebody visits, so taking the user's \
             rights away ends it too; a key's link is the domain's. `share_name` is the first file's when not given; \
             `office_editable` is kept and told, and changes nothing.",
            "Visitors list, and preview, download and copy unless that is disabled. Where there is a limit on \
             downloads (previews), records carry no download (thumbnail) URLs: each is asked for by `GetDownloadUrl` \
             or `DownloadFile`, and counted. A limit that is reached answers `QuotaExhausted.ShareLink`.",
        ],
        PdsOperation::CancelShareLink => &[
            "Ends the link's tokens too. Done again, it is no error. `UpdateShareLink` can enable the link again.",
        ],
        PdsOperation::GetShareLink => &[
            "For the link's creator, the drive's owner, keys and administrators; for others `NotFound.ShareLink`.",
        ],
        PdsOperation::GetShareLinkByAnonymous => &[
            "A link that was cancelled or has ended is `NotFound.ShareLink`. The creator's phone is never told.",
        ],
        PdsOperation::GetShareLinkToken => &[
            "A wrong password is `InvalidResource.SharePwd`; after ten wrong ones in a minute the link takes none until \
             the minute is over (`TooManyRequests`). Another password, a cancellation and the link's end make tokens \
             void. Counts as an access.",
        ],
        PdsOperation::ListShareLink => {
            &["`limit` 0 is 100. Users who are no administrators see their own links only."]
        }
        PdsOperation::SearchShareLink => &[
            "Cancelled links are found too, unless the query says otherwise. Beside the documented fields `share_name` \
             (`=`, `!=`, `match`) and `description` (`=`, `!=`). `expired_time` before a time describes links that \
             end. Users who are no administrators search their own links only.",
        ],
        PdsOperation::UpdateShareLink => {
            &["`expiration` must not be over; empty is for ever. Counts can be set."]
        }
        PdsOperation::CreateDomain => &[
            "Every tenant has a first domain, named like the tenant, with the user `superadmin` and a drive; that of \
             the tenant `default` is `default`, its drive `1`.",
            "A domain is spoken to by its id as the first label of the host; every other host is the tenant's first \
             domain. A new domain has a `superadmin` of its own.",
            "For keys, and for superadmins of the tenant's first domain. Quotas of 0 are without limit.",
        ],
        PdsOperation::DeleteDomain => {
            &["Only when there are no domains, groups, users but the superadmin, and nothing in its drives: \
             `InvalidResource.NotEmpty` else. The tenant's first domain stays."]
        }
        PdsOperation::GetDomain => &["`fields` is not looked at: all fields are there."],
        PdsOperation::ListDomains => &["By id; `service_code` is not looked at."],
        PdsOperation::SearchDomains => {
            &["By id, which is the order in which they were made. `name` is a part of it."]
        }
        PdsOperation::UpdateDomain => {
            &["What is not named stays, `init_drive_enable` and `init_drive_size` too."]
        }
        PdsOperation::CreateUser => &[
            "`phone` and `email` need not differ. `user_data` has at most 1,024 bytes as JSON.",
            "Administrators are made, changed and deleted by superadmins and keys alone.",
        ],
        PdsOperation::DeleteUser => &[
            "Its drives go with it, what they hold in the background; also its memberships, rights and tokens. \
             The domain's `superadmin` stays.",
        ],
        PdsOperation::ImportUser => &["The user who has the name already is answered as it is."],
        PdsOperation::GetUser => &["Without `user_id` a key gets the domain's `superadmin`."],
        PdsOperation::SearchUser => {
            &["Compared exactly, but for `nick_name_for_fuzzy`, which is a part of the name."]
        }
        PdsOperation::UpdateUser => &[
            "Users change their own names, addresses, description and data; role, status and groups are for \
             administrators. `group_info_list` replaces the groups that the user itself is in.",
        ],
        PdsOperation::CreateGroup => &[
            "Groups are trees, at most 10 deep. `is_root`: it stands for the domain, its drive is everybody's first.",
        ],
        PdsOperation::DeleteGroup => {
            &["Not while groups are in it: `InvalidResource.NotEmpty`. Its drives go with it."]
        }
        PdsOperation::GetGroup => &["Seen by members and administrators; `NotFound.Group` for others."],
        PdsOperation::AddGroupMember => &[
            "For administrators of the domain and of the group (`AssignRole`); a group is put into another by who \
             administers both. Somebody who is in it: `AlreadyExist.Member`.",
        ],
        PdsOperation::AssignRole => &[
            "Administrators of a group administer the groups in it too. Assigned by administrators of the domain.",
        ],
        PdsOperation::CreateDrive => {
            &["For administrators. `total_size` 0 is without limit; an owner has one default drive."]
        }
        PdsOperation::DeleteDrive => &["Out of sight at once; what it held goes in the background."],
        PdsOperation::GetDefaultDrive | PdsOperation::ListMyDrives => {
            &["A key without a user means the domain's `superadmin`."]
        }
        PdsOperation::ListDrive => &["Users may list their own (`owner`). By id."],
        PdsOperation::SearchDrive => {
            &["`drive_name` is a part of the name, whatever the case of ASCII letters."]
        }
        PdsOperation::UpdateDrive => {
            &["A total below what the drive holds lets nothing more in. Owners change name and description, \
             administrators everything; a default drive that gets another owner is nobody's default."]
        }
        PdsOperation::LinkAccount => &["Answers tokens of the user."],
        PdsOperation::Authorize => &[
            "`login_type` `default` alone. There are no passwords: the user shows one of its tokens (`assay key`). \
             `client_id` is an access key's id.",
        ],
        PdsOperation::Token => &[
            "Needs `client_secret`, the access key's, for `authorization_code`: addresses to go back to are not \
             registered, so a code alone must be worth nothing.",
            "Access tokens are good for two hours, refresh tokens for seven days and once; a code or refresh token \
             that comes twice ends its sign-in.",
            "Assertions are signed by `HS256` with the access key's secret, have `sub` (a user), `aud` (a domain), \
             `exp` (15 minutes ahead at most) and `jti` (once).",
        ],
        _ => &[],
    }
}
