//! A Windows program that does not look like one: every byte changed by the same key, or written from back to front.

use crate::read;

/// How far into a program its header can lie.
const HEADER_MAX: usize = 4096;

/// How a program is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Disguise {
    /// Every byte is combined with this one by exclusive or.
    Key(u8),
    /// From the last byte to the first.
    Reversed,
}

/// The disguise under which `bytes` are a Windows program from their beginning to their end. A program that is
/// not disguised has none.
pub(crate) fn program(bytes: &[u8]) -> Option<Disguise> {
    let key = bytes.first()? ^ b'M';
    if key != 0 && is_program(bytes.len(), |at| bytes.get(at).map(|byte| byte ^ key)) {
        return Some(Disguise::Key(key));
    }
    let last = bytes.len().checked_sub(1)?;
    let backwards = |at: usize| bytes.get(last.checked_sub(at)?).copied();
    is_program(bytes.len(), backwards).then_some(Disguise::Reversed)
}

/// Whether what `byte` answers begins as a Windows program: a DOS header, and where it says the other one.
fn is_program(len: usize, byte: impl Fn(usize) -> Option<u8>) -> bool {
    let look = |at: usize, wanted: &[u8]| {
        wanted.iter().enumerate().all(|(index, wanted)| byte(at + index).is_some_and(|byte| byte == *wanted))
    };
    let number =
        |at: usize| Some(u32::from_le_bytes([byte(at)?, byte(at + 1)?, byte(at + 2)?, byte(at + 3)?]));
    len >= 512
        && look(0, b"MZ")
        && number(0x3c).map(read::index).is_some_and(|at| at < HEADER_MAX && look(at, b"PE\0\0"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As much of a program as is looked at.
    fn plain() -> Vec<u8> {
        let mut bytes = vec![0; 1024];
        bytes[..2].copy_from_slice(b"MZ");
        bytes[0x3c] = 0x80;
        bytes[0x80..0x84].copy_from_slice(b"PE\0\0");
        bytes
    }

    #[test]
    fn disguises_are_seen_through() {
        let bytes = plain();
        assert_eq!(program(&bytes), None);
        let keyed: Vec<u8> = bytes.iter().map(|byte| byte ^ 0x5a).collect();
        assert_eq!(program(&keyed), Some(Disguise::Key(0x5a)));
        let reversed: Vec<u8> = bytes.iter().rev().copied().collect();
        assert_eq!(program(&reversed), Some(Disguise::Reversed));
        assert_eq!(program(b""), None);
        assert_eq!(program(&keyed[..300]), None);
    }
}
