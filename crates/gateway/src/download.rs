//! How a content is sent (RFC 9110, sections 13 and 14): conditions, ranges, and the headers that say what it is.
//!
//! Pure: a request's headers and a content's label in, status, headers and range out. One range is honoured;
//! of several none is, which the standard allows, so that nobody can have the same bytes sent many times.

use std::ops::Range;

use assay_drive::{Download, Picture};
use assay_types::Timestamp;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, StatusCode,
    header::{
        ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE,
        CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE,
        IF_UNMODIFIED_SINCE, LAST_MODIFIED, RANGE, X_CONTENT_TYPE_OPTIONS,
    },
};
use jiff::fmt::rfc2822::{DateTimeParser, DateTimePrinter};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::range::{Asked, parse_range};

const CRC64: HeaderName = HeaderName::from_static("x-oss-hash-crc64ecma");
/// What stands unencoded in a `filename*` (RFC 8187, attr-char).
const ATTR_CHAR: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// What is said about the bytes that are sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Label<'a> {
    pub(crate) size_bytes: u64,
    /// The entity tag, in quotes, with no comma in it.
    pub(crate) etag: &'a str,
    pub(crate) modified_at: Option<Timestamp>,
    pub(crate) content_type: &'a str,
    /// The name to save it under; without one it may be shown.
    pub(crate) file_name: Option<&'a str>,
    pub(crate) crc64: Option<&'a str>,
}

impl<'a> From<&'a Download> for Label<'a> {
    fn from(download: &'a Download) -> Self {
        Self {
            size_bytes: download.size_bytes,
            etag: &download.etag,
            modified_at: Some(download.modified_at),
            content_type: &download.content_type,
            file_name: Some(&download.file_name),
            crc64: download.crc64.as_deref(),
        }
    }
}

impl<'a> From<&'a Picture> for Label<'a> {
    fn from(picture: &'a Picture) -> Self {
        Self {
            size_bytes: picture.bytes.len() as u64,
            etag: &picture.etag,
            modified_at: None,
            content_type: picture.media_type,
            file_name: None,
            crc64: None,
        }
    }
}

/// What is answered.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// The bytes to send; `None` for an answer without a body.
    pub(crate) range: Option<Range<u64>>,
}

/// Decides how to answer a request for these bytes.
pub(crate) fn plan(method: &Method, request: &HeaderMap, content: &Label<'_>) -> Plan {
    let mut headers = label(content);
    let is_head = method == Method::HEAD;
    if let Some(status) = condition(request, content) {
        // Neither answer has a body, so neither says what one would be.
        for name in [CONTENT_TYPE, CONTENT_DISPOSITION, CRC64] {
            headers.remove(name);
        }
        return Plan { status, headers, range: None };
    }
    let whole = 0..content.size_bytes;
    // A range is of a GET alone.
    let asked = if is_head { Asked::Whole } else { asked_range(request, content) };
    let (status, range) = match asked {
        Asked::Whole => (StatusCode::OK, whole),
        Asked::Part(range) => {
            let text = format!("bytes {}-{}/{}", range.start, range.end - 1, content.size_bytes);
            insert(&mut headers, CONTENT_RANGE, &text);
            (StatusCode::PARTIAL_CONTENT, range)
        }
        Asked::Nothing => {
            insert(&mut headers, CONTENT_RANGE, &format!("bytes */{}", content.size_bytes));
            headers.remove(CRC64);
            return Plan { status: StatusCode::RANGE_NOT_SATISFIABLE, headers, range: None };
        }
    };
    headers.insert(CONTENT_LENGTH, HeaderValue::from(range.end - range.start));
    Plan { status, headers, range: (!is_head).then_some(range) }
}

/// The headers that every answer about the content has.
fn label(content: &Label<'_>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let content_type = HeaderValue::from_str(content.content_type);
    headers
        .insert(CONTENT_TYPE, content_type.unwrap_or(HeaderValue::from_static("application/octet-stream")));
    // Never shown as a page of this server's, whatever is in it: pages of strangers get no origin, no scripts.
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    if let Some(name) = content.file_name {
        let name = utf8_percent_encode(name, ATTR_CHAR);
        insert(&mut headers, CONTENT_DISPOSITION, &format!("attachment; filename*=UTF-8''{name}"));
    }
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private"));
    insert(&mut headers, ETAG, content.etag);
    if let Some(date) = content.modified_at.and_then(http_date) {
        insert(&mut headers, LAST_MODIFIED, &date);
    }
    if let Some(crc64) = content.crc64 {
        insert(&mut headers, CRC64, crc64);
    }
    headers
}

