//! `GetFileDetectApiInvokeInfo`: how much was used, and how much may be.

use assay_types::RequestId;
use serde::{Serialize, Serializer};

pub(super) const NOTES: &[&str] = &[
    "There is no sale here: `SaleVersion` is 2 (enterprise), and what has no limit is 9007199254740991, the \
     largest integer that every JSON reader has.",
    "A key with a daily allowance (`assay key create --daily-allowance`): `AuthCount` is that, `InvokeCount` the calls \
     of all operations that the key made on this UTC day, and `Expire` its end, or the key's if that is sooner.",
    "Without one, `InvokeCount` counts the tenant's accepted submissions of all time.",
];

/// The reply; the request has no parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetFileDetectApiInvokeInfoReply {
    /// Names the request.
    pub request_id: RequestId,
    /// The figures.
    pub data: InvokeInfo,
}

/// A key's or a tenant's figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct InvokeInfo {
    /// Calls that are allowed in all.
    pub auth_count: i64,
    /// The same, within the present sale version.
    pub auth_count_in_sale_version: i64,
    /// When the allowance ends: milliseconds since the epoch.
    pub expire: i64,
    /// Requests allowed for each [`FlowTimeUnit`].
    pub flow_rate: i32,
    /// Calls made so far.
    pub invoke_count: i64,
    /// The same, within the present sale version.
    pub invoke_count_in_sale_version: i64,
    /// Calls left.
    pub remain_auth_count: i64,
    /// What was bought.
    pub sale_version: SaleVersion,
    /// What the flow rate is counted by.
    pub time_unit: FlowTimeUnit,
}

/// The wire's `SaleVersion`, an integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaleVersion {
    /// 1.
    Trial,
    /// 2.
    Enterprise,
}

impl Serialize for SaleVersion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i32(match self {
            Self::Trial => 1,
            Self::Enterprise => 2,
        })
    }
}

/// The wire's `TimeUnit`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum FlowTimeUnit {
    /// `MINUTES`.
    Minutes,
    /// `SECONDS`.
    Seconds,
}
