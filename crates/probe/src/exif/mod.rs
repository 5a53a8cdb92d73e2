//! EXIF: a TIFF block (TIFF 6.0, EXIF 2.32) somewhere in a file, as a text of names and values, and what other fields
//! are filled from it.
//!
//! The text is the hosted service's: the tags of the picture, of EXIF, of GPS, of interoperability, and those of the
//! thumbnail that the picture does not have; makers' own tags have no names and are left out.

mod tags;
mod value;

use std::collections::BTreeMap;

use tags::Directory;
use value::Order;
pub(crate) use value::Value;

use crate::{
    found::{Found, first},
    source::{Source, Stop},
    time,
};

/// The most directories of one block, and the most tags of one directory.
const DIRECTORIES_MAX: usize = 64;
const TAGS_MAX: u16 = 1024;
/// The most bytes of one value that are read; longer ones are only counted.
const VALUE_BYTES_MAX: u64 = 64 << 10;
/// The most pictures of one file that are counted.
const PICTURES_MAX: i64 = 10_000;

/// What a block says.
#[derive(Debug, Default)]
pub(crate) struct Exif {
    /// The names and values of its text.
    pub(crate) shown: BTreeMap<&'static str, String>,
    /// The first value of tags of the picture's and EXIF's directories, for whoever asks.
    values: Vec<(u16, Value)>,
    gps: Vec<(u16, Value)>,
    /// The largest picture in it, the first of those.
    pub(crate) largest: Option<(u32, u32)>,
    /// Pictures one behind the other: pages.
    pub(crate) pictures: i64,
    /// The number behind the byte order: 42, or what RAW formats put there.
    pub(crate) magic: u16,
    /// Where an embedded XMP packet is.
    pub(crate) xmp: Option<(u64, usize)>,
    /// Where embedded IPTC is.
    pub(crate) iptc: Option<(u64, usize)>,
    /// Where RW2 keeps a JPEG.
    pub(crate) jpeg: Option<(u64, usize)>,
}

/// A block to be read: where it begins, and how far it reaches.
#[derive(Debug, Clone, Copy)]
struct Block {
    base: u64,
    len: u64,
    order: Order,
}

/// What a directory is in its block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    First,
    /// Behind the first: a thumbnail, or another page.
    Next,
    /// Below: a RAW's pictures.
    Sub,
    Exif,
    Gps,
    Interop,
}

/// Reads the block of `len` bytes at `base`. What was read before a damage is in `exif` then.
pub(crate) fn read(source: &mut Source<'_>, base: u64, len: u64, exif: &mut Exif) -> Result<(), Stop> {
    read_as(source, base, len, Role::First, exif)
}

/// Reads a block whose first directory has a role that the format gives it.
pub(crate) fn read_as(
    source: &mut Source<'_>,
    base: u64,
    len: u64,
    first: Role,
    exif: &mut Exif,
) -> Result<(), Stop> {
    let order = match &source.array::<2>(base)? {
        b"II" => Order::Little,
        b"MM" => Order::Big,
        _ => return Err(Stop::Wrong("its EXIF has no byte order")),
    };
    let block = Block { base, len, order };
    exif.magic = order.u16(source.array(base + 2)?);
    let mut waiting = vec![(first, order.u32(source.array(base + 4)?))];
    let mut seen: Vec<u32> = Vec::new();
    let mut damage = None;
    while let Some((role, offset)) = waiting.pop() {
        if offset == 0 || seen.contains(&offset) {
            continue;
        }
        if seen.len() >= DIRECTORIES_MAX {
            // A document of many pages: the rest is counted, not read.
            if role == Role::Next {
                exif.pictures += count(source, block, offset);
            }
            continue;
        }
        seen.push(offset);
        if let Err(stop) = directory(source, block, role, offset, exif, &mut waiting) {
            damage.get_or_insert(stop);
        }
    }
    damage.map_or(Ok(()), Err)
}

/// How many directories follow one another from `offset` on.
fn count(source: &mut Source<'_>, block: Block, mut offset: u32) -> i64 {
    let mut count = 0;
    while offset != 0 && count < PICTURES_MAX {
        let at = block.base + u64::from(offset);
        let Ok(tags) = source.array(at).map(|bytes| block.order.u16(bytes)) else { break };
        let Ok(next) = source.array(at + 2 + u64::from(tags) * 12) else { break };
        count += 1;
        // Directories are written one behind the other: one that leads back is a loop.
        let next = block.order.u32(next);
        if next <= offset {
            break;
        }
        offset = next;
    }
    count
}

