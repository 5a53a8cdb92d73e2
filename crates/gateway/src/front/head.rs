//! Judges the bytes of a request's head (RFC 9112, sections 2 to 6), at least as strictly as hyper does.
//!
//! Pure: bytes in, verdict out. Whatever passes here must pass in hyper too, or the client gets hyper's
//! empty answer; the property test of the whole listener looks for such a case.

use std::ops::Range;

use super::{Refusal, framing::Framing};

/// Header fields at most. Hyper is told the same number.
pub(crate) const MAX_HEADERS: usize = 100;
/// Targets longer than this are shortened for hyper, whose own limit is 65,534.
const MAX_PLAIN_TARGET: usize = 32 * 1024;
/// The longest path; only queries grow.
const MAX_PATH: usize = 8 * 1024;
/// Room for method, version and spaces in the first line.
const FIRST_LINE_REST: usize = 64;

/// How large a head may be, in bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct HeadLimits {
    pub(super) target: usize,
    pub(super) headers: usize,
}

/// What is to be done with the bytes at hand.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The head is not complete, and nothing is wrong with it so far.
    Partial,
    /// A whole head that hyper will accept.
    Accepted(Head),
    /// Something is wrong with it.
    Refused(Refusal),
}

/// An accepted head.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// Its length in bytes, the empty line included.
    pub(super) length: usize,
    /// How its body is delimited.
    pub(super) framing: Framing,
    /// The part to cut out for hyper because the target is too long: the query with its `?`.
    pub(super) long_query: Option<Range<usize>>,
}

/// Judges the head that `bytes` begins with; what follows the head is not looked at.
pub(super) fn judge(bytes: &[u8], limits: HeadLimits) -> Verdict {
    match try_judge(bytes, limits) {
        Ok(Some(head)) => Verdict::Accepted(head),
        Ok(None) => Verdict::Partial,
        Err(refusal) => Verdict::Refused(refusal),
    }
}

fn try_judge(bytes: &[u8], limits: HeadLimits) -> Result<Option<Head>, Refusal> {
    // A client may send empty lines before a request; they count against the headers' limit below.
    let start = bytes.iter().position(|byte| !matches!(byte, b'\r' | b'\n')).unwrap_or(bytes.len());
    let line = bytes.get(start..).unwrap_or_default();
    let line_length = line.iter().position(|&byte| byte == b'\n').unwrap_or(line.len());
    if line_length > limits.target.saturating_add(FIRST_LINE_REST) {
        return Err(Refusal::TargetTooLong);
    }
    let mut fields = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut request = httparse::Request::new(&mut fields);
    let parsed = request.parse(bytes).map_err(|error| refusal_of(error, line))?;
    let length = match parsed {
        httparse::Status::Complete(length) => length,
        httparse::Status::Partial => bytes.len(),
    };
    if length - line_length > limits.headers {
        return Err(Refusal::HeadersTooLarge);
    }
    if parsed.is_partial() {
        return Ok(None);
    }
    let method = request.method.unwrap_or_default();
    let target = request.path.unwrap_or_default();
    if method == "CONNECT" {
        return Err(Refusal::Connect);
    }
    let long_query = judge_target(target, limits)?.map(|query| {
        // httparse hands out slices of `bytes`, and the target begins after the method and one space.
        let at = start + method.len() + 1;
        at + query..at + target.len()
    });
    let framing = judge_framing(request.version == Some(1), request.headers)?;
    Ok(Some(Head { length, framing, long_query }))
}

/// Answers where in the target the query starts (at its `?`) when the target must be shortened.
fn judge_target(target: &str, limits: HeadLimits) -> Result<Option<usize>, Refusal> {
    if target.len() > limits.target {
        return Err(Refusal::TargetTooLong);
    }
    let path_length = target.find('?').unwrap_or(target.len());
    if path_length > MAX_PATH {
        return Err(Refusal::TargetTooLong);
    }
    let for_hyper = if target.len() > MAX_PLAIN_TARGET { &target[..path_length] } else { target };
    match for_hyper.parse::<http::Uri>() {
        // A host alone is a target only for `CONNECT`.
        Ok(uri) if uri.scheme().is_some() || uri.authority().is_none() => {}
        _ => return Err(Refusal::Malformed("the request target is not a URI")),
    }
    Ok((target.len() > MAX_PLAIN_TARGET).then_some(path_length))
}

