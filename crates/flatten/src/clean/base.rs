//! The light of the brightest paper as a smooth surface: what colour and shadow are told against.

use super::plane::Plane;

/// Terms of the surface: 1, x, y, x², xy, y², x and y from -1 to 1.
const TERMS: usize = 6;

/// A quadratic surface through the upper side of the values in `plane` (logarithms of brightness), fitted by weights
/// that forgive what lies below: shadow and print do, and light does not. All three channels take the weights of
/// their mean, so that the surface has one colour.
pub(super) fn base(closed: &[Plane; 3]) -> [Plane; 3] {
    let (width, height) = (closed[0].width, closed[0].height);
    let step = (width.max(height) / 120).max(1);
    let places: Vec<(usize, [f64; TERMS])> = (step / 2..height)
        .step_by(step)
        .flat_map(|y| {
            (step / 2..width).step_by(step).map(move |x| (y * width + x, terms(x, y, width, height)))
        })
        .collect();
    let mean = |at: usize| f64::from(closed[0].data[at] + closed[1].data[at] + closed[2].data[at]) / 3.0;
    let mut sorted: Vec<f64> = places.iter().map(|(at, _)| mean(*at)).collect();
    sorted.sort_by(f64::total_cmp);
    let bright = sorted.get(sorted.len() * 3 / 4).copied().unwrap_or(0.0);
    let mut weights: Vec<f64> =
        places.iter().map(|(at, _)| if mean(*at) >= bright - 1e-6 { 1.0 } else { 0.0 }).collect();
    let mut fitted = [[0.0; TERMS]; 3];
    for _ in 0..10 {
        fitted = [0, 1, 2].map(|channel: usize| {
            let data = &closed[channel].data;
            fit(places
                .iter()
                .zip(&weights)
                .map(|((at, terms), weight)| (*terms, f64::from(data[*at]), *weight)))
        });
        for ((at, terms), weight) in places.iter().zip(&mut weights) {
            let surface = fitted.iter().map(|fitted| value(fitted, terms)).sum::<f64>() / 3.0;
            let rise = mean(*at) - surface;
            *weight = if rise > -0.02 { 1.0 } else { (-((rise + 0.02) / 0.06).powi(2)).exp() };
        }
    }
    fitted.map(|fitted| {
        let mut plane = Plane::new(width, height, 0.0);
        for y in 0..height {
            for x in 0..width {
                plane.data[y * width + x] = value(&fitted, &terms(x, y, width, height)) as f32;
            }
        }
        plane
    })
}

fn terms(x: usize, y: usize, width: usize, height: usize) -> [f64; TERMS] {
    let x = (2 * x + 1) as f64 / width as f64 - 1.0;
    let y = (2 * y + 1) as f64 / height as f64 - 1.0;
    [1.0, x, y, x * x, x * y, y * y]
}

fn value(fitted: &[f64; TERMS], terms: &[f64; TERMS]) -> f64 {
    fitted.iter().zip(terms).map(|(factor, term)| factor * term).sum()
}

/// Least squares, the curved terms held towards zero, so that a surface seen at one end does not run away at the
/// other.
fn fit(samples: impl Iterator<Item = ([f64; TERMS], f64, f64)>) -> [f64; TERMS] {
    let mut normal = [[0.0; TERMS + 1]; TERMS];
    let mut total = 0.0;
    for (terms, target, weight) in samples {
        total += weight;
        for (row, left) in normal.iter_mut().zip(&terms) {
            for (cell, right) in row.iter_mut().zip(terms.iter().chain(std::iter::once(&target))) {
                *cell += weight * left * right;
            }
        }
    }
    let hold = [1e-9, 1e-3, 1e-3, 0.02, 0.02, 0.02];
    for (at, hold) in hold.iter().enumerate() {
        normal[at][at] += hold * total.max(1.0);
    }
    solve(normal)
}

/// Gaussian elimination of a symmetric positive definite system.
fn solve(mut rows: [[f64; TERMS + 1]; TERMS]) -> [f64; TERMS] {
    for at in 0..TERMS {
        let pivot = rows[at];
        for row in rows.iter_mut().skip(at + 1) {
            let factor = row[at] / pivot[at];
            for (cell, pivot) in row.iter_mut().zip(&pivot) {
                *cell -= factor * pivot;
            }
        }
    }
    let mut out = [0.0; TERMS];
    for at in (0..TERMS).rev() {
        let known: f64 = (at + 1..TERMS).map(|other| rows[at][other] * out[other]).sum();
        out[at] = (rows[at][TERMS] - known) / rows[at][at];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slope_is_found_above_a_shadow() {
        let (width, height) = (80, 100);
        let mut plane = Plane::new(width, height, 0.0);
        for y in 0..height {
            for x in 0..width {
                let shadow = if y > 60 { -0.7 } else { 0.0 };
                plane.data[y * width + x] = 5.0 + 0.3 * x as f32 / width as f32 + shadow;
            }
        }
        let [red, ..] = base(&[plane.clone(), plane.clone(), plane]);
        for (x, y) in [(5, 5), (70, 20), (40, 55)] {
            let expected = 5.0 + 0.3 * x as f32 / width as f32;
            assert!(
                (red.data[y * width + x] - expected).abs() < 0.03,
                "{x} {y}: {}",
                red.data[y * width + x]
            );
        }
    }
}
