//! The form upload as OSS answers it: XML, its own codes, no API signature (the form carries a policy).

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use bytes::Bytes;
use futures_util::StreamExt as _;
use http::{
    HeaderValue, StatusCode,
    header::{CONTENT_TYPE, ETAG},
    request::Parts,
};
use http_body_util::BodyStream as Frames;
use hyper::body::Incoming;

use crate::{
    body::is_timeout,
    context::Asked,
    reply::Reply,
    services::{BodyStream, DetectFace, UploadRefused, Uploaded},
};

const XML: HeaderValue = HeaderValue::from_static("application/xml");

/// What happened to the body while the service read it.
#[derive(Debug, Default)]
struct Progress {
    bytes: AtomicUsize,
    is_slow: AtomicBool,
}

/// Receives an upload.
pub(crate) async fn receive(
    face: &dyn DetectFace,
    asked: &mut Asked,
    parts: &Parts,
    body: Incoming,
) -> Reply {
    let content_type =
        parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let progress = Arc::new(Progress::default());
    let result = face.upload(content_type, stream(body, Arc::clone(&progress))).await;
    asked.body_bytes = progress.bytes.load(Ordering::Relaxed);
    match result {
        Ok(uploaded) => accepted(&uploaded),
        Err(_) if progress.is_slow.load(Ordering::Relaxed) => {
            let slow = UploadRefused {
                status: 408,
                code: "RequestTimeout",
                message: "Your socket connection to the server was not written to within the timeout period."
                    .to_owned(),
            };
            refused(&slow, asked).closing()
        }
        Err(error) => refused(&error, asked),
    }
}

fn stream(body: Incoming, progress: Arc<Progress>) -> BodyStream {
    let frames = Frames::new(body).filter_map(move |frame| {
        let data = match frame {
            Ok(frame) => frame.into_data().ok().map(Ok),
            Err(error) => {
                progress.is_slow.fetch_or(is_timeout(&error), Ordering::Relaxed);
                Some(Err(io::Error::other(error).into()))
            }
        };
        if let Some(Ok(data)) = &data {
            let data: &Bytes = data;
            progress.bytes.fetch_add(data.len(), Ordering::Relaxed);
        }
        std::future::ready(data)
    });
    Box::pin(frames)
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

/// An error in XML.
pub(crate) fn refused(error: &UploadRefused, asked: &Asked) -> Reply {
    let status = StatusCode::from_u16(error.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{}</Code><Message>{}</Message>\
         <RequestId>{}</RequestId><HostId>{}</HostId></Error>",
        escaped(error.code),
        escaped(&error.message),
        asked.request_id,
        escaped(&asked.host)
    );
    let mut reply = Reply::new(status, XML, body);
    reply.code = Some(error.code.to_owned());
    reply
}

/// Text as XML holds it; what XML cannot hold at all is replaced.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\t' | '\n' | '\r' => escaped.push(c),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => escaped.push('\u{FFFD}'),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_client_sent_cannot_break_the_xml() {
        let asked = Asked::new([127, 0, 0, 1].into(), Some(b"</HostId>&\0\xff"));
        let error = UploadRefused { status: 403, code: "AccessDenied", message: "<b>'\"".to_owned() };
        let reply = refused(&error, &asked);
        assert_eq!(reply.response.status(), 403);
        assert_eq!(escaped("<b>'\""), "&lt;b&gt;&apos;&quot;");
        assert_eq!(escaped(&asked.host), "&lt;/HostId&gt;&amp;\u{FFFD}\u{FFFD}");
    }
}
