//! Names out of a container as text for people: never used to open anything.

use std::borrow::Cow;

/// Characters of one member's own name that are kept; no file system takes more in a path.
const NAME_MAX_CHARS: usize = 4096;

/// What a member is called when its container does not say.
pub(crate) const UNNAMED: &str = "unnamed";

/// A name as it is shown: slashes one way, no leading slash, no empty or `.` parts, no control
/// characters (PostgreSQL takes no NUL, terminals obey escapes). `..` stays: it is what to see.
pub(crate) fn display(name: &str) -> String {
    let mut shown = String::with_capacity(name.len().min(NAME_MAX_CHARS));
    let clean = name.chars().take(NAME_MAX_CHARS).map(|c| match c {
        '\\' => '/',
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        c => c,
    });
    let clean: String = clean.collect();
    for part in clean.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if !shown.is_empty() {
            shown.push('/');
        }
        shown.push_str(part);
    }
    if shown.is_empty() { UNNAMED.to_owned() } else { shown }
}

/// Whether unpacking to this name could leave the folder it is unpacked to.
pub(crate) fn climbs_out(name: &str) -> bool {
    let drive = name.as_bytes().get(1) == Some(&b':');
    drive || name.starts_with(['/', '\\']) || name.split(['/', '\\']).any(|part| part == "..")
}

/// Bytes as text: UTF-8 where they are that, else the code page that DOS gave to zip (CP437).
pub(crate) fn utf8_or_cp437(name: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(name) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(name.iter().map(|&byte| cp437(byte)).collect()),
    }
}

/// ISO 8859-1, in which every byte is the character of its number: gzip's names (RFC 1952, 2.3.1),
/// though most writers put UTF-8 there.
pub(crate) fn latin1(name: &[u8]) -> String {
    match std::str::from_utf8(name) {
        Ok(text) => text.to_owned(),
        Err(_) => name.iter().map(|&byte| char::from(byte)).collect(),
    }
}

fn cp437(byte: u8) -> char {
    /// The upper half of code page 437.
    const UPPER: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";
    match byte.checked_sub(0x80) {
        None => char::from(byte),
        Some(upper) => UPPER.chars().nth(usize::from(upper)).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_shown_without_what_could_mislead() {
        for (name, shown) in [
            ("a/b.exe", "a/b.exe"),
            ("/etc/passwd", "etc/passwd"),
            ("..\\..\\evil.dll", "../../evil.dll"),
            ("./a//b/./c", "a/b/c"),
            ("a\0b\x1b[2J", "a\u{fffd}b\u{fffd}[2J"),
            ("///", UNNAMED),
            ("", UNNAMED),
        ] {
            assert_eq!(display(name), shown);
        }
    }

    #[test]
    fn climbing_out_is_noticed() {
        for name in ["/a", "\\a", "C:\\a", "a/../../b", ".."] {
            assert!(climbs_out(name), "{name}");
        }
        for name in ["a", "a/..b/c", "a..", ""] {
            assert!(!climbs_out(name), "{name}");
        }
    }

    #[test]
    fn names_that_are_not_utf8_are_read_as_dos_wrote_them() {
        assert_eq!(utf8_or_cp437("日本".as_bytes()), "日本");
        assert_eq!(utf8_or_cp437(b"\x81ber"), "über");
        assert_eq!(utf8_or_cp437(b"\xff"), "\u{a0}");
    }

    proptest::proptest! {
        #[test]
        fn what_is_shown_is_never_empty_or_absolute(name: String) {
            let shown = display(&name);
            proptest::prop_assert!(!shown.is_empty());
            proptest::prop_assert!(!shown.starts_with('/'));
            proptest::prop_assert!(!shown.contains(char::is_control));
            proptest::prop_assert_eq!(display(&shown), shown.clone());
        }
    }
}
