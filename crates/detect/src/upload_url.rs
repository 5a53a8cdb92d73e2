//! `CreateFileDetectUploadUrl`: where and how to upload a file, or that it is here already.

use assay_store::{NewUpload, Upload};
use assay_types::{HashKey, Secret};
use assay_wire::sas::{
    CreateFileDetectUploadUrlReply, CreateFileDetectUploadUrlRequest, HASH_KEYS_MAX, HashKeyContext, UploadContext,
    UploadUrl,
};

use crate::{Caller, Detect, DetectError};

/// `Type` values that the API lists for uploads; they are hints and change nothing.
const UPLOAD_TYPES: [i32; 4] = [0, 1, 2, 4];

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
        let kind = request.r#type.ok_or(DetectError::MissingParameter("Type"))?;
        if !UPLOAD_TYPES.contains(&kind) {
            return Err(DetectError::UnsupportedType(kind));
        }
        let wanted = wanted_files(request)?;
        let mut upload_url_list = Vec::with_capacity(wanted.len());
        for (hash_key, size_bytes) in wanted {
            upload_url_list.push(self.upload_url(caller, hash_key, size_bytes).await?);
        }
        Ok(CreateFileDetectUploadUrlReply { upload_url_list })
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
            code: "200".to_owned(),
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
        let salt = Secret::random(16).map_err(|err| {
            DetectError::Store(assay_store::StoreError::Unavailable {
                doing: "make a random upload key",
                source: err.to_string().into(),
            })
        })?;
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

/// The files that the request names, from whichever of its two lists it used.
fn wanted_files(
    request: CreateFileDetectUploadUrlRequest,
) -> Result<Vec<(HashKey, Option<u64>)>, DetectError> {
    let (field, named): (_, Vec<HashKeyContext>) = if request.hash_key_context_list.is_empty() {
        let plain = request.hash_key_list.into_iter();
        ("HashKeyList", plain.map(|hash_key| HashKeyContext { hash_key: Some(hash_key), file_size: None }).collect())
    } else {
        ("HashKeyContextList", request.hash_key_context_list)
    };
    if named.is_empty() {
        return Err(DetectError::MissingParameter("HashKeyContextList"));
    }
    if named.len() > HASH_KEYS_MAX {
        return Err(DetectError::invalid(field, format!("at most {HASH_KEYS_MAX} files in one request")));
    }
    named
        .into_iter()
        .map(|item| {
            let text = item.hash_key.ok_or(DetectError::MissingParameter("HashKeyContextList.N.HashKey"))?;
            let hash_key = text.parse().map_err(|err| DetectError::invalid(field, format!("{err}")))?;
            let size = match item.file_size {
                Some(size) => {
                    Some(u64::try_from(size).map_err(|_| DetectError::invalid(field, "FileSize must not be negative"))?)
                }
                None => None,
            };
            Ok((hash_key, size))
        })
        .collect()
}
