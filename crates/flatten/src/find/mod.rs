//! Where the page is, or that there is none.

mod band;
mod curve;
mod flat;
mod judge;
mod lines;
mod mask;
mod planes;
mod quads;
mod refit;
mod seeds;
mod sides;

use image::RgbImage;

use self::{planes::Planes, quads::Candidate};
use crate::geometry::{Point, Quad};

/// A candidate with a score above this is a page.
const SURE: f32 = 0.28;
/// The most pages in a photo.
const PAGES_MAX: usize = 16;

/// A page in a photo.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Outline {
    /// Its corners in the photo, in the order in which they are seen: the first is the upper left as the photo shows
    /// it, whichever way up the page is.
    pub(crate) corners: Quad,
    /// The upper, right, lower and left side as they run in the photo, each clockwise from corner to corner, both
    /// included, in photo pixels: two points where a side is straight, more where it follows a curl.
    pub(crate) sides: [Vec<Point>; 4],
    /// How sure it is that this is a page with these corners, 0 to 1.
    pub(crate) confidence: f64,
    /// Where an open book's spine is: its upper and its lower end, where this is an open book.
    pub(crate) spine: Option<[Point; 2]>,
}

impl Outline {
    /// A page whose sides are straight.
    pub(crate) fn straight(corners: Quad, confidence: f64) -> Self {
        let sides = std::array::from_fn(|i| vec![corners.0[i], corners.0[(i + 1) % 4]]);
        Self { corners, sides, confidence, spine: None }
    }
}

/// The pages of a photo, the likeliest first; those that are not sure enough to be cut out are left out, unless one is
/// `forced`: then there is at least the best guess.
pub(crate) fn find(photo: &RgbImage, forced: bool) -> Vec<Outline> {
    let Some(planes) = Planes::new(photo) else { return Vec::new() };
    if !forced && flat::is_scan(&planes) {
        return Vec::new();
    }
    let found = candidates(&planes);
    let mut kept: Vec<&Candidate> = Vec::new();
    for candidate in &found {
        let is_sure = candidate.score > SURE || (forced && kept.is_empty());
        if is_sure && kept.iter().all(|better| !better.overlaps(candidate)) {
            kept.push(candidate);
        }
    }
    kept.truncate(PAGES_MAX);
    kept.iter().map(|candidate| outline(photo, &planes, candidate)).collect()
}

/// The outline in the photo of a page in the small copy.
fn outline(photo: &RgbImage, planes: &Planes, page: &Candidate) -> Outline {
    let large = |[x, y]: [f32; 2]| Point::new(f64::from(x), f64::from(y)).scaled(planes.scale);
    let fitted = refit::refit(photo, &Quad(page.corners.map(large)), page.is_frame);
    sides::outline(photo, &fitted, page.is_frame, f64::from((page.score - 0.1) / 0.6).clamp(0.0, 1.0))
}

/// What may be pages in the small copy, likeliest first.
fn candidates(planes: &Planes) -> Vec<Candidate> {
    let lines = lines::lines(planes);
    let mut found = quads::quads(planes, &lines);
    let frame = lines::frame(planes);
    found.extend(seeds::seeds(planes).iter().filter_map(|seed| quads::near(planes, &frame, seed)));
    let mut found = quads::distinct(&mut found, planes);
    judge::judge(planes, &mut found);
    found
}
