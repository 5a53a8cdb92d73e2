//! `CreateFileDetect`: submits a file for detection.

use assay_findings::Decompress;
use assay_store::{ContentState, NewDetection, NewJob, Submitted};
use assay_types::{ContentDigest, HashKey};
use assay_wire::sas::{CreateFileDetectReply, CreateFileDetectRequest, DETECT_TYPE_FILE, DETECT_TYPE_SKILL};
use tokio::time::timeout;
use uuid::Uuid;

use crate::{
    Caller, Detect, DetectError,
    job::{EXAMINE_JOB, ExamineJob},
    options::Options,
};

/// Where the bytes of a submission are.
enum Source {
    /// Stored here.
    Stored(ContentDigest),
    /// To be fetched by the job.
    Remote(String),
}

impl Detect {
    /// Submits a file, by the key of a finished upload or by a URL.
    ///
    /// Returns once the submission is recorded: from then on some node finishes it. A content that was
    /// examined before, by the same engine with the same options, is final at once.
    ///
    /// # Errors
    /// Bad parameters; [`DetectError::File`] when the upload is missing or is not what the hash names;
    /// [`DetectError::DownloadUrl`]; [`DetectError::FileTooLarge`]; [`DetectError::Busy`].
    pub async fn create_file_detect(
        &self,
        caller: &Caller,
        request: CreateFileDetectRequest,
    ) -> Result<CreateFileDetectReply, DetectError> {
        match request.detect_type {
            DETECT_TYPE_FILE => {}
            DETECT_TYPE_SKILL => return self.create_skill_detect(caller, request).await,
            other => return Err(DetectError::UnsupportedType(other)),
        }
        let text = request.hash_key.as_deref().ok_or(DetectError::MissingParameter("HashKey"))?;
        let hash_key: HashKey =
            text.parse().map_err(|err| DetectError::invalid("HashKey", format!("{err}")))?;
        let options = options(&request)?;
        if self.parts.queue_depth.get() >= self.config.max_queue {
            return Err(DetectError::Busy);
        }
        let source = match (request.oss_key.as_deref(), request.download_url.as_deref()) {
            (Some(oss_key), _) if !oss_key.is_empty() => self.uploaded(caller, &hash_key, oss_key).await?,
            (_, Some(url)) if !url.is_empty() => self.downloaded(Some(&hash_key), url).await?,
            _ => return Err(DetectError::File("OssKey or DownloadUrl is required".to_owned())),
        };
        self.submit(caller, hash_key.to_string(), options, source).await
    }

    /// Submits a Skill package, which is only taken from a URL and known by a UUID.
    async fn create_skill_detect(
        &self,
        caller: &Caller,
        request: CreateFileDetectRequest,
    ) -> Result<CreateFileDetectReply, DetectError> {
        let url = request.download_url.as_deref().filter(|url| !url.is_empty());
        let url = url.ok_or(DetectError::MissingParameter("DownloadUrl"))?;
        if self.parts.queue_depth.get() >= self.config.max_queue {
            return Err(DetectError::Busy);
        }
        let source = self.downloaded(None, url).await?;
        let options = Options { decompress: None, skill: true };
        self.submit(caller, Uuid::new_v4().to_string(), options, source).await
    }

    /// The content of a finished upload, if it is the tenant's and is what the hash names.
    async fn uploaded(
        &self,
        caller: &Caller,
        hash_key: &HashKey,
        oss_key: &str,
    ) -> Result<Source, DetectError> {
        let now = self.parts.clock.now();
        let upload = self.parts.store.upload(&caller.tenant, oss_key, now).await?;
        let content = upload
            .ok_or_else(|| {
                DetectError::File("there is no upload under this OssKey, or it expired".to_owned())
            })?
            .content
            .ok_or_else(|| DetectError::File("the file was not uploaded yet".to_owned()))?;
        check_hash(hash_key, &content)?;
        Ok(Source::Stored(content))
    }

    /// Fetches a URL's content while the caller waits, as far as its patience goes. What takes longer is
    /// left to the job, which starts over.
    async fn downloaded(&self, hash_key: Option<&HashKey>, url: &str) -> Result<Source, DetectError> {
        match timeout(self.config.download_patience, self.download(url)).await {
            Ok(content) => {
                let content = content?;
                if let Some(hash_key) = hash_key {
                    check_hash(hash_key, &content)?;
                }
                Ok(Source::Stored(content))
            }
            Err(_) => Ok(Source::Remote(url.to_owned())),
        }
    }

