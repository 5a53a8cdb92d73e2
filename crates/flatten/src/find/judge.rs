//! Which of the quadrilaterals is the page: by what lies just inside and outside their sides, and by which lies in which.

use super::{planes::Planes, quads::Candidate};
use crate::geometry::{Point, Quad, form_error};

/// How far inside and outside its sides a candidate's rim is looked at, in pixels of the small copy.
const RIM: [f32; 2] = [4.0, 7.0];
/// What it counts to have a common form's proportions, and how near to them that is, as a share.
const FORM: f32 = 0.1;
const FORM_NEAR: f64 = 0.02;
/// Places looked at along each side.
const STATIONS: usize = 24;

/// What lies along one flank of a candidate's sides.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rim {
    /// The middle light and colours, in levels.
    pub(super) colour: [f32; 3],
    /// How far light strays from that in the middle, in levels.
    pub(super) spread: f32,
}

/// Adjusts the scores of candidates by what is around and inside them, and sorts them anew, best first.
pub(super) fn judge(planes: &Planes, candidates: &mut [Candidate]) {
    let rims: Vec<[Rim; 2]> = candidates
        .iter()
        .map(|candidate| [rim(planes, candidate, 1.0), rim(planes, candidate, -1.0)])
        .collect();
    let scores: Vec<f32> = candidates.iter().map(|candidate| candidate.score).collect();
    let shapes: Vec<[[f32; 2]; 4]> = candidates.iter().map(|candidate| candidate.corners).collect();
    for (at, candidate) in candidates.iter_mut().enumerate() {
        let [inside, outside] = rims[at];
        // Paper is lighter than what it lies on more often than not, and its margin is even.
        let darker = candidate.sides.iter().filter(|side| side.step[0] < -3.0).count() as f32;
        candidate.score += 0.1 * even(inside) - 0.12 * even(outside) - 0.08 * darker;
        // A picture, a table or a heading within a page: the page's paper lies around it.
        let within = (0..shapes.len())
            .filter(|&other| other != at && scores[other] > 0.3 && contains(&shapes[other], &shapes[at]))
            .map(|other| {
                alike(outside.colour, rims[other][0].colour)
                    * even(rims[other][0])
                    * (scores[other] * 1.4).min(1.0)
            })
            .fold(0.0, f32::max);
        candidate.score -= 0.22 * within;
        candidate.score += cut_off(planes, candidate, inside);
        candidate.score += known_form(planes, candidate);
    }
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
}

/// What a page gains whose paper goes on up to the photo's own side, as that of a page that the photo cuts off does.
fn cut_off(planes: &Planes, candidate: &Candidate, inside: Rim) -> f32 {
    (0..4)
        .filter(|&side| candidate.is_frame[side])
        .map(|side| {
            let along = rim_of(planes, candidate, &[side], 1.0);
            0.04 * alike(along.colour, inside.colour)
        })
        .sum()
}

/// What a page gains whose proportions are those of a common form of paper or card.
fn known_form(planes: &Planes, candidate: &Candidate) -> f32 {
    if candidate.is_frame.contains(&true) {
        return 0.0;
    }
    let corners = Quad(candidate.corners.map(|[x, y]| Point::new(f64::from(x), f64::from(y))));
    let error = form_error(&corners, (planes.width as u32, planes.height as u32)) / FORM_NEAR;
    FORM * (-error * error / 2.0).exp() as f32
}

/// 1 for a rim of one colour, towards 0 for a motley one.
fn even(rim: Rim) -> f32 {
    (-rim.spread / 14.0).exp()
}

/// 1 for two equal colours, towards 0 for different ones.
fn alike(a: [f32; 3], b: [f32; 3]) -> f32 {
    let apart = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f32>();
    (-apart / (2.0 * 14.0 * 14.0)).exp()
}

/// Whether one quadrilateral lies in another, a little apart from it on some side.
pub(super) fn contains(outer: &[[f32; 2]; 4], inner: &[[f32; 2]; 4]) -> bool {
    let mut apart = 0.0_f32;
    for corner in inner {
        for side in 0..4 {
            let (a, b) = (outer[side], outer[(side + 1) % 4]);
            let length = (b[0] - a[0]).hypot(b[1] - a[1]).max(1e-6);
            let far = ((b[0] - a[0]) * (corner[1] - a[1]) - (b[1] - a[1]) * (corner[0] - a[0])) / length;
            if far < -4.0 {
                return false;
            }
        }
    }
    for corner in outer {
        let nearest =
            inner.iter().map(|c| (c[0] - corner[0]).hypot(c[1] - corner[1])).fold(f32::MAX, f32::min);
        apart = apart.max(nearest);
    }
    apart > 10.0
}

/// What lies along a candidate's sides, inside for a sign of 1, outside for -1.
pub(super) fn rim(planes: &Planes, candidate: &Candidate, sign: f32) -> Rim {
    let sides: Vec<usize> = (0..4).filter(|&side| !candidate.is_frame[side]).collect();
    rim_of(planes, candidate, &sides, sign)
}

/// What lies along some of a candidate's sides.
pub(super) fn rim_of(planes: &Planes, candidate: &Candidate, sides: &[usize], sign: f32) -> Rim {
    let mut colours: [Vec<f32>; 3] = Default::default();
    let (width, height) = (planes.width as f32, planes.height as f32);
    for &side in sides {
        let (a, b) = (candidate.corners[side], candidate.corners[(side + 1) % 4]);
        let length = (b[0] - a[0]).hypot(b[1] - a[1]).max(1e-6);
        let inwards = [-(b[1] - a[1]) / length * sign, (b[0] - a[0]) / length * sign];
        for station in 0..STATIONS {
            let share = 0.06 + 0.88 * (station as f32 + 0.5) / STATIONS as f32;
            for far in RIM {
                let x = a[0] + (b[0] - a[0]) * share + inwards[0] * far;
                let y = a[1] + (b[1] - a[1]) * share + inwards[1] * far;
                if x >= 0.0 && y >= 0.0 && x < width && y < height {
                    for (values, plane) in colours.iter_mut().zip(&planes.calm) {
                        values.push(plane.near(x, y));
                    }
                }
            }
        }
    }
    let colour = std::array::from_fn(|plane| middle(&mut colours[plane]));
    let mut strays: Vec<f32> = colours[0].iter().map(|value| (value - colour[0]).abs()).collect();
    Rim { colour, spread: middle(&mut strays) }
}

/// The median; 0 of nothing.
pub(super) fn middle(values: &mut [f32]) -> f32 {
    let at = values.len() / 2;
    if values.is_empty() { 0.0 } else { *values.select_nth_unstable_by(at, f32::total_cmp).1 }
}
