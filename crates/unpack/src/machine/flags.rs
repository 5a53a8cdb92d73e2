//! Arithmetic as the processor does it, with the flags that it sets (Intel's manual, volume 1, 3.4.3).

/// Carry.
pub(crate) const CF: u32 = 1;
/// Parity of the lowest byte.
pub(crate) const PF: u32 = 1 << 2;
/// Carry out of the lowest four bits.
pub(crate) const AF: u32 = 1 << 4;
/// Zero.
pub(crate) const ZF: u32 = 1 << 6;
/// Sign.
pub(crate) const SF: u32 = 1 << 7;
/// Trap after the next instruction.
pub(crate) const TF: u32 = 1 << 8;
/// Direction of string instructions.
pub(crate) const DF: u32 = 1 << 10;
/// Overflow.
pub(crate) const OF: u32 = 1 << 11;
/// The flags that arithmetic sets.
pub(crate) const ARITHMETIC: u32 = CF | PF | AF | ZF | SF | OF;

/// The bits of an operand of `size` bytes.
#[inline]
pub(crate) fn mask(size: usize) -> u64 {
    if size >= 8 { u64::MAX } else { (1 << (size * 8)) - 1 }
}

/// The highest bit of an operand of `size` bytes.
#[inline]
pub(crate) fn sign(size: usize) -> u64 {
    1 << (size.clamp(1, 8) * 8 - 1)
}

/// An operand of `size` bytes with its sign.
#[inline]
pub(crate) fn extend(value: u64, size: usize) -> i64 {
    let shift = 64 - size.clamp(1, 8) * 8;
    (value << shift).cast_signed() >> shift
}

#[inline]
fn flag(flag: u32, set: bool) -> u32 {
    if set { flag } else { 0 }
}

/// Zero, sign and parity of a result.
#[inline]
pub(crate) fn of_result(result: u64, size: usize) -> u32 {
    flag(ZF, result == 0)
        | flag(SF, result & sign(size) != 0)
        | flag(PF, (result & 0xff).count_ones().is_multiple_of(2))
}

/// `a + b + carry`.
#[inline]
pub(crate) fn add(a: u64, b: u64, carry: bool, size: usize) -> (u64, u32) {
    let (sum, over) = a.overflowing_add(b);
    let (sum, over_again) = sum.overflowing_add(u64::from(carry));
    let result = sum & mask(size);
    let carried = if size >= 8 { over || over_again } else { sum > mask(size) };
    let flags = of_result(result, size)
        | flag(CF, carried)
        | flag(AF, (a ^ b ^ result) & 0x10 != 0)
        | flag(OF, (a ^ result) & (b ^ result) & sign(size) != 0);
    (result, flags)
}

/// `a - b - borrow`.
#[inline]
pub(crate) fn sub(a: u64, b: u64, borrow: bool, size: usize) -> (u64, u32) {
    let result = a.wrapping_sub(b).wrapping_sub(u64::from(borrow)) & mask(size);
    let flags = of_result(result, size)
        | flag(CF, a < b || borrow && a == b)
        | flag(AF, (a ^ b ^ result) & 0x10 != 0)
        | flag(OF, (a ^ b) & (a ^ result) & sign(size) != 0);
    (result, flags)
}

/// What shifts and rotations do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shift {
    Left,
    Right,
    RightSigned,
    RotateLeft,
    RotateRight,
    RotateCarryLeft,
    RotateCarryRight,
}

