//! The PDS drive: bodies in, JSON or a content's bytes out.

mod dispatch;

use std::ops::Range;

use assay_drive::{BearerUser, Caller, Drive, PartReceived, TransferRefused};
use assay_types::{DomainId, RequestId, Sha256Digest, TenantId};
use assay_wire::{
    ApiError,
    pds::{AuthorizeRequest, DownloadFileRequest, PdsOperation, read_body},
};
use async_trait::async_trait;
use futures_util::TryStreamExt as _;

use crate::{
    errors,
    services::{BodyStream, BodyStreamError, Content, DriveFace},
};

/// The drive behind the PDS API and its signed URLs.
#[derive(Clone)]
pub struct DriveService(Drive);

impl std::fmt::Debug for DriveService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DriveService").finish_non_exhaustive()
    }
}

impl DriveService {
    /// Serves this drive.
    pub fn new(drive: Drive) -> Self {
        Self(drive)
    }
}

#[async_trait]
impl DriveFace for DriveService {
    async fn bearer(&self, token: &str, request_id: RequestId) -> Result<Option<BearerUser>, ApiError> {
        self.0.bearer(token).await.map_err(|error| errors::of_drive(error, request_id))
    }

    async fn domain(
        &self,
        tenant: &TenantId,
        host: &str,
        request_id: RequestId,
    ) -> Result<DomainId, ApiError> {
        self.0.domain_for(tenant, host).await.map_err(|error| errors::of_drive(error, request_id))
    }

    async fn call(&self, operation: PdsOperation, caller: &Caller, body: &[u8]) -> Result<Vec<u8>, ApiError> {
        let answer = dispatch::dispatch(&self.0, operation, caller, body).await;
        answer.map_err(|error| errors::of_drive(error, caller.request_id))
    }

    async fn download_file(&self, caller: &Caller, body: &[u8]) -> Result<Content, ApiError> {
        let request: DownloadFileRequest = read_body(body)?;
        let sent = match &request.image_thumbnail_process {
            Some(_) => self.0.download_thumbnail(caller, request).await.map(Content::Made),
            None => self.0.download_file(caller, request).await.map(Content::Stored),
        };
        sent.map_err(|error| errors::of_drive(error, caller.request_id))
    }

    async fn authorize_page(
        &self,
        request: AuthorizeRequest,
        request_id: RequestId,
    ) -> Result<String, ApiError> {
        self.0.authorize_page(request).await.map_err(|error| errors::of_drive(error, request_id))
    }

    async fn authorize_submit(
        &self,
        request: AuthorizeRequest,
        user_id: &str,
        token: &str,
        request_id: RequestId,
    ) -> Result<String, ApiError> {
        let location = self.0.authorize_submit(request, user_id, token).await;
        location.map_err(|error| errors::of_drive(error, request_id))
    }

    async fn receive_part(
        &self,
        target: &str,
        content_type: Option<&str>,
        content_md5: Option<&str>,
        body: BodyStream,
    ) -> Result<PartReceived, TransferRefused> {
        self.0.receive_part(target, content_type, content_md5, body).await
    }

    async fn open_download(&self, target: &str) -> Result<Content, TransferRefused> {
        self.0.open_download(target).await.map(Content::Stored)
    }

    async fn open_thumbnail(&self, target: &str) -> Result<Content, TransferRefused> {
        self.0.open_thumbnail(target).await.map(Content::Made)
    }

    async fn read(&self, content: Sha256Digest, range: Range<u64>) -> Result<BodyStream, BodyStreamError> {
        let reader = self.0.blobs().read(&content, range).await?;
        Ok(Box::pin(reader.map_err(Into::into)))
    }
}
