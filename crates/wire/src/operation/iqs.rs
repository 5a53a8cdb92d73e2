//! The operation of IQS 2024-11-11 that the contract has, at its two paths.

use super::{Method::Post, Operation};
use crate::Product::Iqs;

/// The plain HTTP form's path, beside the one that the SDK posts to.
pub(super) const PLAIN_PATH: &str = "/scan/file";

/// The one operation.
pub(super) const SCAN_FILE: &Operation = &Operation::roa(
    Iqs,
    Post,
    "ScanFile",
    "/linked-retrieval/linked-retrieval-entry/v1/iqs/domain/scan/file",
);

/// In the order of their names.
pub(super) const OPERATIONS: &[Operation] = &[*SCAN_FILE];
