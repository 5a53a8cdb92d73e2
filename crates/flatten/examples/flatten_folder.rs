//! Flattens every picture of a folder: `flatten_folder IN OUT [--no-crop] [--no-rotate] [--stages] [--read]`. Writes each scan
//! as `OUT/NAME.jpg` (with `--read` having tesseract read those whose turn is unsure), and to standard output a JSON object a photo: `name`, `ms`, and [`Flattened`] without its bytes.
#![expect(clippy::print_stdout, reason = "a program")]

use std::{
    error::Error,
    fs,
    io::Write as _,
    path::PathBuf,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use assay_findings::{Choice, FlattenTask, Flattened, PageWord};
use assay_flatten::Reader;
use image::GrayImage;

fn main() -> Result<(), Box<dyn Error>> {
    let (options, paths): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|arg| arg.starts_with("--"));
    let has = |name: &str| options.iter().any(|option| option == name);
    let [from, to] = paths.as_slice() else { return Err("flatten_folder IN OUT".into()) };
    let to = PathBuf::from(to);
    fs::create_dir_all(&to)?;
    let mut task = FlattenTask { stages: has("--stages"), ..FlattenTask::default() };
    if has("--no-crop") {
        task.crop = Choice::No;
    }
    if has("--no-rotate") {
        task.rotate = Choice::No;
    }
    let mut photos =
        fs::read_dir(from)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, std::io::Error>>()?;
    photos.sort();
    for photo in photos {
        let is_picture =
            photo.extension().is_some_and(|end| ["jpg", "png", "webp"].iter().any(|known| end == *known));
        let (Some(name), true) = (photo.file_stem().and_then(|name| name.to_str()), is_picture) else {
            continue;
        };
        let bytes = fs::read(&photo)?;
        let since = Instant::now();
        let mut tesseract = Tesseract;
        let reader = has("--read").then_some(&mut tesseract as &mut dyn Reader);
        match assay_flatten::flatten(&bytes, &task, reader, since + Duration::from_mins(1)) {
            Ok(mut flattened) => {
                let ms = since.elapsed().as_secs_f64() * 1e3;
                write(&mut flattened, name, &to)?;
                let mut line = serde_json::to_value(&flattened)?;
                line["name"] = name.into();
                line["ms"] = ms.into();
                println!("{line}");
            }
            Err(err) => println!("{}", serde_json::json!({ "name": name, "error": err.to_string() })),
        }
    }
    Ok(())
}

fn write(flattened: &mut Flattened, name: &str, to: &std::path::Path) -> std::io::Result<()> {
    for (number, page) in flattened.pages.iter_mut().enumerate() {
        let end = if number == 0 { String::new() } else { format!("-{number}") };
        fs::write(to.join(format!("{name}{end}.jpg")), std::mem::take(&mut page.bytes))?;
    }
    for (number, stage) in flattened.stages.iter_mut().enumerate() {
        fs::write(to.join(format!("{name}.{number}-{}.jpg", stage.stage)), std::mem::take(&mut stage.bytes))?;
    }
    Ok(())
}

/// The program of that name, reading English.
struct Tesseract;

impl Reader for Tesseract {
    fn read(&mut self, page: &GrayImage, _: Instant) -> Option<Vec<PageWord>> {
        let mut child = Command::new("tesseract")
            .args(["stdin", "stdout", "--psm", "3", "tsv"])
            .env("OMP_THREAD_LIMIT", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut input = child.stdin.take()?;
        write!(input, "P5\n{} {}\n255\n", page.width(), page.height()).ok()?;
        input.write_all(page.as_raw()).ok()?;
        drop(input);
        let table = String::from_utf8_lossy(&child.wait_with_output().ok()?.stdout).into_owned();
        let word = |row: &str| {
            let columns: Vec<&str> = row.splitn(12, '\t').collect();
            let confidence = columns.get(10)?.split('.').next()?.parse().ok()?;
            let text = columns.get(11)?.trim().to_owned();
            Some(PageWord { text, left: 0, top: 0, width: 0, height: 0, confidence, line: 0 })
        };
        Some(table.lines().skip(1).filter_map(word).collect())
    }
}
