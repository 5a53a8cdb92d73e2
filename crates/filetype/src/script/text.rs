//! Whether bytes are text, and the text as bytes that can be searched for ASCII words.

use std::borrow::Cow;

/// Decodes UTF-16 as far as it is ASCII, passes anything else that looks like text; `None` for binaries.
pub(super) fn decode(head: &[u8]) -> Option<Cow<'_, [u8]>> {
    if let Some(rest) = head.strip_prefix(b"\xff\xfe") {
        return utf16(rest, 0);
    }
    if let Some(rest) = head.strip_prefix(b"\xfe\xff") {
        return utf16(rest, 1);
    }
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    if head.is_empty() {
        return None;
    }
    if is_text(head) {
        return Some(Cow::Borrowed(head));
    }
    // PowerShell's redirections write UTF-16 with or without the mark.
    let zeros = head.iter().take(256).skip(1).step_by(2).filter(|&&byte| byte == 0).count();
    if zeros * 4 >= head.len().min(256) { utf16(head, 0) } else { None }
}

/// Text has no control characters but white space, escapes and the old end of file; a few stray ones are
/// forgiven, a NUL is not.
fn is_text(bytes: &[u8]) -> bool {
    let mut odd = 0_usize;
    for &byte in bytes {
        match byte {
            0 => return false,
            1..=6 | 0x0e..=0x19 | 0x1c..=0x1f | 0x7f => odd += 1,
            _ => {}
        }
    }
    odd * 50 <= bytes.len()
}

/// The units' low bytes, where the high byte is 0; what is not ASCII becomes a question mark.
fn utf16(bytes: &[u8], low: usize) -> Option<Cow<'_, [u8]>> {
    let text: Vec<u8> = bytes
        .chunks_exact(2)
        .map(|unit| match (unit.get(low), unit.get(1 - low)) {
            (Some(&letter), Some(0)) => letter,
            _ => b'?',
        })
        .collect();
    (!text.is_empty() && is_text(&text)).then_some(Cow::Owned(text))
}
