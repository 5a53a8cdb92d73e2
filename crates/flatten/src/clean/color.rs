//! Where a divided page is coloured.

use image::RgbImage;

use super::{
    measure::Measures,
    plane::{Plane, cells},
    tone::CELL,
};

/// How far each square of [`CELL`] pixels is coloured, 0 to 1: what is below is noise, and the fringes that a lens
/// draws along strokes.
pub(super) fn color(page: &RgbImage, noise: &Plane) -> Plane {
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
    Plane { data, ..warm }.dilate(1)
}
