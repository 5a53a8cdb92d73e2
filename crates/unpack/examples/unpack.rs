//! Unpacks programs: `cargo run -p assay-unpack --example unpack -- FILE…`; with `--to FOLDER`, what is unpacked is
//! put there.

use std::{
    env, fs,
    io::{self, Write as _},
    path::Path,
    time::{Duration, Instant},
};

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    let mut folder = None;
    let mut arguments = env::args().skip(1);
    while let Some(file) = arguments.next() {
        if file == "--to" {
            folder = arguments.next();
            continue;
        }
        let bytes = fs::read(&file)?;
        let begun = Instant::now();
        let limits = assay_unpack::Limits::until(begun + Duration::from_mins(1));
        let Some(unpacked) = assay_unpack::unpack(&bytes, &limits) else {
            writeln!(out, "{file}: not run")?;
            continue;
        };
        let image = unpacked.image.as_ref().map(Vec::len);
        let pieces: Vec<_> = unpacked.pieces.iter().map(Vec::len).collect();
        let took = begun.elapsed().as_millis();
        writeln!(
            out,
            "{file}: finished {}, image {image:?}, pieces {pieces:?}, {took} ms",
            unpacked.finished
        )?;
        if let Some(folder) = &folder {
            let name = Path::new(&file).file_name().unwrap_or_default().to_string_lossy().into_owned();
            for (index, content) in unpacked.image.iter().chain(&unpacked.pieces).enumerate() {
                fs::write(Path::new(folder).join(format!("{name}.{index}")), content)?;
            }
        }
    }
    Ok(())
}
