//! Stands where the drive stands: answers what it was asked, and by whom.

use std::{ops::Range, time::Duration};

use assay_drive::{BearerUser, Caller, Download, PartReceived, Picture, TransferRefused, Who};
use assay_gateway::{BodyStream, BodyStreamError, Content, DriveFace};
use assay_types::{DomainId, RequestId, Sha256Digest, TenantId, Timestamp};
use assay_wire::{
    ApiError, code,
    pds::{AuthorizeRequest, PdsOperation, UserRole},
};
use async_trait::async_trait;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use serde_json::{Value, json};

/// A token of the user `u1`.
pub(crate) const TOKEN: &str = "token-of-u1";
/// Length of the content that good download URLs lead to.
pub(crate) const SIZE: u64 = 10_000_000;

pub(crate) struct FakeDrive;

/// The byte of the content at this place.
pub(crate) fn byte_at(place: u64) -> u8 {
    u8::try_from(place % 251).expect("small")
}

fn content() -> Content {
    Content::Stored(Download {
        content: "00".repeat(32).parse().expect("a digest"),
        size_bytes: SIZE,
        etag: "\"E\"".to_owned(),
        modified_at: Timestamp(1_794_000_000_000),
        content_type: "text/plain".to_owned(),
        file_name: "a b.txt".to_owned(),
        crc64: Some("7".to_owned()),
    })
}

fn opened(target: &str) -> Result<Content, TransferRefused> {
    assert!(!target.contains("panic"), "asked to");
    if target.ends_with("?good") {
        return Ok(content());
    }
    Err(TransferRefused { status: 403, code: "AccessDenied", message: format!("<{target}> expired") })
}

#[async_trait]
impl DriveFace for FakeDrive {
    async fn bearer(&self, token: &str, _request_id: RequestId) -> Result<Option<BearerUser>, ApiError> {
        match token {
            TOKEN => Ok(Some(BearerUser {
                tenant: "acme".parse().expect("a tenant"),
                domain: "d1".parse().expect("a domain"),
                user: "u1".parse().expect("a user"),
                role: UserRole::User,
                name: "One".to_owned(),
            })),
            "expired" => Err(code::ACCESS_TOKEN_EXPIRED.into()),
            _ => Ok(None),
        }
    }

    async fn domain(
        &self,
        tenant: &TenantId,
        host: &str,
        _request_id: RequestId,
    ) -> Result<DomainId, ApiError> {
        let domain = if host.starts_with("other.") { "other" } else { tenant.as_str() };
        Ok(domain.parse().expect("a domain"))
    }

    /// `{"fail": true}` fails, `{"slow": true}` takes its time, everything else is said back.
    async fn call(&self, operation: PdsOperation, caller: &Caller, body: &[u8]) -> Result<Vec<u8>, ApiError> {
        if matches!(operation, PdsOperation::Batch | PdsOperation::DownloadFile | PdsOperation::Authorize) {
            return Err(code::UNSUPPORTED_OPERATION.into());
        }
        let body: Value = assay_wire::pds::read_body(body)?;
        if body["fail"] == true {
            return Err(ApiError::new(code::NOT_FOUND).about("FileId"));
        }
        if body["slow"] == true {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let who = match &caller.who {
            Who::Domain { domain, key, .. } => format!("key {key} of {domain}"),
            Who::User { domain, user, .. } => format!("user {user} of {domain}"),
            Who::Anonymous => "nobody".to_owned(),
        };
        let answer = json!({
            "operation": operation.action(), "who": who, "share": caller.share_token, "body": body,
        });
        Ok(answer.to_string().into_bytes())
    }

    async fn download_file(&self, _caller: &Caller, body: &[u8]) -> Result<Content, ApiError> {
        let body: Value = assay_wire::pds::read_body(body)?;
        if body["file_id"] == "1" { Ok(content()) } else { Err(ApiError::missing_field("file_id")) }
    }

    async fn authorize_page(
        &self,
        request: AuthorizeRequest,
        _request_id: RequestId,
    ) -> Result<String, ApiError> {
        Ok(format!("<p>{} {:?}</p>", request.client_id, request.scope.unwrap_or_default()))
    }

    async fn authorize_submit(
        &self,
        request: AuthorizeRequest,
        user_id: &str,
        token: &str,
        _request_id: RequestId,
    ) -> Result<String, ApiError> {
        Ok(format!("{}?code={user_id}-{token}", request.redirect_uri))
    }

    async fn receive_part(
        &self,
        target: &str,
        content_type: Option<&str>,
        content_md5: Option<&str>,
        mut body: BodyStream,
    ) -> Result<PartReceived, TransferRefused> {
        if !target.ends_with("?good") {
            return Err(TransferRefused { status: 403, code: "AccessDenied", message: "no".to_owned() });
        }
        let mut bytes = 0;
        while let Some(piece) = body.next().await {
            let broken = |error: BodyStreamError| TransferRefused {
                status: 400,
                code: "IncompleteBody",
                message: error.to_string(),
            };
            bytes += piece.map_err(broken)?.len();
        }
        let etag =
            format!("\"{bytes} {} {}\"", content_type.unwrap_or_default(), content_md5.unwrap_or_default());
        Ok(PartReceived { etag })
    }

    async fn open_download(&self, target: &str) -> Result<Content, TransferRefused> {
        opened(target)
    }

    async fn open_thumbnail(&self, target: &str) -> Result<Content, TransferRefused> {
        opened(target).map(|_| {
            Content::Made(Picture {
                bytes: Bytes::from_static(b"picture"),
                media_type: "image/jpeg",
                etag: "\"P\"".to_owned(),
            })
        })
    }

    async fn read(&self, _content: Sha256Digest, range: Range<u64>) -> Result<BodyStream, BodyStreamError> {
        let pieces = stream::iter(range.clone().step_by(1 << 16)).map(move |start| {
            let end = (start + (1 << 16)).min(range.end);
            Ok(Bytes::from((start..end).map(byte_at).collect::<Vec<_>>()))
        });
        Ok(Box::pin(pieces))
    }
}
