//! A page without its colours.

use image::RgbImage;
use rayon::prelude::*;

/// Gives each pixel its luma (BT.601) in all channels.
pub(super) fn gray(page: &mut RgbImage) {
    let width = page.width() as usize;
    page.par_chunks_exact_mut(width * 3).for_each(|line| {
        for pixel in line.chunks_exact_mut(3) {
            let luma = (u32::from(pixel[0]) * 77 + u32::from(pixel[1]) * 150 + u32::from(pixel[2]) * 29) >> 8;
            pixel.fill(luma as u8);
        }
    });
}
