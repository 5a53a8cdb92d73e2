//! Models in folders, as an operator has them: read, warmed up and run. The networks are tiny, but real.

mod onnx;

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use assay_findings::media::{PerceiveTask, Perceived};
use assay_model::Models;
use image::{Rgb, RgbImage};
use onnx::Graph;
use proptest::prelude::*;
use tempfile::TempDir;

const PICTURE: &str = "[picture]\nwidth = 8\nheight = 8\n";

fn put(folder: &Path, model: &str, files: &[(&str, &[u8])]) {
    let folder = folder.join(model);
    fs::create_dir_all(&folder).expect("a folder");
    for (name, bytes) in files {
        fs::write(folder.join(name), bytes).expect("written");
    }
}

/// The mean of each colour, and from those one number for each of three labels: a convolution of one by one that keeps
/// the colours, a pool over the whole picture, a matrix.
fn colours(outputs: &str) -> Graph {
    Graph::default()
        .input("picture", &[1, 3, 8, 8])
        .weights("kernel", &[3, 3, 1, 1], &[1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0])
        .step(
            "Conv",
            &["picture", "kernel"],
            "features",
            &[("strides", &[1, 1]), ("pads", &[0, 0, 0, 0]), ("dilations", &[1, 1])],
        )
        .step("GlobalAveragePool", &["features"], "means", &[])
        .step("Flatten", &["means"], "flat", &[("axis", &[1])])
        .weights("matrix", &[3, 3], &[9.0, 0.0, 0.0, 0.0, 9.0, 0.0, 0.0, 0.0, 9.0])
        .weights("bias", &[3], &[0.1, 0.0, 0.0])
        .step("Gemm", &["flat", "matrix", "bias"], outputs, &[])
        .output(outputs)
}

fn labels(folder: &Path) {
    let manifest =
        format!("task = 'labels'\nfile = 'n.onnx'\n{PICTURE}[labels]\nnames = 'names.txt'\nthreshold = 0.5");
    let names = "red\t红色\tcolour\ngreen\t绿色\nblue\t蓝色\n";
    let files: [(&str, &[u8]); 3] = [
        ("model.toml", manifest.as_bytes()),
        ("n.onnx", &colours("logits").file()),
        ("names.txt", names.as_bytes()),
    ];
    put(folder, "colours", &files);
}

/// A detector that finds two figures whatever it sees, and a network that tells them apart by their colours.
fn figures(folder: &Path) {
    let detector = Graph::default()
        .input("picture", &[1, 3, 8, 8])
        .weights("none", &[1], &[0.0])
        .weights("fixed_boxes", &[1, 3, 4], &[0.0, 0.0, 0.5, 1.0, 0.02, 0.0, 0.5, 1.0, 0.5, 0.0, 1.0, 1.0])
        .weights("fixed_scores", &[1, 3, 2], &[0.1, 0.9, 0.2, 0.8, 0.3, 0.7])
        .step("Mul", &["picture", "none"], "nothing", &[])
        .step("ReduceMax", &["nothing"], "zero", &[("keepdims", &[0])])
        .step("Add", &["fixed_boxes", "zero"], "boxes", &[])
        .step("Add", &["fixed_scores", "zero"], "scores", &[])
        .output("boxes")
        .output("scores");
    let manifest = format!(
        "task = 'figures'\nfile = 'd.onnx'\n{PICTURE}[figures]\nboxes = 'boxes'\nscores = 'scores'\nclass = 1\n\
        [embedding]\nfile = 'e.onnx'\n[embedding.picture]\nwidth = 8\nheight = 8\n[embedding.vector]\nspace = 'faces'"
    );
    let files: [(&str, &[u8]); 3] = [
        ("model.toml", manifest.as_bytes()),
        ("d.onnx", &detector.file()),
        ("e.onnx", &colours("vector").file()),
    ];
    put(folder, "faces", &files);
}

