//! Quadrilaterals that four lines make, judged by what lies along their sides.

use rayon::prelude::*;

use super::{
    lines::{Line, Span},
    planes::Planes,
};

/// The least area of a page, as a share of the photo's.
const AREA_MIN: f32 = 0.025;
/// The least length of a side, as a share of the photo's longer side.
const SIDE_MIN: f32 = 0.07;
/// What it costs to have two opposite sides of the photo for sides.
const BAND: f32 = 0.3;
/// The least share of a side that has an edge, where nothing else tells that it is one.
pub(super) const SUPPORT_MIN: f32 = 0.25;
/// How many candidates are handed on.
const CANDIDATES_MAX: usize = 40;

/// A quadrilateral in the small copy.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// Its corners, clockwise from the upper left one, in pixels of the small copy.
    pub(super) corners: [[f32; 2]; 4],
    /// What lies along each side, the step being from outside to inside.
    pub(super) sides: [Span; 4],
    /// Which of its sides are the photo's own.
    pub(super) is_frame: [bool; 4],
    /// How much it looks like a page: higher is better.
    pub(super) score: f32,
    /// How much of the score is the network's opinion.
    pub(super) opinion: f32,
}

impl Candidate {
    /// The area, in square pixels of the small copy.
    pub(super) fn area(&self) -> f32 {
        area(&self.corners)
    }

    /// Whether it runs across the photo, from one of its sides to the opposite one.
    pub(super) fn is_band(&self) -> bool {
        is_band(self.is_frame)
    }

    /// Whether more of it than a rim is in another, or of another in it.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        let shared = clipped(&self.corners, &other.corners);
        area(&shared) > 0.08 * self.area().min(other.area())
    }
}

/// The area of a polygon, in square pixels; positive when clockwise.
pub(super) fn area(corners: &[[f32; 2]]) -> f32 {
    let next = corners.iter().cycle().skip(1);
    corners.iter().zip(next).map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum::<f32>() / 2.0
}

/// What two convex polygons share (Sutherland and Hodgman).
fn clipped(subject: &[[f32; 2]], by: &[[f32; 2]]) -> Vec<[f32; 2]> {
    let mut rest = subject.to_vec();
    for (at, a) in by.iter().enumerate() {
        let b = by[(at + 1) % by.len()];
        let side = |p: &[f32; 2]| (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]);
        let input = std::mem::take(&mut rest);
        for (at, p) in input.iter().enumerate() {
            let q = &input[(at + 1) % input.len()];
            let (from, to) = (side(p), side(q));
            if from >= 0.0 {
                rest.push(*p);
            }
            if (from >= 0.0) != (to >= 0.0) {
                let share = from / (from - to);
                rest.push([p[0] + (q[0] - p[0]) * share, p[1] + (q[1] - p[1]) * share]);
            }
        }
    }
    rest
}

/// Two lines that may be opposite sides: which, and the direction between theirs.
#[derive(Debug, Clone, Copy)]
struct Pair {
    lines: [usize; 2],
    along: [f32; 2],
}

/// The quadrilaterals that lines make, best first, no two nearly the same.
pub(super) fn quads(planes: &Planes, lines: &[Line]) -> Vec<Candidate> {
    let crossings: Vec<Vec<Option<f32>>> =
        lines.iter().map(|line| lines.iter().map(|other| line.crossing_seen(other)).collect()).collect();
    let pairs = pairs(planes, lines);
    let mut found: Vec<Candidate> = pairs
        .par_iter()
        .enumerate()
        .flat_map_iter(|(at, first)| {
            let crossings = &crossings;
            pairs[at + 1..].iter().filter_map(move |second| {
                let cosine = first.along[0] * second.along[0] + first.along[1] * second.along[1];
                (cosine.abs() < 0.7)
                    .then(|| judged(planes, lines, crossings, first.lines, second.lines, SUPPORT_MIN))
                    .flatten()
            })
        })
        .collect();
    distinct(&mut found, planes)
}

/// A quadrilateral that has been seen otherwise, its sides moved to the edges near them, of which each must have this
/// `support`. Sides along the photo's own are those.
pub(super) fn near(
    planes: &Planes,
    frame: &[Line; 4],
    corners: &[[f32; 2]; 4],
    support: f32,
) -> Option<Candidate> {
    let (width, height) = (planes.width as f32, planes.height as f32);
    let close = 0.02 * width.max(height);
    let reach = (close as i32).max(4);
    let lines: [Line; 4] = std::array::from_fn(|at| {
        let (from, to) = (corners[at], corners[(at + 1) % 4]);
        let away =
            [from[1].max(to[1]), width - from[0].min(to[0]), height - from[1].min(to[1]), from[0].max(to[0])];
        match away.iter().position(|&away| away < close) {
            Some(side) => frame[side].clone(),
            None => Line::close_to(planes, from, to, reach),
        }
    });
    let crossings: Vec<Vec<Option<f32>>> =
        lines.iter().map(|line| lines.iter().map(|other| line.crossing_seen(other)).collect()).collect();
    judged(planes, &lines, &crossings, [0, 2], [1, 3], support)
}

