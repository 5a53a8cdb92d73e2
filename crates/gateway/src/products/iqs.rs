//! IQS page scans: reads an operation's body, calls the service, writes its reply.

use assay_page::{Caller, Page};
use assay_types::RequestId;
use assay_wire::{
    ApiError,
    iqs::{IqsOperation, ScanFileRequest, read_json},
};
use async_trait::async_trait;

use crate::{errors, services::PageFace};

/// The page service behind the IQS API.
#[derive(Clone)]
pub struct PageService(Page);

impl PageService {
    /// Serves this page service.
    pub fn new(page: Page) -> Self {
        Self(page)
    }
}

#[async_trait]
impl PageFace for PageService {
    async fn call(
        &self,
        operation: IqsOperation,
        body: &[u8],
        request_id: RequestId,
    ) -> Result<Vec<u8>, ApiError> {
        match operation {
            IqsOperation::ScanFile => {
                let request: ScanFileRequest = read_json(body)?;
                let reply = self.0.scan_file(Caller { request_id }, request).await;
                let reply = reply.map_err(|error| errors::of_page(error, request_id))?;
                serde_json::to_vec(&reply).map_err(|error| errors::internal(&error, request_id))
            }
        }
    }
}
