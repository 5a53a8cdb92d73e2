//! Patches of a page where there is most ink, at three sizes.

use image::{GrayImage, Luma};

use super::ink::Ink;

/// The side of a patch, in pixels.
pub(super) const SIDE: usize = 128;
/// How many patches are taken at full, half and quarter size: fine print is read at the first, a receipt's or a card's
/// at the second, headings and the layout at the third.
const COUNTS: [usize; 3] = [4, 3, 2];
/// The side of the cells that ink is counted in, in pixels; a patch is a square of whole cells.
const CELL: usize = 32;
/// A step between neighbouring pixels that may be a stroke's border and is no noise, in levels.
const STEP: u8 = 14;

/// Half as large: each pixel the mean of four.
pub(super) fn halved(page: &GrayImage) -> GrayImage {
    let (width, height) = page.dimensions();
    let at = |x: u32, y: u32| u32::from(page.get_pixel(x.min(width - 1), y.min(height - 1)).0[0]);
    GrayImage::from_fn(width.div_ceil(2), height.div_ceil(2), |x, y| {
        let (x, y) = (2 * x, 2 * y);
        Luma([((at(x, y) + at(x + 1, y) + at(x, y + 1) + at(x + 1, y + 1) + 2) / 4) as u8])
    })
}

/// The patches of a page: those with the most ink of each size first, then those with the next most of each, and so on. A
/// page has at least one.
pub(super) fn patches(page: &GrayImage, half: &GrayImage) -> Vec<Ink> {
    let quarter = halved(half);
    let levels = [page, half, &quarter];
    let mut patches: Vec<(usize, Ink)> = levels
        .into_iter()
        .zip(COUNTS)
        .flat_map(|(level, count)| densest(level, count).into_iter().enumerate())
        .collect();
    patches.sort_by_key(|(rank, _)| *rank);
    patches.into_iter().map(|(_, patch)| patch).collect()
}

/// The patches of a picture with the most ink that do not overlap by more than half.
fn densest(page: &GrayImage, count: usize) -> Vec<Ink> {
    let cells = Cells::of(page);
    let span = SIDE / CELL;
    let mut places: Vec<(u32, usize, usize)> = Vec::new();
    for top in 0..=cells.rows.saturating_sub(span) {
        for left in 0..=cells.columns.saturating_sub(span) {
            places.push((cells.sum(left, top, span), left, top));
        }
    }
    places.sort_by_key(|(ink, left, top)| (std::cmp::Reverse(*ink), *top, *left));
    let mut taken: Vec<(usize, usize)> = Vec::new();
    for (_, left, top) in places {
        if taken.len() == count {
            break;
        }
        if taken.iter().all(|(x, y)| left.abs_diff(*x) >= span - 1 || top.abs_diff(*y) >= span - 1) {
            taken.push((left, top));
        }
    }
    // A page smaller than a patch is in its middle.
    let start = |cell: usize, side: u32| match (side as usize).checked_sub(SIDE) {
        Some(most) => (cell * CELL).min(most) as i64,
        None => (i64::from(side) - SIDE as i64) / 2,
    };
    let (width, height) = page.dimensions();
    taken
        .into_iter()
        .map(|(left, top)| Ink::of(page, start(left, width), start(top, height), SIDE, SIDE))
        .collect()
}

/// How many steps from light to dark there are in each cell of a picture.
struct Cells {
    columns: usize,
    rows: usize,
    steps: Vec<u32>,
}

impl Cells {
    fn of(page: &GrayImage) -> Self {
        let width = page.width() as usize;
        let (columns, rows) = (width.div_ceil(CELL), (page.height() as usize).div_ceil(CELL));
        let mut steps = vec![0; columns * rows];
        let mut above: Option<&[u8]> = None;
        for (y, row) in page.as_raw().chunks_exact(width).enumerate() {
            if let Some(above) = above {
                for x in 1..width {
                    let step = row[x].abs_diff(row[x - 1]).max(row[x].abs_diff(above[x]));
                    steps[y / CELL * columns + x / CELL] += u32::from(step > STEP);
                }
            }
            above = Some(row);
        }
        Self { columns, rows, steps }
    }

    /// Over a square of cells, or what of it is in the picture.
    fn sum(&self, left: usize, top: usize, span: usize) -> u32 {
        let columns = left..(left + span).min(self.columns);
        (top..(top + span).min(self.rows))
            .map(|row| self.steps[row * self.columns..][columns.clone()].iter().sum::<u32>())
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patches_are_where_the_ink_is() {
        let page = GrayImage::from_fn(900, 1200, |x, y| {
            Luma([if (600..700).contains(&x) && (900..1000).contains(&y) && x / 3 % 2 == 0 {
                20
            } else {
                230
            }])
        });
        let cells = Cells::of(&page);
        assert_eq!((cells.columns, cells.rows), (29, 38));
        let first = &densest(&page, 1)[0];
        assert!(first.values.iter().filter(|ink| **ink > 0.5).count() > 2000);
        assert_eq!(patches(&page, &halved(&page)).len(), 9);
    }
}