/// The best of all, without those that are nearly the same as a better one.
pub(super) fn distinct(found: &mut [Candidate], planes: &Planes) -> Vec<Candidate> {
    let order = |c: &Candidate| c.corners.map(|corner| corner.map(f32::to_bits));
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| order(a).cmp(&order(b))));
    let near = 0.012 * planes.width.max(planes.height) as f32;
    let mut kept: Vec<Candidate> = Vec::new();
    for candidate in found.iter() {
        let is_new = kept.iter().all(|better| {
            let apart = |(a, b): (&[f32; 2], &[f32; 2])| (a[0] - b[0]).hypot(a[1] - b[1]);
            better.corners.iter().zip(&candidate.corners).map(apart).fold(0.0, f32::max) > near
        });
        if is_new {
            kept.push(candidate.clone());
            if kept.len() == CANDIDATES_MAX {
                break;
            }
        }
    }
    kept
}

/// The lines that may be opposite sides of one page.
fn pairs(planes: &Planes, lines: &[Line]) -> Vec<Pair> {
    let shorter = planes.width.min(planes.height) as f32;
    let middle = [planes.width as f32 / 2.0, planes.height as f32 / 2.0];
    let mut pairs = Vec::new();
    for (i, a) in lines.iter().enumerate() {
        for (j, b) in lines.iter().enumerate().skip(i + 1) {
            let cosine = a.along[0] * b.along[0] + a.along[1] * b.along[1];
            if cosine.abs() < 0.78 {
                continue;
            }
            let sign = cosine.signum();
            let sum = [a.along[0] + sign * b.along[0], a.along[1] + sign * b.along[1]];
            let size = sum[0].hypot(sum[1]).max(1e-6);
            let away = |line: &Line| {
                let normal = line.normal();
                (middle[0] - line.origin[0]) * normal[0] + (middle[1] - line.origin[1]) * normal[1]
            };
            if (away(a) - sign * away(b)).abs() < 0.06 * shorter {
                continue;
            }
            pairs.push(Pair { lines: [i, j], along: sum.map(|part| part / size) });
        }
    }
    pairs
}

fn judged(
    planes: &Planes,
    lines: &[Line],
    crossings: &[Vec<Option<f32>>],
    [i, j]: [usize; 2],
    [k, l]: [usize; 2],
    support: f32,
) -> Option<Candidate> {
    // Around: along i from l to k, along k from i to j, along j from k to l, along l from j to i.
    let rounds = [(i, l, k), (k, i, j), (j, k, l), (l, j, i)];
    let frames = [i, j, k, l].into_iter().filter(|&at| lines[at].is_frame).count();
    if frames > 2 {
        return None;
    }
    let longer = planes.width.max(planes.height) as f32;
    let mut spans = [Span { seen: 0.0, support: 0.0, step: [0.0; 3] }; 4];
    let mut corners = [[0.0; 2]; 4];
    let mut runs_on = [[0.0_f32; 2]; 4];
    for (at, &(on, from, to)) in rounds.iter().enumerate() {
        let (a, b) = (crossings[on][from]?, crossings[on][to]?);
        let length = (b - a).abs();
        if length < SIDE_MIN * longer {
            return None;
        }
        let trim = (0.06 * length).min(7.0);
        let span = lines[on].between(a.min(b) + trim, a.max(b) - trim);
        if span.seen < 0.5 * length || (!lines[on].is_frame && span.support < support) {
            return None;
        }
        // A side of a page ends at its corners; a line of a table or of a desk runs on.
        let on_by = (0.12 * length).min(24.0);
        let outwards = if b > a { 1.0 } else { -1.0 };
        for (end, position, sign) in [(0, a, -outwards), (1, b, outwards)] {
            let more = lines[on].between(position + 4.0 * sign, position + (4.0 + on_by) * sign);
            if more.seen > 0.5 * on_by && !lines[on].is_frame {
                runs_on[at][end] = (more.support - 0.3).max(0.0);
            }
        }
        corners[at] = lines[on].at(a);
        spans[at] = span;
    }
    let size = area(&corners);
    // Anticlockwise: the same sides the other way round.
    if size < 0.0 {
        corners.reverse();
        // The side from the new first corner is the old third, and so on.
        spans = [spans[2], spans[1], spans[0], spans[3]];
    }
    let order =
        if size < 0.0 { [rounds[2].0, rounds[1].0, rounds[0].0, rounds[3].0] } else { rounds.map(|r| r.0) };
    let share = size.abs() / (planes.width * planes.height) as f32;
    if share < AREA_MIN || !is_convex(&corners) {
        return None;
    }
    let centre: [f32; 2] = std::array::from_fn(|axis| corners.iter().map(|c| c[axis]).sum::<f32>() / 4.0);
    for (span, &on) in spans.iter_mut().zip(&order) {
        let (line, normal) = (&lines[on], lines[on].normal());
        let inward = (centre[0] - line.origin[0]) * normal[0] + (centre[1] - line.origin[1]) * normal[1];
        span.step = span.step.map(|step| step * inward.signum());
    }
    let is_frame = order.map(|on| lines[on].is_frame);
    let beyond = runs_on.iter().flatten().sum::<f32>() / 8.0;
    // Where both neighbours of a side run on past it, the page goes on there: this is the lower edge of a heading.
    let past = (0..4).map(|at| runs_on[(at + 3) % 4][1].min(runs_on[(at + 1) % 4][0])).fold(0.0, f32::max);
    let score = score(&corners, &spans, is_frame, share) - beyond - 0.3 * past;
    Some(first_upper_left(Candidate { corners, sides: spans, is_frame, score, opinion: 0.0 }))
}

