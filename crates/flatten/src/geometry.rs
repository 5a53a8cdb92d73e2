//! Points, quadrilaterals, and the perspective between two of them.

/// A place in a picture, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

impl Point {
    pub(crate) const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    pub(crate) fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    /// The point that lies this share of the way to another.
    pub(crate) fn towards(self, other: Self, share: f64) -> Self {
        Self::new(self.x + (other.x - self.x) * share, self.y + (other.y - self.y) * share)
    }

    pub(crate) fn scaled(self, factor: f64) -> Self {
        Self::new(self.x * factor, self.y * factor)
    }
}

/// Four corners, clockwise as they are seen: upper left, upper right, lower right, lower left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Quad(pub(crate) [Point; 4]);

impl Quad {
    /// The whole of a picture of this size.
    pub(crate) const fn whole(width: f64, height: f64) -> Self {
        Self([
            Point::new(0.0, 0.0),
            Point::new(width, 0.0),
            Point::new(width, height),
            Point::new(0.0, height),
        ])
    }

    pub(crate) fn scaled(self, factor: f64) -> Self {
        Self(self.0.map(|corner| corner.scaled(factor)))
    }

    /// The area, in square pixels; negative when the corners run anticlockwise.
    pub(crate) fn area(&self) -> f64 {
        let next = self.0.iter().cycle().skip(1);
        self.0.iter().zip(next).map(|(a, b)| a.x * b.y - b.x * a.y).sum::<f64>() / 2.0
    }

    /// Whether every corner turns to the right.
    pub(crate) fn is_convex(&self) -> bool {
        (0..4).all(|i| {
            let [a, b, c] = [self.0[i], self.0[(i + 1) % 4], self.0[(i + 2) % 4]];
            (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x) > 0.0
        })
    }

    /// The lengths of the upper, right, lower and left side, in pixels.
    pub(crate) fn sides(&self) -> [f64; 4] {
        std::array::from_fn(|i| self.0[i].distance(self.0[(i + 1) % 4]))
    }
}

/// A perspective from one plane to another: a 3 by 3 matrix, row by row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Homography([f64; 9]);

impl Homography {
    /// The perspective that takes the corners of one quadrilateral to those of another; `None` when three corners of
    /// one lie on a line.
    pub(crate) fn between(from: &Quad, to: &Quad) -> Option<Self> {
        Some(Self::from_square(to)?.after(&Self::from_square(from)?.inverse()?))
    }

    /// From the unit square (Heckbert, Fundamentals of Texture Mapping and Image Warping, 1989).
    fn from_square(to: &Quad) -> Option<Self> {
        let [a, b, c, d] = to.0;
        let (sum_x, sum_y) = (a.x - b.x + c.x - d.x, a.y - b.y + c.y - d.y);
        let (dx1, dx2) = (b.x - c.x, d.x - c.x);
        let (dy1, dy2) = (b.y - c.y, d.y - c.y);
        let determinant = dx1 * dy2 - dx2 * dy1;
        if determinant.abs() < 1e-9 {
            return None;
        }
        let g = (sum_x * dy2 - dx2 * sum_y) / determinant;
        let h = (dx1 * sum_y - sum_x * dy1) / determinant;
        Some(Self([
            b.x - a.x + g * b.x,
            d.x - a.x + h * d.x,
            a.x,
            b.y - a.y + g * b.y,
            d.y - a.y + h * d.y,
            a.y,
            g,
            h,
            1.0,
        ]))
    }

    /// Where a point goes.
    pub(crate) fn at(&self, point: Point) -> Point {
        let [a, b, c, d, e, f, g, h, i] = self.0;
        let depth = g * point.x + h * point.y + i;
        Point::new((a * point.x + b * point.y + c) / depth, (d * point.x + e * point.y + f) / depth)
    }

    /// Its matrix, column by column: in space, where its axes and its origin go.
    pub(crate) fn columns(&self) -> [[f64; 3]; 3] {
        let m = &self.0;
        [0, 1, 2].map(|column| [m[column], m[column + 3], m[column + 6]])
    }

