//! From bytes to text in one encoding, and from a page to the languages inside it.

pub(crate) mod encoded_script;
pub(crate) mod regions;

use std::borrow::Cow;

/// The text as UTF-8 or as the bytes of an ASCII superset. UTF-16 is told by its mark or by its zeros.
pub(crate) fn text(bytes: &[u8]) -> Cow<'_, [u8]> {
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return Cow::Owned(utf16(rest, u16::from_le_bytes));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return Cow::Owned(utf16(rest, u16::from_be_bytes));
    }
    let head = &bytes[..bytes.len().min(256)];
    let zeros = |skip: usize| head.iter().skip(skip).step_by(2).filter(|&&byte| byte == 0).count();
    if head.len() >= 8 && zeros(1) * 8 >= head.len() * 3 {
        return Cow::Owned(utf16(bytes, u16::from_le_bytes));
    }
    if head.len() >= 8 && zeros(0) * 8 >= head.len() * 3 {
        return Cow::Owned(utf16(bytes, u16::from_be_bytes));
    }
    Cow::Borrowed(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
}

/// Decodes UTF-16; what is broken becomes U+FFFD.
pub(crate) fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Vec<u8> {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let text: String =
        char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf16_is_told_with_and_without_its_mark() {
        let little: Vec<u8> = "<?php é;".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(&*text(&little), "<?php é;".as_bytes());
        assert_eq!(&*text(&[b"\xff\xfe".as_slice(), &little].concat()), "<?php é;".as_bytes());
        let big: Vec<u8> = "<?php é;".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(&*text(&big), "<?php é;".as_bytes());
        assert_eq!(&*text(b"\xef\xbb\xbfplain"), b"plain");
    }
}
