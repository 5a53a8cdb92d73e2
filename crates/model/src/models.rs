//! The models of a folder.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use assay_findings::{
    TaskError,
    media::{Label, PerceiveTask, Perceived, SeenFigure, Vector},
};
use assay_types::ContentDigest;
use image::{Rgb, RgbImage};
use rten::ThreadPool;

use crate::{
    ModelError, align,
    figures::{Answer, found},
    labels::{Name, labels, names},
    manifest::{Embedding, FigureOutput, LabelOutput, Manifest, PictureInput, VectorOutput},
    network::{Network, read_file},
    picture::{given, numbers},
    text::TextModel,
    vector::vector,
};

/// The manifest's name.
const MANIFEST: &str = "model.toml";
/// The largest manifest, in bytes.
const MANIFEST_MAX_BYTES: u64 = 64 << 10;
/// The largest file of names, in bytes.
const NAMES_MAX_BYTES: u64 = 16 << 20;

/// The models of a folder: at most one for each task.
#[derive(Default)]
pub struct Models {
    labels: Option<LabelModel>,
    figures: Option<FigureModel>,
    image: Option<ImageModel>,
    text: Option<TextModel>,
    version: String,
}

struct LabelModel {
    network: Network,
    input: PictureInput,
    output: LabelOutput,
    names: Vec<Name>,
}

struct FigureModel {
    network: Network,
    input: PictureInput,
    output: FigureOutput,
    embedding: Option<(Network, Embedding)>,
}

struct ImageModel {
    network: Network,
    input: PictureInput,
    output: VectorOutput,
}

impl Models {
    /// Reads all models of a folder: each sub-folder that has a `model.toml`. Starts no thread.
    ///
    /// # Errors
    /// The first thing that is wrong with any of them, or when two are for one task.
    pub fn read(folder: &Path) -> Result<Self, ModelError> {
        let unreadable = |error| ModelError::Read { path: folder.to_owned(), error };
        let entries = fs::read_dir(folder).map_err(unreadable)?;
        let entries = entries.collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
        let mut folders: Vec<PathBuf> = entries
            .into_iter()
            .map(|entry| entry.path())
            .filter(|path| path.join(MANIFEST).is_file())
            .collect();
        folders.sort();
        let mut models = Self::default();
        for folder in folders {
            models.add(&folder)?;
        }
        Ok(models)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.version.is_empty()
    }

    /// Two sets of models of one version find the same in the same picture. Empty without models.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Makes all of them ready and runs each once; afterwards no thread is started and no file is read.
    ///
    /// # Errors
    /// The first model that does not run, or answers something else than its manifest says.
    pub fn warm_up(&mut self) -> Result<(), ModelError> {
        let threads = Arc::new(ThreadPool::with_num_threads(1));
        for network in self.networks() {
            network.warm_up(&threads)?;
        }
        let sample = sample(64, 64);
        self.labels(&sample)?;
        self.figures(&sample)?;
        if let Some((network, embedding)) = self.figures.as_ref().and_then(|model| model.embedding.as_ref()) {
            // There is nobody in the sample.
            embed(network, embedding, &self::sample(embedding.picture.width, embedding.picture.height))?;
        }
        self.image(&sample)?;
        self.text.as_ref().map(|model| model.vector("warm up")).transpose()?;
        Ok(())
    }