/// Shifts `a` by `count`, which the processor takes modulo 32 (64 for operands of eight bytes), and gives the result
/// and all flags, starting from `flags`.
pub(crate) fn shift(kind: Shift, a: u64, count: u64, size: usize, flags: u32) -> (u64, u32) {
    let bits = size as u64 * 8;
    let count = count & if size >= 8 { 63 } else { 31 };
    if count == 0 {
        return (a, flags);
    }
    let carry = u64::from(flags & CF != 0);
    let top = |value: u64| value & sign(size) != 0;
    match kind {
        Shift::Left => {
            let wide = u128::from(a) << count;
            let result = u64::try_from(wide & u128::from(mask(size))).unwrap_or_default();
            let out = count <= bits && wide >> bits & 1 != 0;
            let flags = flags & !ARITHMETIC | of_result(result, size) | flag(CF, out);
            (result, flags | flag(OF, top(result) != out))
        }
        Shift::Right => {
            let result = if count >= bits { 0 } else { a >> count };
            let out = count <= bits && a >> (count - 1) & 1 != 0;
            let flags = flags & !ARITHMETIC | of_result(result, size) | flag(CF, out);
            (result, flags | flag(OF, top(a)))
        }
        Shift::RightSigned => {
            let wide = extend(a, size);
            let result = (wide >> count.min(63)).cast_unsigned() & mask(size);
            let out = wide >> (count - 1).min(63) & 1 != 0;
            (result, flags & !ARITHMETIC | of_result(result, size) | flag(CF, out))
        }
        Shift::RotateLeft | Shift::RotateRight => {
            let left = if kind == Shift::RotateLeft { count % bits } else { (bits - count % bits) % bits };
            let result = if left == 0 { a } else { (a << left | a >> (bits - left)) & mask(size) };
            let out = if kind == Shift::RotateLeft { result & 1 != 0 } else { top(result) };
            let second = result & (sign(size) >> 1) != 0;
            let over = if kind == Shift::RotateLeft { top(result) != out } else { top(result) != second };
            (result, flags & !(CF | OF) | flag(CF, out) | flag(OF, over))
        }
        Shift::RotateCarryLeft | Shift::RotateCarryRight => {
            // The carry is one bit more.
            let count = count % (bits + 1);
            let wide = u128::from(a) | u128::from(carry) << bits;
            let left = if kind == Shift::RotateCarryLeft { count } else { (bits + 1 - count) % (bits + 1) };
            let all = (1_u128 << (bits + 1)) - 1;
            let turned = if left == 0 { wide } else { (wide << left | wide >> (bits + 1 - left)) & all };
            let result = u64::try_from(turned & u128::from(mask(size))).unwrap_or_default();
            let out = turned >> bits & 1 != 0;
            let over = if kind == Shift::RotateCarryLeft {
                top(result) != out
            } else {
                top(result) != (result & (sign(size) >> 1) != 0)
            };
            (result, flags & !(CF | OF) | flag(CF, out) | flag(OF, over))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addition_sets_its_flags() {
        assert_eq!(add(0x7f, 1, false, 1), (0x80, SF | OF | AF));
        assert_eq!(add(0xff, 1, false, 1), (0, ZF | PF | CF | AF));
        assert_eq!(add(0xff, 0, true, 1), (0, ZF | PF | CF | AF));
        assert_eq!(add(0xffff_ffff, 0xffff_ffff, true, 4), (0xffff_ffff, SF | PF | CF | AF));
        assert_eq!(add(u64::MAX, 1, false, 8), (0, ZF | PF | CF | AF));
        assert_eq!(add(0x8000, 0x8000, false, 2), (0, ZF | PF | CF | OF));
    }

    #[test]
    fn subtraction_sets_its_flags() {
        assert_eq!(sub(0, 1, false, 4), (0xffff_ffff, SF | PF | CF | AF));
        assert_eq!(sub(0x80, 1, false, 1), (0x7f, OF | AF));
        assert_eq!(sub(5, 5, false, 4), (0, ZF | PF));
        assert_eq!(sub(5, 5, true, 4), (0xffff_ffff, SF | PF | CF | AF));
        assert_eq!(sub(0, u64::MAX, true, 8), (0, ZF | PF | CF | AF));
    }

    #[test]
    fn shifts_put_the_last_bit_in_the_carry() {
        assert_eq!(shift(Shift::Left, 0x81, 1, 1, 0), (2, CF | OF));
        assert_eq!(shift(Shift::Left, 1, 31, 4, 0), (0x8000_0000, SF | PF | OF));
        assert_eq!(shift(Shift::Left, 3, 32, 4, CF), (3, CF));
        assert_eq!(shift(Shift::Right, 0x81, 1, 1, 0), (0x40, CF | OF));
        assert_eq!(shift(Shift::RightSigned, 0x81, 1, 1, 0), (0xc0, CF | SF | PF));
        assert_eq!(shift(Shift::RightSigned, 0x80, 31, 1, 0), (0xff, CF | SF | PF));
    }

    #[test]
    fn rotations_come_round() {
        assert_eq!(shift(Shift::RotateLeft, 0x81, 1, 1, 0), (3, CF | OF));
        assert_eq!(shift(Shift::RotateLeft, 0x81, 8, 1, 0).0, 0x81);
        assert_eq!(shift(Shift::RotateRight, 1, 1, 4, 0), (0x8000_0000, CF | OF));
        assert_eq!(shift(Shift::RotateCarryLeft, 0x80, 1, 1, CF), (1, CF | OF));
        assert_eq!(shift(Shift::RotateCarryRight, 1, 1, 1, 0), (0, CF));
        assert_eq!(shift(Shift::RotateCarryRight, 0, 1, 1, CF), (0x80, OF));
        assert_eq!(shift(Shift::RotateCarryLeft, 0x1234, 17, 2, CF), (0x1234, CF | OF));
    }
}
