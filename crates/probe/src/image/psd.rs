//! Photoshop: the header, and the resources that hold EXIF, XMP and IPTC.

use super::{block, iptc, is, jpeg::resource, xmp};
use crate::{
    bytes::u32_be,
    found::Found,
    source::{Source, Stop},
};

/// The most bytes of resources that are read.
const RESOURCES_BYTES_MAX: u64 = 4 << 20;

pub(crate) fn read(source: &mut Source<'_>, found: &mut Found) -> Result<(), Stop> {
    is(found, "image/vnd.adobe.photoshop", "psd");
    let head = source.exact(0, 30)?;
    let number = |at| u32_be(head, at).ok_or(Stop::Cut);
    let (height, width) = (number(14)?, number(18)?);
    let resources_at = 30 + u64::from(number(26)?);
    found.size(width, height);
    let len = u64::from(source.u32_be(resources_at)?).min(RESOURCES_BYTES_MAX);
    let at = resources_at + 4;
    let resources = source.some(at, usize::try_from(len).unwrap_or_default())?.to_vec();
    if let Some(bytes) = resource(&resources, 0x0422) {
        // Where it is in the file, so that the one reader of EXIF reads it.
        let inside = bytes.as_ptr().addr() - resources.as_ptr().addr();
        block(source, at + inside as u64, bytes.len() as u64, found);
    }
    if let Some(packet) = resource(&resources, 0x0424) {
        xmp::give(packet, found);
    }
    if let Some(bytes) = resource(&resources, 0x0404) {
        iptc::give(bytes, found);
    }
    Ok(())
}