/// Reads how the body is delimited, and refuses every contradiction: two lengths, or a length and chunks.
fn judge_framing(is_http_11: bool, fields: &[httparse::Header<'_>]) -> Result<Framing, Refusal> {
    let mut length: Option<u64> = None;
    let mut chunked: Option<bool> = None;
    for field in fields {
        if http::HeaderName::from_bytes(field.name.as_bytes()).is_err()
            || http::HeaderValue::from_bytes(field.value).is_err()
        {
            return Err(Refusal::Malformed("a header is not well-formed"));
        }
        if field.name.eq_ignore_ascii_case("content-length") {
            let this = content_length(field.value)?;
            if length.is_some_and(|other| other != this) {
                return Err(Refusal::Malformed("two different Content-Length headers"));
            }
            length = Some(this);
        } else if field.name.eq_ignore_ascii_case("transfer-encoding") {
            chunked = Some(chunked.is_none() && field.value.eq_ignore_ascii_case(b"chunked"));
        }
    }
    match (chunked, length) {
        (None, length) => Ok(Framing::Length(length.unwrap_or(0))),
        (Some(true), None) if is_http_11 => Ok(Framing::chunked()),
        (Some(true), None) => Err(Refusal::Malformed("HTTP/1.0 has no Transfer-Encoding")),
        (Some(true), Some(_)) => Err(Refusal::Malformed("both Content-Length and Transfer-Encoding")),
        (Some(false), _) => Err(Refusal::Malformed("Transfer-Encoding is not exactly \"chunked\"")),
    }
}

fn content_length(value: &[u8]) -> Result<u64, Refusal> {
    let text = std::str::from_utf8(value).unwrap_or_default();
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refusal::Malformed("Content-Length is not a number"));
    }
    // The last values are hyper's marks for bodies without a length; no body is that long anyway.
    text.parse().ok().filter(|&length: &u64| length <= u64::MAX / 2).ok_or(Refusal::BodyTooLarge)
}

fn refusal_of(error: httparse::Error, line: &[u8]) -> Refusal {
    use httparse::Error;
    match error {
        Error::TooManyHeaders => Refusal::HeadersTooLarge,
        Error::Version if names_a_version(line) => Refusal::Version,
        Error::Version => Refusal::Malformed("the request line does not end in an HTTP version"),
        Error::HeaderName | Error::HeaderValue => Refusal::Malformed("a header is not well-formed"),
        Error::NewLine | Error::Status | Error::Token => {
            Refusal::Malformed("the bytes sent are not an HTTP request")
        }
    }
}

/// Whether the request line ends in `HTTP/` and a version, if not in one that is spoken here.
fn names_a_version(line: &[u8]) -> bool {
    let line = line.split(|&byte| byte == b'\n').next().unwrap_or_default().trim_ascii_end();
    let last = line.rsplit(|&byte| byte == b' ').next().unwrap_or_default();
    last.strip_prefix(b"HTTP/").is_some_and(|version| version.first().is_some_and(u8::is_ascii_digit))
}

