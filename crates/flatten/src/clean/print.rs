//! What of a page is no bare paper, though no stroke: photographs, coloured boxes, highlighter, dark headers.
//!
//! A shadow takes something from all channels, a little less from blue or from red than from the others, and has no
//! texture; and since a hand or a lamp casts it, it is no rectangle that lies square on the page.

use super::plane::Plane;

/// The share of print in each cell, 0 or 1, from the logarithms of brightness with the strokes closed away,
/// and those of the brightest paper.
pub(super) fn print(closed: &[Plane; 3], base: &[Plane; 3]) -> Plane {
    let (width, height) = (closed[0].width, closed[0].height);
    let mut mask = Plane::new(width, height, 0.0);
    let mut darker = Plane::new(width, height, 0.0);
    for (at, (mask, darker)) in mask.data.iter_mut().zip(&mut darker.data).enumerate() {
        let falls = [0, 1, 2].map(|channel: usize| base[channel].data[at] - closed[channel].data[at]);
        let least = falls[0].min(falls[1]).min(falls[2]).max(0.0);
        let most = falls[0].max(falls[1]).max(falls[2]);
        if most - least > COLOR + (0.6 * least).min(0.26) || least > DARK {
            *mask = 1.0;
        }
        if *mask > 0.0 || most > SHADE {
            *darker = 1.0;
        }
    }
    let textured = textured(closed);
    for ((mask, darker), textured) in mask.data.iter_mut().zip(&mut darker.data).zip(&textured.data) {
        *mask = mask.max(*textured);
        *darker = darker.max(*textured);
    }
    let radius = (width.max(height) / 80).max(1);
    mask = mask.erode(1).dilate(1);
    areas(&darker.erode(1).dilate(1), &mut mask);
    // Bright spots in a photograph are filled, and the blurred border of an area is none of the paper.
    mask.close(radius).dilate(2)
}

/// By what more, in logarithms, a channel may fall than another on paper in hardly any shadow.
const COLOR: f32 = 0.035;
/// A fall of all channels that no shadow makes.
const DARK: f32 = 1.25;
/// A fall that is worth a look at its shape.
const SHADE: f32 = 0.12;

/// An area of cells that hang together.
#[derive(Debug, Clone, Copy)]
struct Area {
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
    cells: usize,
    /// Cells among them that are print by their colour or texture.
    print: usize,
}

/// Areas darker than the paper whose shape or colour tells that they are print, added to the mask as wholes.
fn areas(darker: &Plane, mask: &mut Plane) {
    let width = darker.width;
    let mut area_of = vec![u32::MAX; darker.data.len()];
    let mut found = Vec::new();
    let mut open = Vec::new();
    for start in 0..darker.data.len() {
        if darker.data[start] == 0.0 || area_of[start] != u32::MAX {
            continue;
        }
        let number = found.len() as u32;
        let mut area = Area { left: width, top: darker.height, right: 0, bottom: 0, cells: 0, print: 0 };
        area_of[start] = number;
        open.push(start);
        while let Some(at) = open.pop() {
            let (x, y) = (at % width, at / width);
            area.left = area.left.min(x);
            area.right = area.right.max(x + 1);
            area.top = area.top.min(y);
            area.bottom = area.bottom.max(y + 1);
            area.cells += 1;
            area.print += usize::from(mask.data[at] > 0.0);
            let mut visit = |next: usize| {
                if darker.data[next] > 0.0 && area_of[next] == u32::MAX {
                    area_of[next] = number;
                    open.push(next);
                }
            };
            if x > 0 {
                visit(at - 1);
            }
            if x + 1 < width {
                visit(at + 1);
            }
            if y > 0 {
                visit(at - width);
            }
            if y + 1 < darker.height {
                visit(at + width);
            }
        }
        found.push(area);
    }
    for (number, area) in found.iter().enumerate() {
        if area.cells < 9 {
            continue;
        }
        let inside =
            area.left > 1 && area.top > 1 && area.right + 1 < width && area.bottom + 1 < darker.height;
        if is_square_on(area, number as u32, &area_of, width) {
            for y in area.top..area.bottom {
                mask.data[y * width + area.left..y * width + area.right].fill(1.0);
            }
        } else if area.print * 2 > area.cells && inside {
            for (mask, of) in mask.data.iter_mut().zip(&area_of) {
                if *of == number as u32 {
                    *mask = 1.0;
                }
            }
        }
    }
}

/// Whether an area is a rectangle that lies square on the page: nearly all its rows and columns go from side to side.
fn is_square_on(area: &Area, number: u32, area_of: &[u32], width: usize) -> bool {
    let (across, down) = (area.right - area.left, area.bottom - area.top);
    if across < 3 || down < 3 {
        return false;
    }
    let slack = 2 + across.min(down) / 40;
    let belongs = |x: usize, y: usize| area_of[y * width + x] == number;
    let rows = (area.top..area.bottom)
        .filter(|&y| {
            (area.left..(area.left + slack).min(area.right)).any(|x| belongs(x, y))
                && (area.right.saturating_sub(slack).max(area.left)..area.right).any(|x| belongs(x, y))
        })
        .count();
    let columns = (area.left..area.right)
        .filter(|&x| {
            (area.top..(area.top + slack).min(area.bottom)).any(|y| belongs(x, y))
                && (area.bottom.saturating_sub(slack).max(area.top)..area.bottom).any(|y| belongs(x, y))
        })
        .count();
    rows * 20 >= down * 17 && columns * 20 >= across * 17
}

/// Cells among many with steep changes: a shadow has them along a line only.
fn textured(closed: &[Plane; 3]) -> Plane {
    let (width, height) = (closed[0].width, closed[0].height);
    let mut steep = Plane::new(width, height, 0.0);
    let luma = |at: usize| (closed[0].data[at] + closed[1].data[at] + closed[2].data[at]) / 3.0;
    for y in 1..height.saturating_sub(1) {
        for x in 1..width.saturating_sub(1) {
            let at = y * width + x;
            let across = luma(at + 1) - luma(at - 1);
            let down = luma(at + width) - luma(at - width);
            steep.data[at] = if across.hypot(down) > 0.06 { 1.0 } else { 0.0 };
        }
    }
    steep.blur(width.max(height) / 50).map(|share| if share > 0.35 { 1.0 } else { 0.0 })
}
