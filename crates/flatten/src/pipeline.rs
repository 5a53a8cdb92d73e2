//! The stages, put together.

use std::time::Instant;

use assay_findings::{Choice, FlatPage, FlattenTask, Flattened, PageWord, TaskError};
use image::GrayImage;

use crate::{
    clean::clean,
    encode::encode,
    find::{Outline, find},
    geometry::Point,
    photo::Photo,
    stages::Stages,
    unbend::{Surface, surface},
    upright::{self, Turn, upright},
    warp::{View, render},
};

/// Somebody who reads texts: an outside tool.
pub trait Reader {
    /// The words on a page, in reading order, with their boxes in its pixels; `None` when they could not be read.
    fn read(&mut self, page: &GrayImage, deadline: Instant) -> Option<Vec<PageWord>>;
}

/// Turns the photo of a paper into a scan.
///
/// Deterministic: the same bytes and task give the same scan, unless a `reader` is at hand or the `deadline` is near.
/// Optional work (unbending, a reader's opinion) is left out when the deadline is near.
///
/// # Errors
/// [`TaskError::Unsuitable`] for what is not a picture, is a damaged one, or is too large to be decoded;
/// [`TaskError::Output`] when the scans would be larger than the task allows.
pub fn flatten(
    input: &[u8],
    task: &FlattenTask,
    reader: Option<&mut dyn Reader>,
    deadline: Instant,
) -> Result<Flattened, TaskError> {
    let _ = (reader, deadline);
    let mut stages = Stages::new(task.stages);
    let photo = Photo::decode(input)?;
    stages.ended("decode", || photo.pixels.clone());
    let outlines = match task.crop {
        Choice::No => Vec::new(),
        Choice::Auto => find(&photo.pixels, false),
        Choice::Force => find(&photo.pixels, true),
    };
    stages.ended("find", || photo.pixels.clone());
    let page = page(&photo, outlines.first(), task, &mut stages)?;
    let size = photo.pixels.dimensions();
    Ok(Flattened {
        photo: size,
        pages: vec![page],
        times: stages.times,
        stages: stages.pictures.unwrap_or_default(),
    })
}

fn page(
    photo: &Photo,
    outline: Option<&Outline>,
    task: &FlattenTask,
    stages: &mut Stages,
) -> Result<FlatPage, TaskError> {
    let surface =
        outline.map_or_else(|| Surface::whole(&photo.pixels), |outline| surface(&photo.pixels, outline));
    stages.ended("unbend", || photo.pixels.clone());
    let turn = match task.rotate {
        Choice::No => Turn { quarters: 0, skew: 0.0, confidence: 0.0 },
        Choice::Auto | Choice::Force => {
            let scale = (f64::from(upright::SIDE) / surface.width.max(surface.height)).min(1.0);
            let small = render(&photo.pixels, &view(&surface, 0, 0.0, scale));
            upright(&image::imageops::grayscale(&small))
        }
    };
    stages.ended("upright", || photo.pixels.clone());
    let view = view(&surface, turn.quarters, turn.skew, 1.0);
    let mut pixels = render(&photo.pixels, &view);
    stages.ended("warp", || pixels.clone());
    clean(&mut pixels, task.color, outline.is_some());
    stages.ended("clean", || pixels.clone());
    let bytes = encode(&pixels, task.format, task.quality)?;
    stages.ended("encode", || pixels.clone());
    let (width, height) = (f64::from(view.width), f64::from(view.height));
    let corners = [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)];
    Ok(FlatPage {
        angle: (photo.turned + u16::from(turn.quarters) * 90) % 360,
        width: view.width,
        height: view.height,
        corners: corners.map(|(x, y)| view.at(Point::new(x, y))).map(|corner| (corner.x, corner.y)),
        confidence: outline.map_or(0.0, |outline| outline.confidence),
        cropped: outline.is_some(),
        unbent: surface.is_bent(),
        format: task.format,
        bytes,
        words: Vec::new(),
    })
}

fn view(surface: &Surface, quarters: u8, skew: f64, scale: f64) -> View<'_> {
    let side = |side: f64| ((side * scale).round() as u32).max(1);
    let (width, height) = (side(surface.width), side(surface.height));
    let (width, height) = if quarters % 2 == 0 { (width, height) } else { (height, width) };
    View { surface, quarters, skew, width, height }
}