fn directory(
    source: &mut Source<'_>,
    block: Block,
    role: Role,
    offset: u32,
    exif: &mut Exif,
    waiting: &mut Vec<(Role, u32)>,
) -> Result<(), Stop> {
    let at = block.base + u64::from(offset);
    let tags = block.order.u16(source.array(at)?);
    if tags > TAGS_MAX {
        return Err(Stop::Wrong("a directory of its EXIF has too many tags"));
    }
    let entries = source.some(at + 2, usize::from(tags) * 12 + 4)?.to_vec();
    let (mut width, mut height) = (None, None);
    let mut damage = None;
    if matches!(role, Role::First | Role::Next) {
        exif.pictures += 1;
        let next = entries.get(usize::from(tags) * 12..).and_then(|bytes| bytes.try_into().ok());
        if let Some(next) = next {
            waiting.push((Role::Next, block.order.u32(next)));
        }
    }
    for entry in entries.chunks_exact(12).take(usize::from(tags)) {
        let Some((tag, value)) = value_of(source, block, entry, exif, role).unwrap_or_else(|stop| {
            damage.get_or_insert(stop);
            None
        }) else {
            continue;
        };
        let below = |role| value.unsigned(0).map(|offset| (role, offset));
        match (role, tag) {
            (Role::First | Role::Next | Role::Sub, 0x0100) => width = value.unsigned(0),
            (Role::First | Role::Next | Role::Sub, 0x0101) => height = value.unsigned(0),
            (Role::First, 0x8769) => waiting.extend(below(Role::Exif)),
            (Role::First, 0x8825) => waiting.extend(below(Role::Gps)),
            (Role::Exif, 0xa005) => waiting.extend(below(Role::Interop)),
            (Role::First, 0x014a) => {
                waiting.extend((0..8).filter_map(|at| value.unsigned(at)).map(|offset| (Role::Sub, offset)));
            }
            _ => {}
        }
        keep(exif, role, tag, value);
    }
    if let (Some(width), Some(height)) = (width, height)
        && exif
            .largest
            .is_none_or(|(w, h)| u64::from(w) * u64::from(h) < u64::from(width) * u64::from(height))
    {
        exif.largest = Some((width, height));
    }
    if entries.len() < usize::from(tags) * 12 {
        return Err(Stop::Cut);
    }
    damage.map_or(Ok(()), Err)
}

/// A tag and its value; `None` for types that do not exist.
fn value_of(
    source: &mut Source<'_>,
    block: Block,
    entry: &[u8],
    exif: &mut Exif,
    role: Role,
) -> Result<Option<(u16, Value)>, Stop> {
    let (Some(tag), Some(kind), Some(count), Some(inline)) = (
        crate::bytes::array(entry, 0),
        crate::bytes::array(entry, 2),
        crate::bytes::array(entry, 4),
        crate::bytes::array::<4>(entry, 8),
    ) else {
        return Ok(None);
    };
    let (tag, kind) = (block.order.u16(tag), block.order.u16(kind));
    let Some(width) = value::width(kind) else { return Ok(None) };
    let total = u64::from(block.order.u32(count)) * width as u64;
    if total <= 4 {
        let len = usize::try_from(total).unwrap_or_default();
        let bytes = inline.get(..len).unwrap_or_default().to_vec();
        return Ok(Some((tag, Value { kind, order: block.order, bytes, total })));
    }
    let offset = u64::from(block.order.u32(inline));
    if offset.checked_add(total).is_none_or(|end| end > block.len) {
        // A file that is cut keeps the tags whose values are still there.
        return Err(Stop::Wrong("a tag of its EXIF points behind its end"));
    }
    let place = (block.base + offset, usize::try_from(total).unwrap_or(usize::MAX));
    match (role, tag) {
        (Role::First, 0x02bc) => exif.xmp = Some(place),
        (Role::First, 0x83bb) => exif.iptc = Some(place),
        (Role::First, 0x002e) if exif.magic == 0x55 => exif.jpeg = Some(place),
        _ => {}
    }
    let len = if total > VALUE_BYTES_MAX { 0 } else { place.1 };
    let bytes = source.exact(place.0, len)?.to_vec();
    Ok(Some((tag, Value { kind, order: block.order, bytes, total })))
}

