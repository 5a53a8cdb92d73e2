//! What is known about a request while it is answered, and what the log will say about it.

use std::net::IpAddr;

use assay_types::{RequestId, TenantId};
use assay_wire::Product;

use crate::throttle::Subject;

/// Longest text of a client's that is repeated to it or to the log, in bytes.
const MAX_HOST: usize = 255;

/// A request as far as it is understood.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) request_id: RequestId,
    /// The peer of the connection; forwarding headers are not believed.
    pub(crate) peer: IpAddr,
    /// The `Host` header as it was sent, for `HostId` in errors.
    pub(crate) host: String,
    /// Whose error shape the client reads, once it can be told.
    pub(crate) product: Option<Product>,
    /// The operation, or what else was asked for; a name of ours, never text of the client's.
    pub(crate) action: &'static str,
    /// Who called, once that is proved.
    pub(crate) caller: Option<(Subject, TenantId)>,
    /// It came to a signed URL of the drive's: errors are XML.
    pub(crate) is_transfer: bool,
    /// Bytes of body that were read.
    pub(crate) body_bytes: usize,
}

impl Asked {
    pub(crate) fn new(peer: IpAddr, host: Option<&[u8]>) -> Self {
        let host = String::from_utf8_lossy(host.unwrap_or_default()).chars().take(MAX_HOST).collect();
        Self {
            request_id: RequestId::random(),
            peer,
            host,
            product: None,
            action: "-",
            caller: None,
            is_transfer: false,
            body_bytes: 0,
        }
    }
}
