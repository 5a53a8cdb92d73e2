//! Where the page is, or that there is none.

mod band;
mod contour;
mod curve;
mod flat;
mod judge;
mod lines;
mod mask;
mod opinion;
mod planes;
mod quads;
mod refit;
mod seeds;
mod sides;
mod told;

use image::RgbImage;

use self::{mask::Mask, planes::Planes, quads::Candidate};
use crate::geometry::{Point, Quad};

/// A candidate with a score above this is a page.
const SURE: f32 = 0.31;
/// How much of what the network has against a page is left out where it is not the first.
const FURTHER: f32 = 0.6;
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
    let found = candidates(&planes);
    let best = found.candidates.first();
    if !forced && flat::is_scan(&planes) && !best.is_some_and(|best| flat::stands_out(&planes, best)) {
        return Vec::new();
    }
    let mut kept: Vec<&Candidate> = Vec::new();
    for candidate in &found.candidates {
        // The network looks for one page: it is against each further one.
        let against = if kept.is_empty() { 0.0 } else { candidate.opinion.min(0.0) * FURTHER };
        let is_sure = candidate.score - against > SURE || (forced && kept.is_empty());
        if is_sure && kept.iter().all(|better| !better.overlaps(candidate)) {
            kept.push(candidate);
        }
    }
    kept.truncate(PAGES_MAX);
    let is_alone = kept.iter().skip(1).all(|further| further.score <= SURE);
    kept.iter().map(|candidate| outline(photo, &planes, found.mask.as_ref(), candidate, is_alone)).collect()
}

/// The outline in the photo of a page in the small copy. That of a page that is alone may be the network's, where no
/// straight sides show.
fn outline(
    photo: &RgbImage,
    planes: &Planes,
    mask: Option<&Mask>,
    page: &Candidate,
    is_alone: bool,
) -> Outline {
    let large = |[x, y]: [f32; 2]| Point::new(f64::from(x), f64::from(y)).scaled(planes.scale);
    let fitted = refit::refit(photo, &Quad(page.corners.map(large)), page.is_frame);
    let mut outline =
        sides::outline(photo, &fitted, page.is_frame, f64::from((page.score - 0.1) / 0.6).clamp(0.0, 1.0));
    if let (true, true, Some(mask)) = (is_alone, fitted.is_doubtful(), mask) {
        contour::mend(photo, mask, &mut outline);
    }
    outline.spine =
        mask.and_then(|mask| opinion::spine(mask, planes, &page.corners)).map(|ends| ends.map(large));
    outline
}

/// What was found in the small copy: candidates, likeliest first, and the network's opinion where it has one.
struct Found {
    candidates: Vec<Candidate>,
    mask: Option<Mask>,
}

fn candidates(planes: &Planes) -> Found {
    let (mask, mut found) = rayon::join(
        || mask::mask(&planes.small),
        || {
            let lines = lines::lines(planes);
            quads::quads(planes, &lines)
        },
    );
    let frame = lines::frame(planes);
    let near = |seed: &[[f32; 2]; 4], support: f32| quads::near(planes, &frame, seed, support);
    found.extend(seeds::seeds(planes).iter().filter_map(|seed| near(seed, quads::SUPPORT_MIN)));
    if let Some(mask) = &mask {
        found.extend(opinion::seeds(mask, planes).iter().filter_map(|seed| near(seed, opinion::SUPPORT_MIN)));
    }
    let mut candidates = quads::distinct(&mut found, planes);
    judge::judge(planes, &mut candidates);
    if let Some(mask) = &mask {
        opinion::weigh(mask, planes, &mut candidates);
    }
    Found { candidates, mask }
}

#[cfg(test)]
mod tests {
    use image::Rgb;
    use proptest::prelude::*;

    use super::*;

