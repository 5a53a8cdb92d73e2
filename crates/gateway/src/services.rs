//! What the listener stands in front of: keys, nonces, the services, and what tells whether they are well.

use std::{fmt, ops::Range, pin::Pin, sync::Arc};

use assay_access::{Access, Caller};
use assay_drive::{BearerUser, Download, PartReceived, Picture, TransferRefused};
use assay_store::NonceStore;
use assay_types::{Clock, DomainId, RequestId, Sha256Digest, TenantId};
use assay_wire::{
    ApiError, Params,
    imm::ImmOperation,
    iqs::IqsOperation,
    pds::{AuthorizeRequest, PdsOperation},
    sas::SasOperation,
};
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
    /// The PDS drive and its transfers: [`crate::DriveService`].
    pub drive: Arc<dyn DriveFace>,
    /// IMM media metadata: [`crate::MediaService`].
    pub media: Arc<dyn MediaFace>,
    /// IQS scans of photos: [`crate::PageService`].
    pub page: Arc<dyn PageFace>,
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

/// Media metadata, as far as the gateway knows it: parameters in, the reply's JSON out.
#[async_trait]
pub trait MediaFace: Send + Sync {
    /// Carries out one operation for an authorised caller and answers the JSON body.
    async fn call(
        &self,
        operation: ImmOperation,
        caller: &Caller,
        params: &Params,
        request_id: RequestId,
    ) -> Result<Vec<u8>, ApiError>;
}

/// Scans of photos, as far as the gateway knows them: a JSON body in, the reply's JSON out.
#[async_trait]
pub trait PageFace: Send + Sync {
    /// Carries out one operation for an authorised caller and answers the JSON body.
    async fn call(
        &self,
        operation: IqsOperation,
        body: &[u8],
        request_id: RequestId,
    ) -> Result<Vec<u8>, ApiError>;
}

/// The drive, as far as the gateway knows it: bodies in, the reply's JSON or a content's bytes out.
#[async_trait]
pub trait DriveFace: Send + Sync {
    /// The user whose token this is; `None` when it is not one of the drive's.
    async fn bearer(&self, token: &str, request_id: RequestId) -> Result<Option<BearerUser>, ApiError>;

    /// The domain that a tenant's key acts for when it asks this host.
    async fn domain(
        &self,
        tenant: &TenantId,
        host: &str,
        request_id: RequestId,
    ) -> Result<DomainId, ApiError>;

    /// Carries out one operation that answers JSON; `body` is the request's.
    async fn call(
        &self,
        operation: PdsOperation,
        caller: &assay_drive::Caller,
        body: &[u8],
    ) -> Result<Vec<u8>, ApiError>;

    /// Carries out `DownloadFile`; `body` is its parameters as JSON.
    async fn download_file(&self, caller: &assay_drive::Caller, body: &[u8]) -> Result<Content, ApiError>;

    /// The page on which a user signs in, as HTML.
    async fn authorize_page(
        &self,
        request: AuthorizeRequest,
        request_id: RequestId,
    ) -> Result<String, ApiError>;

    /// Signs a user in; the answer is where to send the browser.
    async fn authorize_submit(
        &self,
        request: AuthorizeRequest,
        user_id: &str,
        token: &str,
        request_id: RequestId,
    ) -> Result<String, ApiError>;

    /// Receives a part at a signed URL; `target` is the request's path and query.
    async fn receive_part(
        &self,
        target: &str,
        content_type: Option<&str>,
        content_md5: Option<&str>,
        body: BodyStream,
    ) -> Result<PartReceived, TransferRefused>;

    /// What a signed download URL leads to.
    async fn open_download(&self, target: &str) -> Result<Content, TransferRefused>;

    /// What a signed thumbnail URL leads to.
    async fn open_thumbnail(&self, target: &str) -> Result<Content, TransferRefused>;

    /// Reads a range of a content.
    async fn read(&self, content: Sha256Digest, range: Range<u64>) -> Result<BodyStream, BodyStreamError>;
}

/// What is sent to a client that asks for a file's bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A content as it is stored, read by [`DriveFace::read`] as the client takes it.
    Stored(Download),
    /// A picture made from one.
    Made(Picture),
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
