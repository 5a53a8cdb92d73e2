//! Pictures in recordings: probed as pictures are.

use std::{io::Cursor, time::Instant};

use assay_findings::media::CoverImage;

use crate::{found::Found, source::Source};

/// The most covers of one file.
pub(crate) const COVERS_MAX: usize = 16;

/// What a cover says about itself; `None` when it is no picture.
pub(crate) fn of(bytes: &[u8], deadline: Instant) -> Option<CoverImage> {
    let size = bytes.len() as u64;
    let mut input = Cursor::new(bytes);
    let mut source = Source::new(&mut input, size, deadline);
    let mut found = Found::default();
    // What a damaged cover says before its damage is enough.
    drop(crate::read_picture(&mut source, &mut found));
    found.place = None;
    found.finish(size);
    let metadata = found.metadata;
    (metadata.media_type.as_deref() == Some("image")).then(|| CoverImage {
        exif: metadata.exif,
        image_width: metadata.image_width,
        image_height: metadata.image_height,
        ..CoverImage::default()
    })
}
