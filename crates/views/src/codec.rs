//! The encodings that hide code in strings. Every decoder is bounded by its caller's limit.

use std::io::Read as _;

use base64::{
    Engine as _,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

/// As lenient as the languages' own decoders: padding or none, stray bits ignored.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Base64 (RFC 4648), also its URL-safe form; what is no letter of it is skipped, as PHP does.
pub(crate) fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let mut letters = Vec::with_capacity(text.len());
    for &byte in text {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' => letters.push(byte),
            b'-' => letters.push(b'+'),
            b'_' => letters.push(b'/'),
            b'=' => break,
            _ => {}
        }
    }
    if letters.len() % 4 == 1 {
        letters.pop();
    }
    BASE64.decode(&letters).ok()
}

/// Pairs of hexadecimal digits; `None` when something else is among them.
pub(crate) fn hex(text: &[u8]) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    if digits.len() % 2 == 1 {
        return None;
    }
    digits.chunks_exact(2).map(|pair| Some(digit(*pair.first()?)? << 4 | digit(*pair.get(1)?)?)).collect()
}

pub(crate) fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// Letters moved by half the alphabet.
pub(crate) fn rot13(text: &[u8]) -> Vec<u8> {
    let turn = |byte: u8, base: u8| (byte - base + 13) % 26 + base;
    text.iter()
        .map(|&byte| match byte {
            b'a'..=b'z' => turn(byte, b'a'),
            b'A'..=b'Z' => turn(byte, b'A'),
            _ => byte,
        })
        .collect()
}

/// `%41`, `%u0041` and, when `plus`, `+` for a space.
pub(crate) fn percent(text: &[u8], plus: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, tail @ ..] = rest {
        rest = tail;
        match first {
            b'%' => {
                if let [b'u' | b'U', a, b, c, d, after @ ..] = tail
                    && let Some(code) = hex(&[*a, *b, *c, *d])
                {
                    push_unit(&mut out, u16::from_be_bytes([code[0], code[1]]));
                    rest = after;
                } else if let [a, b, after @ ..] = tail
                    && let (Some(high), Some(low)) = (digit(*a), digit(*b))
                {
                    out.push(high << 4 | low);
                    rest = after;
                } else {
                    out.push(b'%');
                }
            }
            b'+' if plus => out.push(b' '),
            other => out.push(*other),
        }
    }
    out
}

/// A UTF-16 unit as UTF-8; a lone surrogate as a question mark.
pub(crate) fn push_unit(out: &mut Vec<u8>, unit: u16) {
    push_char(out, u32::from(unit));
}

/// A code point as UTF-8; below 256 as that byte, because scripts build binary data so.
pub(crate) fn push_code(out: &mut Vec<u8>, code: i64) {
    match u8::try_from(code) {
        Ok(byte) => out.push(byte),
        Err(_) => push_char(out, u32::try_from(code).unwrap_or(u32::from(b'?'))),
    }
}

fn push_char(out: &mut Vec<u8>, code: u32) {
    let letter = char::from_u32(code).unwrap_or('?');
    out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
}

/// The frames around deflate (RFC 1950 to 1952).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deflate {
    Raw,
    Zlib,
    Gzip,
}

/// Unpacks at most `max` bytes; what came before an error counts, nothing at all is `None`.
pub(crate) fn inflate(packed: &[u8], frame: Deflate, max: usize) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let max = u64::try_from(max).unwrap_or(u64::MAX);
    // An error in the middle leaves what was unpacked before it.
    let _ = match frame {
        Deflate::Raw => flate2::read::DeflateDecoder::new(packed).take(max).read_to_end(&mut out),
        Deflate::Zlib => flate2::read::ZlibDecoder::new(packed).take(max).read_to_end(&mut out),
        Deflate::Gzip => flate2::read::GzDecoder::new(packed).take(max).read_to_end(&mut out),
    };
    (!out.is_empty()).then_some(out)
}

/// UU encoding without its first and last line, as PHP's `convert_uudecode` takes it.
pub(crate) fn uu(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for line in text.split(|&byte| byte == b'\n') {
        let [count, letters @ ..] = line else { continue };
        let count = usize::from(count.wrapping_sub(32) & 63);
        let end = out.len() + count;
        for group in letters.chunks_exact(4) {
            let bits =
                group.iter().fold(0_u32, |bits, &byte| bits << 6 | u32::from(byte.wrapping_sub(32) & 63));
            let [_, bytes @ ..] = bits.to_be_bytes();
            out.extend_from_slice(&bytes);
        }
        out.truncate(end);
    }
    out
}

/// `&#65;`, `&#x41;` and the five names of XML.
pub(crate) fn entities(text: &[u8]) -> Vec<u8> {
    const NAMES: [(&[u8], u8); 5] =
        [(b"&lt;", b'<'), (b"&gt;", b'>'), (b"&amp;", b'&'), (b"&quot;", b'"'), (b"&apos;", b'\'')];
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        if let Some((name, letter)) = NAMES.iter().find(|(name, _)| rest.starts_with(name)) {
            out.push(*letter);
            rest = &rest[name.len()..];
        } else if let Some((code, length)) = numbered(rest) {
            push_code(&mut out, code);
            rest = &rest[length..];
        } else {
            out.push(b'&');
            rest = &rest[1..];
        }
    }
    out.extend_from_slice(rest);
    out
}

/// The code of a numbered entity at the beginning, and its length.
fn numbered(text: &[u8]) -> Option<(i64, usize)> {
    let digits = text.strip_prefix(b"&#")?;
    let (digits, base, before) = match digits {
        [b'x' | b'X', rest @ ..] => (rest, 16, 3),
        _ => (digits, 10, 2),
    };
    let count = digits.iter().take(8).take_while(|byte| char::from(**byte).is_digit(base)).count();
    let text = std::str::from_utf8(digits.get(..count)?).ok()?;
    let code = i64::from_str_radix(text, base).ok()?;
    let ends = usize::from(digits.get(count) == Some(&b';'));
    Some((code, before + count + ends))
}

/// Whether bytes read as text: no zeros, few control characters.
pub(crate) fn is_text(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    let odd = head.iter().filter(|&&byte| byte < 9 || (14..32).contains(&byte) || byte == 127).count();
    !head.is_empty() && !head.contains(&0) && odd * 50 <= head.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoders_read_what_encoders_write() {
        assert_eq!(base64(b"aGVs bG8=").as_deref(), Some(b"hello".as_slice()));
        assert_eq!(base64(b"aGVsbG8").as_deref(), Some(b"hello".as_slice()));
        assert_eq!(hex(b"68656c6C6f").as_deref(), Some(b"hello".as_slice()));
        assert_eq!(hex(b"6").as_deref(), None);
        assert_eq!(rot13(b"Uryyb, 1"), b"Hello, 1");
        assert_eq!(percent(b"%68%65+l%u006c%zzo", true), b"he ll%zzo");
        assert_eq!(entities(b"&#104;&#x65;llo &lt;&amp;&gt; &no"), b"hello <&> &no");
        assert_eq!(uu(b"%:&5L;&\\ \n"), b"hello");
    }

    #[test]
    fn a_bomb_is_cut_at_the_limit() {
        let mut packed = Vec::new();
        let mut encoder =
            flate2::read::ZlibEncoder::new(std::io::repeat(0).take(100_000), flate2::Compression::best());
        encoder.read_to_end(&mut packed).expect("packed");
        assert_eq!(inflate(&packed, Deflate::Zlib, 1000).map(|out| out.len()), Some(1000));
        assert_eq!(inflate(b"no such thing", Deflate::Zlib, 1000), None);
    }
}
