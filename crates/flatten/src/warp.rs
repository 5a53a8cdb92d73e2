//! The page as it lies flat, in one sampling of the photo.
//!
//! Where each pixel comes from is worked out at the crossings of a mesh and interpolated between them: over sixteen
//! pixels a perspective differs from its chord by a few hundredths of a pixel. Pixels are Catmull-Rom's cubic of their
//! sixteen neighbours (Keys, Cubic Convolution Interpolation for Digital Image Processing, 1981), which keeps the edges
//! of letters where a bilinear sampling blurs them. Where the view is much smaller than the photo, that is shrunk
//! first, so that nothing is skipped.

use std::borrow::Cow;

use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer, images};
use image::RgbImage;
use rayon::prelude::*;

use crate::{geometry::Point, unbend::Surface};

/// A page as it is to be shown: its surface, turned, at a size.
#[derive(Debug, Clone)]
pub(crate) struct View<'a> {
    pub(crate) surface: &'a Surface,
    /// Quarter turns clockwise, 0 to 3.
    pub(crate) quarters: u8,
    /// The fine turn after that, about the middle, clockwise, in degrees. The view keeps its size; what comes from
    /// beyond the page's border shows the border.
    pub(crate) skew: f64,
    /// Pixels across, after turning.
    pub(crate) width: u32,
    /// Pixels down, after turning.
    pub(crate) height: u32,
}

impl View<'_> {
    /// The place in the photo that shows a place of the view.
    pub(crate) fn at(&self, place: Point) -> Point {
        let (width, height) = (f64::from(self.width), f64::from(self.height));
        let place = self.unskewed(place);
        let (across, down) = (place.x / width, place.y / height);
        let (across, down) = match self.quarters {
            0 => (across, down),
            1 => (down, 1.0 - across),
            2 => (1.0 - across, 1.0 - down),
            _ => (1.0 - down, across),
        };
        self.surface.at(Point::new(across * self.surface.width, down * self.surface.height))
    }

    /// Where a place was before the fine turn, on the page's border at the farthest.
    fn unskewed(&self, place: Point) -> Point {
        if self.skew == 0.0 {
            return place;
        }
        let (width, height) = (f64::from(self.width), f64::from(self.height));
        let (sin, cos) = self.skew.to_radians().sin_cos();
        let (x, y) = (place.x - width / 2.0, place.y - height / 2.0);
        let (x, y) = (x * cos + y * sin + width / 2.0, y * cos - x * sin + height / 2.0);
        Point::new(x.clamp(0.0, width), y.clamp(0.0, height))
    }
}

/// Samples the photo.
pub(crate) fn render(photo: &RgbImage, view: &View<'_>) -> RgbImage {
    let mut page = RgbImage::new(view.width, view.height);
    if photo.is_empty() || page.is_empty() {
        return page;
    }
    if is_whole(photo, view) {
        turn(photo, view.quarters, &mut page);
        return page;
    }
    let mut mesh = Mesh::of(view);
    let source = shrunk(photo, &mut mesh);
    sample(&source, &mesh, &mut page);
    page
}

/// Whether the view is the photo, pixel for pixel.
fn is_whole(photo: &RgbImage, view: &View<'_>) -> bool {
    let (width, height) = photo.dimensions();
    let size = if view.quarters.is_multiple_of(2) { (width, height) } else { (height, width) };
    view.surface.is_whole() && view.skew == 0.0 && (view.width, view.height) == size
}

/// Rows of a band that one thread fills, and the side of the tiles that it fills it by: a tile's pixels of the photo
/// stay in the cache, whichever way the page lies.
const BAND: usize = 32;

/// Copies the photo, turned by quarters.
fn turn(photo: &RgbImage, quarters: u8, page: &mut RgbImage) {
    let (from, (columns, rows)) = (photo.as_raw(), photo.dimensions());
    if quarters == 0 {
        page.copy_from_slice(from);
        return;
    }
    let (columns, rows, width) = (columns as usize, rows as usize, page.width() as usize);
    page.par_chunks_mut(width * 3 * BAND).enumerate().for_each(|(band, pixels)| {
        for left in (0..width).step_by(BAND) {
            for (row, pixels) in pixels.chunks_exact_mut(width * 3).enumerate() {
                let y = band * BAND + row;
                for x in left..(left + BAND).min(width) {
                    let (column, row) = match quarters {
                        1 => (y, rows - 1 - x),
                        2 => (columns - 1 - x, rows - 1 - y),
                        _ => (columns - 1 - y, x),
                    };
                    let at = (row * columns + column) * 3;
                    pixels[x * 3..x * 3 + 3].copy_from_slice(&from[at..at + 3]);
                }
            }
        }
    });
}

