//! The operations of SAS 2018-12-03 that the contract has: the file detection family.

use super::Operation;
use crate::Product::Sas;

/// In the order of their names.
pub(super) const OPERATIONS: &[Operation] = &[
    Operation::rpc(Sas, "CreateFileDetect"),
    Operation::rpc(Sas, "CreateFileDetectUploadUrl"),
    Operation::rpc(Sas, "GetFileDetectApiInvokeInfo"),
    Operation::rpc(Sas, "GetFileDetectReport"),
    Operation::rpc(Sas, "GetFileDetectResult"),
    Operation::rpc(Sas, "ListCompressFileDetectResult"),
];