fn insert(headers: &mut HeaderMap, name: HeaderName, text: &str) {
    if let Ok(value) = HeaderValue::from_str(text) {
        headers.insert(name, value);
    }
}

/// 304 or 412, when a condition says so (RFC 9110, section 13.2.2).
fn condition(request: &HeaderMap, content: &Label<'_>) -> Option<StatusCode> {
    if request.contains_key(IF_MATCH) {
        if !tags(request, IF_MATCH).any(|tag| tag == "*" || tag == content.etag) {
            return Some(StatusCode::PRECONDITION_FAILED);
        }
    } else if let Some(date) = date(request, IF_UNMODIFIED_SINCE)
        && content.modified_at.is_some_and(|modified| seconds(modified) > date)
    {
        return Some(StatusCode::PRECONDITION_FAILED);
    }
    if request.contains_key(IF_NONE_MATCH) {
        let weak = |tag: &str| tag.strip_prefix("W/").unwrap_or(tag) == content.etag;
        if tags(request, IF_NONE_MATCH).any(|tag| tag == "*" || weak(tag)) {
            return Some(StatusCode::NOT_MODIFIED);
        }
    } else if let Some(date) = date(request, IF_MODIFIED_SINCE)
        && content.modified_at.is_some_and(|modified| seconds(modified) <= date)
    {
        return Some(StatusCode::NOT_MODIFIED);
    }
    None
}

/// The entity tags of a list. Ours have no comma in them, so a comma always ends one.
fn tags(request: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    let values = request.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(str::trim)
}

/// A time in a header, in seconds since 1970; what cannot be read is not there.
fn date(request: &HeaderMap, name: HeaderName) -> Option<i64> {
    parse_date(request.get(name)?.to_str().ok()?)
}

fn parse_date(text: &str) -> Option<i64> {
    Some(DateTimeParser::new().parse_timestamp(text).ok()?.as_second())
}

fn http_date(time: Timestamp) -> Option<String> {
    let time = jiff::Timestamp::from_second(seconds(time)).ok()?;
    DateTimePrinter::new().timestamp_to_rfc9110_string(&time).ok()
}

fn seconds(time: Timestamp) -> i64 {
    time.as_millis().div_euclid(1000)
}

fn asked_range(request: &HeaderMap, content: &Label<'_>) -> Asked {
    let mut ranges = request.get_all(RANGE).into_iter();
    let (Some(range), None) = (ranges.next(), ranges.next()) else { return Asked::Whole };
    if let Some(validator) = request.get(IF_RANGE) {
        let validator = validator.to_str().unwrap_or_default().trim();
        let is_same = validator == content.etag
            || parse_date(validator).is_some_and(|date| content.modified_at.map(seconds) == Some(date));
        if !is_same {
            return Asked::Whole;
        }
    }
    range.to_str().map_or(Asked::Whole, |text| parse_range(text, content.size_bytes))
}

#[cfg(test)]
mod tests {
    use assay_types::Sha256Digest;
    use proptest::prelude::*;

    use super::*;

    const MODIFIED: &str = "Sun, 06 Nov 1994 08:49:37 GMT";

    fn download(size_bytes: u64) -> Download {
        Download {
            content: "00".repeat(32).parse::<Sha256Digest>().expect("a digest"),
            size_bytes,
            etag: "\"E\"".to_owned(),
            modified_at: Timestamp(784_111_777_900),
            content_type: "text/html".to_owned(),
            file_name: "a \"b\";\r\n资料.html".to_owned(),
            crc64: Some("7".to_owned()),
        }
    }

    fn ask(method: &Method, headers: &[(HeaderName, &str)], size: u64) -> Plan {
        let request =
            headers.iter().map(|(name, value)| (name.clone(), value.parse().expect("a value"))).collect();
        plan(method, &request, &Label::from(&download(size)))
    }

    fn status(headers: &[(HeaderName, &str)]) -> u16 {
        ask(&Method::GET, headers, 10).status.as_u16()
    }