/// Pixels between two crossings of the mesh.
const CELL: usize = 16;

/// Where the crossings of a mesh over the view are in the photo, row by row: the first crossing is the middle of the
/// first pixel, the last ones lie beyond the border.
struct Mesh {
    columns: usize,
    points: Vec<Point>,
}

impl Mesh {
    fn of(view: &View<'_>) -> Self {
        let crossings = |side: u32| (side as usize).div_ceil(CELL) + 1;
        let (columns, rows) = (crossings(view.width), crossings(view.height));
        let middle = |crossing: usize| (crossing * CELL) as f64 + 0.5;
        let points =
            (0..columns * rows).map(|at| view.at(Point::new(middle(at % columns), middle(at / columns))));
        Self { columns, points: points.collect() }
    }

    /// The side of the square of the photo that a pixel of the view covers, in the middle one of the cells.
    fn reduction(&self) -> f64 {
        let mut areas: Vec<f64> = self
            .points
            .windows(self.columns + 2)
            .step_by(7)
            .map(|points| {
                let [a, b, c] = [points[0], points[1], points[self.columns]];
                ((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)).abs()
            })
            .filter(|area| area.is_finite())
            .collect();
        let middle = areas.len() / 2;
        let area =
            if areas.is_empty() { 0.0 } else { *areas.select_nth_unstable_by(middle, f64::total_cmp).1 };
        area.sqrt() / CELL as f64
    }

    /// The part of a picture of this size that the mesh covers, with a margin: left, upper, right, lower.
    fn bounds(&self, width: u32, height: u32, margin: f64) -> [f64; 4] {
        let [mut left, mut upper] = [f64::from(width), f64::from(height)];
        let [mut right, mut lower] = [0.0_f64; 2];
        for point in &self.points {
            left = left.min(point.x);
            upper = upper.min(point.y);
            right = right.max(point.x);
            lower = lower.max(point.y);
        }
        let within = |value: f64, side: u32| value.round().clamp(0.0, f64::from(side));
        let [left, right] = [within(left - margin, width - 1), within(right + margin, width)];
        let [upper, lower] = [within(upper - margin, height - 1), within(lower + margin, height)];
        [left, upper, right.max(left + 1.0), lower.max(upper + 1.0)]
    }
}

/// From which reduction on the photo is shrunk before it is sampled: below it the cubic's own softness is enough.
const REDUCTION_MIN: f64 = 1.4;

/// The part of the photo that the mesh needs, shrunk to the view's density; the mesh then leads there.
fn shrunk<'a>(photo: &'a RgbImage, mesh: &mut Mesh) -> Cow<'a, RgbImage> {
    let reduction = mesh.reduction();
    if reduction < REDUCTION_MIN {
        return Cow::Borrowed(photo);
    }
    let [left, upper, right, lower] = mesh.bounds(photo.width(), photo.height(), reduction * 3.0);
    let side = |side: f64| (side / reduction).ceil().max(1.0) as u32;
    let (width, height) = (side(right - left), side(lower - upper));
    let Some(small) = resized(photo, [left, upper, right - left, lower - upper], width, height) else {
        return Cow::Borrowed(photo);
    };
    let (x, y) = (f64::from(width) / (right - left), f64::from(height) / (lower - upper));
    for point in &mut mesh.points {
        *point = Point::new((point.x - left) * x, (point.y - upper) * y);
    }
    Cow::Owned(small)
}

/// A part (left, upper, width, height) of a picture at another, smaller size; `None` where there is none.
pub(crate) fn resized(photo: &RgbImage, part: [f64; 4], width: u32, height: u32) -> Option<RgbImage> {
    let from = images::ImageRef::new(photo.width(), photo.height(), photo.as_raw(), PixelType::U8x3).ok()?;
    let mut to = images::Image::new(width, height, PixelType::U8x3);
    let [left, upper, across, down] = part;
    let options = ResizeOptions::new()
        .resize_alg(ResizeAlg::Convolution(FilterType::Hamming))
        .crop(left, upper, across, down);
    Resizer::new().resize(&from, &mut to, &options).ok()?;
    RgbImage::from_raw(width, height, to.into_vec())
}

/// Binary digits after the point of a place in the photo.
const FRACTION: u32 = 20;
/// Binary digits of a place's fraction that choose the cubic's weights.
const PHASE: u32 = 6;
/// Binary digits of a weight: with it the sum of four weighted values, less 128 each, fits in sixteen.
const WEIGHT: u32 = 7;

