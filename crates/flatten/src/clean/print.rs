//! What of a page is no bare paper, though no stroke: photographs, coloured boxes, highlighter, dark headers.

use super::{base::base, plane::Plane};

/// The share of print in each cell, 0 or 1, from the logarithms of brightness with the strokes closed away.
pub(super) fn print(closed: &[Plane; 3]) -> Plane {
    let base = base(closed);
    let (width, height) = (closed[0].width, closed[0].height);
    let mut mask = Plane::new(width, height, 0.0);
    for (at, mask) in mask.data.iter_mut().enumerate() {
        let falls = [0, 1, 2].map(|channel: usize| base[channel].data[at] - closed[channel].data[at]);
        let least = falls[0].min(falls[1]).min(falls[2]);
        let most = falls[0].max(falls[1]).max(falls[2]);
        let least = least.max(0.0);
        let colored = most - least > 0.035 + (0.6 * least).min(0.26);
        let dark = least > 1.25;
        *mask = if colored || dark { 1.0 } else { 0.0 };
    }
    let textured = textured(closed);
    for (mask, textured) in mask.data.iter_mut().zip(&textured.data) {
        *mask = mask.max(*textured);
    }
    let radius = (width.max(height) / 80).max(1);
    // Bright spots in a photograph are filled, and the blurred border of an area is none of the paper.
    mask.erode(1).dilate(1).close(radius).dilate(2)
}

/// Cells among many with steep changes: a shadow has them along a line only.
fn textured(closed: &[Plane; 3]) -> Plane {
    let (width, height) = (closed[0].width, closed[0].height);
    let mut steep = Plane::new(width, height, 0.0);
    let luma = |at: usize| (closed[0].data[at] + closed[1].data[at] + closed[2].data[at]) / 3.0;
    for y in 1..height.saturating_sub(1) {
        for x in 1..width.saturating_sub(1) {
            let at = y * width + x;
            let across = luma(at + 1) - luma(at - 1);
            let down = luma(at + width) - luma(at - width);
            steep.data[at] = if across.hypot(down) > 0.06 { 1.0 } else { 0.0 };
        }
    }
    steep.blur(width.max(height) / 50).map(|share| if share > 0.35 { 1.0 } else { 0.0 })
}