    /// First the other, then this.
    pub(crate) fn after(&self, first: &Self) -> Self {
        let (m, n) = (&self.0, &first.0);
        Self(std::array::from_fn(|at| {
            let (row, column) = (at / 3 * 3, at % 3);
            m[row] * n[column] + m[row + 1] * n[column + 3] + m[row + 2] * n[column + 6]
        }))
    }

    pub(crate) fn inverse(&self) -> Option<Self> {
        let [a, b, c, d, e, f, g, h, i] = self.0;
        let determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
        if determinant.abs() < 1e-18 {
            return None;
        }
        let cofactors = [
            e * i - f * h,
            c * h - b * i,
            b * f - c * e,
            f * g - d * i,
            a * i - c * g,
            c * d - a * f,
            d * h - e * g,
            b * g - a * h,
            a * e - b * d,
        ];
        Some(Self(cofactors.map(|value| value / determinant)))
    }
}

/// Width over height of forms of paper and cards, upright: ISO A, ANSI letter, ISO/IEC 7810 ID-1 (85.60 by 53.98 mm).
const FORMS: [f64; 3] = [std::f64::consts::FRAC_1_SQRT_2, 8.5 / 11.0, 53.98 / 85.6];
/// How near to a known form proportions must be to be taken for it, as a share.
const FORM_NEAR: f64 = 0.012;

/// The proportions, width over height, of the rectangle that the corners show, in a photo of this size.
///
/// The focal length follows from the sides' directions being at right angles in space (Zhang and He, Whiteboard
/// Scanning and Image Enhancement, 2007), the camera looking through the middle of the photo. Corners known to a pixel
/// say little about it when the page is seen straight on, so it is balanced against what cameras usually have. What
/// comes near to a known form is taken for that form.
pub(crate) fn proportions(corners: &Quad, photo: (u32, u32)) -> f64 {
    let seen = seen_proportions(corners, photo);
    match form(seen).filter(|(_, apart)| *apart < FORM_NEAR) {
        Some((form, _)) if seen <= 1.0 => form,
        Some((form, _)) => 1.0 / form,
        None => seen,
    }
}

/// How far the proportions of what the corners show are from those of the nearest known form, as a share.
pub(crate) fn form_error(corners: &Quad, photo: (u32, u32)) -> f64 {
    form(seen_proportions(corners, photo)).map_or(f64::INFINITY, |(_, apart)| apart)
}

/// The known form, upright, whose proportions are nearest, and how far they are from these, as a share.
fn form(proportions: f64) -> Option<(f64, f64)> {
    let upright = proportions.min(1.0 / proportions);
    FORMS.into_iter().map(|form| (form, (upright / form).ln().abs())).min_by(|a, b| a.1.total_cmp(&b.1))
}