    #[test]
    fn a_content_is_labelled() {
        let plan = ask(&Method::GET, &[], 10);
        let header = |name: HeaderName| plan.headers[name].to_str().expect("text").to_owned();
        assert_eq!((plan.status, plan.range.clone()), (StatusCode::OK, Some(0..10)));
        assert_eq!(header(CONTENT_LENGTH), "10");
        assert_eq!(header(LAST_MODIFIED), MODIFIED);
        assert_eq!(header(ETAG), "\"E\"");
        assert_eq!(header(CRC64), "7");
        assert_eq!(
            header(CONTENT_DISPOSITION),
            "attachment; filename*=UTF-8''a%20%22b%22%3B%0D%0A%E8%B5%84%E6%96%99.html"
        );
        assert_eq!(header(X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert!(header(CONTENT_SECURITY_POLICY).starts_with("sandbox;"));
        let head = ask(&Method::HEAD, &[(RANGE, "bytes=0-1")], 10);
        assert_eq!((head.status, head.range), (StatusCode::OK, None));
        assert_eq!(head.headers, plan.headers);
    }

    #[test]
    fn conditions_hold_in_their_order() {
        const EARLIER: &str = "Sun, 06 Nov 1994 08:49:36 GMT";
        for (headers, expected) in [
            (&[(IF_NONE_MATCH, "\"E\"")][..], 304),
            (&[(IF_NONE_MATCH, "\"x\", W/\"E\"")], 304),
            (&[(IF_NONE_MATCH, "*")], 304),
            (&[(IF_NONE_MATCH, "\"x\"")], 200),
            (&[(IF_NONE_MATCH, "\"x\""), (IF_MODIFIED_SINCE, MODIFIED)], 200),
            (&[(IF_MODIFIED_SINCE, MODIFIED)], 304),
            (&[(IF_MODIFIED_SINCE, EARLIER)], 200),
            (&[(IF_MODIFIED_SINCE, "yesterday")], 200),
            (&[(IF_MATCH, "\"E\"")], 200),
            (&[(IF_MATCH, "*")], 200),
            (&[(IF_MATCH, "W/\"E\"")], 412),
            (&[(IF_MATCH, "\"x\"")], 412),
            (&[(IF_MATCH, "\"x\""), (IF_NONE_MATCH, "\"E\"")], 412),
            (&[(IF_MATCH, "\"E\""), (IF_NONE_MATCH, "\"E\"")], 304),
            (&[(IF_UNMODIFIED_SINCE, MODIFIED)], 200),
            (&[(IF_UNMODIFIED_SINCE, EARLIER)], 412),
            (&[(RANGE, "bytes=1-2"), (IF_RANGE, "\"E\"")], 206),
            (&[(RANGE, "bytes=1-2"), (IF_RANGE, "W/\"E\"")], 200),
            (&[(RANGE, "bytes=1-2"), (IF_RANGE, "\"x\"")], 200),
            (&[(RANGE, "bytes=1-2"), (IF_RANGE, MODIFIED)], 206),
            (&[(RANGE, "bytes=1-2"), (IF_RANGE, EARLIER)], 200),
            (&[(RANGE, "bytes=10-"), (IF_RANGE, "\"x\"")], 200),
            (&[(RANGE, "bytes=1-2"), (IF_NONE_MATCH, "\"E\"")], 304),
            (&[(RANGE, "bytes=1-2"), (RANGE, "bytes=1-2")], 200),
        ] {
            let mut request = HeaderMap::new();
            for (name, value) in headers {
                request.append(name, value.parse().expect("a value"));
            }
            let plan = plan(&Method::GET, &request, &Label::from(&download(10)));
            assert_eq!(plan.status, expected, "{headers:?}");
            assert_eq!(plan.range.is_none(), matches!(expected, 304 | 412), "{headers:?}");
        }
        assert_eq!(status(&[(RANGE, "bytes=10-")]), 416);
    }

    #[test]
    fn a_part_names_its_place() {
        let plan = ask(&Method::GET, &[(RANGE, "bytes=-4")], 10);
        assert_eq!((plan.status, plan.range), (StatusCode::PARTIAL_CONTENT, Some(6..10)));
        assert_eq!(plan.headers[CONTENT_RANGE], "bytes 6-9/10");
        assert_eq!(plan.headers[CONTENT_LENGTH], "4");
        let plan = ask(&Method::GET, &[(RANGE, "bytes=10-")], 10);
        assert_eq!((plan.status.as_u16(), plan.range), (416, None));
        assert_eq!(plan.headers[CONTENT_RANGE], "bytes */10");
    }

    proptest! {
        #[test]
        fn no_headers_make_it_panic(range in ".{0,40}", tag in ".{0,20}", date in ".{0,40}", size: u64) {
            let mut request = HeaderMap::new();
            for (name, text) in [(RANGE, range), (IF_RANGE, tag.clone()), (IF_NONE_MATCH, tag), (IF_MODIFIED_SINCE, date)] {
                if let Ok(value) = HeaderValue::from_str(&text) {
                    request.insert(name, value);
                }
            }
            let plan = plan(&Method::GET, &request, &Label::from(&download(size)));
            prop_assert!(plan.range.is_none_or(|range| range.end <= size));
        }
    }
}
