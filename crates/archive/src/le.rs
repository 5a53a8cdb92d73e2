//! Little-endian numbers at an offset of untrusted bytes: `None` where the bytes end.

/// The `N` bytes at `offset`.
pub(crate) fn array<const N: usize>(bytes: &[u8], offset: usize) -> Option<[u8; N]> {
    bytes.get(offset..offset.checked_add(N)?)?.try_into().ok()
}

pub(crate) fn u16(bytes: &[u8], offset: usize) -> Option<u16> {
    array(bytes, offset).map(u16::from_le_bytes)
}

pub(crate) fn u32(bytes: &[u8], offset: usize) -> Option<u32> {
    array(bytes, offset).map(u32::from_le_bytes)
}

pub(crate) fn u64(bytes: &[u8], offset: usize) -> Option<u64> {
    array(bytes, offset).map(u64::from_le_bytes)
}

/// `len` bytes at `offset`.
pub(crate) fn slice(bytes: &[u8], offset: usize, len: usize) -> Option<&[u8]> {
    bytes.get(offset..offset.checked_add(len)?)
}

/// `len` bytes at `offset`, or as many as there are.
pub(crate) fn slice_upto(bytes: &[u8], offset: usize, len: u64) -> &[u8] {
    let rest = bytes.get(offset..).unwrap_or_default();
    match usize::try_from(len) {
        Ok(len) => rest.get(..len).unwrap_or(rest),
        Err(_) => rest,
    }
}