    /// Runs the models that the task asks for. `picture` as it is to be seen, that is, turned as its EXIF says.
    ///
    /// # Errors
    /// [`TaskError::Unsuitable`] when the deadline came before the last model, when a picture is asked about and there
    /// is none, and when a model fails on this one.
    pub fn perceive(
        &self,
        picture: Option<&RgbImage>,
        task: &PerceiveTask,
        deadline: Instant,
    ) -> Result<Perceived, TaskError> {
        let in_time = || {
            let is_over = Instant::now() >= deadline;
            if is_over {
                Err(TaskError::Unsuitable("there was no time for all models".to_owned()))
            } else {
                Ok(())
            }
        };
        let mut perceived = Perceived::default();
        if task.needs_picture() {
            let picture = picture.filter(|picture| picture.width() > 0 && picture.height() > 0);
            let picture = picture.ok_or_else(|| TaskError::Unsuitable("there is no picture".to_owned()))?;
            if task.labels {
                in_time()?;
                perceived.labels = self.labels(picture).map_err(|error| failed(&error))?;
            }
            if task.figures {
                in_time()?;
                perceived.figures = self.figures(picture).map_err(|error| failed(&error))?;
            }
            if task.vector {
                in_time()?;
                perceived.image = self.image(picture).map_err(|error| failed(&error))?;
            }
        }
        if let (Some(text), Some(model)) = (&task.text, &self.text) {
            in_time()?;
            perceived.text = Some(model.vector(text).map_err(|error| failed(&error))?);
        }
        Ok(perceived)
    }

    fn add(&mut self, folder: &Path) -> Result<(), ModelError> {
        let path = folder.join(MANIFEST);
        let wrong = |why: String| ModelError::Manifest { path: path.clone(), why };
        let bytes = read_file(&path, MANIFEST_MAX_BYTES)?;
        let text = str::from_utf8(&bytes).map_err(|error| wrong(error.to_string()))?;
        let twice = || wrong("there is another model for this task".to_owned());
        let picture_network = |file: &str, input: &PictureInput, outputs: &[&str]| {
            let inputs: Vec<_> = input.input.as_deref().into_iter().collect();
            Network::read(folder.join(file), &inputs, outputs)
        };
        let mut beside: Vec<u8> = Vec::new();
        match Manifest::parse(text).map_err(wrong)? {
            Manifest::Labels { file, picture: input, labels: output } => {
                if self.labels.is_some() {
                    return Err(twice());
                }
                let path = folder.join(&output.names);
                beside = read_file(&path, NAMES_MAX_BYTES)?;
                let read = str::from_utf8(&beside).map_err(|error| error.to_string()).and_then(names);
                let names = read.map_err(|why| ModelError::Manifest { path, why })?;
                let outputs: Vec<_> = output.output.as_deref().into_iter().collect();
                let network = picture_network(&file, &input, &outputs)?;
                self.labels = Some(LabelModel { network, input, output, names });
            }
            Manifest::Figures { file, picture: input, figures: output, embedding } => {
                if self.figures.is_some() {
                    return Err(twice());
                }
                let mut outputs = vec![output.boxes.as_str(), output.scores.as_str()];
                outputs.extend(output.landmarks.as_deref());
                let network = picture_network(&file, &input, &outputs)?;
                let embedding = match embedding {
                    None => None,
                    Some(embedding) => {
                        let outputs: Vec<_> = embedding.vector.output.as_deref().into_iter().collect();
                        Some((picture_network(&embedding.file, &embedding.picture, &outputs)?, embedding))
                    }
                };
                self.figures = Some(FigureModel { network, input, output, embedding });
            }
            Manifest::ImageVector { file, picture: input, vector: output } => {
                if self.image.is_some() {
                    return Err(twice());
                }
                let outputs: Vec<_> = output.output.as_deref().into_iter().collect();
                let network = picture_network(&file, &input, &outputs)?;
                self.image = Some(ImageModel { network, input, output });
            }
            Manifest::TextVector { file, text, vector } => {
                if self.text.is_some() {
                    return Err(twice());
                }
                let (model, vocabulary) = TextModel::read(folder, &file, text, vector)?;
                self.text = Some(model);
                beside = vocabulary;
            }
        }
        // Of everything that decides what is found.
        let mut digests = format!("{}{}{}", self.version, digest(&bytes), digest(&beside));
        for network in self.networks() {
            digests.push_str(&digest(network.bytes()));
        }
        self.version = digest(digests.as_bytes());
        Ok(())
    }

