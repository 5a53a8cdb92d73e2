//! The form upload as OSS answers it: XML, its own codes, no API signature (the form carries a policy).

use http::{
    HeaderValue, StatusCode,
    header::{CONTENT_TYPE, ETAG},
    request::Parts,
};
use hyper::body::Incoming;

use crate::{
    context::Asked,
    incoming,
    reply::Reply,
    services::{DetectFace, Uploaded},
    xml::{self, XML, escaped},
};

/// Receives an upload.
pub(crate) async fn receive(
    face: &dyn DetectFace,
    asked: &mut Asked,
    parts: &Parts,
    body: Incoming,
) -> Reply {
    let content_type =
        parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (stream, progress) = incoming::stream(body);
    let result = face.upload(content_type, stream).await;
    asked.body_bytes = progress.bytes();
    match result {
        Ok(uploaded) => accepted(&uploaded),
        Err(_) if progress.is_slow() => xml::slow(asked),
        Err(error) => xml::refused(&error, asked),
    }
}

fn accepted(uploaded: &Uploaded) -> Reply {
    let status = StatusCode::from_u16(uploaded.status).unwrap_or(StatusCode::NO_CONTENT);
    let body = if status == StatusCode::CREATED {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PostResponse><Key>{}</Key><ETag>{}</ETag></PostResponse>",
            escaped(&uploaded.key),
            escaped(&uploaded.etag)
        )
    } else {
        String::new()
    };
    let mut reply = Reply::new(status, XML, body);
    if let Ok(etag) = HeaderValue::from_str(&uploaded.etag) {
        reply.response.headers_mut().insert(ETAG, etag);
    }
    reply
}
