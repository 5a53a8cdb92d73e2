//! `CreateFileDetectUploadUrl`: where and how to upload a file, or that it is here already.

use assay_store::{NewUpload, Upload};
use assay_types::{HashKey, Secret};
use assay_wire::sas::{
    CreateFileDetectUploadUrlReply, CreateFileDetectUploadUrlRequest, ITEM_OK, UploadContext, UploadUrl,
};

use crate::{Caller, Detect, DetectError};

impl Detect {
    /// Promises an upload for each hash, in the order of the request.
    ///
    /// The context is also sent when the file is here already, because the official helper reads its
    /// `OssKey` in both cases. "Here" means uploaded by the same tenant: whether others have a file is
    /// nobody's business.
    ///
    /// # Errors
    /// Missing or malformed parameters; a file over the size limit is an item's `Code`, not an error.
    pub async fn create_file_detect_upload_url(
        &self,
        caller: &Caller,
        request: CreateFileDetectUploadUrlRequest,
    ) -> Result<CreateFileDetectUploadUrlReply, DetectError> {
        if !CreateFileDetectUploadUrlRequest::FILE_TYPES.contains(&request.file_type) {
            return Err(DetectError::UnsupportedType(request.file_type));
        }
        let wanted = wanted_files(request)?;
        let mut upload_url_list = Vec::with_capacity(wanted.len());
        for (hash_key, size_bytes) in wanted {
            upload_url_list.push(self.upload_url(caller, hash_key, size_bytes).await?);
        }
        Ok(CreateFileDetectUploadUrlReply { request_id: caller.request_id, upload_url_list })
    }

    async fn upload_url(
        &self,
        caller: &Caller,
        hash_key: HashKey,
        size_bytes: Option<u64>,
    ) -> Result<UploadUrl, DetectError> {
        let max_bytes = self.config.max_file_bytes;
        if size_bytes.is_some_and(|size| size > max_bytes) {
            return Ok(UploadUrl {
                hash_key: hash_key.to_string(),
                code: "FileSizeOverLimit".to_owned(),
                message: Some(format!("File size over limit: at most {max_bytes} bytes.")),
                ..UploadUrl::default()
            });
        }
        let now = self.parts.clock.now();
        let known = self.parts.store.upload_of(&caller.tenant, &hash_key, now).await?;
        let file_exist = known.is_some();
        let upload = match known {
            Some(upload) => upload,
            None => self.promise(caller, hash_key).await?,
        };
        let policy = self.signer.issue(&upload.oss_key, max_bytes, upload.expires_at);
        let url = format!("{}{}", self.config.public_url, self.config.upload_path);
        Ok(UploadUrl {
            hash_key: hash_key.to_string(),
            code: ITEM_OK.to_owned(),
            message: None,
            file_exist: Some(file_exist),
            expire: Some(upload.expires_at.as_millis().to_string()),
            public_url: Some(url.clone()),
            internal_url: Some(url),
            context: Some(UploadContext {
                access_id: caller.access_key_id.to_string(),
                policy: policy.policy,
                signature: policy.signature,
                oss_key: upload.oss_key,
            }),
        })
    }

    /// Records a new upload under a key that cannot be guessed and that names its tenant.
    async fn promise(&self, caller: &Caller, hash_key: HashKey) -> Result<Upload, DetectError> {
        let now = self.parts.clock.now();
        let salt = Secret::random(16).map_err(|err| DetectError::Randomness(err.to_string()))?;
        let upload = NewUpload {
            tenant: caller.tenant.clone(),
            oss_key: format!("{}/{}/{hash_key}-{}", caller.tenant, now.day(), salt.expose()),
            hash_key,
            expires_at: now + self.config.upload_lifetime,
        };
        let promised = Upload {
            oss_key: upload.oss_key.clone(),
            hash_key,
            content: None,
            expires_at: upload.expires_at,
        };
        self.parts.store.promise_upload(upload).await?;
        Ok(promised)
    }
}

/// The files that the request names, those with a size first.
fn wanted_files(
    request: CreateFileDetectUploadUrlRequest,
) -> Result<Vec<(HashKey, Option<u64>)>, DetectError> {
    let sized = request
        .hash_key_context_list
        .into_iter()
        .map(|item| ("HashKeyContextList", item.hash_key, item.file_size));
    let plain = request.hash_key_list.into_iter().map(|hash_key| ("HashKeyList", hash_key, None));
    sized
        .chain(plain)
        .map(|(field, text, size)| {
            let hash_key = text.parse().map_err(|err| DetectError::invalid(field, format!("{err}")))?;
            let negative = |_| DetectError::invalid(field, "FileSize must not be negative");
            Ok((hash_key, size.map(u64::try_from).transpose().map_err(negative)?))
        })
        .collect()
}
