//! Black on white and nothing between.
//!
//! The threshold follows the mean and the deviation around a pixel (Sauvola and Pietikäinen, "Adaptive document image
//! binarization", 2000), both from integral images over a small copy, interpolated between.

use image::RgbImage;
use rayon::prelude::*;

use super::{
    divide::steps,
    plane::{Plane, cells},
};

/// How much a threshold falls below the mean where nothing deviates.
const FALL: f32 = 0.25;
/// The deviation of black on white, half of each.
const DEVIATION: f32 = 128.0;

/// Thresholds a page whose channels are the same, and takes out specks of a pixel or two.
pub(super) fn bw(page: &mut RgbImage) {
    let (width, height) = (page.width() as usize, page.height() as usize);
    let cell = (width.max(height) / 800).max(1);
    let thresholds = thresholds(page, cell);
    let steps = steps(width, cell, thresholds.width);
    let mut black = vec![false; width * height];
    black.par_chunks_exact_mut(width).zip(page.par_chunks_exact(width * 3)).enumerate().for_each_init(
        Vec::new,
        |row, (y, (black, line))| {
            thresholds.row_at(y, cell, 256.0, row);
            for ((black, pixel), step) in black.iter_mut().zip(line.chunks_exact(3)).zip(&steps) {
                let (from, to) = (row[step.0 as usize], row[step.0 as usize + 1]);
                let threshold = from + (((to - from) * step.1) >> 8);
                *black = i32::from(pixel[0]) << 8 < threshold;
            }
        },
    );
    let dark = |x: usize, y: usize| black[y * width + x];
    page.par_chunks_exact_mut(width * 3).enumerate().for_each(|(y, line)| {
        let rows = y.saturating_sub(1)..(y + 2).min(height);
        for (x, pixel) in line.chunks_exact_mut(3).enumerate() {
            // A pixel that most of the nine around and with it are unlike is a speck, or a nick in an edge.
            let near: usize = rows
                .clone()
                .map(|y| (x.saturating_sub(1)..(x + 2).min(width)).filter(|&x| dark(x, y)).count())
                .sum();
            let black = if dark(x, y) { near > 2 } else { near > 6 };
            pixel.fill(if black { 0 } else { 255 });
        }
    });
}

fn thresholds(page: &RgbImage, cell: usize) -> Plane {
    let [mean, ..] = cells(page, cell);
    let radius = (mean.width.max(mean.height) / 50).max(2);
    let square = mean.map(|value| value * value).blur(radius);
    let mut around = mean.blur(radius);
    for (mean, square) in around.data.iter_mut().zip(&square.data) {
        let deviation = (square - *mean * *mean).max(0.0).sqrt();
        *mean *= 1.0 + FALL * (deviation / DEVIATION - 1.0);
    }
    around
}