/// A vector for each of six tokens, and the mean of those of a text.
fn text(folder: &Path) {
    let network = Graph::default()
        .tokens("input_ids")
        .tokens("attention_mask")
        .weights("table", &[6, 2], &[0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0])
        .step("Gather", &["table", "input_ids"], "hidden", &[("axis", &[0])])
        .output("hidden");
    let manifest = "task = 'text-vector'\nfile = 't.onnx'\n[text]\nvocabulary = 'vocab.txt'\ntokens = 16\nfixed = true\n\
        [vector]\nspace = 'meaning'\npooling = 'mean'";
    let vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\nsun\nmoon\n";
    let files: [(&str, &[u8]); 3] = [
        ("model.toml", manifest.as_bytes()),
        ("t.onnx", &network.file()),
        ("vocab.txt", vocabulary.as_bytes()),
    ];
    put(folder, "texts", &files);
}

fn all() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    labels(folder.path());
    figures(folder.path());
    text(folder.path());
    let manifest = format!("task = 'image-vector'\nfile = 'v.onnx'\n{PICTURE}[vector]\nspace = 'meaning'");
    put(
        folder.path(),
        "pictures",
        &[("model.toml", manifest.as_bytes()), ("v.onnx", &colours("vector").file())],
    );
    folder
}

fn warm(folder: &Path) -> Models {
    let mut models = Models::read(folder).expect("models");
    models.warm_up().expect("they run");
    models
}

fn perceived(models: &Models, picture: Option<&RgbImage>, task: &PerceiveTask) -> Perceived {
    models.perceive(picture, task, Instant::now() + Duration::from_mins(1)).expect("perceived")
}

fn everything() -> PerceiveTask {
    PerceiveTask { labels: true, figures: true, vector: true, text: Some("Sun sun moon".to_owned()) }
}

#[test]
fn a_picture_gets_labels_figures_and_a_vector() {
    let folder = all();
    let models = warm(folder.path());
    // The left half is red, the right one blue; three times as large as what the networks take.
    let picture = RgbImage::from_fn(24, 24, |x, _| Rgb(if x < 12 { [255, 0, 0] } else { [0, 0, 255] }));
    let found = perceived(&models, Some(&picture), &everything());

    let labels = found.labels.expect("labels");
    assert_eq!(labels.len(), 1, "blue has less than a half");
    assert_eq!(labels[0].label_name.as_deref(), Some("red"));
    assert_eq!(labels[0].label_alias.as_deref(), Some("红色"));
    assert_eq!(labels[0].parent_label_name.as_deref(), Some("colour"));
    // Two numbers of 4.6 and 4.5 and one of 0, by softmax.
    let expected = 1.0 / (1.0 + (-0.1_f64).exp() + (-4.6_f64).exp());
    assert!((labels[0].label_confidence.expect("one") - expected).abs() < 0.002);

    let figures = found.figures.expect("figures");
    assert_eq!(figures.len(), 2, "the second box is the first again");
    let boundary = figures[1].figure.boundary.as_ref().expect("a box");
    assert_eq!((boundary.left, boundary.width, boundary.height), (Some(12), Some(12), Some(24)));
    assert_eq!(figures[0].figure.figure_type.as_deref(), Some("face"));
    let vector = |at: usize| figures[at].vector.clone().expect("a vector");
    assert_eq!(vector(0).space, "faces");
    assert!(vector(0).numbers[0] > 0.95 && vector(1).numbers[2] > 0.95, "{:?} {:?}", vector(0), vector(1));

    let image = found.image.expect("a vector");
    assert_eq!((image.space.as_str(), image.numbers.len()), ("meaning", 3));
    let length: f32 = image.numbers.iter().map(|number| number * number).sum();
    assert!((length - 1.0).abs() < 1e-5);

    // Two suns and a moon; the filling counts for nothing.
    let text = found.text.expect("a vector");
    assert!((text.numbers[0] / text.numbers[1] - 2.0).abs() < 1e-4, "{text:?}");
}

