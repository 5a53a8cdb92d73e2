//! What was found so far, and what becomes of it at the end.

use std::{collections::BTreeMap, fmt::Display};

use assay_findings::media::Metadata;
use jiff::civil::DateTime;

use crate::{place, source::Stop};

/// The most bytes of a title, a name, or another line about the content.
pub(crate) const LINE_BYTES_MAX: usize = 4096;

/// A time that a content gives for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct When {
    pub(crate) local: DateTime,
    /// From UTC, in seconds; `None` when the content does not say.
    pub(crate) offset: Option<i32>,
}

/// What was found so far.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) metadata: Metadata,
    /// EXIF as `EXIF` shows it: names and values.
    pub(crate) exif: BTreeMap<String, String>,
    pub(crate) when: Option<When>,
    /// Latitude and longitude in degrees, WGS 84.
    pub(crate) place: Option<(f64, f64)>,
    /// How many bytes of text are wanted, and the text.
    pub(crate) text_max_bytes: usize,
    pub(crate) text: Option<String>,
    pub(crate) damage: Option<String>,
    /// The words of a song, until there is a stream to put them in.
    pub(crate) lyric: Option<String>,
}

impl Found {
    /// What the content is: `image`, `video`, `audio`, `document`, `archive` or `other`, and its MIME type.
    pub(crate) fn is(&mut self, media: &str, mime: &str) {
        self.metadata.media_type = Some(media.to_owned());
        self.metadata.content_type = Some(mime.to_owned());
    }

    /// The first damage is kept: the others mostly follow from it.
    pub(crate) fn damaged(&mut self, stop: &Stop) {
        self.damage.get_or_insert_with(|| stop.words());
    }

    /// Keeps what is read before a damage.
    pub(crate) fn note(&mut self, result: Result<(), Stop>) {
        if let Err(stop) = result {
            self.damaged(&stop);
        }
    }

    pub(crate) fn size(&mut self, width: impl Into<u64>, height: impl Into<u64>) {
        let (width, height) = (i64::try_from(width.into()), i64::try_from(height.into()));
        if let (Ok(width @ 1..), Ok(height @ 1..)) = (width, height) {
            self.metadata.image_width = Some(width);
            self.metadata.image_height = Some(height);
        }
    }

    /// A line of EXIF.
    pub(crate) fn exif<T: Display + Copy>(&mut self, name: &str, value: T) {
        self.exif.insert(name.to_owned(), value.to_string());
    }

    /// Puts together what depends on several finds: the place's names and zone, the time, EXIF's text.
    pub(crate) fn finish(&mut self, size: u64) {
        let zone = self.place.and_then(place::zone);
        if let Some(place) = self.place {
            self.metadata.lat_long = Some(format!("{:.6},{:.6}", place.0, place.1));
            let addresses = place::addresses(place);
            self.metadata.addresses = (!addresses.is_empty()).then_some(addresses);
            self.metadata.timezone = zone.map(str::to_owned);
        }
        if let Some(when) = self.when {
            self.metadata.produce_time = crate::time::rfc3339(when, zone);
        }
        if self.metadata.media_type.as_deref() == Some("image") {
            self.exif("FileSize", size);
            if let (Some(width), Some(height)) = (self.metadata.image_width, self.metadata.image_height) {
                self.exif("ImageWidth", width);
                self.exif("ImageHeight", height);
            }
            self.metadata.exif = Some(json(&self.exif));
        }
        let metadata = &mut self.metadata;
        for line in [
            &mut metadata.title,
            &mut metadata.artist,
            &mut metadata.album,
            &mut metadata.album_artist,
            &mut metadata.composer,
            &mut metadata.performer,
            &mut metadata.language,
        ] {
            tidy(line);
        }
    }
}

/// EXIF in the hosted form: `{"DateTime":{"value":"2020:08:19 17:11:11"}}`, names in order.
fn json(exif: &BTreeMap<String, String>) -> String {
    let lines: serde_json::Map<String, serde_json::Value> =
        exif.iter().map(|(name, value)| (name.clone(), serde_json::json!({ "value": value }))).collect();
    serde_json::Value::Object(lines).to_string()
}

/// Trims a line, and cuts it at its limit; an empty one is none.
fn tidy(line: &mut Option<String>) {
    if let Some(text) = line {
        let trimmed = text.trim_matches(|c: char| c.is_whitespace() || c.is_control());
        let end = trimmed.floor_char_boundary(LINE_BYTES_MAX);
        let trimmed = trimmed.get(..end).unwrap_or_default().to_owned();
        *line = (!trimmed.is_empty()).then_some(trimmed);
    }
}

/// Fills an empty field: what is found first stays.
pub(crate) fn first<T>(field: &mut Option<T>, value: Option<T>) {
    if field.is_none() {
        *field = value;
    }
}
