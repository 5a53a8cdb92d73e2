//! Where the page is, or that there is none.

use image::RgbImage;

use crate::geometry::Quad;

/// A page in a photo.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Outline {
    /// Its corners in the photo, in the order in which they are seen: the first is the upper left as the photo shows
    /// it, whichever way up the page is.
    pub(crate) corners: Quad,
    /// How sure it is that this is a page with these corners, 0 to 1.
    pub(crate) confidence: f64,
    /// Where an open book's spine is: its upper and its lower end, where this is an open book.
    pub(crate) spine: Option<[crate::geometry::Point; 2]>,
}

/// The pages of a photo, the likeliest first; those that are not sure enough to be cut out are left out, unless one is
/// `forced`: then there is at least the best guess.
pub(crate) fn find(photo: &RgbImage, forced: bool) -> Vec<Outline> {
    let _ = (photo, forced);
    Vec::new()
}
