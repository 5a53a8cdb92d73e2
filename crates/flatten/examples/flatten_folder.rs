//! Flattens every picture of a folder: `flatten_folder IN OUT [--no-crop] [--no-rotate] [--stages]`. Writes each scan
//! as `OUT/NAME.jpg`, and to standard output a JSON object a photo: `name`, `ms`, and [`Flattened`] without its bytes.
#![expect(clippy::print_stdout, reason = "a program")]

use std::{
    error::Error,
    fs,
    path::PathBuf,
    time::{Duration, Instant},
};

use assay_findings::{Choice, FlattenTask, Flattened};

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
        match assay_flatten::flatten(&bytes, &task, None, since + Duration::from_mins(1)) {
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
