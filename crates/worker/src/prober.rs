//! The engine of a prober: what files say about themselves, what can be seen in pictures, and thumbnails.

use std::{
    borrow::Cow,
    io::Cursor,
    thread,
    time::{Duration, Instant},
};

use assay_findings::{
    Choice, Finding, FlattenTask, Flattened, Task, TaskError,
    media::{Metadata, PerceiveTask, Perceived, ProbeReport, ProbeTask},
};
use assay_model::{ModelError, Models};
use assay_pixels::Unread;
use assay_protocol::{Settings, Tool};
use assay_sight::{Picture, PixelError};

use image::{ImageFormat, Rgb, RgbImage};

use crate::{
    Engine, Input, Toolbox,
    serve::complain,
    tools::{self, Look, PageReader},
};

/// Raise this when the engines' code comes to say something else about the same bytes.
const GENERATION: u32 = 1;

/// The most threads that one scan is made on: each takes some of the address space, and others make scans too.
const SCAN_THREADS_MAX: usize = 4;
/// How long the first scan, which nobody asked for, may take at most.
const WARM_UP_TIME: Duration = Duration::from_secs(20);

/// Says what files say about themselves.
pub struct Prober {
    version: String,
    toolbox: Option<Toolbox>,
    models: Option<Models>,
}

impl Prober {
    /// Starts the toolbox, if there are tools, and reads the models, if there are any. Without a toolbox, what only a
    /// tool can tell is absent.
    ///
    /// # Errors
    /// When a model cannot be read.
    pub fn build(settings: &Settings) -> Result<Self, ModelError> {
        let toolbox = Toolbox::start(settings).unwrap_or_else(|err| {
            complain(&format_args!("no outside tools: {err}"));
            None
        });
        let mut version = format!("probe {GENERATION}");
        for tool in Tool::ALL {
            if toolbox.as_ref().is_some_and(|toolbox| toolbox.has(tool)) {
                version = format!("{version} {}", tool.name());
            }
        }
        let models = settings.models.as_deref().map(Models::read).transpose()?;
        let models = models.filter(|models| !models.is_empty());
        if let Some(models) = &models {
            version = format!("{version} {}", models.version());
        }
        Ok(Self { version, toolbox, models })
    }

    fn probe(&self, input: &Input, task: &ProbeTask, deadline: Instant) -> ProbeReport {
        let mut report = assay_probe::probe(input.reader(), input.size(), task, deadline);
        if is(&report.metadata, &["video", "audio"]) {
            self.look_into_streams(input, &mut report.metadata, deadline);
        }
        if task.seeing.any() && is(&report.metadata, &["image"]) {
            self.look_at_pixels(input, task, &mut report, deadline);
        }
        report
    }

    fn perceive(
        &self,
        input: &Input,
        task: &PerceiveTask,
        deadline: Instant,
    ) -> Result<Perceived, TaskError> {
        let unsuitable = |err: PixelError| TaskError::Unsuitable(err.to_string());
        let models =
            self.models.as_ref().ok_or_else(|| TaskError::Unsuitable("there are no models".to_owned()))?;
        let picture = task.needs_picture().then(|| self.picture(input, deadline)).transpose()?;
        let picture = picture.map(|bytes| Picture::decode(&bytes).map_err(unsuitable)).transpose()?;
        models.perceive(picture.as_ref().map(Picture::pixels), task, deadline)
    }

    fn flatten(&self, input: &Input, task: &FlattenTask, deadline: Instant) -> Result<Flattened, TaskError> {
        let mut reader = PageReader::of(self.toolbox.as_ref(), input);
        let reader = reader.as_mut().map(|reader| reader as &mut dyn assay_flatten::Reader);
        assay_flatten::flatten(&self.picture(input, deadline)?, task, reader, deadline)
    }

