//! What a program carries among its resources (Microsoft, "PE Format", `.rsrc`).

use super::image::{Directory, Image};
use crate::read;

/// Entries that are looked at, folders among them.
const ENTRIES_MAX: usize = 4096;
/// Type, name, language.
const DEPTH_MAX: u8 = 3;

/// One resource: where it lies in the file, and its bytes.
pub(super) struct Resource<'b> {
    pub(super) at: usize,
    pub(super) content: &'b [u8],
}

/// The resources, in the order of their table.
pub(super) fn read<'b>(image: &Image<'b>) -> Vec<Resource<'b>> {
    let mut found = Vec::new();
    let root = image.directory(Directory::Resources).and_then(|(address, _)| image.offset(address));
    let Some(root) = root else { return found };
    let bytes = image.bytes;
    let mut left = ENTRIES_MAX;
    let mut folders = vec![(root, 1)];
    while let Some((folder, depth)) = folders.pop() {
        let count = |at: usize| read::u16(bytes, folder.saturating_add(at)).map_or(0, usize::from);
        for index in 0..count(12) + count(14) {
            if left == 0 {
                return found;
            }
            left -= 1;
            let Some(place) = read::u32(bytes, folder.saturating_add(16 + index * 8 + 4)) else { break };
            // The highest bit is that of a folder; both lie at a distance from the root.
            let at = root.saturating_add(read::index(place & 0x7fff_ffff));
            if place >> 31 == 1 {
                if depth < DEPTH_MAX {
                    folders.push((at, depth + 1));
                }
            } else if let Some(resource) = resource(image, at) {
                found.push(resource);
            }
        }
    }
    found
}

fn resource<'b>(image: &Image<'b>, at: usize) -> Option<Resource<'b>> {
    let start = image.offset(read::u32(image.bytes, at)?)?;
    let size = read::index(read::u32(image.bytes, at.checked_add(4)?)?);
    let content = image.bytes.get(start..start.checked_add(size)?)?;
    Some(Resource { at: start, content })
}
