//! Calls from web pages (the Fetch standard's CORS protocol).
//!
//! Every page may call the drive and its signed URLs, and read the answers: nothing here is let in by what a
//! browser adds on its own (no cookies, no HTTP authentication, no addresses that are trusted), so a page can
//! do nothing that its own code could not do elsewhere with the same key, token or URL.

use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{
        ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
        ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, CONTENT_TYPE,
    },
};

use crate::reply::Reply;

/// Lets pages read the answer, and the headers that clients look at.
pub(crate) fn open(headers: &mut HeaderMap) {
    const EXPOSED: &str = "accept-ranges, content-disposition, content-length, content-range, date, etag, \
                           last-modified, retry-after, x-acs-request-id, x-acs-retry-after, x-ca-request-id, \
                           x-oss-hash-crc64ecma";
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
}

/// What a browser asks first.
pub(crate) fn preflight() -> Reply {
    let mut reply = Reply::new(StatusCode::NO_CONTENT, HeaderValue::from_static("text/plain"), "");
    let headers = reply.response.headers_mut();
    headers.remove(CONTENT_TYPE);
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, HEAD, POST, PUT, OPTIONS"));
    // The star stands for every header but this one, which has to be named.
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("authorization, *"));
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    reply
}
