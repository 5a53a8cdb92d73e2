//! Errors as an object store answers them: XML, for form uploads and signed URLs, whose clients expect it.

use http::{HeaderValue, StatusCode};

use crate::{context::Asked, reply::Reply, services::UploadRefused};

/// The media type.
pub(crate) const XML: HeaderValue = HeaderValue::from_static("application/xml");

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

/// The error of a client that stopped sending its body.
pub(crate) fn slow(asked: &Asked) -> Reply {
    let message =
        "Your socket connection to the server was not written to within the timeout period.".to_owned();
    refused(&UploadRefused { status: 408, code: "RequestTimeout", message }, asked).closing()
}

/// The error of a failure that is nobody's business but the operator's.
pub(crate) fn internal(asked: &Asked) -> Reply {
    let message = "We encountered an internal error. Please try again.".to_owned();
    refused(&UploadRefused { status: 500, code: "InternalError", message }, asked)
}

/// Text as XML holds it; what XML cannot hold at all is replaced.
pub(crate) fn escaped(text: &str) -> String {
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
