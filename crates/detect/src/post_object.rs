//! The form upload that an upload URL leads to: an OSS PostObject request.
//!
//! `multipart/form-data` with the fields of the issued context first and `file` last; the file streams
//! into the contents as it arrives. Field names count without case, what follows the file is ignored.

use std::collections::HashMap;

use assay_blobs::BlobError;
use assay_store::StoreError;
use assay_types::ContentDigest;
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use multer::Multipart;

use crate::{Detect, PolicyError, post_policy::VerifiedPolicy};

/// The most bytes in one field before the file.
const FIELD_BYTES_MAX: usize = 8192;
/// The most fields before the file.
const FIELDS_MAX: usize = 32;

/// A finished upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostObjectReply {
    /// 200, 201 or 204: as the form asked for.
    pub status: u16,
    /// The content's entity tag: its MD5 in upper-case hex, in quotes, as OSS has it.
    pub etag: String,
    /// The object's key.
    pub key: String,
}

/// Why an upload was refused. `code` and `status` are OSS's own.
#[derive(Debug, thiserror::Error)]
pub enum PostObjectError {
    /// The request is not a form, or ends early.
    #[error("the body of the POST request is not well-formed multipart/form-data: {0}")]
    Malformed(String),
    /// A field is missing.
    #[error("the form has no field {0} before the file")]
    MissingField(&'static str),
    /// A field, or their number, is over the limit.
    #[error("the form's fields are larger than {FIELD_BYTES_MAX} bytes or more than {FIELDS_MAX}")]
    FieldsTooLarge,
    /// The policy refuses it.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The file is longer than the policy allows.
    #[error("Your proposed upload exceeds the maximum allowed size of {max_bytes} bytes.")]
    TooLarge {
        /// The most that the policy allows.
        max_bytes: u64,
    },
    /// The file is shorter than the policy allows.
    #[error("Your proposed upload is smaller than the minimum allowed size.")]
    TooSmall,
    /// The upload was never promised, or the promise is over.
    #[error("there is no upload under this key, or it expired")]
    NoSuchUpload,
    /// The state cannot be reached.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The contents cannot be reached.
    #[error(transparent)]
    Blob(BlobError),
}

impl PostObjectError {
    /// OSS's error code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "MalformedPOSTRequest",
            Self::MissingField(_) => "InvalidArgument",
            Self::FieldsTooLarge => "FieldItemTooLong",
            Self::Policy(PolicyError::SignatureDoesNotMatch) => "SignatureDoesNotMatch",
            Self::Policy(PolicyError::InvalidPolicyDocument) => "InvalidPolicyDocument",
            Self::Policy(_) | Self::NoSuchUpload => "AccessDenied",
            Self::TooLarge { .. } => "EntityTooLarge",
            Self::TooSmall => "EntityTooSmall",
            Self::Store(_) | Self::Blob(_) => "InternalError",
        }
    }

    /// OSS's HTTP status for it.
    pub fn status(&self) -> u16 {
        match self {
            Self::Policy(PolicyError::InvalidPolicyDocument)
            | Self::Malformed(_)
            | Self::MissingField(_)
            | Self::FieldsTooLarge
            | Self::TooLarge { .. }
            | Self::TooSmall => 400,
            Self::Policy(_) | Self::NoSuchUpload => 403,
            Self::Store(_) | Self::Blob(_) => 500,
        }
    }
}

