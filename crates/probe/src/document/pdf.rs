//! PDF (ISO 32000): pages, the information dictionary, and text.

use lopdf::{Document, LoadOptions};

use super::Text;
use crate::{
    found::{Found, first},
    source::{Source, Stop},
    time,
};

/// The longest document that is opened: its cross references may be anywhere in it. In bytes.
const WHOLE_BYTES_MAX: u64 = 64 << 20;
/// The most bytes that one of its streams may unpack to.
const UNPACKED_BYTES_MAX: usize = 32 << 20;
/// The most pages whose text is read.
const PAGES_MAX: usize = 5000;

pub(crate) fn read(source: &mut Source<'_>, found: &mut Found) -> Result<(), Stop> {
    found.is("document", "application/pdf");
    if source.size() > WHOLE_BYTES_MAX {
        return Err(Stop::Limit("a PDF of more than 64 MiB is not opened"));
    }
    let bytes = source.some(0, usize::try_from(WHOLE_BYTES_MAX).unwrap_or(usize::MAX))?.to_vec();
    let known = Document::load_metadata_mem(&bytes)
        .map_err(|_| Stop::Wrong("its cross references cannot be read"))?;
    let metadata = &mut found.metadata;
    metadata.page_count = Some(i64::from(known.page_count)).filter(|pages| *pages > 0);
    first(&mut metadata.title, known.title);
    first(&mut metadata.artist, known.author);
    first(&mut found.when, known.creation_date.as_deref().and_then(time::pdf));
    if found.text_max_bytes == 0 {
        return Ok(());
    }
    source.check_time()?;
    let options = LoadOptions { max_decompressed_size: Some(UNPACKED_BYTES_MAX), ..LoadOptions::default() };
    let document = Document::load_mem_with_options(&bytes, options)
        .map_err(|_| Stop::Wrong("its objects cannot be read"))?;
    if document.is_encrypted() {
        return Err(Stop::Wrong("it is encrypted"));
    }
    let mut text = Text::new(found.text_max_bytes);
    let mut result = Ok(());
    for page in document.get_pages().into_keys().take(PAGES_MAX) {
        result = source.check_time();
        if result.is_err() || text.is_full() {
            break;
        }
        // Fonts without a map to letters have no text.
        if let Ok(words) = document.extract_text_with_limit(&[page], UNPACKED_BYTES_MAX) {
            for line in words.lines() {
                text.words(line);
                text.line();
            }
        }
    }
    text.give(found);
    result
}