    /// Records the submission and its job in one transaction.
    async fn submit(
        &self,
        caller: &Caller,
        hash_key: String,
        options: Options,
        source: Source,
    ) -> Result<CreateFileDetectReply, DetectError> {
        let now = self.parts.clock.now();
        let (content, digest, url) = match source {
            Source::Stored(digest) => (ContentState::Stored(digest.sha256), Some(digest), None),
            Source::Remote(url) => (ContentState::Remote, None, Some(url)),
        };
        let job = ExamineJob {
            tenant: caller.tenant.clone(),
            hash_key: hash_key.clone(),
            content: digest,
            url,
            options,
        };
        let detection = NewDetection {
            tenant: caller.tenant.clone(),
            hash_key: hash_key.clone(),
            content,
            engine: self.parts.engine.get().to_string(),
            options: options.canonical(&self.config.limits),
            now,
            expires_at: now + self.config.result_lifetime,
            notice: self.notice(&caller.tenant, &hash_key)?,
        };
        let job = NewJob { kind: EXAMINE_JOB.to_owned(), payload: job.to_text(), priority: 0, run_at: now };
        match self.parts.store.submit(detection, job).await? {
            Submitted::Queued(_) => {
                self.parts.queue_depth.add(1);
                self.parts.wake.wake();
            }
            // There may be a notice to send.
            Submitted::Known if self.config.webhook.is_some() => self.parts.wake.wake(),
            Submitted::Known | Submitted::Pending => {}
        }
        Ok(CreateFileDetectReply { request_id: caller.request_id, hash_key })
    }
}

/// Reads the decompression options; limits count only when decompression is asked for.
fn options(request: &CreateFileDetectRequest) -> Result<Options, DetectError> {
    if request.decompress != Some(true) {
        return Ok(Options { decompress: None, skill: false });
    }
    let layers = request.decompress_max_layer.ok_or(DetectError::MissingParameter("DecompressMaxLayer"))?;
    let files =
        request.decompress_max_file_count.ok_or(DetectError::MissingParameter("DecompressMaxFileCount"))?;
    Ok(Options {
        decompress: Some(Decompress {
            max_layers: within("DecompressMaxLayer", layers, Decompress::LAYERS_MAX)?,
            max_files: within("DecompressMaxFileCount", files, Decompress::FILES_MAX)?,
        }),
        skill: false,
    })
}

fn within(field: &'static str, value: i32, max: u32) -> Result<u32, DetectError> {
    u32::try_from(value)
        .ok()
        .filter(|value| (1..=max).contains(value))
        .ok_or_else(|| DetectError::invalid(field, format!("must be 1 to {max}")))
}

/// Refuses a content that is not what the client's hash names.
pub(crate) fn check_hash(hash_key: &HashKey, content: &ContentDigest) -> Result<(), DetectError> {
    if content.matches(hash_key) {
        return Ok(());
    }
    let actual = content.key_like(hash_key);
    Err(DetectError::File(format!("the file's hash is {actual}, not the HashKey {hash_key}")))
}

#[cfg(test)]
mod tests {
    use assay_wire::Params;

    use super::*;

    fn bare() -> CreateFileDetectRequest {
        CreateFileDetectRequest::from_params(&Params::from_pairs([("Type", "0")]).expect("one pair"))
            .expect("complete")
    }

    fn request(layers: i32, files: i32) -> CreateFileDetectRequest {
        CreateFileDetectRequest {
            decompress: Some(true),
            decompress_max_layer: Some(layers),
            decompress_max_file_count: Some(files),
            ..bare()
        }
    }

    #[test]
    fn decompression_limits_hold_at_their_edges() {
        assert!(options(&request(1, 1)).is_ok());
        assert!(options(&request(5, 1000)).is_ok());
        for (layers, files) in [(0, 1), (6, 1), (1, 0), (1, 1001), (-1, 1)] {
            assert!(matches!(options(&request(layers, files)), Err(DetectError::InvalidParameter { .. })));
        }
    }

    #[test]
    fn decompression_needs_both_limits_and_only_then() {
        let missing = CreateFileDetectRequest { decompress: Some(true), ..bare() };
        assert!(matches!(options(&missing), Err(DetectError::MissingParameter("DecompressMaxLayer"))));
        let off = CreateFileDetectRequest { decompress: Some(false), ..request(99, 99) };
        assert_eq!(options(&off).expect("limits do not count"), Options { decompress: None, skill: false });
    }
}
