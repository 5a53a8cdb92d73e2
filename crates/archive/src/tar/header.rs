//! One 512-byte header block.

use crate::path;

/// Everything in a tar lies on multiples of this.
pub(crate) const BLOCK_BYTES: usize = 512;

/// What a header announces: its type flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    /// GNU's old sparse format.
    Sparse,
    Directory,
    HardLink,
    Symlink,
    /// GNU: the content is the next header's name.
    LongName,
    /// GNU: the content is the next header's link target.
    LongLink,
    /// Pax records for the next header.
    Pax,
    /// Pax records for all that follow.
    PaxGlobal,
    /// A device, a vendor's extension: shown, because an extractor that does not know it writes a file
    /// (POSIX says so).
    Other,
}

/// A header whose check sum fits.
#[derive(Debug, Clone)]
pub(super) struct Header {
    pub(super) kind: Kind,
    pub(super) size: u64,
    name: Vec<u8>,
    prefix: Vec<u8>,
    link: Vec<u8>,
}

impl Header {
    /// Reads a block; `None` when its check sum does not fit or a number is none.
    pub(super) fn parse(block: &[u8]) -> Option<Self> {
        let block: &[u8; BLOCK_BYTES] = block.try_into().ok()?;
        let stated = octal(&block[148..156])?;
        let (mut unsigned, mut signed) = (0_u64, 0_i64);
        for (index, &byte) in block.iter().enumerate() {
            // The sum is taken as if its own field were spaces.
            let byte = if (148..156).contains(&index) { b' ' } else { byte };
            unsigned += u64::from(byte);
            signed += i64::from(byte.cast_signed());
        }
        // Some old writers summed signed bytes. All zeros sum to 256, which no zero block states.
        if stated != unsigned && i64::try_from(stated) != Ok(signed) {
            return None;
        }
        let size = number(&block[124..136])?;
        let name = text(&block[..100]);
        let posix = block[257..].starts_with(b"ustar\0");
        let kind = match block[156] {
            b'\0' | b'0' | b'7' if name.ends_with(b"/") && size == 0 => Kind::Directory,
            b'\0' | b'0' | b'7' => Kind::File,
            b'1' => Kind::HardLink,
            b'2' => Kind::Symlink,
            b'5' => Kind::Directory,
            b'L' => Kind::LongName,
            b'K' => Kind::LongLink,
            b'S' => Kind::Sparse,
            b'x' | b'X' => Kind::Pax,
            b'g' => Kind::PaxGlobal,
            b'3' | b'4' | b'6' if size == 0 => Kind::Directory,
            _ => Kind::Other,
        };
        // GNU writes times where POSIX has the prefix.
        let prefix = if posix { text(&block[345..500]).to_vec() } else { Vec::new() };
        Some(Self { kind, size, name: name.to_vec(), prefix, link: text(&block[157..257]).to_vec() })
    }

    pub(super) fn name(&self) -> String {
        if self.prefix.is_empty() {
            return path::utf8_or_cp437(&self.name).into_owned();
        }
        format!("{}/{}", path::utf8_or_cp437(&self.prefix), path::utf8_or_cp437(&self.name))
    }

    pub(super) fn link(&self) -> String {
        path::utf8_or_cp437(&self.link).into_owned()
    }
}

/// A field's text, up to its first NUL.
fn text(field: &[u8]) -> &[u8] {
    field.split(|&byte| byte == 0).next().unwrap_or_default()
}

/// A number in octal or, with the highest bit set, in base 256 (GNU).
fn number(field: &[u8]) -> Option<u64> {
    match field {
        [first, rest @ ..] if first & 0x80 != 0 => {
            // The second highest bit is the sign.
            let start = if first & 0x40 == 0 { u64::from(first & 0x3f) } else { return None };
            rest.iter().try_fold(start, |number, &byte| Some(number.checked_mul(256)? + u64::from(byte)))
        }
        _ => octal(field),
    }
}

/// Octal digits, among spaces and NULs; nothing at all is 0.
fn octal(field: &[u8]) -> Option<u64> {
    let text = text(field).trim_ascii();
    text.iter().try_fold(0_u64, |number, &byte| match byte {
        b'0'..=b'7' => number.checked_mul(8)?.checked_add(u64::from(byte - b'0')),
        _ => None,
    })
}
