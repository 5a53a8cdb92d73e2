//! Planes: one number a pixel, with sums of boxes in one step.

use image::{Rgb, RgbImage};

/// One number for each pixel.
#[derive(Debug, Clone)]
pub(crate) struct Plane {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) values: Vec<f64>,
}

impl Plane {
    /// A plane whose values are computed from the pixels.
    pub(crate) fn of(pixels: &RgbImage, value: impl Fn(Rgb<u8>) -> f64) -> Self {
        Self {
            width: pixels.width() as usize,
            height: pixels.height() as usize,
            values: pixels.pixels().copied().map(value).collect(),
        }
    }

    /// The value at a place; what is outside repeats the border.
    pub(crate) fn at(&self, x: usize, y: usize) -> f64 {
        let (x, y) = (x.min(self.width.saturating_sub(1)), y.min(self.height.saturating_sub(1)));
        self.values.get(y * self.width + x).copied().unwrap_or_default()
    }

    /// The same shape, with each value computed from its place.
    pub(crate) fn map(&self, value: impl Fn(usize, usize) -> f64) -> Self {
        let places = (0..self.height).flat_map(|y| (0..self.width).map(move |x| (x, y)));
        Self { width: self.width, height: self.height, values: places.map(|(x, y)| value(x, y)).collect() }
    }

    pub(crate) fn mean(&self) -> f64 {
        self.values.iter().sum::<f64>() / count(&self.values)
    }

    /// Mean and standard deviation.
    pub(crate) fn spread(&self) -> (f64, f64) {
        let mean = self.mean();
        let square = self.values.iter().map(|value| (value - mean).powi(2)).sum::<f64>();
        (mean, (square / count(&self.values)).sqrt())
    }

    /// The share of values that are so.
    pub(crate) fn share(&self, is_so: impl Fn(f64) -> bool) -> f64 {
        count_of(self.values.iter().filter(|value| is_so(**value)).count()) / count(&self.values)
    }

    /// How much lies in each box.
    pub(crate) fn sums(&self) -> Sums {
        let stride = self.width + 1;
        let mut sums = vec![0.0; stride * (self.height + 1)];
        for y in 0..self.height {
            let mut row = 0.0;
            for x in 0..self.width {
                row += self.at(x, y);
                let above = sums.get(y * stride + x + 1).copied().unwrap_or_default();
                if let Some(sum) = sums.get_mut((y + 1) * stride + x + 1) {
                    *sum = above + row;
                }
            }
        }
        Sums { stride, width: self.width, height: self.height, corners: sums }
    }
}

fn count(values: &[f64]) -> f64 {
    count_of(values.len().max(1))
}

#[expect(clippy::cast_precision_loss, reason = "numbers of pixels")]
pub(crate) fn count_of(number: usize) -> f64 {
    number as f64
}

/// Brightness, 0 to 255: ITU-R BT.601.
pub(crate) fn luma(Rgb([red, green, blue]): Rgb<u8>) -> f64 {
    0.299 * f64::from(red) + 0.587 * f64::from(green) + 0.114 * f64::from(blue)
}

/// The sum of every box of a plane: a summed-area table (Crow 1984).
#[derive(Debug)]
pub(crate) struct Sums {
    stride: usize,
    width: usize,
    height: usize,
    corners: Vec<f64>,
}

impl Sums {
    /// The sum of all.
    pub(crate) fn total(&self) -> f64 {
        self.corner(self.width, self.height)
    }

    /// The sum from `left`, `top` (within) to `right`, `bottom` (without).
    pub(crate) fn between(&self, left: usize, top: usize, right: usize, bottom: usize) -> f64 {
        self.corner(right, bottom) + self.corner(left, top)
            - self.corner(left, bottom)
            - self.corner(right, top)
    }

    fn corner(&self, x: usize, y: usize) -> f64 {
        let (x, y) = (x.min(self.width), y.min(self.height));
        self.corners.get(y * self.stride + x).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_boxes_are_sums() {
        let plane = Plane { width: 3, height: 2, values: vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0] };
        let sums = plane.sums();
        for (expected, (left, top, right, bottom)) in
            [(21.0, (0, 0, 3, 2)), (5.0, (1, 1, 2, 2)), (16.0, (1, 0, 9, 2)), (0.0, (2, 1, 2, 2))]
        {
            let sum: f64 = sums.between(left, top, right, bottom);
            assert!((sum - expected).abs() < 1e-9, "{left} {top} {right} {bottom}: {sum}");
        }
        assert!((sums.total() - 21.0).abs() < 1e-9);
    }
}
