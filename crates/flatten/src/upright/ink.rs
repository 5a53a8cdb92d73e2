//! Ink, whatever the light: how much darker a pixel is than what is around it.

use image::GrayImage;

/// Half the side of the square that a pixel is compared with, in pixels.
const REACH: usize = 15;
/// A share of full brightness that is not yet a difference: below this there is only noise.
const NOISE: f32 = 0.03;

/// A picture of ink: about 0 where there is none, up to 3 where there is; negative on what is lighter than its
/// surroundings.
#[derive(Debug, Clone)]
pub(crate) struct Ink {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) values: Vec<f32>,
}

impl Ink {
    /// The ink of a piece of a picture, from its column `left` and row `top` on; outside the picture its border goes on.
    /// `training/compose.py` does the same in `ink`.
    pub(crate) fn of(page: &GrayImage, left: i64, top: i64, width: usize, height: usize) -> Self {
        let (wide, high) = (width + 2 * REACH, height + 2 * REACH);
        let (columns, rows) = (page.width() as usize, page.height() as usize);
        let reach = REACH as i64;
        let clamped = |at: i64, side: usize| at.clamp(0, side as i64 - 1) as usize;
        let across: Vec<usize> = (0..wide).map(|x| clamped(left - reach + x as i64, columns)).collect();
        let mut grey = Vec::with_capacity(wide * high);
        for y in 0..high {
            let row = &page.as_raw()[clamped(top - reach + y as i64, rows) * columns..][..columns];
            grey.extend(across.iter().map(|x| f32::from(row[*x]) / 255.0));
        }
        let mut darker = mean(&grey, wide, high);
        darker.iter_mut().zip(&grey).for_each(|(mean, grey)| *mean -= grey);
        let squares: Vec<f32> = darker.iter().map(|value| value * value).collect();
        let variance = mean(&squares, wide, high);
        let mut values = Vec::with_capacity(width * height);
        for y in REACH..REACH + height {
            let row = y * wide + REACH..y * wide + REACH + width;
            let pixels = darker[row.clone()].iter().zip(&variance[row]);
            values
                .extend(pixels.map(|(darker, variance)| {
                    (darker / (variance.max(0.0).sqrt() + NOISE)).clamp(-3.0, 3.0)
                }));
        }
        Self { width, height, values }
    }

    /// The ink of all of a picture.
    pub(crate) fn of_all(page: &GrayImage) -> Self {
        Self::of(page, 0, 0, page.width() as usize, page.height() as usize)
    }

    /// The same, turned clockwise by quarters.
    pub(crate) fn turned(&self, quarters: u8) -> Self {
        let (width, height) =
            if quarters.is_multiple_of(2) { (self.width, self.height) } else { (self.height, self.width) };
        let mut values = Vec::with_capacity(self.values.len());
        for y in 0..height {
            values.extend((0..width).map(|x| {
                let (from_x, from_y) = match quarters % 4 {
                    0 => (x, y),
                    1 => (y, self.height - 1 - x),
                    2 => (self.width - 1 - x, self.height - 1 - y),
                    _ => (self.width - 1 - y, x),
                };
                self.values[from_y * self.width + from_x]
            }));
        }
        Self { width, height, values }
    }
}

/// The mean over the square around each pixel, or over what of it is in the picture. Sums are of whole squares afresh in
/// every row, so that no rounding adds up.
fn mean(values: &[f32], width: usize, height: usize) -> Vec<f32> {
    let mut across = vec![0.0; values.len()];
    for (row, sums) in values.chunks_exact(width).zip(across.chunks_exact_mut(width)) {
        let mut sum: f64 = row.iter().take(REACH).map(|value| f64::from(*value)).sum();
        for x in 0..width {
            if let Some(value) = row.get(x + REACH) {
                sum += f64::from(*value);
            }
            if x > REACH {
                sum -= f64::from(row[x - REACH - 1]);
            }
            let count = (x + REACH).min(width - 1) - x.saturating_sub(REACH) + 1;
            sums[x] = (sum / count as f64) as f32;
        }
    }
    let mut means = vec![0.0; values.len()];
    let mut sums = vec![0.0_f64; width];
    let add = |sums: &mut [f64], row: usize, sign: f64| {
        let row = &across[row * width..][..width];
        sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += sign * f64::from(*value));
    };
    for row in 0..REACH.min(height) {
        add(&mut sums, row, 1.0);
    }
    for (y, means) in means.chunks_exact_mut(width).enumerate() {
        if y + REACH < height {
            add(&mut sums, y + REACH, 1.0);
        }
        if y > REACH {
            add(&mut sums, y - REACH - 1, -1.0);
        }
        let count = ((y + REACH).min(height - 1) - y.saturating_sub(REACH) + 1) as f64;
        means.iter_mut().zip(&sums).for_each(|(mean, sum)| *mean = (sum / count) as f32);
    }
    means
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_is_over_what_is_there() {
        let values: Vec<f32> = (0..40 * 50).map(|at| (at * 7919 % 256) as f32).collect();
        let means = mean(&values, 40, 50);
        for (x, y) in [(0, 0), (39, 49), (20, 25), (3, 40)] {
            let square: Vec<f32> = (0..50_usize)
                .flat_map(|row| (0..40_usize).map(move |column| (column, row)))
                .filter(|(column, row)| column.abs_diff(x) <= REACH && row.abs_diff(y) <= REACH)
                .map(|(column, row)| values[row * 40 + column])
                .collect();
            let expected = square.iter().sum::<f32>() / square.len() as f32;
            assert!((means[y * 40 + x] - expected).abs() < 1e-2);
        }
    }

    #[test]
    fn four_quarters_are_a_whole_turn() {
        let page = GrayImage::from_fn(5, 3, |x, y| image::Luma([(x * 40 + y * 9) as u8]));
        let ink = Ink::of_all(&page);
        let quarter = ink.turned(1);
        assert_eq!((quarter.width, quarter.height), (3, 5));
        // Clockwise: what was at the lower left is at the upper left.
        assert_eq!(quarter.values.first(), ink.values.get(2 * 5));
        assert_eq!(quarter.turned(3).values, ink.values);
    }
}
