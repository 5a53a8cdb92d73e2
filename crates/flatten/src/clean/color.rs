//! Where a divided page is coloured.

use image::RgbImage;

use super::{
    plane::{Plane, cells},
    tone::CELL,
};

/// How far each square of [`CELL`] pixels is coloured, 0 to 1: what is below is noise, and the fringes that a lens
/// draws along strokes.
pub(super) fn color(page: &RgbImage) -> Plane {
    let [red, green, blue] = cells(page, CELL);
    let difference = |from: &Plane, to: &Plane| {
        let data = from.data.iter().zip(&to.data).map(|(from, to)| from - to).collect();
        Plane { data, ..*from }.blur(1)
    };
    let (warm, cold) = (difference(&red, &green), difference(&blue, &green));
    let data = (warm.data.iter().zip(&cold.data))
        .map(|(warm, cold)| {
            let size = warm.max(*cold).max(0.0) - warm.min(*cold).min(0.0);
            let share = ((size - 8.0) / 12.0).clamp(0.0, 1.0);
            share * share * (3.0 - 2.0 * share)
        })
        .collect();
    Plane { data, ..warm }.dilate(1)
}
