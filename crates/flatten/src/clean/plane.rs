//! Small planes of numbers, a value for each square cell of a page, and the filters on them.

use image::RgbImage;
use rayon::prelude::*;

/// A value for each cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Plane {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) data: Vec<f32>,
}

impl Plane {
    pub(super) fn new(width: usize, height: usize, value: f32) -> Self {
        Self { width, height, data: vec![value; width * height] }
    }

    pub(super) fn map(&self, of: impl Fn(f32) -> f32) -> Self {
        Self {
            width: self.width,
            height: self.height,
            data: self.data.iter().map(|&value| of(value)).collect(),
        }
    }

    /// The largest value within `radius` cells, in a square.
    pub(super) fn dilate(&self, radius: usize) -> Self {
        self.window(radius, |a, b| if a > b { a } else { b })
    }

    /// The smallest value within `radius` cells, in a square.
    pub(super) fn erode(&self, radius: usize) -> Self {
        self.window(radius, |a, b| if a < b { a } else { b })
    }

    /// Fills what is darker than its surroundings and narrower than `2 * radius + 1` cells.
    pub(super) fn close(&self, radius: usize) -> Self {
        self.dilate(radius).erode(radius)
    }

    /// The values at a row of pixels when each cell is `cell` pixels wide, times `scale`, with one more at the end.
    pub(super) fn row_at(&self, y: usize, cell: usize, scale: f32, row: &mut Vec<i32>) {
        let place = ((y as f32 + 0.5) / cell as f32 - 0.5).clamp(0.0, (self.height - 1) as f32);
        let above = (place as usize).min(self.height - 1);
        let below = (above + 1).min(self.height - 1);
        let down = place - above as f32;
        let line = |y: usize| &self.data[y * self.width..(y + 1) * self.width];
        row.clear();
        let value = |(above, below): (&f32, &f32)| ((above + (below - above) * down) * scale) as i32;
        row.extend(line(above).iter().zip(line(below)).map(value));
        row.push(row.last().copied().unwrap_or(0));
    }

    fn window(&self, radius: usize, pick: impl Fn(f32, f32) -> f32 + Copy) -> Self {
        let mut across = self.clone();
        for row in across.data.chunks_exact_mut(self.width.max(1)) {
            slide(row, 1, radius, pick);
        }
        slide(&mut across.data, self.width.max(1), radius, pick);
        across
    }

    /// The mean within `radius` cells, in a square that ends at the border.
    pub(super) fn blur(&self, radius: usize) -> Self {
        let mut out = self.clone();
        let mut sums = Vec::new();
        for row in out.data.chunks_exact_mut(self.width.max(1)) {
            running_mean(row, &mut sums, radius);
        }
        let mut column = vec![0.0; self.height];
        for x in 0..self.width {
            for (y, value) in column.iter_mut().enumerate() {
                *value = out.data[y * self.width + x];
            }
            running_mean(&mut column, &mut sums, radius);
            for (y, value) in column.iter().enumerate() {
                out.data[y * self.width + x] = *value;
            }
        }
        out
    }
}

/// Picks over the window of `radius` places on either side, in place, along steps of `stride`: runs of two, four,
/// eight places are joined until they span the window (a logarithm of passes, each of them one that vectorizes).
fn slide(data: &mut [f32], stride: usize, radius: usize, pick: impl Fn(f32, f32) -> f32 + Copy) {
    let count = data.len() / stride;
    let radius = radius.min(count.saturating_sub(1));
    if radius == 0 {
        return;
    }
    // Places before the first and after the last repeat the ends.
    let length = (count + 2 * radius) * stride;
    let mut padded = Vec::with_capacity(length);
    for _ in 0..radius {
        padded.extend_from_slice(&data[..stride]);
    }
    padded.extend_from_slice(&data[..count * stride]);
    for _ in 0..radius {
        padded.extend_from_slice(&data[(count - 1) * stride..count * stride]);
    }
    let mut span = 1;
    while span < 2 * radius + 1 {
        let step = span.min(2 * radius + 1 - span);
        let shift = step * stride;
        for at in 0..length - shift {
            padded[at] = pick(padded[at], padded[at + shift]);
        }
        span += step;
    }
    data[..count * stride].copy_from_slice(&padded[..count * stride]);
}

fn running_mean(line: &mut [f32], sums: &mut Vec<f64>, radius: usize) {
    sums.clear();
    sums.push(0.0);
    let mut sum = 0.0;
    for value in line.iter() {
        sum += f64::from(*value);
        sums.push(sum);
    }
    let count = line.len();
    for (at, value) in line.iter_mut().enumerate() {
        let (from, to) = (at.saturating_sub(radius), (at + radius + 1).min(count));
        *value = ((sums[to] - sums[from]) / (to - from) as f64) as f32;
    }
}

/// The mean of each square of `cell` pixels, a plane for red, green and blue, 0 to 255.
pub(super) fn cells(page: &RgbImage, cell: usize) -> [Plane; 3] {
    let (width, height) = (page.width() as usize, page.height() as usize);
    let (across, down) = (width.div_ceil(cell), height.div_ceil(cell));
    let mut rows: Vec<[Vec<f32>; 3]> = Vec::new();
    page.as_raw()
        .par_chunks(width.max(1) * 3 * cell)
        .map(|strip| {
            let mut sums = vec![[0_u32; 3]; across];
            let lines = strip.len() / (width * 3);
            for line in strip.chunks_exact(width * 3) {
                for (sum, run) in sums.iter_mut().zip(line.chunks(cell * 3)) {
                    for pixel in run.chunks_exact(3) {
                        for (sum, value) in sum.iter_mut().zip(pixel) {
                            *sum += u32::from(*value);
                        }
                    }
                }
            }
            std::array::from_fn(|channel| {
                let mean = |(at, sum): (usize, &[u32; 3])| {
                    let columns = cell.min(width - at * cell);
                    sum[channel] as f32 / (columns * lines) as f32
                };
                sums.iter().enumerate().map(mean).collect()
            })
        })
        .collect_into_vec(&mut rows);
    std::array::from_fn(|channel| {
        let mut data = Vec::with_capacity(across * down);
        for row in &rows {
            data.extend_from_slice(&row[channel]);
        }
        Plane { width: across, height: down, data }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thin_line_is_closed_and_a_step_stays_where_it_is() {
        let mut plane = Plane::new(40, 30, 200.0);
        for y in 0..30 {
            for x in 20..40 {
                plane.data[y * 40 + x] = 100.0;
            }
            plane.data[y * 40 + 10] = 20.0;
            plane.data[y * 40 + 30] = 20.0;
        }
        let closed = plane.close(3);
        for y in 0..30 {
            for x in 0..40 {
                let expected = if x < 20 { 200.0 } else { 100.0 };
                assert!((closed.data[y * 40 + x] - expected).abs() < 1e-6, "{x} {y}");
            }
        }
    }

    #[test]
    fn filters_take_any_size() {
        for (width, height) in [(1, 1), (1, 9), (9, 1), (2, 3)] {
            let plane = Plane::new(width, height, 5.0);
            assert_eq!(plane.close(4), plane);
            assert_eq!(plane.blur(4), plane);
        }
    }

    #[test]
    fn cells_hold_means_at_the_border_too() {
        let page = RgbImage::from_fn(5, 3, |x, _| image::Rgb([if x < 4 { 10 } else { 50 }, 20, 30]));
        let [red, green, _] = cells(&page, 4);
        assert_eq!((red.width, red.height), (2, 1));
        assert_eq!(red.data, [10.0, 50.0]);
        assert_eq!(green.data, [20.0, 20.0]);
    }
}
