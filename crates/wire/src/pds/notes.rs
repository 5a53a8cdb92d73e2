//! What was decided where the documents are silent, for `docs/compatibility.md`.

use super::PdsOperation;

/// The decisions about one operation.
pub(super) const fn notes(operation: PdsOperation) -> &'static [&'static str] {
    match operation {
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
        _ => &[],
    }
}
