//! NRV2B, NRV2D and NRV2E, the packing that UPX has of the library UCL (Markus Oberhumer): literals, and copies whose
//! distances and lengths are written in bits that stand between the bytes, in words of 8, 16 or 32 bits.

/// Which of the three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    B,
    D,
    E,
}

/// Bytes of the words that bits stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    One,
    Two,
    Four,
}

/// The distance that is the end.
const END: u32 = u32::MAX;
/// Distances beyond which copies are one longer.
const FAR_B: u32 = 0xd00;
const FAR: u32 = 0x500;

struct Bits<'a> {
    packed: &'a [u8],
    at: usize,
    word: Word,
    current: u32,
    left: u32,
}

impl Bits<'_> {
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.packed.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn bit(&mut self) -> Option<u32> {
        if self.left == 0 {
            let (bytes, order): (u32, &[u32]) = match self.word {
                Word::One => (1, &[0]),
                Word::Two => (2, &[0, 8]),
                Word::Four => (4, &[0, 8, 16, 24]),
            };
            self.current = 0;
            for shift in order {
                self.current |= u32::from(self.byte()?) << shift;
            }
            self.left = bytes * 8;
        }
        self.left -= 1;
        Some(self.current >> self.left & 1)
    }

    /// A number that grows by bits, each followed by one that says whether it is the last.
    fn number(&mut self, from: u32) -> Option<u32> {
        let mut number = from;
        loop {
            number = number.checked_mul(2)?.checked_add(self.bit()?)?;
            if self.bit()? == 1 {
                return Some(number);
            }
        }
    }

    /// The same, with a bit more after each that is not the last.
    fn wide_number(&mut self) -> Option<u32> {
        let mut number = 1_u32;
        loop {
            number = number.checked_mul(2)?.checked_add(self.bit()?)?;
            if self.bit()? == 1 {
                return Some(number);
            }
            number = number.checked_sub(1)?.checked_mul(2)?.checked_add(self.bit()?)?;
        }
    }
}

/// Unpacks to at most `max` bytes behind what is in `out`; `None` when it is damaged, with what came before the damage.
pub(super) fn unpack(packed: &[u8], kind: Kind, word: Word, max: usize, out: &mut Vec<u8>) -> Option<()> {
    let start = out.len();
    let mut bits = Bits { packed, at: 0, word, current: 0, left: 0 };
    let mut last = 1_u32;
    loop {
        while bits.bit()? == 1 {
            if out.len() - start >= max {
                return None;
            }
            out.push(bits.byte()?);
        }
        let number = if kind == Kind::B { bits.number(1)? } else { bits.wide_number()? };
        let mut length;
        let distance = if number == 2 {
            length = if kind == Kind::B { 0 } else { bits.bit()? };
            last
        } else {
            // The end is the distance of which all bits are set.
            let whole = number.checked_sub(3)?.wrapping_mul(256) | u32::from(bits.byte()?);
            if whole == END {
                return Some(());
            }
            length = !whole & 1;
            last = if kind == Kind::B { whole } else { whole >> 1 }.checked_add(1)?;
            last
        };
        length = match kind {
            Kind::E if length == 1 => 1 + bits.bit()?,
            Kind::E if bits.bit()? == 1 => 3 + bits.bit()?,
            Kind::E => bits.number(1)?.checked_add(3)?,
            Kind::B | Kind::D => {
                let first = if kind == Kind::B { bits.bit()? } else { length };
                match first * 2 + bits.bit()? {
                    0 => bits.number(1)?.checked_add(2)?,
                    length => length,
                }
            }
        };
        length += u32::from(distance > if kind == Kind::B { FAR_B } else { FAR });
        let length = usize::try_from(length).ok()?.checked_add(1)?;
        let from = (out.len() - start).checked_sub(usize::try_from(distance).ok()?)?;
        if length > max - (out.len() - start) {
            return None;
        }
        for at in 0..length {
            out.push(*out.get(start + from + at)?);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_and_copies_are_unpacked() {
        // Two literals; then a copy from two back: the number 3 (bits 1 and the last), the byte 1, the length 3 in two
        // bits; and the end, whose number is 0x1000002.
        let mut bits = String::from("11");
        bits += "0 1 1 11";
        bits += "0";
        let end = format!("{:b}", 0x100_0002);
        let end: Vec<String> = end.chars().skip(1).map(|bit| format!("{bit}0")).collect();
        let end = end.concat();
        bits += &end[..end.len() - 1];
        bits += "1";
        let bits: String = bits.chars().filter(|bit| *bit != ' ').collect();
        // Bytes stand where they are wanted: behind the word of bits that asks for them.
        let literals = b"ab\x01";
        let mut packed = Vec::new();
        for (index, word) in bits.as_bytes().chunks(8).enumerate() {
            let word =
                word.iter().fold(0, |word, bit| word << 1 | u8::from(*bit == b'1')) << (8 - word.len());
            packed.push(word);
            if index == 0 {
                packed.extend(literals);
            }
        }
        packed.push(0xff);
        let mut out = Vec::new();
        assert_eq!(unpack(&packed, Kind::B, Word::One, 100, &mut out), Some(()), "{out:?}");
        assert_eq!(out, b"ababab");
        assert_eq!(unpack(&packed, Kind::B, Word::One, 5, &mut Vec::new()), None);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_end(packed: Vec<u8>, kind in 0..3_usize, word in 0..3_usize) {
            let kind = [Kind::B, Kind::D, Kind::E][kind];
            let word = [Word::One, Word::Two, Word::Four][word];
            let mut out = Vec::new();
            unpack(&packed, kind, word, 1 << 16, &mut out);
            proptest::prop_assert!(out.len() <= 1 << 16);
        }
    }
}
