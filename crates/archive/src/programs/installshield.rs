//! InstallShield's programs with an MSI: the files behind them, each turned by a key made of its name.

use assay_findings::IncompleteReason;
use flate2::read::ZlibDecoder;

use crate::{
    le,
    members::{Filled, Members, Stop},
    path,
    source::{Plain, Source, Unpacking},
};

/// What the files stand behind, with a count and zeros.
pub(super) const SIGNATURE: &[u8] = b"InstallShield\0";
const HEADER_BYTES: usize = 46;
const ENTRY_BYTES: usize = 0x138;
const NAME_BYTES: usize = 0x104;
/// Flag of an entry: its bytes are turned.
const TURNED: u32 = 6;

/// Shows the files whose header begins here.
pub(super) fn show(bytes: &[u8], out: &mut Members<'_, '_>) -> Result<(), Stop> {
    let count = le::u16(bytes, SIGNATURE.len()).unwrap_or_default();
    let mut at = HEADER_BYTES;
    for _ in 0..count {
        let entry = || {
            let name = le::slice(bytes, at, NAME_BYTES)?;
            let name = name.get(..memchr::memchr(0, name)?)?;
            Some((name, le::u32(bytes, at + NAME_BYTES)?, le::u64(bytes, at + 0x10c)?))
        };
        let Some((name, flags, stated)) = entry().filter(|(name, ..)| !name.is_empty()) else {
            out.note(IncompleteReason::Damaged);
            return Ok(());
        };
        let packed = le::slice_upto(bytes, at + ENTRY_BYTES, stated);
        let content = if flags & TURNED == 0 { packed.to_vec() } else { turn(packed, name) };
        let mut member = out.begin(&path::latin1(name))?;
        // What zlib writes begins so.
        let mut source: Box<dyn Source + '_> = if content.starts_with(b"\x78") {
            Box::new(Unpacking::new(ZlibDecoder::new(content.as_slice()), content.len()))
        } else {
            Box::new(Plain::new(&content))
        };
        if out.fill(&mut member, source.as_mut(), u64::MAX) == Filled::Damaged
            || (packed.len() as u64) < stated
        {
            member.incomplete(IncompleteReason::Damaged);
        }
        out.finish(member)?;
        at = at + ENTRY_BYTES + packed.len();
    }
    Ok(())
}

/// Turns the halves of each byte around, and then the byte by a key that begins again every 1024.
fn turn(packed: &[u8], name: &[u8]) -> Vec<u8> {
    const SALT: [u8; 4] = [0xec, 0xca, 0x79, 0xf8];
    const BLOCK_BYTES: usize = 1024;
    let key: Vec<u8> = name.iter().zip(SALT.iter().cycle()).map(|(letter, salt)| letter ^ salt).collect();
    let turned = packed.chunks(BLOCK_BYTES).flat_map(|block| block.iter().zip(key.iter().cycle()));
    turned.map(|(byte, key)| byte.rotate_left(4) ^ key).collect()
}
