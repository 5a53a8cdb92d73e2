//! Where a page is in a photo, roughly: a small network's opinion, on a coarse grid.
//!
//! The network (`training/networks.py`, `Outline`) sees the whole photo, squeezed to a square. Its maps tell a page from
//! a light desk, from other papers and from no page at all; they are too coarse to cut along.

use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer, images::Image, images::ImageRef,
};
use image::RgbImage;

use crate::net::OUTLINE;

/// The side of the square that the network sees, in pixels.
const SEEN: usize = 256;
/// The cells along a side of each map.
pub(crate) const CELLS: usize = 64;

/// Maps over a photo, [`CELLS`] by [`CELLS`], row by row: cell (column, row) is about the photo's share from
/// column / `CELLS` to (column + 1) / `CELLS` across, and the same down. All are shares from 0 to 1.
#[derive(Debug, Clone)]
pub(crate) struct Mask {
    /// How likely a cell is on the page, where there is one: the likeliest cells are near 1, however faint the page is. Low
    /// everywhere where there is no page, high everywhere on a flat scan.
    pub(crate) page: Vec<f32>,
    /// How sure the network is of the likeliest cells, 0 to 1.
    pub(crate) strength: f32,
    /// How likely the page's border runs through a cell; not where the photo's own border cuts the page.
    pub(crate) border: Vec<f32>,
    /// How near a cell is to a corner of the page: a bump of about 1.3 cells.
    pub(crate) corner: Vec<f32>,
    /// How near a cell is to an open book's spine: a ridge of about 1.2 cells.
    pub(crate) spine: Vec<f32>,
}

/// Looks at a photo; `None` when the network cannot be run or the photo has no pixels.
pub(crate) fn mask(photo: &RgbImage) -> Option<Mask> {
    if photo.width() == 0 || photo.height() == 0 {
        return None;
    }
    let from = ImageRef::new(photo.width(), photo.height(), photo.as_raw(), PixelType::U8x3).ok()?;
    let mut small = Image::new(SEEN as u32, SEEN as u32, PixelType::U8x3);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
    Resizer::new().resize(&from, &mut small, &options).ok()?;
    let pixels = small.buffer();
    let mut numbers = Vec::with_capacity(pixels.len());
    for colour in 0..3 {
        numbers.extend(pixels.iter().skip(colour).step_by(3).map(|value| f32::from(*value) / 127.5 - 1.0));
    }
    let answer = OUTLINE.run([1, 3, SEEN, SEEN], numbers)?;
    let mut maps = answer
        .chunks_exact(CELLS * CELLS)
        .map(|map| map.iter().map(|logit| 1.0 / (1.0 + (-logit).exp())).collect::<Vec<f32>>());
    let mut page = maps.next()?;
    let strength = strongest(&page);
    if strength > FAINT {
        for page in &mut page {
            *page = (*page / strength).min(1.0);
        }
    }
    Some(Mask { page, strength, border: maps.next()?, corner: maps.next()?, spine: maps.next()? })
}

/// A map whose likeliest cells are less likely than this shows no page.
const FAINT: f32 = 0.25;

/// The mean of the likeliest cells, as many as the smallest page has.
fn strongest(page: &[f32]) -> f32 {
    const SMALLEST: usize = CELLS * CELLS / 50;
    let mut sorted = page.to_vec();
    sorted.sort_unstable_by(|a, b| b.total_cmp(a));
    sorted.iter().take(SMALLEST).sum::<f32>() / SMALLEST as f32
}

/// The mean over the sides of a quadrilateral in cells, where they are in the photo and not `left_out`, of what `value` says
/// of a place.
pub(super) fn mean_along(quad: &[[f32; 2]; 4], left_out: [bool; 4], value: impl Fn([f32; 2]) -> f32) -> f32 {
    const STATIONS: usize = 20;
    let (mut sum, mut count) = (0.0_f32, 0.0_f32);
    for (at, a) in quad.iter().enumerate().filter(|(at, _)| !left_out[*at]) {
        let b = quad[(at + 1) % 4];
        for station in 0..STATIONS {
            let share = (station as f32 + 0.5) / STATIONS as f32;
            let place = [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
            if place.iter().all(|part| (0.0..CELLS as f32).contains(part)) {
                sum += value(place);
                count += 1.0;
            }
        }
    }
    sum / count.max(1.0)
}

#[cfg(test)]
impl Mask {
    /// How likely the photo shows a page's border at all, rather than none or nothing but a page: the strongest tenth of
    /// the cells that a small page's border has, on average.
    pub(crate) fn has_border(&self) -> f32 {
        let mut border = self.border.clone();
        border.sort_unstable_by(|a, b| b.total_cmp(a));
        border.iter().take(CELLS).sum::<f32>() / CELLS as f32
    }

    /// The share of the photo that is page.
    pub(crate) fn share(&self) -> f32 {
        self.page.iter().sum::<f32>() / self.page.len().max(1) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_photo_has_maps() {
        for (width, height) in [(1, 1), (1, 900), (640, 480)] {
            let mask = mask(&RgbImage::new(width, height)).expect("maps");
            for map in [&mask.page, &mask.border, &mask.corner, &mask.spine] {
                assert!(map.len() == CELLS * CELLS && map.iter().all(|share| (0.0..=1.0).contains(share)));
            }
        }
        assert!(mask(&RgbImage::new(0, 0)).is_none());
    }

    #[test]
    fn a_light_sheet_on_a_dark_desk_is_the_page() {
        let photo = RgbImage::from_fn(900, 1200, |x, y| {
            let inside = (200..700).contains(&x) && (250..950).contains(&y);
            image::Rgb(if inside { [235, 233, 228] } else { [70, 60, 55] })
        });
        let mask = mask(&photo).expect("maps");
        assert!(mask.page[32 * CELLS + 32] > 0.9 && mask.page[3 * CELLS + 3] < 0.1);
        assert!((0.2..0.5).contains(&mask.share()) && mask.has_border() > 0.3);
    }
}
