//! What the listener stands in front of: keys, nonces, the services, and what tells whether they are well.

use std::{fmt, pin::Pin, sync::Arc};

use assay_access::{Access, Caller};
use assay_store::NonceStore;
use assay_types::{Clock, RequestId};
use assay_wire::{ApiError, Params, sas::SasOperation};
use async_trait::async_trait;
use bytes::Bytes;
use futures_util::Stream;
use prometheus_client::registry::Registry;

/// Everything that a gateway needs from the rest of the server.
pub struct Services {
    /// Finds keys and says what they may do.
    pub access: Arc<Access>,
    /// Remembers nonces, for all nodes.
    pub nonces: Arc<dyn NonceStore>,
    /// The time that signatures are held against.
    pub clock: Arc<dyn Clock>,
    /// The services behind the APIs.
    pub faces: Faces,
    /// What `/readyz` asks.
    pub checks: Vec<ReadinessCheck>,
    /// What `/metrics` shows beside the gateway's own: register collectors before handing it over.
    pub registry: Registry,
}

impl fmt::Debug for Services {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Services").finish_non_exhaustive()
    }
}

/// The services, by the API that they serve.
#[derive(Clone)]
pub struct Faces {
    /// SAS file detection and its uploads: [`crate::DetectService`].
    pub detect: Arc<dyn DetectFace>,
}

/// A request's body as it arrives.
pub type BodyStream = Pin<Box<dyn Stream<Item = Result<Bytes, BodyStreamError>> + Send>>;
/// Why a body ended early; its text is for the log.
pub type BodyStreamError = Box<dyn std::error::Error + Send + Sync>;

/// File detection, as far as the gateway knows it: parameters in, the reply's JSON out.
#[async_trait]
pub trait DetectFace: Send + Sync {
    /// Carries out one operation for an authorised caller and answers the JSON body.
    async fn call(
        &self,
        operation: SasOperation,
        caller: &Caller,
        params: &Params,
        request_id: RequestId,
    ) -> Result<Vec<u8>, ApiError>;

    /// Receives a form upload, which carries its own proof instead of an API signature.
    async fn upload(&self, content_type: &str, body: BodyStream) -> Result<Uploaded, UploadRefused>;
}

/// A finished upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uploaded {
    /// 200, 201 or 204: as the form asked for.
    pub status: u16,
    /// The entity tag, in quotes.
    pub etag: String,
    /// The object's key.
    pub key: String,
}

/// A refused upload, in OSS's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadRefused {
    /// HTTP status.
    pub status: u16,
    /// OSS's code.
    pub code: &'static str,
    /// For the client.
    pub message: String,
}

type CheckFuture = Pin<Box<dyn Future<Output = Result<(), String>> + Send>>;

/// One thing that must be well for the server to be ready.
pub struct ReadinessCheck {
    pub(crate) name: &'static str,
    check: Box<dyn Fn() -> CheckFuture + Send + Sync>,
}

impl ReadinessCheck {
    /// A check by this name; what it says when it fails goes to the log and to those who may read metrics.
    pub fn new<F, R>(name: &'static str, check: F) -> Self
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), String>> + Send + 'static,
    {
        Self { name, check: Box::new(move || Box::pin(check())) }
    }

    pub(crate) async fn run(&self) -> Result<(), String> {
        (self.check)().await
    }
}

impl fmt::Debug for ReadinessCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadinessCheck").field("name", &self.name).finish_non_exhaustive()
    }
}
