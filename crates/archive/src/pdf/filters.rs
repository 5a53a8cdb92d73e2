//! The filters of streams (ISO 32000-1, 7.4), one behind the other, never to more than is allowed.

use flate2::{Decompress, FlushDecompress, Status};
use weezl::{BitOrder, LzwStatus, decode};

use super::objects::Object;
use crate::text::digit;

/// Filters of one stream. Honest ones have two.
const FILTERS_MAX: usize = 8;

/// What came out.
#[derive(Debug, Default)]
pub(super) struct Unpacked {
    pub(super) bytes: Vec<u8>,
    pub(super) damaged: bool,
    /// There is more than was allowed.
    pub(super) cut: bool,
    /// A filter is not known, and what follows it was not done.
    pub(super) unknown: bool,
}

/// Unpacks a stream with this dictionary.
pub(super) fn unpack(dictionary: &Object, stream: &[u8], max: usize) -> Unpacked {
    let key = if dictionary.get("Filter").is_some() { "Filter" } else { "F" };
    let filters = dictionary.list(key);
    let parameters = if dictionary.get("DecodeParms").is_some() { "DecodeParms" } else { "DP" };
    let parameters = dictionary.list(parameters);
    let mut unpacked =
        Unpacked { bytes: stream.get(..max).unwrap_or(stream).to_vec(), ..Unpacked::default() };
    unpacked.cut = filters.is_empty() && stream.len() > max;
    for (index, filter) in filters.iter().enumerate() {
        let Object::Name(name) = filter else { continue };
        if index == FILTERS_MAX {
            unpacked.unknown = true;
            break;
        }
        let bytes = std::mem::take(&mut unpacked.bytes);
        let input = if index == 0 { stream } else { &bytes };
        let parameters = parameters.get(index).copied();
        unpacked.bytes = match name.as_slice() {
            b"FlateDecode" | b"Fl" => predicted(flate(input, max, &mut unpacked.damaged), parameters),
            b"LZWDecode" | b"LZW" => {
                predicted(lzw(input, max, parameters, &mut unpacked.damaged), parameters)
            }
            b"ASCIIHexDecode" | b"AHx" => hexadecimal(input, max),
            b"ASCII85Decode" | b"A85" => ascii85(input, max),
            b"RunLengthDecode" | b"RL" => run_length(input, max),
            // Encryption that is none.
            b"Crypt" => input.to_vec(),
            _ => {
                unpacked.unknown = !matches!(
                    name.as_slice(),
                    b"DCTDecode" | b"DCT" | b"JPXDecode" | b"CCITTFaxDecode" | b"CCF" | b"JBIG2Decode"
                );
                unpacked.bytes = input.to_vec();
                break;
            }
        };
        unpacked.cut |= unpacked.bytes.len() >= max;
    }
    unpacked
}

/// zlib; where its header is damaged, the deflate stream behind it all the same, as readers do.
fn flate(packed: &[u8], max: usize, damaged: &mut bool) -> Vec<u8> {
    let mut out = inflate(packed, true, max);
    if out.0.is_empty() && !out.1 && packed.len() > 2 {
        out = inflate(packed.get(2..).unwrap_or_default(), false, max);
    }
    *damaged |= !out.1 && out.0.len() < max;
    out.0
}

/// What could be unpacked, and whether the stream came to its end.
fn inflate(packed: &[u8], zlib: bool, max: usize) -> (Vec<u8>, bool) {
    const STEP_BYTES: usize = 64 << 10;
    let mut state = Decompress::new(zlib);
    let mut out: Vec<u8> = Vec::new();
    while out.len() < max {
        let (before_in, before_out) = (state.total_in(), out.len());
        out.resize(before_out + STEP_BYTES.min(max - before_out), 0);
        let input = usize::try_from(before_in).ok().and_then(|at| packed.get(at..)).unwrap_or_default();
        let room = out.get_mut(before_out..).unwrap_or_default();
        let started = state.total_out();
        let outcome = state.decompress(input, room, FlushDecompress::None);
        let produced = usize::try_from(state.total_out() - started).unwrap_or_default();
        out.truncate(before_out + produced);
        match outcome {
            Ok(Status::StreamEnd) => return (out, true),
            Ok(_) if produced > 0 => {}
            _ => return (out, false),
        }
    }
    (out, false)
}

