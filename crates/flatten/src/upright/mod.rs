//! Which way up a page is, and how far askew.

use image::GrayImage;

/// How a page must be turned to be read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Turn {
    /// Quarter turns clockwise, 0 to 3.
    pub(crate) quarters: u8,
    /// The fine turn after that, clockwise, in degrees: a few at most.
    pub(crate) skew: f64,
    /// How sure the quarters are, 0 to 1.
    pub(crate) confidence: f64,
}

/// Finds how a page must be turned. `page` is all of the page, flat, [`SIDE`] pixels on its longer side at most.
pub(crate) fn upright(page: &GrayImage) -> Turn {
    let _ = page;
    Turn { quarters: 0, skew: 0.0, confidence: 0.0 }
}

/// The longer side of the picture that [`upright`] looks at, in pixels.
pub(crate) const SIDE: u32 = 1200;
