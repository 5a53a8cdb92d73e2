//! The operation of IQS 2024-11-11 that the contract has.

use super::{Method::Post, Operation};
use crate::Product::Iqs;

/// The path that the SDK posts to.
const SDK_PATH: &str = "/linked-retrieval/linked-retrieval-entry/v1/iqs/domain/scan/file";
/// The path of the plain HTTP form.
const PLAIN_PATH: &str = "/scan/file";

/// In the order of their names.
pub(super) const OPERATIONS: &[Operation] =
    &[Operation::roa(Iqs, Post, "ScanFile", SDK_PATH).also_at(PLAIN_PATH)];
