//! JPEG XL (ISO 18181-1): the size header of its codestream, bare or in boxes, and EXIF and XMP boxes.

use super::{block, is, packet};
use crate::{
    found::Found,
    isobmff,
    source::{Source, Stop},
};

pub(crate) fn read(source: &mut Source<'_>, found: &mut Found) -> Result<(), Stop> {
    is(found, "image/jxl", "jxl");
    if source.some(0, 2)? == [0xff, 0x0a] {
        return size(source, 0, found);
    }
    for part in isobmff::parts(source, 0, source.size())? {
        match &part.kind {
            b"jxlc" => size(source, part.at, found)?,
            // A number comes before each part of a codestream; the first has the header.
            b"jxlp" if found.metadata.image_width.is_none() => size(source, part.at + 4, found)?,
            // Four bytes say where in it the block begins.
            b"Exif" => {
                let skip = u64::from(source.u32_be(part.at)?).saturating_add(4);
                block(source, part.at.saturating_add(skip), part.len().saturating_sub(skip), found);
            }
            b"xml " => packet(source, part.at, usize::try_from(part.len()).unwrap_or(usize::MAX), found),
            _ => {}
        }
    }
    Ok(())
}

/// Bits, the lowest first.
struct Bits(u128);

impl Bits {
    fn take(&mut self, count: u32) -> u64 {
        let value = self.0 & ((1_u128 << count) - 1);
        self.0 >>= count;
        u64::try_from(value).unwrap_or_default()
    }
}

fn size(source: &mut Source<'_>, at: u64, found: &mut Found) -> Result<(), Stop> {
    let head = source.some(at, 16)?;
    if !head.starts_with(&[0xff, 0x0a]) {
        return Err(Stop::Wrong("the picture has no codestream"));
    }
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(head.iter().skip(2)) {
        *to = *from;
    }
    let mut bits = Bits(u128::from_le_bytes(bytes));
    let small = bits.take(1) == 1;
    let side = |bits: &mut Bits| {
        if small {
            return (bits.take(5) + 1) * 8;
        }
        let width =
            [9, 13, 18, 30].get(usize::try_from(bits.take(2)).unwrap_or_default()).copied().unwrap_or(9);
        bits.take(width) + 1
    };
    let height = side(&mut bits);
    let ratio = bits.take(3);
    let width = match ratio {
        1 => height,
        2 => height * 12 / 10,
        3 => height * 4 / 3,
        4 => height * 3 / 2,
        5 => height * 16 / 9,
        6 => height * 5 / 4,
        7 => height * 2,
        _ => side(&mut bits),
    };
    found.size(width, height);
    Ok(())
}