/// How much a quadrilateral looks like a page by what lies along its sides.
fn score(corners: &[[f32; 2]; 4], sides: &[Span; 4], is_frame: [bool; 4], share: f32) -> f32 {
    let mut least = 1.0_f32;
    let (mut sum, mut weights) = (0.0, 0.0);
    for (at, side) in sides.iter().enumerate() {
        let next = corners[(at + 1) % 4];
        let length = (next[0] - corners[at][0]).hypot(next[1] - corners[at][1]);
        let contrast = side.step.map(|step| step * step).iter().sum::<f32>().sqrt();
        let value =
            if is_frame[at] { 0.35 } else { side.support * (0.6 + 0.4 * contrast / (contrast + 4.0)) };
        least = least.min(value);
        sum += value * length;
        weights += length;
    }
    let aslant = aslant(corners);
    let frames = is_frame.iter().filter(|&&is_frame| is_frame).count() as f32;
    // What runs across the photo from one side to the other is a plank or a stripe more often than a page.
    let band = if is_band(is_frame) { BAND } else { 0.0 };
    0.58 * (sum / weights.max(1.0) + least) + 0.14 * share.min(0.9).ln() - 0.6 * aslant - 0.13 * frames - band
}

/// Whether two opposite sides are the photo's own.
fn is_band(is_frame: [bool; 4]) -> bool {
    (is_frame[0] && is_frame[2]) || (is_frame[1] && is_frame[3])
}

/// How far the corner that is furthest from a right angle is beyond what is common, as a cosine: such corners are seen
/// only from very near or far aslant.
pub(super) fn aslant(corners: &[[f32; 2]; 4]) -> f32 {
    let cosine = |at: usize| {
        let [a, b, c] = [corners[(at + 3) % 4], corners[at], corners[(at + 1) % 4]];
        let (u, v) = ([a[0] - b[0], a[1] - b[1]], [c[0] - b[0], c[1] - b[1]]);
        (u[0] * v[0] + u[1] * v[1]).abs() / (u[0].hypot(u[1]) * v[0].hypot(v[1])).max(1e-6)
    };
    ((0..4).map(cosine).fold(0.0_f32, f32::max) - 0.25).max(0.0)
}

/// Whether every corner turns to the right.
pub(super) fn is_convex(corners: &[[f32; 2]; 4]) -> bool {
    (0..4).all(|at| {
        let [a, b, c] = [corners[at], corners[(at + 1) % 4], corners[(at + 2) % 4]];
        (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0]) > 0.0
    })
}

/// With the corner first that the photo shows at the upper left.
fn first_upper_left(mut candidate: Candidate) -> Candidate {
    let first = (0..4).min_by(|&a, &b| {
        let sum = |at: usize| candidate.corners[at][0] + candidate.corners[at][1];
        sum(a).total_cmp(&sum(b))
    });
    let first = first.unwrap_or(0);
    candidate.corners.rotate_left(first);
    candidate.sides.rotate_left(first);
    candidate.is_frame.rotate_left(first);
    candidate
}

impl Line {
    /// Where another line crosses it, as a position along it, where that is not far outside the photo.
    fn crossing_seen(&self, other: &Self) -> Option<f32> {
        self.crossing(other).filter(|&position| position >= 0.0 && position <= self.length())
    }
}
