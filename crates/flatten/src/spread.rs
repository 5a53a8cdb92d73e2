//! Several scans of one photo: their order, and an open book's two pages.

use crate::{find::Outline, geometry::Point, warp::View};

/// Places along a side of the view at which the spine is looked for.
const STEPS: u32 = 256;

/// Puts pages into reading order: by rows, and within a row from the left. Two pages are in a row when each one's middle
/// is between the other's top and bottom.
pub(crate) fn in_reading_order(outlines: &mut Vec<Outline>) {
    outlines.sort_by(|a, b| middle(a).y.total_cmp(&middle(b).y));
    let mut rows: Vec<Vec<Outline>> = Vec::new();
    for outline in outlines.drain(..) {
        match rows.last_mut() {
            Some(row) if row.iter().all(|other| beside(other, &outline)) => row.push(outline),
            _ => rows.push(vec![outline]),
        }
    }
    for mut row in rows {
        row.sort_by(|a, b| middle(a).x.total_cmp(&middle(b).x));
        outlines.append(&mut row);
    }
}

fn middle(outline: &Outline) -> Point {
    let [a, b, c, d] = outline.corners.0;
    a.towards(c, 0.5).towards(b.towards(d, 0.5), 0.5)
}

fn beside(one: &Outline, other: &Outline) -> bool {
    let span = |outline: &Outline| {
        let ys = outline.corners.0.map(|corner| corner.y);
        (ys.into_iter().fold(f64::INFINITY, f64::min), ys.into_iter().fold(f64::NEG_INFINITY, f64::max))
    };
    let within = |y: f64, (top, bottom): (f64, f64)| top < y && y < bottom;
    within(middle(one).y, span(other)) && within(middle(other).y, span(one))
}

/// A part of a view: pixels from the left and the top, and its width and height in pixels.
pub(crate) type Part = [u32; 4];

/// The parts of a view that are the two pages of an open book, in reading order; the whole view when the spine is
/// not between them.
pub(crate) fn parts(view: &View<'_>, spine: Option<[Point; 2]>) -> Vec<Part> {
    let whole = [0, 0, view.width, view.height];
    let Some(spine) = spine else { return vec![whole] };
    let (column, column_off) = crossing(spine, |across, along| {
        view.at(Point::new(across * f64::from(view.width), along * f64::from(view.height)))
    });
    let (row, row_off) = crossing(spine, |across, along| {
        view.at(Point::new(along * f64::from(view.width), across * f64::from(view.height)))
    });
    let upright = column_off <= row_off;
    let (share, side) = if upright { (column, view.width) } else { (row, view.height) };
    // A spine at the very edge parts nothing.
    if !(0.15..=0.85).contains(&share) || side < 2 {
        return vec![whole];
    }
    let cut = ((f64::from(side) * share).round() as u32).clamp(1, side - 1);
    if upright {
        vec![[0, 0, cut, view.height], [cut, 0, view.width - cut, view.height]]
    } else {
        vec![[0, 0, view.width, cut], [0, cut, view.width, view.height - cut]]
    }
}

/// Which share across is nearest to the spine, and how far from it: the spine is looked for at both ends and in the
/// middle of lines that run along it.
fn crossing([from, to]: [Point; 2], at: impl Fn(f64, f64) -> Point) -> (f64, f64) {
    let off = |across: f64| {
        // Either end may be the upper one.
        let along = |share: f64| {
            let place = at(across, share);
            (place.distance(from.towards(to, share)), place.distance(to.towards(from, share)))
        };
        let ends = [0.02, 0.5, 0.98].map(along);
        let sum = |end: fn(&(f64, f64)) -> f64| ends.iter().map(end).sum::<f64>();
        sum(|end| end.0).min(sum(|end| end.1))
    };
    (0..=STEPS)
        .map(|step| f64::from(step) / f64::from(STEPS))
        .map(|across| (across, off(across)))
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .unwrap_or((0.0, f64::INFINITY))
}

#[cfg(test)]
mod tests {
    use image::RgbImage;

    use super::*;
    use crate::{geometry::Quad, unbend::Surface};

    fn outline(left: f64, top: f64, width: f64, height: f64) -> Outline {
        let Quad(corners) = Quad::whole(width, height);
        let corners = Quad(corners.map(|corner| Point::new(corner.x + left, corner.y + top)));
        Outline::straight(corners, 1.0)
    }

    #[test]
    fn pages_are_read_by_rows() {
        let ordered = [
            outline(10.0, 12.0, 80.0, 100.0),
            outline(110.0, 5.0, 80.0, 90.0),
            outline(0.0, 130.0, 60.0, 80.0),
            outline(70.0, 140.0, 60.0, 40.0),
        ];
        let mut shuffled =
            vec![ordered[3].clone(), ordered[1].clone(), ordered[2].clone(), ordered[0].clone()];
        in_reading_order(&mut shuffled);
        assert_eq!(shuffled, ordered);
        in_reading_order(&mut Vec::new());
    }

    #[test]
    fn a_book_is_parted_at_its_spine_whichever_way_it_lies() {
        let surface = Surface::whole(&RgbImage::new(400, 200));
        let spine = Some([Point::new(150.0, 0.0), Point::new(150.0, 200.0)]);
        let view = |quarters| {
            let (width, height) = if quarters % 2 == 0 { (400, 200) } else { (200, 400) };
            View { surface: &surface, quarters, skew: 0.0, width, height }
        };
        assert_eq!(parts(&view(0), spine), [[0, 0, 150, 200], [150, 0, 250, 200]]);
        assert_eq!(parts(&view(2), spine), [[0, 0, 250, 200], [250, 0, 150, 200]]);
        assert_eq!(parts(&view(1), spine), [[0, 0, 200, 150], [0, 150, 200, 250]]);
        assert_eq!(parts(&view(0), None), [[0, 0, 400, 200]]);
        let edge = Some([Point::new(3.0, 0.0), Point::new(3.0, 200.0)]);
        assert_eq!(parts(&view(0), edge), [[0, 0, 400, 200]]);
    }
}