    /// A photo of sheets of paper on a desk, its grain made by a fixed rule.
    fn photo(size: (u32, u32), desk: [u8; 3], sheets: &[(Quad, [u8; 3])]) -> RgbImage {
        RgbImage::from_fn(size.0, size.1, |x, y| {
            let grain = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)).rotate_left(13) % 5;
            // Each pixel is the mean of four places in it.
            let mut sum = [0_u32; 3];
            for (dx, dy) in [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)] {
                let place = Point::new(f64::from(x) + dx, f64::from(y) + dy);
                let colour =
                    sheets.iter().rev().find(|(quad, _)| contains(quad, place)).map_or(desk, |s| s.1);
                sum = std::array::from_fn(|i| sum[i] + u32::from(colour[i]));
            }
            Rgb(sum.map(|sum| (sum / 4 + grain).min(255) as u8))
        })
    }

    fn contains(quad: &Quad, place: Point) -> bool {
        (0..4).all(|at| {
            let (a, b) = (quad.0[at], quad.0[(at + 1) % 4]);
            (b.x - a.x) * (place.y - a.y) - (b.y - a.y) * (place.x - a.x) >= 0.0
        })
    }

    fn quad(corners: [(f64, f64); 4]) -> Quad {
        Quad(corners.map(|(x, y)| Point::new(x, y)))
    }

    fn worst(found: &Quad, truth: &Quad) -> f64 {
        found.0.iter().zip(truth.0).map(|(a, b)| a.distance(b)).fold(0.0, f64::max)
    }

    #[test]
    fn a_sheet_is_found_to_a_pixel() {
        let sheet = quad([(231.3, 142.8), (922.6, 201.1), (1001.2, 1103.7), (148.9, 1050.4)]);
        for (desk, paper) in [([70, 60, 50], [236, 234, 228]), ([222, 221, 219], [232, 231, 229])] {
            let found = find(&photo((1200, 1300), desk, &[(sheet, paper)]), false);
            assert_eq!(found.len(), 1);
            assert!(worst(&found[0].corners, &sheet) < 1.0, "{:?}", found[0].corners);
            assert!(found[0].sides.iter().all(|side| side.len() == 2));
        }
    }

    #[test]
    fn two_sheets_are_two_pages() {
        let left = quad([(60.0, 110.0), (560.0, 90.0), (580.0, 820.0), (50.0, 800.0)]);
        let right = quad([(680.0, 200.0), (1120.0, 220.0), (1110.0, 790.0), (660.0, 780.0)]);
        let sheets = [(left, [235, 235, 230]), (right, [228, 230, 233])];
        let found = find(&photo((1200, 900), [90, 70, 50], &sheets), false);
        assert_eq!(found.len(), 2);
        for truth in [left, right] {
            assert!(found.iter().any(|page| worst(&page.corners, &truth) < 1.5), "{found:?}");
        }
    }

    #[test]
    fn where_there_is_no_page_none_is_found_unless_forced() {
        let desk = photo((800, 600), [120, 100, 80], &[]);
        assert!(find(&desk, false).is_empty());
        let picture = quad([(200.0, 200.0), (600.0, 200.0), (600.0, 500.0), (200.0, 500.0)]);
        let scan = photo((800, 1130), [248, 248, 248], &[(picture, [90, 120, 60])]);
        assert!(find(&scan, false).is_empty());
        assert_eq!(find(&scan, true).first().map(|page| worst(&page.corners, &picture) < 1.5), Some(true));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn any_pixels_are_looked_at_in_peace(
            width in 1_u32..200,
            height in 1_u32..200,
            stretch in 1_u32..9,
            bytes in proptest::collection::vec(any::<u8>(), 64),
            coarse in 1_u32..40,
        ) {
            let pixels = RgbImage::from_fn(width * stretch, height, |x, y| {
                let at = (x / coarse * 7 + y / coarse * 13) as usize;
                Rgb([bytes[at % 64], bytes[(at + 1) % 64], bytes[(at * 3) % 64]])
            });
            for forced in [false, true] {
                let found = find(&pixels, forced);
                prop_assert_eq!(&found, &find(&pixels, forced));
                for page in found {
                    prop_assert!(page.corners.is_convex() && page.corners.area() > 0.0);
                    prop_assert!(page.corners.0.iter().all(|c| c.x.is_finite() && c.y.is_finite()));
                    prop_assert!((0.0..=1.0).contains(&page.confidence));
                    for at in 0..4 {
                        prop_assert_eq!(page.sides[at].first().copied(), Some(page.corners.0[at]));
                        prop_assert_eq!(page.sides[at].last().copied(), Some(page.corners.0[(at + 1) % 4]));
                    }
                }
            }
        }
    }
}
