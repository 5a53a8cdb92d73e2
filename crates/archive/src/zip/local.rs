//! Local headers: one before each member's content.

use super::{FLAG_DESCRIPTOR, FLAG_ENCRYPTED};
use crate::le;

/// Method number of members that WinZip encrypted with AES; the real one is in an extra field.
pub(super) const AES: u16 = 99;

/// Length of the header without name and extra field.
const HEADER_BYTES: usize = 30;

/// A local header.
#[derive(Debug, Clone, Copy)]
pub(super) struct Local<'a> {
    pub(super) version: u16,
    pub(super) name: &'a [u8],
    pub(super) flags: u16,
    pub(super) method: u16,
    pub(super) crc32: u32,
    pub(super) packed_bytes: u64,
    pub(super) unpacked_bytes: u64,
    /// Where the content begins.
    pub(super) content: usize,
}

impl<'a> Local<'a> {
    pub(super) fn parse(bytes: &'a [u8], at: usize) -> Option<Self> {
        if le::array(bytes, at) != Some(*b"PK\x03\x04") {
            return None;
        }
        let name_len = usize::from(le::u16(bytes, at + 26)?);
        let extra_len = usize::from(le::u16(bytes, at + 28)?);
        let name_at = at + HEADER_BYTES;
        let extra = le::slice(bytes, name_at + name_len, extra_len)?;
        let mut sizes = Sizes {
            unpacked: u64::from(le::u32(bytes, at + 22)?),
            packed: u64::from(le::u32(bytes, at + 18)?),
            offset: 0,
        };
        sizes.widen(extra);
        Some(Self {
            version: le::u16(bytes, at + 4)?,
            name: le::slice(bytes, name_at, name_len)?,
            flags: le::u16(bytes, at + 6)?,
            method: le::u16(bytes, at + 8)?,
            crc32: le::u32(bytes, at + 14)?,
            packed_bytes: sizes.packed,
            unpacked_bytes: sizes.unpacked,
            content: name_at + name_len + extra_len,
        })
    }

    pub(super) fn has_descriptor(&self) -> bool {
        self.flags & FLAG_DESCRIPTOR != 0
    }

    pub(super) fn is_encrypted(&self) -> bool {
        self.flags & FLAG_ENCRYPTED != 0 || self.method == AES
    }

    /// Whether these bytes look like a header that a zip writer wrote, rather than like four bytes that
    /// happen to be its signature: programs that handle zips have it among their constants.
    pub(super) fn is_plausible(&self) -> bool {
        // APPNOTE 4.4.3.2 ends at 6.3 and 4.4.5 has methods 0 to 20 and 93 to 99.
        let version = self.version & 0xff;
        version <= 63
            && matches!(self.method, 0..=20 | 93..=99)
            && !self.name.is_empty()
            && self.name.iter().all(|&byte| byte >= 0x20 && byte != 0x7f)
    }
}

/// The numbers that have 32 bits in a header and may have 64 in its extra field.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sizes {
    pub(super) unpacked: u64,
    pub(super) packed: u64,
    pub(super) offset: u64,
}

impl Sizes {
    /// Takes from a zip64 extra field those numbers that did not fit (APPNOTE 4.5.3).
    pub(super) fn widen(&mut self, mut extra: &[u8]) {
        const ZIP64: u16 = 1;
        while let (Some(id), Some(len)) = (le::u16(extra, 0), le::u16(extra, 2)) {
            let Some(field) = le::slice(extra, 4, usize::from(len)) else { return };
            if id == ZIP64 {
                let mut at = 0;
                for number in [&mut self.unpacked, &mut self.packed, &mut self.offset] {
                    if *number == u64::from(u32::MAX)
                        && let Some(wide) = le::u64(field, at)
                    {
                        *number = wide;
                        at += 8;
                    }
                }
                return;
            }
            extra = extra.get(4 + usize::from(len)..).unwrap_or_default();
        }
    }
}