impl Detect {
    /// Receives a form upload: checks the policy before the first byte of the file is taken, streams the
    /// file into the contents, and records it. Nothing remains of an upload that fails.
    ///
    /// # Errors
    /// See [`PostObjectError`]; the answer to all of them is XML, as OSS has it.
    pub async fn post_object<S, E>(
        &self,
        content_type: &str,
        body: S,
    ) -> Result<PostObjectReply, PostObjectError>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
    {
        let boundary = multer::parse_boundary(content_type).map_err(malformed)?;
        let mut form = Multipart::new(body, boundary);
        let mut fields = HashMap::new();
        loop {
            let field = form.next_field().await.map_err(malformed)?;
            let mut field = field.ok_or(PostObjectError::MissingField("file"))?;
            let name = field.name().unwrap_or_default().to_ascii_lowercase();
            if name == "file" {
                let upload = self.admit(&fields).await?;
                let content = self.receive(&mut field, upload.policy.length_range()).await?;
                return self.record(upload, content).await;
            }
            if fields.len() >= FIELDS_MAX {
                return Err(PostObjectError::FieldsTooLarge);
            }
            let mut value = Vec::new();
            while let Some(piece) = field.chunk().await.map_err(malformed)? {
                if value.len() + piece.len() > FIELD_BYTES_MAX {
                    return Err(PostObjectError::FieldsTooLarge);
                }
                value.extend_from_slice(&piece);
            }
            fields.insert(name, String::from_utf8_lossy(&value).into_owned());
        }
    }

    /// Checks everything that can be checked before the file.
    async fn admit(&self, fields: &HashMap<String, String>) -> Result<Admitted, PostObjectError> {
        let field = |name: &'static str| {
            fields.get(&name.to_ascii_lowercase()).ok_or(PostObjectError::MissingField(name))
        };
        let now = self.parts.clock.now();
        let policy = self.signer.verify(field("policy")?, field("Signature")?, now)?;
        let oss_key = field("key")?.clone();
        policy.check_fields(|name| fields.get(name).cloned())?;
        // The key begins with its tenant; that the client did not make it up, the signed policy says.
        let tenant = oss_key.split('/').next().and_then(|name| name.parse().ok());
        let tenant = tenant.ok_or(PostObjectError::NoSuchUpload)?;
        let promised = self.parts.store.upload(&tenant, &oss_key, now).await?;
        promised.ok_or(PostObjectError::NoSuchUpload)?;
        let status = match fields.get("success_action_status").map(String::as_str) {
            Some("200") => 200,
            Some("201") => 201,
            _ => 204,
        };
        Ok(Admitted { tenant, oss_key, policy, status })
    }

    /// Streams the file into the contents.
    async fn receive(
        &self,
        file: &mut multer::Field<'_>,
        (min_bytes, max_bytes): (u64, u64),
    ) -> Result<ContentDigest, PostObjectError> {
        let refused = |err| match err {
            BlobError::TooLarge { .. } => PostObjectError::TooLarge { max_bytes },
            other => PostObjectError::Blob(other),
        };
        let mut writer = self.parts.blobs.begin(Some(max_bytes));
        let mut size_bytes = 0;
        while let Some(piece) = file.next().await {
            let piece = piece.map_err(malformed)?;
            size_bytes += piece.len() as u64;
            writer.write(piece).await.map_err(refused)?;
        }
        if size_bytes < min_bytes {
            return Err(PostObjectError::TooSmall);
        }
        writer.commit(self.parts.store.as_ref(), self.parts.clock.as_ref()).await.map_err(refused)
    }

    async fn record(
        &self,
        upload: Admitted,
        content: ContentDigest,
    ) -> Result<PostObjectReply, PostObjectError> {
        let Admitted { tenant, oss_key, status, .. } = upload;
        let expires_at = self.parts.clock.now() + self.config.result_lifetime;
        if !self.parts.store.complete_upload(&tenant, &oss_key, content, expires_at).await? {
            return Err(PostObjectError::NoSuchUpload);
        }
        let etag = format!("\"{}\"", content.md5.to_string().to_ascii_uppercase());
        Ok(PostObjectReply { status, etag, key: oss_key })
    }
}

/// An upload whose policy was verified.
struct Admitted {
    tenant: assay_types::TenantId,
    oss_key: String,
    policy: VerifiedPolicy,
    status: u16,
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err takes")]
fn malformed(err: multer::Error) -> PostObjectError {
    PostObjectError::Malformed(err.to_string())
}
