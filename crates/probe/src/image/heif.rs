//! HEIC and AVIF (ISO 23008-12): the primary item's size and turns, and the items that hold EXIF and XMP.

use super::{block, is, packet};
use crate::{
    bytes::{array, u16_be, u32_be},
    found::Found,
    isobmff::{self, Part},
    source::{Source, Stop},
};

/// The most bytes of each table that are read.
const TABLE_BYTES_MAX: usize = 1 << 20;
/// The most items of a file.
const ITEMS_MAX: usize = 20_000;

/// An item: its number and kind.
#[derive(Debug, Clone, Copy)]
struct Item {
    id: u32,
    kind: [u8; 4],
}

/// `mime` and `format` come from the brand.
pub(crate) fn read(source: &mut Source<'_>, mime: &str, format: &str, found: &mut Found) -> Result<(), Stop> {
    is(found, mime, format);
    found.exif("FrameCount", 1);
    let top = isobmff::parts(source, 0, source.size())?;
    let Some(meta) = isobmff::first(&top, *b"meta") else {
        return Err(Stop::Cut);
    };
    // Behind a version and flags.
    let parts = isobmff::parts(source, meta.at + 4, meta.end)?;
    let table = |source: &mut Source<'_>, kind| match isobmff::first(&parts, kind) {
        Some(part) => part.bytes(source, TABLE_BYTES_MAX),
        None => Ok(Vec::new()),
    };
    let primary = primary(&table(source, *b"pitm")?).unwrap_or(1);
    let (infos, places) = (table(source, *b"iinf")?, table(source, *b"iloc")?);
    if let Some(properties) = isobmff::first(&parts, *b"iprp") {
        dimensions(source, properties, primary, found)?;
    }
    let data = isobmff::first(&parts, *b"idat");
    let turned = found.metadata.orientation;
    for item in items(&infos) {
        let Some((at, len)) = place(&places, item.id, data) else { continue };
        match &item.kind {
            b"Exif" => {
                // Four bytes say how far from here the block begins.
                let skip = u64::from(source.u32_be(at)?).saturating_add(4);
                block(source, at.saturating_add(skip), len.saturating_sub(skip), found);
            }
            b"mime" => packet(source, at, usize::try_from(len).unwrap_or(usize::MAX), found),
            _ => {}
        }
    }
    if turned.is_some() {
        found.exif("Orientation", 1);
        found.metadata.orientation = turned;
    }
    if isobmff::whole(source)? { Ok(()) } else { Err(Stop::Cut) }
}

fn primary(bytes: &[u8]) -> Option<u32> {
    if *bytes.first()? == 0 { u16_be(bytes, 4).map(u32::from) } else { u32_be(bytes, 4) }
}

/// Size and turns of an item: its properties are named by their places in a list.
fn dimensions(source: &mut Source<'_>, properties: Part, item: u32, found: &mut Found) -> Result<(), Stop> {
    let parts = isobmff::parts(source, properties.at, properties.end)?;
    let Some(list) = isobmff::first(&parts, *b"ipco") else { return Ok(()) };
    let list = isobmff::parts(source, list.at, list.end)?;
    let mut size = None;
    let (mut quarters, mut turned) = (0, false);
    for part in parts.iter().filter(|part| part.kind == *b"ipma") {
        let table = part.bytes(source, TABLE_BYTES_MAX)?;
        for index in associated(&table, item) {
            let Some(property) = index.checked_sub(1).and_then(|at| list.get(at)) else { continue };
            let bytes = property.bytes(source, 12)?;
            match &property.kind {
                b"ispe" => size = u32_be(&bytes, 4).zip(u32_be(&bytes, 8)),
                b"irot" => {
                    quarters = bytes.first().copied().unwrap_or_default() & 3;
                    turned = true;
                }
                b"imir" => turned = true,
                _ => {}
            }
        }
    }
    if let Some((width, height)) = size {
        if quarters % 2 == 1 { found.size(height, width) } else { found.size(width, height) }
    }
    if turned {
        found.metadata.orientation = Some(1);
    }
    Ok(())
}

