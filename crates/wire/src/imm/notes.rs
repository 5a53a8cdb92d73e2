//! What was decided where the documents are silent, for `docs/compatibility.md`.

use super::ImmOperation;

/// The decisions about one operation.
pub(super) const fn of(operation: ImmOperation) -> &'static [&'static str] {
    match operation {
        ImmOperation::BatchGetFileMeta => &[
            "Files come in the order of `URIs`, a URI that is there twice is answered twice, and one that is not in the \
             dataset is left out. 0 and 101 URIs are `InvalidArgument`.",
            "`WithFields` takes every top-level name of `File`; another is `InvalidArgument` and is named.",
        ],
        _ => &[],
    }
}