/// Whether `bytes` is nothing but line ends: no request was begun.
pub(super) fn is_blank(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| matches!(byte, b'\r' | b'\n'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LIMITS: HeadLimits = HeadLimits { target: 1024 * 1024, headers: 60 * 1024 };

    fn accepted(text: &str) -> Head {
        match judge(text.as_bytes(), LIMITS) {
            Verdict::Accepted(head) => head,
            other => panic!("{:?} gave {other:?}", text.chars().take(100).collect::<String>()),
        }
    }

    fn refused(text: &str) -> Refusal {
        match judge(text.as_bytes(), LIMITS) {
            Verdict::Refused(refusal) => refusal,
            other => panic!("{:?} gave {other:?}", text.chars().take(100).collect::<String>()),
        }
    }

    #[test]
    fn heads_that_pass_and_their_bodies() {
        let plain = accepted("GET / HTTP/1.1\r\nHost: http://127.0.0.1:18090\r\n\r\nrest");
        assert_eq!((plain.length, plain.framing.is_done(), plain.long_query), (48, true, None));
        assert_eq!(accepted("POST /?a=b HTTP/1.1\r\nContent-Length: 5\r\n\r\n").framing, Framing::Length(5));
        assert_eq!(
            accepted("POST / HTTP/1.1\r\nContent-Length:5\r\ncontent-length: 5\r\n\r\n").framing,
            Framing::Length(5)
        );
        assert_eq!(
            accepted("POST / HTTP/1.1\r\ntransfer-encoding: Chunked\r\n\r\n").framing,
            Framing::chunked()
        );
        assert!(accepted("\r\n\r\nGET http://h/p HTTP/1.0\r\n\r\n").framing.is_done());
        assert!(accepted("OPTIONS * HTTP/1.1\nHost: h\n\n").framing.is_done());
    }

    #[test]
    fn what_is_not_http_is_refused() {
        for text in [
            "GET /\r\n\r\n",
            "\x16\x03\x01\x02\x00\x01",
            "GET / FTP/1.1\r\n\r\n",
            "GET /\0 HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost\r\n\r\n",
            "GET / HTTP/1.1\r\nA: b\0c\r\n\r\n",
            "GET / HTTP/1.1\r\n folded: x\r\n\r\n",
            "GET relative HTTP/1.1\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 5, 5\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: +5\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length:\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
            "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
        ] {
            assert!(matches!(refused(text), Refusal::Malformed(_)), "{text:?}");
        }
    }

    #[test]
    fn other_refusals() {
        assert_eq!(refused("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), Refusal::Version);
        assert_eq!(refused("GET / HTTP/1.2\r\n\r\n"), Refusal::Version);
        assert_eq!(refused("CONNECT h:1 HTTP/1.1\r\n\r\n"), Refusal::Connect);
        let huge = "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n";
        assert_eq!(refused(huge), Refusal::BodyTooLarge);
    }

    #[test]
    fn the_number_and_size_of_headers_hold_at_their_edge() {
        let with = |count: usize| format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(count));
        assert!(accepted(&with(MAX_HEADERS)).framing.is_done());
        assert_eq!(refused(&with(MAX_HEADERS + 1)), Refusal::HeadersTooLarge);
        let sized = |bytes: usize| format!("GET / HTTP/1.1\r\na: {}\r\n\r\n", "b".repeat(bytes));
        // What counts is everything after the first line's end: "\n", "a: ", and two line ends.
        assert!(accepted(&sized(LIMITS.headers - 8)).framing.is_done());
        assert_eq!(refused(&sized(LIMITS.headers - 7)), Refusal::HeadersTooLarge);
        let endless = format!("GET / HTTP/1.1\r\na: {}", "b".repeat(LIMITS.headers));
        assert_eq!(refused(&endless), Refusal::HeadersTooLarge);
        assert_eq!(refused(&"\r\n".repeat(LIMITS.headers)), Refusal::HeadersTooLarge);
    }

    #[test]
    fn long_queries_are_cut_out_and_longer_ones_refused() {
        let with = |bytes: usize| format!("POST /?{} HTTP/1.1\r\nHost: h\r\n\r\n", "q".repeat(bytes - 2));
        assert_eq!(accepted(&with(MAX_PLAIN_TARGET)).long_query, None);
        let text = format!("\r\n{}", with(MAX_PLAIN_TARGET + 1));
        let cut = accepted(&text).long_query.expect("cut out");
        assert_eq!(&text[..cut.start], "\r\nPOST /");
        assert_eq!(&text[cut.end..], " HTTP/1.1\r\nHost: h\r\n\r\n");
        assert!(accepted(&with(LIMITS.target)).long_query.is_some());
        assert_eq!(refused(&with(LIMITS.target + 1)), Refusal::TargetTooLong);
        assert_eq!(refused(&format!("GET /?{}", "q".repeat(LIMITS.target + 100))), Refusal::TargetTooLong);
        let long_path = |bytes: usize| format!("GET /{} HTTP/1.1\r\n\r\n", "p".repeat(bytes - 1));
        assert_eq!(accepted(&long_path(MAX_PATH)).long_query, None);
        assert_eq!(refused(&long_path(MAX_PATH + 1)), Refusal::TargetTooLong);
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = judge(&bytes, LIMITS);
        }

        #[test]
        fn a_prefix_of_a_good_head_is_partial(
            path in "/[a-z0-9/._~%-]{0,30}",
            fields in prop::collection::vec(("[a-z-]{1,10}", "[ -~]{0,20}"), 0..5),
            cut in any::<prop::sample::Index>(),
        ) {
            let lines: Vec<_> = fields.iter().map(|(name, value)| format!("x-{name}: {value}\r\n")).collect();
            let fields = lines.concat();
            let head = format!("GET {path} HTTP/1.1\r\n{fields}\r\n");
            prop_assert_eq!(accepted(&head).length, head.len());
            let cut = cut.index(head.len());
            prop_assert_eq!(judge(&head.as_bytes()[..cut], LIMITS), Verdict::Partial);
        }
    }
}