fn keep(exif: &mut Exif, role: Role, tag: u16, value: Value) {
    let directory = match role {
        Role::Sub => return,
        Role::Gps => Directory::Gps,
        Role::Interop => Directory::Interop,
        Role::First | Role::Next | Role::Exif => Directory::Picture,
    };
    if let Some(name) = tags::name(directory, tag)
        && !exif.shown.contains_key(name)
    {
        exif.shown.insert(name, shown(directory, tag, &value));
    }
    match role {
        Role::First | Role::Exif => exif.values.push((tag, value)),
        Role::Gps => exif.gps.push((tag, value)),
        _ => {}
    }
}

/// The hosted service writes GPS coordinates and Windows' and users' texts for people, all else as it is stored.
fn shown(directory: Directory, tag: u16, value: &Value) -> String {
    let reference = || match value.line().as_deref() {
        Some("N" | "n") => "North".to_owned(),
        Some("S" | "s") => "South".to_owned(),
        Some("E" | "e") => "East".to_owned(),
        Some("W" | "w") => "West".to_owned(),
        _ => value.shown(),
    };
    match (directory, tag) {
        (Directory::Gps, 1 | 3 | 19 | 21) => reference(),
        (Directory::Gps, 2 | 4 | 20 | 22) => value.degrees_shown(),
        (Directory::Gps, 27 | 28) | (Directory::Picture, 0x9286) => value.comment().unwrap_or_default(),
        (Directory::Picture, 0x9c9b..=0x9c9f) => value.wide().unwrap_or_default(),
        _ => value.shown(),
    }
}

impl Exif {
    /// The value of a tag of the picture's or EXIF's directory.
    pub(crate) fn value(&self, tag: u16) -> Option<&Value> {
        self.values.iter().find(|(of, _)| *of == tag).map(|(_, value)| value)
    }

    pub(crate) fn line(&self, tag: u16) -> Option<String> {
        self.value(tag).and_then(Value::line)
    }

    /// How the picture is to be turned, 1 to 8.
    pub(crate) fn orientation(&self) -> Option<i64> {
        self.value(0x0112)?.unsigned(0).filter(|turn| (1..=8).contains(turn)).map(i64::from)
    }

    /// Latitude and longitude in degrees.
    pub(crate) fn place(&self) -> Option<(f64, f64)> {
        let gps = |tag: u16| self.gps.iter().find(|(of, _)| *of == tag).map(|(_, value)| value);
        let degrees = |tag: u16, minus: &str| {
            let sign = gps(tag).and_then(Value::line).is_some_and(|to| to.eq_ignore_ascii_case(minus));
            let degrees = gps(tag + 1)?.degrees()?;
            Some(if sign { -degrees } else { degrees })
        };
        crate::place::checked(degrees(1, "S")?, degrees(3, "W")?)
    }

    /// When the picture was taken, else when it was digitized; a mere change of the file is no such time.
    fn when(&self) -> Option<crate::found::When> {
        let of = |time: u16, fraction: u16, offset: u16| {
            let (fraction, offset) = (self.line(fraction), self.line(offset).or_else(|| self.line(0x9010)));
            time::exif(&self.line(time)?, fraction.as_deref(), offset.as_deref())
        };
        of(0x9003, 0x9291, 0x9011)
            .or_else(|| of(0x9004, 0x9292, 0x9012))
            .or_else(|| of(0x0132, 0x9290, 0x9010))
    }

    /// Fills what EXIF fills.
    pub(crate) fn give(&self, found: &mut Found) {
        for (name, value) in &self.shown {
            found.exif.entry((*name).to_owned()).or_insert_with(|| value.clone());
        }
        let metadata = &mut found.metadata;
        first(&mut metadata.orientation, self.orientation());
        first(&mut found.when, self.when());
        first(&mut found.place, self.place());
        let wide = |tag| self.value(tag).and_then(Value::wide);
        first(&mut metadata.title, wide(0x9c9b).or_else(|| self.line(0xa436)).or_else(|| self.line(0x010e)));
        first(&mut metadata.artist, wide(0x9c9d).or_else(|| self.line(0x013b)).or_else(|| self.line(0xa437)));
    }
}