#[test]
fn what_there_is_no_model_for_is_absent() {
    let folder = tempfile::tempdir().expect("a folder");
    let none = warm(folder.path());
    assert!(none.is_empty());
    let picture = RgbImage::new(3, 3);
    assert_eq!(perceived(&none, Some(&picture), &everything()), Perceived::default());

    labels(folder.path());
    let models = warm(folder.path());
    assert!(!models.is_empty() && models.version() != none.version());
    let found = perceived(&models, Some(&picture), &everything());
    assert!(
        found.labels.is_some() && found.figures.is_none() && found.image.is_none() && found.text.is_none()
    );
    assert_eq!(perceived(&models, None, &PerceiveTask::text("sun")), Perceived::default());
    let late = models.perceive(Some(&picture), &everything(), Instant::now());
    assert!(late.is_err(), "there was no time");
}

#[test]
fn the_version_follows_every_file() {
    let folder = all();
    let version = || Models::read(folder.path()).expect("models").version().to_owned();
    let before = version();
    assert_eq!(before, version());
    fs::write(folder.path().join("colours/names.txt"), "a\nb\nc\n").expect("written");
    let renamed = version();
    fs::write(folder.path().join("texts/vocab.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\nmoon\nsun\n")
        .expect("written");
    assert_ne!(before, renamed);
    assert_ne!(renamed, version());
}

#[test]
fn what_is_wrong_is_said_with_the_files_name() {
    let told = |change: &dyn Fn(&Path)| {
        let folder = all();
        change(folder.path());
        let read = Models::read(folder.path()).and_then(|mut models| models.warm_up());
        read.expect_err("refused").to_string()
    };
    let write =
        |folder: &Path, file: &str, content: &[u8]| fs::write(folder.join(file), content).expect("written");
    let edit = |folder: &Path, file: &str, from: &str, to: &str| {
        let text = fs::read_to_string(folder.join(file)).expect("a text");
        assert!(text.contains(from));
        fs::write(folder.join(file), text.replace(from, to)).expect("written");
    };
    for (change, words) in [
        (&(|folder: &Path| write(folder, "colours/n.onnx", b"no network")) as &dyn Fn(&Path), "n.onnx"),
        (&|folder: &Path| fs::remove_file(folder.join("faces/e.onnx")).expect("removed"), "e.onnx"),
        (&|folder: &Path| write(folder, "colours/names.txt", b"red\n"), "3 numbers for 1 labels"),
        (&|folder: &Path| edit(folder, "faces/model.toml", "'scores'", "'marks'"), "marks"),
        (&|folder: &Path| edit(folder, "faces/model.toml", "class = 1", "class = 2"), "figures.class"),
        (&|folder: &Path| edit(folder, "pictures/model.toml", "width = 8", "width = 9"), "v.onnx"),
        (&|folder: &Path| edit(folder, "pictures/model.toml", "space", "spaec"), "spaec"),
        (&|folder: &Path| write(folder, "texts/vocab.txt", b"[UNK]\n"), "[CLS]"),
    ] {
        let error = told(change);
        assert!(error.contains(words), "{error}");
    }
    let twice = told(&|folder: &Path| {
        let copy = folder.join("again");
        fs::create_dir(&copy).expect("a folder");
        for name in ["model.toml", "n.onnx", "names.txt"] {
            fs::copy(folder.join("colours").join(name), copy.join(name)).expect("copied");
        }
    });
    assert!(twice.contains("another model for this task"), "{twice}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn pictures_of_any_size_are_taken(width in 1_u32..300, height in 1_u32..300) {
        thread_local!(static MODELS: (TempDir, Models) = { let folder = all(); let models = warm(folder.path()); (folder, models) });
        MODELS.with(|(_, models)| {
            let found = perceived(models, Some(&RgbImage::from_pixel(width, height, Rgb([9, 200, 9]))), &everything());
            prop_assert!(found.labels.is_some_and(|labels| labels[0].label_name.as_deref() == Some("green")));
            Ok(())
        })?;
    }

    #[test]
    fn damaged_networks_are_refused_or_run(at: prop::sample::Index, value: u8) {
        let folder = tempfile::tempdir().expect("a folder");
        labels(folder.path());
        let path = folder.path().join("colours/n.onnx");
        let mut bytes = fs::read(&path).expect("a network");
        let at = at.index(bytes.len());
        bytes[at] = value;
        fs::write(&path, bytes).expect("written");
        let _ = Models::read(folder.path()).and_then(|mut models| models.warm_up());
    }
}
