//! The small copy that pages are looked for on: its light and its colours, with writing wiped, and their edges.

use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::RgbImage;
use rayon::prelude::*;

/// The longer side of the small copy, in pixels.
const SIDE: u32 = 640;
/// How far dark marks on light paper are closed, in pixels of the small copy: half the height of a line of text.
const CLOSE: usize = 5;
/// How far light specks are opened afterwards.
const OPEN: usize = 2;

/// A plane of values, row by row.
#[derive(Debug, Clone)]
pub(super) struct Plane {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) values: Vec<f32>,
}

impl Plane {
    /// The value at the pixel that holds a place, the nearest one for places outside.
    pub(super) fn near(&self, x: f32, y: f32) -> f32 {
        let column = (x.max(0.0) as usize).min(self.width - 1);
        let row = (y.max(0.0) as usize).min(self.height - 1);
        self.values[row * self.width + column]
    }
}

/// Slopes across and down, in levels a pixel.
#[derive(Debug, Clone)]
pub(super) struct Slopes {
    pub(super) values: Vec<[f32; 2]>,
    /// What flat places have for their slope by noise and grain.
    pub(super) grain: f32,
}

/// The small copy.
#[derive(Debug, Clone)]
pub(super) struct Planes {
    pub(super) width: usize,
    pub(super) height: usize,
    /// Pixels of the photo in one of the small copy.
    pub(super) scale: f64,
    /// The small copy itself.
    pub(super) small: RgbImage,
    /// Light with writing wiped, then red against green and yellow against blue, in levels of 0 to 255.
    pub(super) calm: [Plane; 3],
    /// Light as it is.
    pub(super) light: Plane,
    /// The steepest slope of the calm planes.
    pub(super) steps: Slopes,
    /// The slope of light as it is.
    pub(super) marks: Slopes,
}

impl Planes {
    /// `None` where a photo is too small or too narrow for a page to be in it.
    pub(super) fn new(photo: &RgbImage) -> Option<Self> {
        let (width, height) = photo.dimensions();
        let scale = (f64::from(width.max(height)) / f64::from(SIDE)).max(1.0);
        let side = |side: u32| ((f64::from(side) / scale).round() as u32).max(1);
        let (small_width, small_height) = (side(width), side(height));
        if small_width.min(small_height) < 48 {
            return None;
        }
        let mut small = RgbImage::new(small_width, small_height);
        let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
        Resizer::new().resize(photo, &mut small, &options).ok()?;
        Some(Self::of(small, scale))
    }

    fn of(small: RgbImage, scale: f64) -> Self {
        let (width, height) = (small.width() as usize, small.height() as usize);
        let pixels: Vec<[f32; 3]> = small.pixels().map(|p| p.0.map(f32::from)).collect();
        let plane =
            |of: fn(&[f32; 3]) -> f32| Plane { width, height, values: pixels.iter().map(of).collect() };
        let light = plane(|[r, g, b]| 0.299 * r + 0.587 * g + 0.114 * b).blurred();
        let red = plane(|[r, g, _]| 0.6 * (r - g));
        let yellow = plane(|[r, g, b]| 0.6 * (0.5 * (r + g) - b));
        let (calm_light, (red, yellow)) =
            rayon::join(|| light.without_writing(), || rayon::join(|| red.blurred(), || yellow.blurred()));
        let calm = [calm_light, red, yellow];
        let (steps, marks) =
            rayon::join(|| Slopes::steepest(&[&calm[0], &calm[1], &calm[2]]), || Slopes::steepest(&[&light]));
        Self { width, height, scale, small, calm, light, steps, marks }
    }
}

impl Plane {
    /// With the weights 1, 2, 1 both ways.
    fn blurred(&self) -> Self {
        let (width, height) = (self.width, self.height);
        let mut values = vec![0.0; self.values.len()];
        values.par_chunks_mut(width).enumerate().for_each(|(row, out)| {
            let line = |row: usize| &self.values[row * width..(row + 1) * width];
            let (above, here, below) =
                (line(row.saturating_sub(1)), line(row), line((row + 1).min(height - 1)));
            let down: Vec<f32> =
                above.iter().zip(here).zip(below).map(|((a, h), b)| a + 2.0 * h + b).collect();
            for (x, out) in out.iter_mut().enumerate() {
                *out = (down[x.saturating_sub(1)] + 2.0 * down[x] + down[(x + 1).min(width - 1)]) / 16.0;
            }
        });
        Self { width, height, values }
    }

    /// Closed, so that dark strokes go, then opened, so that light specks go.
    fn without_writing(&self) -> Self {
        let lighter = |a: f32, b: f32| if a > b { a } else { b };
        let darker = |a: f32, b: f32| if a < b { a } else { b };
        self.spread(CLOSE, lighter).spread(CLOSE + OPEN, darker).spread(OPEN, lighter).blurred()
    }

    /// The extreme value within a square of this radius.
    fn spread(&self, radius: usize, extreme: impl Fn(f32, f32) -> f32 + Sync) -> Self {
        let (width, height) = (self.width, self.height);
        let mut across = vec![0.0; self.values.len()];
        across.par_chunks_mut(width).zip(self.values.par_chunks(width)).for_each(|(out, line)| {
            out.copy_from_slice(line);
            for shift in 1..=radius.min(width - 1) {
                for (out, value) in out[shift..].iter_mut().zip(line) {
                    *out = extreme(*out, *value);
                }
                for (out, value) in out.iter_mut().zip(&line[shift..]) {
                    *out = extreme(*out, *value);
                }
            }
        });
        let mut values = vec![0.0; self.values.len()];
        values.par_chunks_mut(width).enumerate().for_each(|(row, out)| {
            let (first, last) = (row.saturating_sub(radius), (row + radius).min(height - 1));
            out.copy_from_slice(&across[first * width..(first + 1) * width]);
            for other in first + 1..=last {
                for (out, value) in out.iter_mut().zip(&across[other * width..(other + 1) * width]) {
                    *out = extreme(*out, *value);
                }
            }
        });
        Self { width, height, values }
    }
}

impl Slopes {
    /// The slope of the plane that is steepest at each place (Sobel).
    fn steepest(planes: &[&Plane]) -> Self {
        let (width, height) = planes.first().map_or((1, 1), |plane| (plane.width, plane.height));
        let mut values = vec![[0.0_f32; 2]; width * height];
        values.par_chunks_mut(width).enumerate().for_each(|(row, out)| {
            if row == 0 || row + 1 >= height {
                return;
            }
            for plane in planes {
                let line = |row: usize| &plane.values[row * width..(row + 1) * width];
                let (above, here, below) = (line(row - 1), line(row), line(row + 1));
                for x in 1..width.saturating_sub(1) {
                    let right = above[x + 1] + 2.0 * here[x + 1] + below[x + 1];
                    let left = above[x - 1] + 2.0 * here[x - 1] + below[x - 1];
                    let down = below[x - 1] + 2.0 * below[x] + below[x + 1];
                    let up = above[x - 1] + 2.0 * above[x] + above[x + 1];
                    let slope = [(right - left) / 8.0, (down - up) / 8.0];
                    if squared(slope) > squared(out[x]) {
                        out[x] = slope;
                    }
                }
            }
        });
        let mut sample: Vec<f32> = values.iter().step_by(7).copied().map(squared).collect();
        let middle = sample.len() / 2;
        let grain = sample.select_nth_unstable_by(middle, f32::total_cmp).1.sqrt();
        Self { values, grain }
    }
}

pub(super) fn squared([x, y]: [f32; 2]) -> f32 {
    x * x + y * y
}
