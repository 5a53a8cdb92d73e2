//! Texts in headers that are not ASCII.

use crate::text::{base64, digit, quoted_printable};

/// Decodes encoded words, `=?utf-8?B?…?=` (RFC 2047), wherever they stand.
pub(super) fn decode(text: &[u8]) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = memchr::memmem::find(rest, b"=?") {
        let (before, word) = rest.split_at_checked(at).unwrap_or((rest, &[]));
        let Some((decoded, after)) = encoded_word(word) else {
            out.push_str(&String::from_utf8_lossy(before));
            out.push_str("=?");
            rest = word.get(2..).unwrap_or_default();
            continue;
        };
        // Blanks between two words only join them.
        if !before.trim_ascii().is_empty() || out.is_empty() {
            out.push_str(&String::from_utf8_lossy(before));
        }
        out.push_str(&decoded);
        rest = after;
    }
    out.push_str(&String::from_utf8_lossy(rest));
    out
}

fn encoded_word(word: &[u8]) -> Option<(String, &[u8])> {
    let inner = word.strip_prefix(b"=?")?;
    let charset_end = memchr::memchr(b'?', inner)?;
    let kind = inner.get(charset_end + 1)?.to_ascii_lowercase();
    let body = inner.get(charset_end + 2..)?.strip_prefix(b"?")?;
    let end = memchr::memmem::find(body, b"?=")?;
    let coded = body.get(..end)?;
    let bytes = match kind {
        b'b' => base64(coded),
        b'q' => {
            let spaced: Vec<u8> = coded.iter().map(|&byte| if byte == b'_' { b' ' } else { byte }).collect();
            quoted_printable(&spaced)
        }
        _ => return None,
    };
    Some((text(inner.get(..charset_end)?, &bytes), body.get(end + 2..)?))
}

/// Decodes `charset'language'percent%20encoded` (RFC 2231).
pub(super) fn extended(value: &[u8]) -> String {
    let mut parts = value.splitn(3, |&byte| byte == b'\'');
    let (charset, coded) = match (parts.next(), parts.next(), parts.next()) {
        (Some(charset), Some(_), Some(coded)) => (charset, coded),
        _ => (&b"utf-8"[..], value),
    };
    let mut bytes = Vec::with_capacity(coded.len());
    let mut rest = coded;
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        match (first, after) {
            (b'%', [high, low, next @ ..]) => {
                if let (Some(high), Some(low)) = (digit(*high), digit(*low)) {
                    bytes.push(high << 4 | low);
                    rest = next;
                } else {
                    bytes.push(first);
                }
            }
            _ => bytes.push(first),
        }
    }
    text(charset, &bytes)
}

fn text(charset: &[u8], bytes: &[u8]) -> String {
    let encoding = encoding_rs::Encoding::for_label(charset).unwrap_or(encoding_rs::UTF_8);
    encoding.decode(bytes).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_decoded_where_they_stand() {
        assert_eq!(decode(b"=?utf-8?B?w7xiZXI=?= =?iso-8859-1?q?_=FCber?=.exe"), "über über.exe");
        assert_eq!(decode(b"a =?x b"), "a =?x b");
    }

    #[test]
    fn extended_values_are_decoded() {
        assert_eq!(extended(b"utf-8'en'%c3%bcber.exe"), "über.exe");
        assert_eq!(extended(b"50%"), "50%");
    }
}
