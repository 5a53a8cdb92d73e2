//! The stages, put together.

use std::time::{Duration, Instant};

use assay_findings::{Choice, FlatPage, FlattenTask, Flattened, PageWord, TaskError};
use image::{GrayImage, RgbImage, imageops};

use crate::{
    clean::clean,
    density, draw,
    encode::encode,
    find::{Outline, find},
    geometry::Point,
    photo::Photo,
    read,
    size::size,
    spread::{self, Part},
    stages::Stages,
    unbend::{self, Surface},
    upright::{self, Turn, upright},
    warp::{View, render},
};

/// The most scans of one photo.
const PAGES_MAX: usize = 16;

/// Somebody who reads texts: an outside tool.
pub trait Reader {
    /// The words on a page, in reading order, with their boxes in its pixels; `None` when they could not be read.
    fn read(&mut self, page: &GrayImage, deadline: Instant) -> Option<Vec<PageWord>>;
}

/// Turns the photo of a paper into a scan.
///
/// Deterministic: the same bytes and task give the same scan, unless a `reader` is at hand or the `deadline` is near.
/// Optional work (taking out a curl, a reader's) is left out when the deadline is near.
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
    let mut stages = Stages::new(task.stages);
    let photo = Photo::decode(input)?;
    stages.ended("decode", || draw::plain(&photo.pixels));
    let mut outlines = match task.crop {
        Choice::No => Vec::new(),
        Choice::Auto => find(&photo.pixels, false),
        Choice::Force => find(&photo.pixels, true),
    };
    stages.ended("find", || draw::outlines(&photo.pixels, &outlines));
    outlines.truncate(if task.pages { PAGES_MAX } else { 1 });
    spread::in_reading_order(&mut outlines);
    let mut job = Job { photo: &photo, task, reader, deadline, stages, pages: Vec::new() };
    if outlines.is_empty() {
        job.scan(None)?;
    }
    for outline in &outlines {
        job.scan(Some(outline))?;
    }
    let Job { stages, pages, .. } = job;
    Ok(Flattened {
        photo: photo.size,
        pages,
        times: stages.times,
        stages: stages.pictures.unwrap_or_default(),
    })
}

/// What is made of one photo.
struct Job<'a, 'r> {
    photo: &'a Photo,
    task: &'a FlattenTask,
    reader: Option<&'a mut (dyn Reader + 'r)>,
    deadline: Instant,
    stages: Stages,
    pages: Vec<FlatPage>,
}

impl Job<'_, '_> {
    /// Makes the scan of a page, or the scans of an open book's; `None` stands for the whole photo.
    fn scan(&mut self, outline: Option<&Outline>) -> Result<(), TaskError> {
        let photo = &self.photo.pixels;
        let surface = outline.map_or_else(|| Surface::whole(photo), |outline| self.surface(outline));
        self.stages.ended("unbend", || draw::mesh(photo, &surface));
        let turn = self.turn(&surface, outline.is_none());
        let lies = turn.quarters % 2 == 1;
        let (across, down) =
            if lies { (surface.height, surface.width) } else { (surface.width, surface.height) };
        let size = size(across, down, self.task);
        let (width, height) = (size.width, size.height);
        let view = View { surface: &surface, quarters: turn.quarters, skew: turn.skew, width, height };
        let pixels = render(photo, &view);
        self.stages.ended("warp", || draw::plain(&pixels));
        let spine = outline.and_then(|outline| outline.spine).filter(|_| self.task.pages);
        match spread::parts(&view, spine).as_slice() {
            [whole] => self.finish(pixels, &view, *whole, outline, size.dpi),
            parts => parts.iter().try_for_each(|part| {
                let [x, y, width, height] = *part;
                let pixels = imageops::crop_imm(&pixels, x, y, width, height).to_image();
                self.finish(pixels, &view, *part, outline, size.dpi)
            }),
        }
    }