fn lzw(packed: &[u8], max: usize, parameters: Option<&Object>, damaged: &mut bool) -> Vec<u8> {
    const STEP_BYTES: usize = 64 << 10;
    let early = parameters.and_then(|parameters| parameters.number("EarlyChange")) != Some(0);
    let mut decoder = if early {
        decode::Decoder::with_tiff_size_switch(BitOrder::Msb, 8)
    } else {
        decode::Decoder::new(BitOrder::Msb, 8)
    };
    let mut out: Vec<u8> = Vec::new();
    let mut rest = packed;
    while out.len() < max {
        let before = out.len();
        out.resize(before + STEP_BYTES.min(max - before), 0);
        let step = decoder.decode_bytes(rest, out.get_mut(before..).unwrap_or_default());
        out.truncate(before + step.consumed_out);
        rest = rest.get(step.consumed_in..).unwrap_or_default();
        match step.status {
            Ok(LzwStatus::Ok) if step.consumed_out > 0 || step.consumed_in > 0 => {}
            Ok(_) => break,
            Err(_) => {
                *damaged = true;
                break;
            }
        }
    }
    out
}

pub(super) fn hexadecimal(text: &[u8], max: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() / 2);
    let mut high = None;
    for &byte in text.iter().take_while(|&&byte| byte != b'>') {
        let Some(digit) = digit(byte) else { continue };
        match high.take() {
            None => high = Some(digit),
            Some(high) => out.push(high << 4 | digit),
        }
        if out.len() >= max {
            return out;
        }
    }
    out.extend(high.map(|high| high << 4));
    out
}

fn ascii85(text: &[u8], max: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() / 5 * 4);
    let text = text.trim_ascii_start();
    let text = text.strip_prefix(b"<~").unwrap_or(text);
    let (mut value, mut count) = (0_u32, 0);
    for &byte in text {
        match byte {
            b'~' => break,
            b'z' if count == 0 => out.extend([0; 4]),
            b'!'..=b'u' => {
                value = value.wrapping_mul(85).wrapping_add(u32::from(byte - b'!'));
                count += 1;
                if count == 5 {
                    out.extend(value.to_be_bytes());
                    (value, count) = (0, 0);
                }
            }
            _ => {}
        }
        if out.len() >= max {
            return out;
        }
    }
    if count > 1 {
        let filled = (count..5).fold(value, |value, _| value.wrapping_mul(85).wrapping_add(84));
        out.extend(filled.to_be_bytes().iter().take(count - 1));
    }
    out
}

fn run_length(packed: &[u8], max: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = packed;
    while let Some((&length, after)) = rest.split_first() {
        match length {
            0..128 => {
                let len = (usize::from(length) + 1).min(after.len());
                let (literal, next) = after.split_at_checked(len).unwrap_or((after, &[]));
                out.extend_from_slice(literal);
                rest = next;
            }
            128 => break,
            _ => {
                let Some((&byte, next)) = after.split_first() else { break };
                out.resize(out.len() + 257 - usize::from(length), byte);
                rest = next;
            }
        }
        if out.len() >= max {
            out.truncate(max);
            break;
        }
    }
    out
}

/// Undoes the predictors of PNG (10 and above); that of TIFF is for pictures.
fn predicted(bytes: Vec<u8>, parameters: Option<&Object>) -> Vec<u8> {
    let number = |key, default| parameters.and_then(|parameters| parameters.number(key)).unwrap_or(default);
    if number("Predictor", 1) < 10 {
        return bytes;
    }
    let pixel_bits = number("Colors", 1).clamp(1, 32) * number("BitsPerComponent", 8).clamp(1, 16);
    let pixel = pixel_bits.div_ceil(8);
    let row = (number("Columns", 1).clamp(1, 1 << 20) * pixel_bits).div_ceil(8);
    let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut above = vec![0_u8; row];
    for line in bytes.chunks(row + 1) {
        let Some((&kind, line)) = line.split_first() else { break };
        let mut current = Vec::with_capacity(row);
        for (at, &byte) in line.iter().enumerate() {
            let left: u8 = at.checked_sub(pixel).and_then(|at| current.get(at)).copied().unwrap_or_default();
            let up = above.get(at).copied().unwrap_or_default();
            let corner = at.checked_sub(pixel).and_then(|at| above.get(at)).copied().unwrap_or_default();
            let guess = match kind {
                1 => left,
                2 => up,
                3 => u8::midpoint(left, up),
                4 => paeth(left, up, corner),
                _ => 0,
            };
            current.push(byte.wrapping_add(guess));
        }
        out.extend_from_slice(&current);
        above = current;
        above.resize(row, 0);
    }
    out
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let guess = i16::from(left) + i16::from(up) - i16::from(corner);
    let distance = |byte: u8| (guess - i16::from(byte)).abs();
    if distance(left) <= distance(up) && distance(left) <= distance(corner) {
        left
    } else if distance(up) <= distance(corner) {
        up
    } else {
        corner
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_decoded() {
        assert_eq!(hexadecimal(b"68 65 6C6c6f>zz", 100), b"hello");
        assert_eq!(ascii85(b"<~87cURDZ~>", 100), b"Hello");
        assert_eq!(run_length(&[2, b'a', b'b', b'c', 254, b'x', 128], 100), b"abcxxx");
        assert_eq!(run_length(&[129, 0].repeat(100), 50).len(), 50);
    }
}
