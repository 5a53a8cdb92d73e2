//! The file: objects as they come, and at the end where each is.

use std::io::{self, Write};

use assay_findings::{FlatPage, Sheet};
use pdf_writer::{Chunk, Content, Filter, Finish as _, Name, Rect, Ref, types::Predictor};

use crate::{
    PdfError,
    font::Letters,
    picture::Picture,
    text::{self, FONT, pixels},
};

const CATALOG: Ref = Ref::new(1);
const PAGES: Ref = Ref::new(2);
const LETTERS: Ref = Ref::new(3);
const PICTURE: Name<'static> = Name(b"P");
const POINTS_PER_INCH: f64 = 72.0;

/// A PDF that is being written.
///
/// The objects are `pdf-writer`'s; the frame around them is written here, because its own holds the whole file in
/// memory.
#[derive(Debug)]
pub struct Document<W> {
    out: W,
    /// Bytes written so far.
    length: u64,
    /// Where each object begins, by its number less one; 0 for one that is not written yet.
    places: Vec<u64>,
    pages: Vec<Ref>,
    letters: Letters,
}

impl<W: Write> Document<W> {
    /// Begins a document.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin(out: W) -> io::Result<Self> {
        let places = vec![0; 3];
        let mut document = Self { out, length: 0, places, pages: Vec::new(), letters: Letters::default() };
        // Bytes beyond ASCII say that this is no text (ISO 32000-1, section 7.5.2).
        document.raw(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")?;
        Ok(document)
    }

    /// Pages so far.
    pub fn pages(&self) -> usize {
        self.pages.len()
    }

    /// Adds a scan as a page. It is as large as the paper that it shows: by the resolution that it was made at; or else
    /// the sheet of a standard that has its proportions; or else as much of A4 as it fills.
    ///
    /// # Errors
    /// See [`PdfError`].
    pub fn add(&mut self, scan: &FlatPage, dpi: Option<u16>) -> Result<(), PdfError> {
        let picture = Picture::of(&scan.bytes, scan.format)?;
        let (width, height) = points(scan, dpi);
        let [page, image, contents] = std::array::from_fn(|_| self.next());

        let mut content = Content::new();
        content.save_state().transform([width, 0.0, 0.0, height, 0.0, 0.0]).x_object(PICTURE).restore_state();
        if !scan.words.is_empty() {
            let unit = width / pixels(scan.width.max(1));
            text::write(&mut content, &scan.words, &mut self.letters, unit, height);
        }
        let mut chunk = Chunk::new();
        chunk.stream(contents, &content.finish());
        self.object(contents, &chunk)?;

        let mut chunk = Chunk::new();
        write_picture(&mut chunk, image, &picture);
        drop(picture);
        self.object(image, &chunk)?;

        let mut chunk = Chunk::new();
        let mut dictionary = chunk.page(page);
        dictionary.parent(PAGES).media_box(Rect::new(0.0, 0.0, width, height)).contents(contents);
        let mut resources = dictionary.resources();
        resources.x_objects().pair(PICTURE, image);
        resources.fonts().pair(FONT, LETTERS);
        resources.finish();
        dictionary.finish();
        self.object(page, &chunk)?;
        self.pages.push(page);
        Ok(())
    }

    /// Ends the document.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        let mut next = self.places.len();
        let font = self.letters.objects(LETTERS, || {
            next += 1;
            reference(next)
        });
        self.places.resize(next, 0);
        for (id, chunk) in font {
            self.object(id, &chunk)?;
        }
        let mut chunk = Chunk::new();
        let count = i32::try_from(self.pages.len()).unwrap_or(i32::MAX);
        chunk.pages(PAGES).kids(self.pages.iter().copied()).count(count);
        self.object(PAGES, &chunk)?;
        // A catalogue has no method of its own but in the frame that is not used.
        let mut chunk = Chunk::new();
        let mut catalog = chunk.indirect(CATALOG).dict();
        catalog.pair(Name(b"Type"), Name(b"Catalog")).pair(Name(b"Pages"), PAGES);
        catalog.finish();
        self.object(CATALOG, &chunk)?;
        self.write_places()?;
        self.out.flush()?;
        Ok(self.out)
    }

    /// ISO 32000-1, sections 7.5.4 and 7.5.5.
    fn write_places(&mut self) -> io::Result<()> {
        let (start, count, root) = (self.length, self.places.len() + 1, CATALOG.get());
        let mut table = format!("xref\n0 {count}\n0000000000 65535 f \n").into_bytes();
        for place in &self.places {
            writeln!(table, "{place:010} 00000 n ")?;
        }
        writeln!(table, "trailer\n<< /Size {count} /Root {root} 0 R >>\nstartxref\n{start}\n%%EOF")?;
        self.raw(&table)
    }

    fn next(&mut self) -> Ref {
        self.places.push(0);
        reference(self.places.len())
    }

    /// Writes a chunk that is one object.
    fn object(&mut self, id: Ref, chunk: &Chunk) -> io::Result<()> {
        let number = usize::try_from(id.get()).unwrap_or_default();
        if let Some(place) = number.checked_sub(1).and_then(|at| self.places.get_mut(at)) {
            *place = self.length;
        }
        self.raw(chunk.as_bytes())
    }

    fn raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.length += bytes.len() as u64;
        self.out.write_all(bytes)
    }
}

