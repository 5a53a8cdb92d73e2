//! Signed URLs: parts in, contents out. The URL carries the proof; errors are XML, as an object store's are.

use assay_drive::{PartReceived, TransferRefused};
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, StatusCode,
    header::{ALLOW, CONTENT_TYPE, ETAG},
    request::Parts,
};
use hyper::body::Incoming;

use crate::{
    context::Asked,
    download::{self, Label},
    errors, incoming,
    outgoing::ReplyBody,
    reply::Reply,
    services::{BodyStreamError, Content, DriveFace, UploadRefused},
    xml,
};

const CONTENT_MD5: HeaderName = HeaderName::from_static("content-md5");

/// What a signed URL is for, by its path below the transfer path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Transfer {
    /// `/upload/…`
    Upload,
    /// `/download/…`
    Download,
    /// `/thumbnail/…`
    Thumbnail,
}

impl Transfer {
    /// What is at this path, which stands below the transfer path and begins with a slash.
    pub(crate) fn at(path: &str) -> Option<Self> {
        match path.strip_prefix('/')?.split_once('/')?.0 {
            "upload" => Some(Self::Upload),
            "download" => Some(Self::Download),
            "thumbnail" => Some(Self::Thumbnail),
            _ => None,
        }
    }

    /// The name in logs and metrics: the object store's own for the same thing.
    pub(crate) fn action(self) -> &'static str {
        match self {
            Self::Upload => "UploadPart",
            Self::Download => "GetObject",
            Self::Thumbnail => "GetThumbnail",
        }
    }
}

/// Answers a request at a signed URL. `query` is the raw query.
pub(crate) async fn answer(
    face: &dyn DriveFace,
    asked: &mut Asked,
    transfer: Transfer,
    parts: &Parts,
    query: &str,
    body: Incoming,
) -> Reply {
    let target = format!("{}?{query}", parts.uri.path());
    let method = &parts.method;
    let is_read = method == Method::GET || method == Method::HEAD;
    match transfer {
        Transfer::Upload if method == Method::PUT => upload(face, asked, parts, &target, body).await,
        Transfer::Download if is_read => {
            let opened = face.open_download(&target).await;
            opened_reply(face, asked, parts, opened).await
        }
        Transfer::Thumbnail if is_read => {
            let opened = face.open_thumbnail(&target).await;
            opened_reply(face, asked, parts, opened).await
        }
        Transfer::Upload => wrong_method(asked, "PUT, OPTIONS"),
        Transfer::Download | Transfer::Thumbnail => wrong_method(asked, "GET, HEAD, OPTIONS"),
    }
}

async fn upload(
    face: &dyn DriveFace,
    asked: &mut Asked,
    parts: &Parts,
    target: &str,
    body: Incoming,
) -> Reply {
    let (stream, progress) = incoming::stream(body);
    let (content_type, content_md5) =
        (text(&parts.headers, &CONTENT_TYPE), text(&parts.headers, &CONTENT_MD5));
    let result = face.receive_part(target, content_type, content_md5, stream).await;
    asked.body_bytes = progress.bytes();
    match result {
        Ok(PartReceived { etag }) => {
            let mut reply = Reply::new(StatusCode::OK, xml::XML, "");
            let headers = reply.response.headers_mut();
            headers.remove(CONTENT_TYPE);
            if let Ok(etag) = HeaderValue::from_str(&etag) {
                headers.insert(ETAG, etag);
            }
            reply
        }
        Err(_) if progress.is_slow() => xml::slow(asked),
        Err(refused) => refusal(refused, asked),
    }
}

async fn opened_reply(
    face: &dyn DriveFace,
    asked: &Asked,
    parts: &Parts,
    opened: Result<Content, TransferRefused>,
) -> Reply {
    let sent = match opened {
        Ok(content) => send(face, &parts.method, &parts.headers, &content).await,
        Err(refused) => return refusal(refused, asked),
    };
    sent.unwrap_or_else(|error| {
        errors::internal(&*error, asked.request_id);
        xml::internal(asked)
    })
}

/// The answer that sends a content, or says why it need not or cannot be.
pub(crate) async fn send(
    face: &dyn DriveFace,
    method: &Method,
    request: &HeaderMap,
    content: &Content,
) -> Result<Reply, BodyStreamError> {
    let label = match content {
        Content::Stored(download) => Label::from(download),
        Content::Made(picture) => Label::from(picture),
    };
    let plan = download::plan(method, request, &label);
    let body = match (plan.range, content) {
        (None, _) => ReplyBody::whole(""),
        (Some(range), Content::Stored(_)) if range.is_empty() => ReplyBody::whole(""),
        (Some(range), Content::Stored(download)) => {
            let length = range.end - range.start;
            ReplyBody::stream(length, face.read(download.content, range).await?)
        }
        (Some(range), Content::Made(picture)) => {
            let (start, end) = (usize::try_from(range.start)?, usize::try_from(range.end)?);
            ReplyBody::whole(picture.bytes.slice(start..end))
        }
    };
    Ok(Reply::with_body(plan.status, plan.headers, body))
}

fn refusal(refused: TransferRefused, asked: &Asked) -> Reply {
    let TransferRefused { status, code, message } = refused;
    xml::refused(&UploadRefused { status, code, message }, asked)
}

fn wrong_method(asked: &Asked, allowed: &'static str) -> Reply {
    let message = "The specified method is not allowed against this resource.".to_owned();
    let mut reply = xml::refused(&UploadRefused { status: 405, code: "MethodNotAllowed", message }, asked);
    reply.response.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
    reply
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}
