//! Filters, which make the targets of calls absolute so that they pack better; undone here.

use crate::le;

/// What was done to a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Filter {
    /// Calls and jumps of x86, each known by a mark in its highest byte.
    Jumps(u8),
    /// Calls of ARM, and of ARM with 64 bits.
    Arm,
    Arm64,
}

impl Filter {
    /// The filter of that number; `None` for none, and for others.
    pub(super) fn of(number: u8, mark: u8) -> Option<Self> {
        match number {
            0x49 => Some(Self::Jumps(mark)),
            0x50 => Some(Self::Arm),
            0x52 => Some(Self::Arm64),
            _ => None,
        }
    }

    /// Undoes it.
    pub(super) fn undo(self, block: &mut [u8]) {
        match self {
            Self::Jumps(mark) => jumps(block, mark),
            Self::Arm => words(block, |word| word >> 24 & 0xf == 0xb, 0x00ff_ffff),
            Self::Arm64 => words(block, |word| word >> 26 & 0x1f == 5, 0x03ff_ffff),
        }
    }
}

/// The words that are calls have a distance in words in their lower bits.
fn words(block: &mut [u8], is_call: fn(u32) -> bool, mask: u32) {
    for (chunk, place) in block.chunks_exact_mut(4).zip(0_u32..) {
        let word = le::u32(chunk, 0).unwrap_or_default();
        if is_call(word) {
            let distance = (word & mask).wrapping_sub(place) & mask;
            le::put(chunk, 0, &(word & !mask | distance).to_le_bytes());
        }
    }
}

/// The targets of calls and of near jumps stand behind them, from the highest byte on.
fn jumps(bytes: &mut [u8], mark: u8) {
    let mut last = None;
    let mut at = 0;
    while at + 5 <= bytes.len() {
        let near = matches!(bytes[at], 0xe8 | 0xe9);
        let conditional =
            last != Some(at) && at > 0 && bytes[at - 1] == 0x0f && (0x80..=0x8f).contains(&bytes[at]);
        if (near || conditional) && bytes[at + 1] == mark {
            let target = le::array(bytes, at + 1).map(u32::from_be_bytes).unwrap_or_default();
            let place = u32::try_from(at).unwrap_or_default();
            let distance = target.wrapping_sub(place).wrapping_sub(1).wrapping_sub(u32::from(mark) << 24);
            le::put(bytes, at + 1, &distance.to_le_bytes());
            at += 4;
            last = Some(at + 1);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_become_distances() {
        // At 2, a call of what is 0x10 behind the next instruction: 5 + 0x10 behind it, counted from its second byte.
        let mut block = vec![0x90, 0x90, 0xe8, 0x07, 0, 0, 0x13, 0x0f, 0x84, 0, 0, 0, 0];
        Filter::Jumps(7).undo(&mut block);
        assert_eq!(block[3..7], 0x10_u32.to_le_bytes());
        assert_eq!(block[7..], [0x0f, 0x84, 0, 0, 0, 0]);
        let mut block = [0, 0, 0, 0, 5, 0, 0, 0xeb];
        Filter::Arm.undo(&mut block);
        assert_eq!(block[4..], [4, 0, 0, 0xeb]);
    }
}