    /// The surface of a page: with its curl taken out only while there is time for it.
    fn surface(&self, outline: &Outline) -> Surface {
        /// Below this a slow machine needs what is left for the rest.
        const TIME_MIN: Duration = Duration::from_secs(2);
        let photo = &self.photo.pixels;
        if Instant::now() + TIME_MIN < self.deadline {
            unbend::surface(photo, outline)
        } else {
            unbend::flat(photo, outline)
        }
    }

    /// Which way up a page is, or the whole photo.
    fn turn(&mut self, surface: &Surface, is_whole: bool) -> Turn {
        if self.task.rotate == Choice::No {
            return Turn { quarters: 0, skew: 0.0, confidence: 0.0 };
        }
        let scale = (f64::from(upright::SIDE) / surface.width.max(surface.height)).min(1.0);
        let side = |side: f64| ((side * scale).round() as u32).max(1);
        let (width, height) = (side(surface.width), side(surface.height));
        let small = render(&self.photo.pixels, &View { surface, quarters: 0, skew: 0.0, width, height });
        let (deadline, force) = (self.deadline, self.task.rotate == Choice::Force);
        let mut letters = |page: &GrayImage| read::letters(*self.reader.as_mut()?, page, deadline);
        let turn = upright(&imageops::grayscale(&small), force, is_whole, &mut letters);
        self.stages.ended("upright", || match turn.quarters {
            0 => small,
            1 => imageops::rotate90(&small),
            2 => imageops::rotate180(&small),
            _ => imageops::rotate270(&small),
        });
        turn
    }

    /// Cleans and encodes a scan: `part` of what the view shows.
    fn finish(
        &mut self,
        mut pixels: RgbImage,
        view: &View<'_>,
        part: Part,
        outline: Option<&Outline>,
        dpi: Option<f64>,
    ) -> Result<(), TaskError> {
        let task = self.task;
        let palette = clean(&mut pixels, task.color, outline.is_some());
        self.stages.ended("clean", || draw::plain(&pixels));
        let mut bytes = encode(&pixels, palette, task.format, task.quality)?;
        if let Some(dpi) = dpi {
            density::write(&mut bytes, task.format, dpi);
        }
        self.stages.ended_unseen("encode");
        self.hold(&bytes)?;
        let words = self.words(&pixels);
        let [left, top, width, height] = part;
        let [left, top, right, bottom] = [left, top, left + width, top + height].map(f64::from);
        let (wide, high) = self.photo.shrunk();
        let corners = [(left, top), (right, top), (right, bottom), (left, bottom)].map(|(x, y)| {
            let place = view.at(Point::new(x, y));
            (place.x * wide, place.y * high)
        });
        self.pages.push(FlatPage {
            angle: (self.photo.turned + u16::from(view.quarters) * 90) % 360,
            width,
            height,
            corners,
            confidence: outline.map_or(0.0, |outline| outline.confidence),
            cropped: outline.is_some(),
            unbent: view.surface.is_bent(),
            format: task.format,
            bytes,
            words,
        });
        Ok(())
    }

    /// Refuses another scan's bytes when there are too many with them.
    fn hold(&self, bytes: &[u8]) -> Result<(), TaskError> {
        let max_bytes = self.task.max_bytes;
        let pages: u64 = self.pages.iter().map(|page| page.bytes.len() as u64).sum();
        if pages + self.stages.bytes() + bytes.len() as u64 > max_bytes {
            return Err(TaskError::Output { max_bytes });
        }
        Ok(())
    }

    fn words(&mut self, pixels: &RgbImage) -> Vec<PageWord> {
        /// Below this a reader has no time to read a page.
        const TIME_MIN: Duration = Duration::from_millis(500);
        let in_time = Instant::now() + TIME_MIN < self.deadline;
        let (true, true, Some(reader)) = (self.task.words, in_time, self.reader.as_mut()) else {
            return Vec::new();
        };
        let words = read::words(*reader, pixels, self.deadline);
        self.stages.ended_unseen("read");
        words
    }
}