/// The weights of four neighbours for each fraction of the way from the second to the third.
fn weights() -> [[i16; 4]; 1 << PHASE] {
    std::array::from_fn(|phase| {
        let t = phase as f64 / f64::from(1 << PHASE);
        let one = f64::from(1 << WEIGHT);
        let [a, c, d] =
            [((-0.5 * t + 1.0) * t - 0.5) * t, ((-1.5 * t + 2.0) * t + 0.5) * t, (0.5 * t - 0.5) * t * t]
                .map(|weight| (weight * one).round() as i16);
        // What rounding took goes to the second, so that even areas stay as they are.
        [a, (1 << WEIGHT) - a - c - d, c, d]
    })
}

/// Fills the page from where its mesh leads.
fn sample(photo: &RgbImage, mesh: &Mesh, page: &mut RgbImage) {
    let width = page.width() as usize;
    let photo =
        Sampler { pixels: photo.as_raw(), width: photo.width(), height: photo.height(), weights: weights() };
    let fixed =
        |point: &Point| [point.x - 0.5, point.y - 0.5].map(|value| (value * f64::from(1 << FRACTION)) as i64);
    // What lies far outside shows the border anyway; within these bounds nothing overflows.
    let points: Vec<[i64; 2]> =
        mesh.points.iter().map(|point| fixed(point).map(|value| value.clamp(-1 << 40, 1 << 40))).collect();
    page.par_chunks_mut(width * 3 * CELL).enumerate().for_each(|(band, pixels)| {
        let upper = &points[band * mesh.columns..][..mesh.columns];
        let lower = &points[(band + 1) * mesh.columns..][..mesh.columns];
        for (cell, corners) in upper.windows(2).zip(lower.windows(2)).enumerate() {
            let left = cell * CELL;
            let right = (left + CELL).min(width);
            for (row, pixels) in pixels.chunks_exact_mut(width * 3).enumerate() {
                let down = |axis: usize, side: usize| {
                    let (a, b) = (corners.0[side][axis], corners.1[side][axis]);
                    a + (b - a) * row as i64 / CELL as i64
                };
                let [mut x, mut y] = [down(0, 0), down(1, 0)];
                let (dx, dy) = ((down(0, 1) - x) / CELL as i64, (down(1, 1) - y) / CELL as i64);
                for pixel in pixels[left * 3..right * 3].as_chunks_mut().0 {
                    *pixel = photo.at(x, y);
                    x += dx;
                    y += dy;
                }
            }
        }
    });
}

struct Sampler<'a> {
    pixels: &'a [u8],
    width: u32,
    height: u32,
    weights: [[i16; 4]; 1 << PHASE],
}

impl Sampler<'_> {
    /// The photo at a place, told in [`FRACTION`] binary digits from the middle of its first pixel.
    fn at(&self, x: i64, y: i64) -> [u8; 3] {
        let phase = |value: i64| (value >> (FRACTION - PHASE)) as usize % (1 << PHASE);
        let (across, down) = (self.weights[phase(x)], self.weights[phase(y)]);
        let (column, row) = ((x >> FRACTION) - 1, (y >> FRACTION) - 1);
        let (width, height) = (i64::from(self.width), i64::from(self.height));
        // Four pixels are twelve bytes; sixteen are read, because that is a register's size.
        if column >= 0 && column + 6 <= width && row >= 0 && row + 4 <= height {
            let stride = self.width as usize * 3;
            let start = row as usize * stride + column as usize * 3;
            let rows = std::array::from_fn(|row| self.pixels[start + row * stride..].first_chunk::<16>());
            if let [Some(a), Some(b), Some(c), Some(d)] = rows {
                return cubic([a, b, c, d], across, down);
            }
        }
        let mut patch = [[0; 16]; 4];
        for (y, patch) in (row..).zip(&mut patch) {
            for (x, pixel) in (column..).zip(patch.as_chunks_mut::<3>().0).take(4) {
                let at = (y.clamp(0, height - 1) * width + x.clamp(0, width - 1)) as usize * 3;
                pixel.copy_from_slice(&self.pixels[at..at + 3]);
            }
        }
        cubic(patch.each_ref(), across, down)
    }
}

