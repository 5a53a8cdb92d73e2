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
        ],
        _ => &[],
    }
}
