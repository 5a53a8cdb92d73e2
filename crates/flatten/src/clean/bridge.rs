//! Values where there are none, from those around.

use super::plane::Plane;

/// Fills what has no weight from what has, by push and pull: means are pulled to ever coarser planes until every cell
/// has weight, and pushed back where a finer plane lacks it.
pub(super) fn bridge(plane: &Plane, weight: &Plane) -> Plane {
    if plane.width <= 1 && plane.height <= 1 {
        return plane.clone();
    }
    let (coarse, coarse_weight) = pull(plane, weight);
    let coarse = bridge(&coarse, &coarse_weight);
    let mut out = plane.clone();
    for y in 0..plane.height {
        for x in 0..plane.width {
            let at = y * plane.width + x;
            let weight = weight.data[at];
            if weight < 1.0 {
                out.data[at] = weight * plane.data[at] + (1.0 - weight) * between(&coarse, x, y);
            }
        }
    }
    out
}

fn pull(plane: &Plane, weight: &Plane) -> (Plane, Plane) {
    let (width, height) = (plane.width.div_ceil(2), plane.height.div_ceil(2));
    let mut coarse = Plane::new(width, height, 0.0);
    let mut coarse_weight = Plane::new(width, height, 0.0);
    for y in 0..height {
        for x in 0..width {
            let (mut sum, mut total, mut plain, mut count) = (0.0, 0.0, 0.0, 0.0_f32);
            for v in 2 * y..(2 * y + 2).min(plane.height) {
                for u in 2 * x..(2 * x + 2).min(plane.width) {
                    let at = v * plane.width + u;
                    sum += plane.data[at] * weight.data[at];
                    total += weight.data[at];
                    plain += plane.data[at];
                    count += 1.0;
                }
            }
            let at = y * width + x;
            coarse.data[at] = if total > 0.0 { sum / total } else { plain / count };
            coarse_weight.data[at] = total.min(1.0);
        }
    }
    (coarse, coarse_weight)
}

/// The value of a plane of half the size at a cell of the full one, by linear interpolation.
fn between(coarse: &Plane, x: usize, y: usize) -> f32 {
    let place = |at: usize, count: usize| {
        let place = (at as f32 * 0.5 - 0.25).clamp(0.0, (count - 1) as f32);
        let first = place as usize;
        (first, (first + 1).min(count - 1), place - first as f32)
    };
    let (left, right, across) = place(x, coarse.width);
    let (top, bottom, down) = place(y, coarse.height);
    let value = |u: usize, v: usize| coarse.data[v * coarse.width + u];
    let above = value(left, top) + (value(right, top) - value(left, top)) * across;
    let below = value(left, bottom) + (value(right, bottom) - value(left, bottom)) * across;
    above + (below - above) * down
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hole_in_a_slope_is_filled_with_the_slope() {
        let (width, height) = (60, 40);
        let mut plane = Plane::new(width, height, 0.0);
        let mut weight = Plane::new(width, height, 1.0);
        for y in 0..height {
            for x in 0..width {
                let inside = (20..40).contains(&x) && (10..30).contains(&y);
                plane.data[y * width + x] = if inside { -50.0 } else { x as f32 };
                weight.data[y * width + x] = if inside { 0.0 } else { 1.0 };
            }
        }
        let filled = bridge(&plane, &weight);
        for y in 10..30 {
            for x in 20..40 {
                assert!(
                    (filled.data[y * width + x] - x as f32).abs() < 8.0,
                    "{x} {y}: {}",
                    filled.data[y * width + x]
                );
            }
        }
        assert!((filled.data[3 * width + 7] - 7.0).abs() < 1e-6);
    }
}