/// The cubic of four rows of four pixels of three bytes.
#[inline]
fn cubic(rows: [&[u8; 16]; 4], across: [i16; 4], down: [i16; 4]) -> [u8; 3] {
    let mut sums = [0_i16; 16];
    for (row, weight) in rows.into_iter().zip(down) {
        for (sum, value) in sums.iter_mut().zip(row) {
            *sum += (i16::from(*value) - 128) * weight;
        }
    }
    std::array::from_fn(|channel| {
        let sum: i32 = (0..4).map(|at| i32::from(sums[at * 3 + channel]) * i32::from(across[at])).sum();
        let scale = 2 * WEIGHT;
        ((sum + (128 << scale) + (1 << (scale - 1))) >> scale).clamp(0, 255) as u8
    })
}

#[cfg(test)]
mod tests {
    use image::Rgb;
    use proptest::prelude::*;

    use super::*;
    use crate::geometry::Quad;

    /// A smooth picture, in which a place can be told from its colours.
    fn ramp(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| Rgb([x as u8, y as u8, (x / 2 + y / 2) as u8]))
    }

    fn view(surface: &Surface, quarters: u8, skew: f64, width: u32, height: u32) -> View<'_> {
        View { surface, quarters, skew, width, height }
    }

    #[test]
    fn the_whole_photo_is_copied_and_turned_exactly() {
        let photo = ramp(70, 41);
        let whole = Surface::whole(&photo);
        let turned = |quarters, width, height| render(&photo, &view(&whole, quarters, 0.0, width, height));
        assert_eq!(turned(0, 70, 41), photo);
        assert_eq!(turned(1, 41, 70), image::imageops::rotate90(&photo));
        assert_eq!(turned(2, 70, 41), image::imageops::rotate180(&photo));
        assert_eq!(turned(3, 41, 70), image::imageops::rotate270(&photo));
    }

    #[test]
    fn a_part_is_sampled_where_it_lies() {
        let photo = ramp(200, 160);
        let quad = Quad([
            Point::new(20.0, 10.0),
            Point::new(180.0, 20.0),
            Point::new(170.0, 150.0),
            Point::new(10.0, 140.0),
        ]);
        let surface = Surface::flat(&quad, 160.0, 130.0).expect("a plane");
        for (quarters, skew, width, height) in
            [(0, 0.7, 160, 130), (1, 0.7, 130, 160), (2, 0.0, 80, 65), (3, 0.0, 33, 40)]
        {
            let view = view(&surface, quarters, skew, width, height);
            // Near the border the fine turn ends within a cell.
            let inner = |at: u32, side: u32| {
                (5..side - 5).contains(&at) && (skew == 0.0 || (17..side - 17).contains(&at))
            };
            let page = render(&photo, &view);
            for (x, y, pixel) in
                page.enumerate_pixels().filter(|at| inner(at.0, width) && inner(at.1, height))
            {
                let place = view.at(Point::new(f64::from(x) + 0.5, f64::from(y) + 0.5));
                let off = [place.x - 0.5 - f64::from(pixel.0[0]), place.y - 0.5 - f64::from(pixel.0[1])];
                assert!(off.iter().all(|off| off.abs() < 1.5), "{quarters} ({x}, {y}): {off:?}");
            }
        }
    }

    #[test]
    fn a_skewed_photo_shows_its_border_in_the_corners_and_its_middle_in_the_middle() {
        let photo = ramp(101, 101);
        let surface = Surface::whole(&photo);
        let skewed = render(&photo, &view(&surface, 0, 3.0, 101, 101));
        assert_eq!(skewed.get_pixel(50, 50), photo.get_pixel(50, 50));
        // Clockwise: what was above the middle is now to the right of it.
        let [x, y, _] = skewed.get_pixel(50, 10).0;
        assert!((46..=49).contains(&x) && (9..=11).contains(&y), "{x} {y}");
    }

    proptest! {
        #[test]
        fn any_view_of_any_photo_is_rendered(
            (width, height) in (1_u32..40, 1_u32..40),
            size in (1_u32..50, 1_u32..50),
            quarters in 0_u8..4,
            skew in -5.0..5.0,
            corners in prop::array::uniform8(-1e4..1e4),
        ) {
            let photo = ramp(width, height);
            let corner = |at: usize| Point::new(corners[at * 2], corners[at * 2 + 1]);
            let quad = Quad([corner(0), corner(1), corner(2), corner(3)]);
            let surface = Surface::flat(&quad, f64::from(size.0), f64::from(size.1));
            let surface = surface.unwrap_or_else(|| Surface::whole(&photo));
            let page = render(&photo, &view(&surface, quarters, skew, size.0, size.1));
            prop_assert_eq!(page.dimensions(), size);
        }
    }
}