/// [`proportions`] as they are seen, not taken for a known form's.
fn seen_proportions(corners: &Quad, photo: (u32, u32)) -> f64 {
    /// What the cosine of a right angle errs by, corners being what they are.
    const COSINE_ERROR: f64 = 0.004;
    /// A usual focal length (26 mm on 36 mm film), as a share of the photo's longer side, and the spread of its
    /// logarithm.
    const FOCAL: (f64, f64) = (0.76, 0.35);
    let (width, height) = (f64::from(photo.0), f64::from(photo.1));
    let longer = width.max(height).max(1.0);
    let centred =
        Quad(corners.0.map(|c| Point::new((c.x - width / 2.0) / longer, (c.y - height / 2.0) / longer)));
    let [upper, right, lower, left] = centred.sides();
    let plain = (upper + lower) / (right + left).max(1e-9);
    let Some(Homography([a, b, _, d, e, _, g, h, _])) = Homography::from_square(&centred) else {
        return if plain.is_finite() { plain.max(1e-3) } else { 1.0 };
    };
    let (mut best, mut best_cost) = (plain, f64::INFINITY);
    for step in -40..=60 {
        let logarithm = f64::from(step) * 0.025;
        let focal = FOCAL.0 * logarithm.exp();
        let across = ((a * a + d * d) / (focal * focal) + g * g).sqrt();
        let down = ((b * b + e * e) / (focal * focal) + h * h).sqrt();
        let cosine = ((a * b + d * e) / (focal * focal) + g * h) / (across * down).max(1e-12);
        let cost = (cosine / COSINE_ERROR).powi(2) + (logarithm / FOCAL.1).powi(2);
        if cost < best_cost {
            (best, best_cost) = (across / down.max(1e-9), cost);
        }
    }
    if best.is_finite() && best > 0.0 { best } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A camera of this focal length, in pixels, looks at a sheet of this size from this far, turned and tilted.
    fn seen(size: (f64, f64), focal: f64, tilts: (f64, f64), photo: (u32, u32)) -> Quad {
        let whole = Quad::whole(size.0, size.1);
        Quad(whole.0.map(|corner| {
            let (x, y) = (corner.x - size.0 / 2.0, corner.y - size.1 / 2.0);
            let (y, z) = (y * tilts.0.cos(), y * tilts.0.sin());
            let (x, z) = (x * tilts.1.cos() + z * tilts.1.sin(), z * tilts.1.cos() - x * tilts.1.sin());
            let depth = z + 3.0;
            Point::new(
                f64::from(photo.0) / 2.0 + focal * x / depth,
                f64::from(photo.1) / 2.0 + focal * y / depth,
            )
        }))
    }

    #[test]
    fn proportions_are_those_of_the_sheet() {
        let photo = (3000, 4000);
        for focal in [2600.0, 3100.0, 4200.0] {
            for tilts in [(0.0, 0.0), (0.05, 0.0), (0.4, 0.3), (0.7, 0.2), (0.3, -0.5)] {
                for (width, height) in [(1.0, std::f64::consts::SQRT_2), (1.3, 0.91), (0.8, 2.0)] {
                    let found = proportions(&seen((width, height), focal, tilts, photo), photo);
                    let error = (found / (width / height)).ln().abs();
                    assert!(error < 0.06, "{focal} {tilts:?} {width} {height}: {found}");
                }
            }
        }
        let a4 = proportions(&seen((1.0, std::f64::consts::SQRT_2), 3100.0, (0.4, 0.3), photo), photo);
        assert!((a4 - FORMS[0]).abs() < 1e-12);
    }

    #[test]
    fn a_form_is_known_from_where_it_is_seen_aslant() {
        let photo = (3000, 4000);
        for tilts in [(0.0, 0.0), (0.4, 0.3)] {
            let error = |size| form_error(&seen(size, 3100.0, tilts, photo), photo);
            assert!(
                error((1.0, std::f64::consts::SQRT_2)) < 0.02 && error((0.856, 0.5398)) < 0.02,
                "{tilts:?}"
            );
            assert!(error((0.6, 1.8)) > 0.3 && error((1.0, 1.05)) > 0.1, "{tilts:?}");
        }
    }

    #[test]
    fn proportions_of_what_is_no_rectangle_are_numbers() {
        let flat =
            Quad([Point::new(0.0, 0.0), Point::new(1.0, 1.0), Point::new(2.0, 2.0), Point::new(3.0, 3.0)]);
        let point = Quad([Point::new(5.0, 5.0); 4]);
        for quad in [flat, point] {
            let found = proportions(&quad, (10, 10));
            assert!(found.is_finite() && found > 0.0, "{found}");
        }
    }

    #[test]
    fn a_perspective_takes_corners_to_corners_and_back() {
        let from = Quad::whole(300.0, 200.0);
        let to = Quad([
            Point::new(12.0, 7.0),
            Point::new(250.0, 30.0),
            Point::new(222.0, 190.0),
            Point::new(3.0, 150.0),
        ]);
        let there = Homography::between(&from, &to).expect("a perspective");
        let back = there.inverse().expect("an inverse");
        for (a, b) in from.0.into_iter().zip(to.0) {
            assert!(there.at(a).distance(b) < 1e-9);
            assert!(back.at(b).distance(a) < 1e-9);
        }
        let flat =
            Quad([Point::new(0.0, 0.0), Point::new(1.0, 1.0), Point::new(2.0, 2.0), Point::new(3.0, 3.0)]);
        assert_eq!(Homography::between(&from, &flat), None);
        assert!(to.is_convex() && to.area() > 0.0 && !flat.is_convex());
    }
}