/// The properties of an item, counted from 1.
fn associated(table: &[u8], wanted: u32) -> Vec<usize> {
    walk(table, wanted).unwrap_or_default()
}

fn walk(table: &[u8], wanted: u32) -> Option<Vec<usize>> {
    let (long_ids, long_indexes) = (*table.first()? > 0, *table.get(3)? & 1 == 1);
    let count = u32_be(table, 4)?;
    let mut at = 8;
    for _ in 0..count {
        let id = if long_ids { u32_be(table, at)? } else { u32::from(u16_be(table, at)?) };
        at += if long_ids { 4 } else { 2 };
        let properties = usize::from(*table.get(at)?);
        at += 1;
        let width = if long_indexes { 2 } else { 1 };
        let indexes = table.get(at..at + properties * width)?;
        at += properties * width;
        if id == wanted {
            // The uppermost bit says that a reader must understand it.
            let index = |bytes: &[u8]| match bytes {
                [one] => usize::from(one & 0x7f),
                [high, low] => usize::from(u16::from_be_bytes([high & 0x7f, *low])),
                _ => 0,
            };
            return Some(indexes.chunks_exact(width).map(index).collect());
        }
    }
    None
}

fn items(table: &[u8]) -> Vec<Item> {
    let mut items = Vec::new();
    let long = table.first().is_some_and(|version| *version > 0);
    let mut at = if long { 8 } else { 6 };
    while let (Some(len), Some(kind)) = (u32_be(table, at), array::<4>(table, at + 4)) {
        let len = usize::try_from(len).unwrap_or(usize::MAX);
        if len < 8 || items.len() >= ITEMS_MAX {
            break;
        }
        let body = table.get(at + 8..).unwrap_or_default();
        if kind == *b"infe" {
            // Versions 2 and 3 have kinds; those before had none.
            let item = match body.first() {
                Some(2) => {
                    u16_be(body, 4).zip(array(body, 8)).map(|(id, kind)| Item { id: u32::from(id), kind })
                }
                Some(3) => u32_be(body, 4).zip(array(body, 10)).map(|(id, kind)| Item { id, kind }),
                _ => None,
            };
            items.extend(item);
        }
        let Some(next) = at.checked_add(len) else { break };
        at = next;
    }
    items
}

/// Where an item's bytes are. Items of several pieces are pictures: they are not asked for.
fn place(table: &[u8], wanted: u32, data: Option<Part>) -> Option<(u64, u64)> {
    let version = *table.first()?;
    let widths = u16_be(table, 4)?;
    let (offset_width, length_width) = (usize::from(widths >> 12), usize::from(widths >> 8 & 15));
    let (base_width, index_width) =
        (usize::from(widths >> 4 & 15), if version > 0 { usize::from(widths & 15) } else { 0 });
    let (count, mut at) =
        if version < 2 { (u32::from(u16_be(table, 6)?), 8) } else { (u32_be(table, 6)?, 10) };
    let number = |at: usize, width: usize| -> Option<u64> {
        let bytes = table.get(at..at.checked_add(width)?)?;
        Some(bytes.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte)))
    };
    for _ in 0..count {
        let id_width = if version < 2 { 2 } else { 4 };
        let id = number(at, id_width)?;
        at += id_width;
        let method = if version > 0 { number(at, 2)? & 15 } else { 0 };
        at += if version > 0 { 2 } else { 0 } + 2;
        let base = number(at, base_width)?;
        at += base_width;
        let extents = usize::from(u16_be(table, at)?);
        at += 2;
        let extent = index_width + offset_width + length_width;
        if id == u64::from(wanted) {
            let offset = number(at + index_width, offset_width)?;
            let len = number(at + index_width + offset_width, length_width)?;
            let base = base.checked_add(offset)?;
            return match method {
                0 => Some((base, len)),
                1 => Some((data?.at.checked_add(base)?, len)),
                _ => None,
            };
        }
        at = at.checked_add(extents * extent)?;
    }
    None
}
