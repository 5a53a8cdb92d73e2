//! Somebody who reads pages for the engine that makes scans: tesseract, in the toolbox.

use std::time::Instant;

use assay_findings::PageWord;
use assay_flatten::Reader;
use assay_protocol::Tool;
use image::GrayImage;

use super::{Look, Toolbox, tesseract::read_words};
use crate::{Input, serve::complain};

/// Reads pages while one input is worked on.
pub(crate) struct PageReader<'p> {
    toolbox: &'p Toolbox,
    input: &'p Input,
}

impl<'p> PageReader<'p> {
    /// A reader, if there is a tool that reads.
    pub(crate) fn of(toolbox: Option<&'p Toolbox>, input: &'p Input) -> Option<Self> {
        let toolbox = toolbox.filter(|toolbox| toolbox.has(Tool::Tesseract))?;
        Some(Self { toolbox, input })
    }
}

impl Reader for PageReader<'_> {
    fn read(&mut self, page: &GrayImage, deadline: Instant) -> Option<Vec<PageWord>> {
        let mut pgm = format!("P5\n{} {}\n255\n", page.width(), page.height()).into_bytes();
        pgm.extend_from_slice(page.as_raw());
        match self.toolbox.run(Tool::Tesseract, self.input, Look::Bytes(&pgm), deadline) {
            Ok(table) => Some(read_words(&table)),
            Err(err) => {
                complain(&format_args!("tesseract: {err}"));
                None
            }
        }
    }
}