    fn networks(&mut self) -> impl Iterator<Item = &mut Network> {
        let (detector, embedding) = match &mut self.figures {
            Some(model) => (Some(&mut model.network), model.embedding.as_mut().map(|(network, _)| network)),
            None => (None, None),
        };
        let pictures = [self.labels.as_mut().map(|model| &mut model.network), detector, embedding];
        let vectors = [
            self.image.as_mut().map(|model| &mut model.network),
            self.text.as_mut().map(|model| &mut model.network),
        ];
        pictures.into_iter().chain(vectors).flatten()
    }

    fn labels(&self, picture: &RgbImage) -> Result<Option<Vec<Label>>, ModelError> {
        let Some(LabelModel { network, input, output, names }) = &self.labels else { return Ok(None) };
        let (value, _) = given(picture, input);
        let answers = network.run(vec![(input.input.as_deref(), value)], &[output.output.as_deref()])?;
        let answer = answers.first().ok_or_else(|| network.fault("it answers nothing"))?;
        labels(answer, names, output).map(Some).map_err(|why| network.fault(&why))
    }

    fn figures(&self, picture: &RgbImage) -> Result<Option<Vec<SeenFigure>>, ModelError> {
        let Some(FigureModel { network, input, output, embedding }) = &self.figures else { return Ok(None) };
        let (value, placement) = given(picture, input);
        let mut outputs = vec![Some(output.boxes.as_str()), Some(output.scores.as_str())];
        outputs.extend(output.landmarks.as_deref().map(Some));
        let answers = network.run(vec![(input.input.as_deref(), value)], &outputs)?;
        let [boxes, scores, rest @ ..] = answers.as_slice() else {
            return Err(network.fault("it answers nothing"));
        };
        let answer = Answer { boxes, scores, landmarks: rest.first() };
        let all = found(&answer, output, input, &placement, picture.dimensions())
            .map_err(|why| network.fault(&why))?;
        let mut figures = Vec::with_capacity(all.len());
        for found in all {
            let vector = match embedding {
                None => None,
                Some((network, embedding)) => {
                    let size = (embedding.picture.width, embedding.picture.height);
                    Some(embed(network, embedding, &align::cut(picture, &found, embedding.margin, size))?)
                }
            };
            let figure = found.figure(&output.kind, picture.dimensions());
            figures.push(SeenFigure { figure, vector });
        }
        Ok(Some(figures))
    }

    fn image(&self, picture: &RgbImage) -> Result<Option<Vector>, ModelError> {
        let Some(ImageModel { network, input, output }) = &self.image else { return Ok(None) };
        let (value, _) = given(picture, input);
        let answers = network.run(vec![(input.input.as_deref(), value)], &[output.output.as_deref()])?;
        let answer = answers.first().ok_or_else(|| network.fault("it answers nothing"))?;
        vector(answer, output, usize::MAX).map(Some).map_err(|why| network.fault(&why))
    }
}

/// A picture with something in it: from a blank one a network may make nothing at all.
fn sample(width: u32, height: u32) -> RgbImage {
    let slope = |at: u32, side: u32| u8::try_from(at * 255 / side.max(1)).unwrap_or(u8::MAX);
    RgbImage::from_fn(width, height, |x, y| Rgb([slope(x, width), slope(y, height), 128]))
}

/// The vector of a figure that was cut out.
fn embed(network: &Network, embedding: &Embedding, face: &RgbImage) -> Result<Vector, ModelError> {
    let input = vec![(embedding.picture.input.as_deref(), numbers(face, &embedding.picture))];
    let answers = network.run(input, &[embedding.vector.output.as_deref()])?;
    let answer = answers.first().ok_or_else(|| network.fault("it answers nothing"))?;
    vector(answer, &embedding.vector, usize::MAX).map_err(|why| network.fault(&why))
}

fn digest(bytes: &[u8]) -> String {
    ContentDigest::of(bytes).sha256.to_string().chars().take(16).collect()
}

fn failed(error: &ModelError) -> TaskError {
    TaskError::Unsuitable(error.to_string())
}
