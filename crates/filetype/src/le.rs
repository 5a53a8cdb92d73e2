//! Numbers at an offset of untrusted bytes: `None` where the bytes end.

/// In which order a number's bytes lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Little,
    Big,
}

impl Order {
    pub(crate) fn u16(self, bytes: &[u8], offset: usize) -> Option<u16> {
        let number = array(bytes, offset)?;
        Some(if self == Self::Little { u16::from_le_bytes(number) } else { u16::from_be_bytes(number) })
    }

    pub(crate) fn u32(self, bytes: &[u8], offset: usize) -> Option<u32> {
        let number = array(bytes, offset)?;
        Some(if self == Self::Little { u32::from_le_bytes(number) } else { u32::from_be_bytes(number) })
    }

    pub(crate) fn u64(self, bytes: &[u8], offset: usize) -> Option<u64> {
        let number = array(bytes, offset)?;
        Some(if self == Self::Little { u64::from_le_bytes(number) } else { u64::from_be_bytes(number) })
    }
}

/// The `N` bytes at `offset`.
pub(crate) fn array<const N: usize>(bytes: &[u8], offset: usize) -> Option<[u8; N]> {
    bytes.get(offset..offset.checked_add(N)?)?.try_into().ok()
}

pub(crate) fn u16(bytes: &[u8], offset: usize) -> Option<u16> {
    Order::Little.u16(bytes, offset)
}

pub(crate) fn u32(bytes: &[u8], offset: usize) -> Option<u32> {
    Order::Little.u32(bytes, offset)
}

pub(crate) fn u64(bytes: &[u8], offset: usize) -> Option<u64> {
    Order::Little.u64(bytes, offset)
}

/// A 32-bit number as an index; addresses of 16-bit machines are not supported.
pub(crate) fn index(number: u32) -> usize {
    number as usize
}

/// The first `len` bytes, or all.
pub(crate) fn head(bytes: &[u8], len: usize) -> &[u8] {
    bytes.get(..len).unwrap_or(bytes)
}

/// The last `len` bytes, or all.
pub(crate) fn tail(bytes: &[u8], len: usize) -> &[u8] {
    bytes.get(bytes.len().saturating_sub(len)..).unwrap_or(bytes)
}