/// An object's name. Two billion of them do not fit into a file that has places of ten digits.
fn reference(number: usize) -> Ref {
    Ref::new(i32::try_from(number.max(1)).unwrap_or(i32::MAX))
}

fn write_picture(chunk: &mut Chunk, id: Ref, picture: &Picture) {
    let side = |side: u32| i32::try_from(side).unwrap_or(i32::MAX);
    let mut object = chunk.image_xobject(id, &picture.data);
    object.width(side(picture.width)).height(side(picture.height)).bits_per_component(picture.bits.into());
    if picture.gray {
        object.color_space().device_gray();
    } else {
        object.color_space().device_rgb();
    }
    if picture.png {
        object.filter(Filter::FlateDecode);
        let mut rows = object.decode_parms();
        rows.predictor(Predictor::PngOptimum).colors(if picture.gray { 1 } else { 3 });
        rows.bits_per_component(picture.bits.into()).columns(side(picture.width));
    } else {
        object.filter(Filter::DctDecode);
    }
}

/// Width and height of a scan's page in points.
fn points(scan: &FlatPage, dpi: Option<u16>) -> (f32, f32) {
    let (width, height) = (f64::from(scan.width.max(1)), f64::from(scan.height.max(1)));
    let sheet = Sheet::of(width, height);
    let (wide, high) = match (dpi, sheet) {
        (_, Some(sheet)) => sheet.inches(width, height),
        (Some(dpi), None) => (width / f64::from(dpi.max(1)), height / f64::from(dpi.max(1))),
        (None, None) => {
            let (across, down) = Sheet::A4.inches(width, height);
            let scale = (across / width).min(down / height);
            (width * scale, height * scale)
        }
    };
    #[expect(clippy::cast_possible_truncation, reason = "inches of a paper")]
    let point = |inches: f64| (inches * POINTS_PER_INCH) as f32;
    (point(wide), point(high))
}

#[cfg(test)]
mod tests {
    use assay_findings::{PageFormat, PageWord};
    use image::{DynamicImage, ImageFormat};

    use super::*;

    fn scan(width: u32, height: u32, words: &[&str]) -> FlatPage {
        let mut bytes = io::Cursor::new(Vec::new());
        DynamicImage::new_luma8(width, height).write_to(&mut bytes, ImageFormat::Jpeg).expect("encoded");
        let word = |(at, text): (u32, &&str)| PageWord {
            text: (*text).to_owned(),
            left: 10 + at * 50,
            top: 20,
            width: 40,
            height: 12,
            confidence: 90,
            line: 0,
        };
        FlatPage {
            angle: 0,
            width,
            height,
            corners: [(0.0, 0.0); 4],
            confidence: 1.0,
            cropped: true,
            unbent: false,
            format: PageFormat::Jpeg,
            bytes: bytes.into_inner(),
            words: (0..).zip(words).map(word).collect(),
        }
    }

    fn document(scans: &[FlatPage], dpi: Option<u16>) -> Vec<u8> {
        let mut document = Document::begin(Vec::new()).expect("begun");
        for scan in scans {
            document.add(scan, dpi).expect("added");
        }
        document.finish().expect("finished")
    }

    #[test]
    fn another_reader_finds_the_pages_and_their_text() {
        let scans = [
            scan(300, 424, &["Hello", "world"]),
            scan(300, 424, &["智能", "媒体", "IMM"]),
            scan(90, 30, &[]),
        ];
        let bytes = document(&scans, None);
        let read = lopdf::Document::load_mem(&bytes).expect("a PDF");
        assert_eq!(read.get_pages().len(), 3);
        assert_eq!(read.extract_text(&[1]).expect("text").trim(), "Hello world");
        assert_eq!(read.extract_text(&[2]).expect("text").trim(), "智能媒体 IMM");
        assert_eq!(read.extract_text(&[3]).expect("text").trim(), "");
        assert_eq!(document(&scans, None), bytes);
        assert_eq!(lopdf::Document::load_mem(&document(&[], None)).expect("a PDF").get_pages().len(), 0);
    }

    #[test]
    fn a_page_is_as_large_as_its_paper() {
        let near = |(width, height): (f32, f32), expected: (f32, f32)| {
            assert!(
                (width - expected.0).abs() < 0.1 && (height - expected.1).abs() < 0.1,
                "{width} x {height}"
            );
        };
        near(points(&scan(300, 424, &[]), None), (595.28, 841.89));
        near(points(&scan(1011, 638, &[]), Some(100)), (242.65, 153.01));
        near(points(&scan(100, 600, &[]), Some(100)), (72.0, 432.0));
        near(points(&scan(100, 600, &[]), None), (140.31, 841.89));
    }

    #[test]
    fn a_scan_that_is_damaged_adds_nothing() {
        let mut document = Document::begin(Vec::new()).expect("begun");
        let damaged = FlatPage { bytes: b"damaged".to_vec(), ..scan(8, 8, &[]) };
        assert!(matches!(document.add(&damaged, None), Err(PdfError::Picture(_))));
        assert_eq!(document.pages(), 0);
    }
}
