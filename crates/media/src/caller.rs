//! Who calls.

use assay_types::{AccessKeyId, RequestId, TenantId};

/// Who calls, as far as this service cares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Whose projects are seen.
    pub tenant: TenantId,
    /// The key that signed the request.
    pub access_key_id: AccessKeyId,
    /// Names the request in its reply.
    pub request_id: RequestId,
}