    /// The bytes of a picture, as something that is decoded here: of HEIC and AVIF a JPEG, where there is a tool that makes
    /// one. It is turned as it is to be seen, so that nothing is left for EXIF to say.
    fn picture<'i>(&self, input: &'i Input, deadline: Instant) -> Result<Cow<'i, [u8]>, TaskError> {
        let bytes = input.bytes()?;
        let toolbox = self.toolbox.as_ref().filter(|toolbox| toolbox.has(Tool::HeifConvert));
        if let (Some(Unread::Heic | Unread::Avif), Some(toolbox)) = (Unread::of(bytes), toolbox) {
            match toolbox.run(Tool::HeifConvert, input, Look::Input, deadline) {
                Ok(jpeg) => return Ok(Cow::Owned(jpeg)),
                Err(err) => complain(&format_args!("heif-convert: {err}")),
            }
        }
        Ok(Cow::Borrowed(bytes))
    }

    fn look_into_streams(&self, input: &Input, metadata: &mut Metadata, deadline: Instant) {
        let Some(toolbox) = self.toolbox.as_ref().filter(|toolbox| toolbox.has(Tool::Ffprobe)) else {
            return;
        };
        match toolbox.run(Tool::Ffprobe, input, Look::Input, deadline) {
            Ok(json) => tools::merge_streams(&json, metadata),
            // What this program's own reading found stays.
            Err(err) => complain(&format_args!("ffprobe: {err}")),
        }
    }

    fn look_at_pixels(&self, input: &Input, task: &ProbeTask, report: &mut ProbeReport, deadline: Instant) {
        let (seeing, metadata) = (&task.seeing, &mut report.metadata);
        let picture = match self.picture(input, deadline).map(|bytes| Picture::decode(&bytes)) {
            Ok(Ok(picture)) => picture,
            // A kind of picture whose pixels nothing here decodes: they stay unseen.
            Ok(Err(PixelError::Unknown | PixelError::Unread(_))) => return,
            Ok(Err(err)) => return note(report, &err.to_string()),
            Err(err) => return note(report, &err.to_string()),
        };
        let in_time = || Instant::now() < deadline;
        if seeing.score && in_time() {
            metadata.image_score = Some(picture.score());
        }
        if !seeing.croppings.is_empty() && in_time() {
            metadata.cropping_suggestions = Some(picture.croppings(&seeing.croppings));
        }
        if seeing.codes && in_time() {
            report.codes = picture.codes();
        }
        if seeing.texts
            && in_time()
            && let Some(toolbox) = self.toolbox.as_ref().filter(|toolbox| toolbox.has(Tool::Tesseract))
        {
            let page = picture.page();
            let table = if picture.has_room_for_text() {
                toolbox.run(Tool::Tesseract, input, Look::Bytes(&page.pgm), deadline)
            } else {
                Ok(Vec::new())
            };
            match table {
                Ok(table) => tools::read_texts(&table, &page, metadata),
                Err(err) => complain(&format_args!("tesseract: {err}")),
            }
        }
    }
}

/// Starts the threads that scans are made on, and makes one, for whatever else is begun at the first use.
fn warm_up_scans() -> Result<(), String> {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(SCAN_THREADS_MAX);
    // It fails where a pool was started before, which is as good.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    let sample = RgbImage::from_fn(320, 240, |x, y| {
        let is_page = (60..260).contains(&x) && (30..210).contains(&y);
        let is_ink = y % 12 < 3 && x % 7 < 5 && (80..240).contains(&x);
        Rgb([if is_page && is_ink {
            30
        } else if is_page {
            240
        } else {
            90
        }; 3])
    });
    let mut bytes = Cursor::new(Vec::new());
    sample.write_to(&mut bytes, ImageFormat::Jpeg).map_err(|err| err.to_string())?;
    let task = FlattenTask { crop: Choice::Force, rotate: Choice::Force, ..FlattenTask::default() };
    let deadline = Instant::now() + WARM_UP_TIME;
    assay_flatten::flatten(bytes.get_ref(), &task, None, deadline).map(drop).map_err(|err| err.to_string())
}

/// Says what kept the pixels from being seen, unless something worse was said already.
fn note(report: &mut ProbeReport, damage: &str) {
    report.damage.get_or_insert_with(|| damage.to_owned());
}

/// Whether a content is of one of these kinds, or of none that is known.
fn is(metadata: &Metadata, kinds: &[&str]) -> bool {
    metadata.media_type.as_deref().is_none_or(|kind| kinds.contains(&kind))
}

impl Engine for Prober {
    fn version(&self) -> String {
        self.version.clone()
    }

    fn warm_up(&mut self) -> Result<(), String> {
        warm_up_scans()?;
        self.models.as_mut().map_or(Ok(()), Models::warm_up).map_err(|err| err.to_string())
    }

    fn run(&mut self, task: &Task, input: &Input, deadline: Instant) -> Result<Finding, TaskError> {
        match task {
            Task::Probe(task) => Ok(Finding::Probed(Box::new(self.probe(input, task, deadline)))),
            Task::Thumbnail(task) => {
                assay_thumbnail::thumbnail(&self.picture(input, deadline)?, task).map(Finding::Thumbnail)
            }
            Task::Flatten(task) => self.flatten(input, task, deadline).map(Finding::Flattened),
            Task::Perceive(task) => {
                self.perceive(input, task, deadline).map(|seen| Finding::Perceived(Box::new(seen)))
            }
            Task::Unpack(_) => Err(TaskError::Unsuitable("this worker does not unpack".to_owned())),
            Task::Skill(_) => Err(TaskError::Unsuitable("this worker judges no Skills".to_owned())),
            Task::Examine(_) => Err(TaskError::Unsuitable("this worker does not examine".to_owned())),
        }
    }
}
