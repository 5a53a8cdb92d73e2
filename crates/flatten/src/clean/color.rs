//! Where a divided page is coloured.

use image::RgbImage;

use super::{
    measure::Measures,
    plane::{Plane, cells},
    tone::CELL,
};

/// Where a page is coloured, for each square of [`CELL`] pixels.
#[derive(Debug)]
pub(super) struct Colored {
    /// How far, 0 to 1: what is below is noise, and the fringes that a lens draws along strokes.
    pub(super) any: Plane,
    /// The same without what is as narrow as a stroke.
    pub(super) wide: Plane,
}

impl Colored {
    /// Whether there is colour that a scan in grey would lose: a small stamp's or a line's worth of it.
    pub(super) fn is_notable(&self) -> bool {
        let sure = self.any.data.iter().filter(|share| **share > 0.6).count();
        sure > 40 && sure as f32 > 2e-4 * self.any.data.len() as f32
    }
}

/// Finds the colour of a divided page by the noise of its paper.
pub(super) fn color(page: &RgbImage, noise: &Plane) -> Colored {
    let [red, green, blue] = cells(page, CELL);
    let difference = |from: &Plane, to: &Plane| {
        let data = from.data.iter().zip(&to.data).map(|(from, to)| from - to).collect();
        Plane { data, ..*from }.blur(1)
    };
    let (warm, cold) = (difference(&red, &green), difference(&blue, &green));
    let scale = Measures::CELL / CELL;
    let noise = |at: usize| {
        let (x, y) = (at % warm.width / scale, at / warm.width / scale);
        noise.data[y * noise.width + x]
    };
    let data = (warm.data.iter().zip(&cold.data).enumerate())
        .map(|(at, (warm, cold))| {
            let size = warm.max(*cold).max(0.0) - warm.min(*cold).min(0.0);
            let least = 3.0 + noise(at);
            let share = ((size - least) / 8.0).clamp(0.0, 1.0);
            share * share * (3.0 - 2.0 * share)
        })
        .collect();
    let any = Plane { data, ..warm }.dilate(1);
    // A stroke is narrower than a hundredth of the page, with the cell on either side that was added to it.
    let radius = any.width.max(any.height) / 200 + 1;
    let wide = any.erode(radius).dilate(radius);
    Colored { any, wide }
}
