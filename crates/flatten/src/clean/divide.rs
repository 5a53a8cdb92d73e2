//! The light divided out, at full size.

use image::RgbImage;
use rayon::prelude::*;

use super::plane::Plane;

/// What paper becomes: the room above is for its noise, and for what is brighter than it.
pub(super) const PAPER: u8 = 212;
/// Bits after the point of a gain.
const BITS: u32 = 12;

/// Multiplies each channel by its gain, which is given for each square of `cell` pixels and interpolated between, and
/// hands out the luma of what becomes of it.
pub(super) fn divide(page: &mut RgbImage, cell: usize, gains: &[Plane; 3]) -> Vec<u8> {
    let width = page.width() as usize;
    let mut luma = vec![0; width * page.height() as usize];
    let steps = steps(width, cell, gains[0].width);
    page.par_chunks_exact_mut(width * 3).zip(luma.par_chunks_exact_mut(width)).enumerate().for_each_init(
        || [const { Vec::new() }; 3],
        |rows, (y, (line, luma))| {
            for (row, gains) in rows.iter_mut().zip(gains) {
                gains.row_at(y, cell, (1 << BITS) as f32, row);
            }
            for ((pixel, luma), step) in line.chunks_exact_mut(3).zip(luma).zip(&steps) {
                let mut sum = 0;
                for ((value, row), share) in pixel.iter_mut().zip(rows.iter()).zip([77, 150, 29]) {
                    let (from, to) = (row[step.0 as usize], row[step.0 as usize + 1]);
                    let gain = from + (((to - from) * step.1) >> 8);
                    let divided = ((i32::from(*value) * gain) >> BITS).min(255);
                    *value = divided as u8;
                    sum += divided * share;
                }
                *luma = (sum >> 8) as u8;
            }
        },
    );
    luma
}

/// For each pixel of a row: the cell on its left, and how far it is from that cell's middle to the next one's, in 256
/// parts.
pub(super) fn steps(width: usize, cell: usize, cells: usize) -> Vec<(u16, i32)> {
    let step = |x: usize| {
        let place = ((x as f32 + 0.5) / cell as f32 - 0.5).clamp(0.0, (cells - 1) as f32);
        let left = (place as usize).min(cells.saturating_sub(2));
        (left as u16, ((place - left as f32) * 256.0).round() as i32)
    };
    (0..width).map(step).collect()
}
