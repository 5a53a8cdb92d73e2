//! Pictures that come as text in the request: base64 in its spellings.

use base64::{
    Engine as _,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use crate::{PageError, ScanError};

/// Some encoders leave the padding out, some leave bits behind; what the bytes are is clear anyway.
const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD_ENGINE: GeneralPurpose = GeneralPurpose::new(&STANDARD, LENIENT);
const URL_SAFE_ENGINE: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, LENIENT);

/// The bytes that a text stands for: plain base64 or a data URL, in the standard or the URL-safe alphabet, with or
/// without padding, white space anywhere.
///
/// # Errors
/// [`PageError::Inline`]; [`ScanError::TooLarge`] before anything is decoded.
pub(crate) fn decode(text: &str, max_bytes: u64) -> Result<Vec<u8>, PageError> {
    let digits = digits(text.trim_ascii())?;
    let too_large = || PageError::from(ScanError::TooLarge { max_bytes });
    let is_blank = |byte: &u8| byte.is_ascii_whitespace();
    let squeezed: Vec<u8>;
    let digits = if digits.bytes().any(|byte| is_blank(&byte)) {
        squeezed = digits.bytes().filter(|byte| !is_blank(byte)).collect();
        squeezed.as_slice()
    } else {
        digits.as_bytes()
    };
    // Three bytes for four digits, of which the last two may be padding.
    if (digits.len() / 4 * 3).saturating_sub(2) as u64 > max_bytes {
        return Err(too_large());
    }
    let is_url_safe = digits.iter().any(|byte| matches!(byte, b'-' | b'_'));
    let engine = if is_url_safe { URL_SAFE_ENGINE } else { STANDARD_ENGINE };
    let bytes = engine.decode(digits).map_err(|_| PageError::Inline("it is not base64"))?;
    if bytes.is_empty() {
        return Err(PageError::Inline("it is empty"));
    }
    if bytes.len() as u64 > max_bytes {
        return Err(too_large());
    }
    Ok(bytes)
}

/// The base64 in a text: of a data URL (RFC 2397) what follows the comma. What the URL says about the type is not
/// looked at: the content tells.
fn digits(text: &str) -> Result<&str, PageError> {
    let is_data = text.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"));
    if !is_data {
        return Ok(text);
    }
    let (head, digits) = text.split_once(',').ok_or(PageError::Inline("it is a data URL without content"))?;
    let last = head.rsplit(';').next().unwrap_or_default();
    if last.trim_ascii().eq_ignore_ascii_case("base64") {
        Ok(digits)
    } else {
        Err(PageError::Inline("it is a data URL that is not base64"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decoded(text: &str) -> Option<Vec<u8>> {
        decode(text, 1000).ok()
    }

    #[test]
    fn the_spellings_of_base64_are_read() {
        let bytes = Some(b"\xfb\xff\xfe?".to_vec());
        for text in [
            "+//+Pw==",
            "+//+Pw",
            "-__-Pw==",
            "-__-Pw",
            " +//+\r\n\tPw== \n",
            "data:image/jpeg;base64,+//+Pw==",
            "DATA:;BASE64,-__-Pw",
            "data:image/png;name=a;base64, +//+\nPw==",
        ] {
            assert_eq!(decoded(text), bytes, "{text}");
        }
    }

    #[test]
    fn what_is_not_base64_is_refused() {
        for text in [
            "",
            " ",
            "=",
            "a",
            "+-//",
            "ab!d",
            "Pü==",
            "data:image/png;base64,",
            "data:,abc",
            "data:image/png;base64",
        ] {
            assert!(matches!(decode(text, 1000), Err(PageError::Inline(_))), "{text:?}");
        }
    }

    #[test]
    fn the_limit_holds_at_its_edge() {
        for (length, fits) in [(9, true), (10, true), (11, false), (12, false), (100, false)] {
            let text = STANDARD_ENGINE.encode(vec![7; length]);
            for text in [text.trim_end_matches('=').to_owned(), text] {
                let decoded = decode(&text, 10);
                assert_eq!(decoded.is_ok(), fits, "{length}");
                assert!(
                    fits || matches!(decoded, Err(PageError::Scan(ScanError::TooLarge { max_bytes: 10 })))
                );
            }
        }
    }

    proptest! {
        #[test]
        fn what_was_encoded_is_decoded(bytes in prop::collection::vec(any::<u8>(), 1..200), every in 1_usize..80) {
            for engine in [STANDARD_ENGINE, URL_SAFE_ENGINE] {
                let text = engine.encode(&bytes);
                let lines: Vec<&str> =
                    text.as_bytes().chunks(every).map(|line| std::str::from_utf8(line).expect("ASCII")).collect();
                prop_assert_eq!(decoded(&lines.join("\n")), Some(bytes.clone()));
            }
        }

        #[test]
        fn no_text_makes_it_panic(text: String) {
            let _ = decode(&text, 100);
        }
    }
}
