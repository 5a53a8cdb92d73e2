//! The page as it lies flat, in one sampling of the photo.

use image::RgbImage;

use crate::{geometry::Point, unbend::Surface};

/// A page as it is to be shown: its surface, turned, at a size.
#[derive(Debug, Clone)]
pub(crate) struct View<'a> {
    pub(crate) surface: &'a Surface,
    /// Quarter turns clockwise, 0 to 3.
    pub(crate) quarters: u8,
    /// The fine turn after that, clockwise, in degrees.
    pub(crate) skew: f64,
    /// Pixels across, after turning.
    pub(crate) width: u32,
    /// Pixels down, after turning.
    pub(crate) height: u32,
}

impl View<'_> {
    /// The place in the photo that shows a place of the view.
    pub(crate) fn at(&self, place: Point) -> Point {
        let (width, height) = (f64::from(self.width), f64::from(self.height));
        let (across, down) = (place.x / width, place.y / height);
        let (across, down) = match self.quarters {
            0 => (across, down),
            1 => (down, 1.0 - across),
            2 => (1.0 - across, 1.0 - down),
            _ => (1.0 - down, across),
        };
        self.surface.at(Point::new(across * self.surface.width, down * self.surface.height))
    }
}

/// Samples the photo.
pub(crate) fn render(photo: &RgbImage, view: &View<'_>) -> RgbImage {
    RgbImage::from_fn(view.width, view.height, |x, y| {
        let place = view.at(Point::new(f64::from(x) + 0.5, f64::from(y) + 0.5));
        let nearest = |value: f64, side: u32| (value.max(0.0) as u32).min(side.saturating_sub(1));
        *photo.get_pixel(nearest(place.x, photo.width()), nearest(place.y, photo.height()))
    })
}
