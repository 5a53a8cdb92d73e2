//! What an operator may set about the listener: limits with their units, throttling, who reads metrics.

use std::{collections::HashMap, time::Duration};

use assay_wire::{Operation, Product};

/// Everything that can be set.
#[derive(Debug, Clone)]
pub struct GatewayConfig {
    /// Whether the APIs are answered here. A node that only works on jobs answers health and metrics alone.
    pub serves_apis: bool,
    /// How much one client may ask for, and how slowly.
    pub limits: Limits,
    /// How often one key may call one operation.
    pub throttle: ThrottleConfig,
    /// Who may read `/metrics`, and the details of `/readyz`.
    pub metrics_access: MetricsAccess,
    /// Path of the form upload, as in `assay_detect::DetectConfig::upload_path`: a leading slash, no
    /// trailing one. Uploads are posted to it and to everything below it.
    pub upload_path: String,
    /// Path under which the drive's signed URLs are served, as in `assay_drive::DriveConfig::transfer_path`:
    /// a leading slash, no trailing one.
    pub transfer_path: String,
}

impl GatewayConfig {
    /// Where uploads go by default.
    pub const UPLOAD_PATH: &'static str = "/oss";
    /// Where the drive's signed URLs lead by default.
    pub const TRANSFER_PATH: &'static str = "/pds";
}

impl Default for GatewayConfig {
    fn default() -> Self {
        Self {
            serves_apis: true,
            limits: Limits::default(),
            throttle: ThrottleConfig::default(),
            metrics_access: MetricsAccess::default(),
            upload_path: Self::UPLOAD_PATH.to_owned(),
            transfer_path: Self::TRANSFER_PATH.to_owned(),
        }
    }
}

/// How much one client may ask for, and how slowly. All of it holds before a request is authenticated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Connections at once; further ones are told that the server is busy.
    pub max_connections: usize,
    /// Bytes of a request's target (path and query). IMM clients put whole file lists there.
    pub max_target_bytes: usize,
    /// Bytes of a request's header fields together; at most 65,535.
    pub max_header_bytes: usize,
    /// How long a request's head may take from its first byte, and a new connection to send one.
    pub head_timeout: Duration,
    /// How long a connection may stay idle between requests.
    pub keep_alive_idle: Duration,
    /// Bytes of the body of an API call, which is held in memory.
    pub max_api_body_bytes: usize,
    /// The same for calls of IQS, which bring pictures along.
    pub max_picture_body_bytes: usize,
    /// How long the body of an API call may take.
    pub api_body_timeout: Duration,
    /// Bytes of API bodies in memory at once, over all connections.
    pub buffered_bodies_bytes: usize,
    /// A body must bring 4 KiB, or its end, within this time, again and again; an upload of any length
    /// is held to nothing else.
    pub body_idle: Duration,
    /// How long a client may go without taking any of its answer.
    pub write_idle: Duration,
}

impl Limits {
    /// Bytes that the body of a call of this operation may have.
    pub(crate) fn max_body_bytes(&self, operation: &Operation) -> usize {
        match operation.product {
            Product::Iqs => self.max_picture_body_bytes,
            Product::Pds | Product::Sas | Product::Imm => self.max_api_body_bytes,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_connections: 4096,
            max_target_bytes: 1024 * 1024,
            max_header_bytes: 60 * 1024,
            head_timeout: Duration::from_secs(10),
            // Longer than the idle time of common proxies, so that they close first.
            keep_alive_idle: Duration::from_secs(75),
            max_api_body_bytes: 8 * 1024 * 1024,
            max_picture_body_bytes: 72 * 1024 * 1024,
            api_body_timeout: Duration::from_mins(1),
            buffered_bodies_bytes: 256 * 1024 * 1024,
            body_idle: Duration::from_secs(20),
            write_idle: Duration::from_secs(30),
        }
    }
}

/// A token bucket's size and rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Calls per second in the long run.
    pub per_second: u32,
    /// Calls at once after a pause; at least 1.
    pub burst: u32,
}

/// How often one key may call one operation on this node.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ThrottleConfig {
    /// For operations that `operations` does not name; `None` does not throttle.
    pub default: Option<Rate>,
    /// By RAM action without regard to case, such as `yundun-sas:CreateFileDetect`.
    pub operations: HashMap<String, Rate>,
}

/// Who may read `/metrics`: it names operations, failures and rates, but no key and no content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MetricsAccess {
    /// Clients on this machine. A proxy on this machine makes everybody one of them: have it refuse
    /// `/metrics`, or do not forward it.
    #[default]
    Loopback,
    /// Everybody who can connect.
    Everybody,
}
