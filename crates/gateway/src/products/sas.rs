//! SAS file detection: reads an operation's parameters, calls the service, writes its reply.

use assay_access::Caller;
use assay_detect::{Detect, DetectError};
use assay_types::RequestId;
use assay_wire::{
    ApiError, Params,
    sas::{
        CreateFileDetectRequest, CreateFileDetectUploadUrlRequest, GetFileDetectReportRequest,
        GetFileDetectResultRequest, ListCompressFileDetectResultRequest, SasOperation,
    },
};
use async_trait::async_trait;
use serde::Serialize;

use crate::{
    errors,
    services::{BodyStream, DetectFace, UploadRefused, Uploaded},
};

/// The detection service behind the SAS API.
#[derive(Clone)]
pub struct DetectService(Detect);

impl DetectService {
    /// Serves this detection service.
    pub fn new(detect: Detect) -> Self {
        Self(detect)
    }
}

#[async_trait]
impl DetectFace for DetectService {
    async fn call(
        &self,
        operation: SasOperation,
        caller: &Caller,
        params: &Params,
        request_id: RequestId,
    ) -> Result<Vec<u8>, ApiError> {
        let detect = &self.0;
        let caller = assay_detect::Caller {
            tenant: caller.tenant.clone(),
            access_key_id: caller.key_id.clone(),
            daily_allowance: caller.daily_allowance,
            key_expires_at: caller.expires_at(),
            request_id,
        };
        match operation {
            SasOperation::CreateFileDetectUploadUrl => {
                let request = CreateFileDetectUploadUrlRequest::from_params(params)?;
                answer(detect.create_file_detect_upload_url(&caller, request).await, request_id)
            }
            SasOperation::CreateFileDetect => {
                let request = CreateFileDetectRequest::from_params(params)?;
                answer(detect.create_file_detect(&caller, request).await, request_id)
            }
            SasOperation::GetFileDetectResult => {
                let request = GetFileDetectResultRequest::from_params(params)?;
                answer(detect.get_file_detect_result(&caller, request).await, request_id)
            }
            SasOperation::ListCompressFileDetectResult => {
                let request = ListCompressFileDetectResultRequest::from_params(params)?;
                answer(detect.list_compress_file_detect_result(&caller, request).await, request_id)
            }
            SasOperation::GetFileDetectReport => {
                let request = GetFileDetectReportRequest::from_params(params)?;
                answer(detect.get_file_detect_report(&caller, request).await, request_id)
            }
            SasOperation::GetFileDetectApiInvokeInfo => {
                answer(detect.get_file_detect_api_invoke_info(&caller).await, request_id)
            }
        }
    }

    async fn upload(&self, content_type: &str, body: BodyStream) -> Result<Uploaded, UploadRefused> {
        match self.0.post_object(content_type, body).await {
            Ok(reply) => Ok(Uploaded { status: reply.status, etag: reply.etag, key: reply.key }),
            Err(error) => Err(errors::of_upload(&error)),
        }
    }
}

fn answer<T: Serialize>(result: Result<T, DetectError>, request_id: RequestId) -> Result<Vec<u8>, ApiError> {
    let reply = result.map_err(|error| errors::of_detect(&error, request_id))?;
    serde_json::to_vec(&reply).map_err(|error| errors::internal(&error, request_id))
}
