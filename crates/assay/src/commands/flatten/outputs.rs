//! Where scans go: a file, a folder, or a PDF. No photo is ever written over, and nobody sees half a file.

use std::{
    collections::BTreeSet,
    ffi::OsString,
    fs::{self, File},
    io::{self, BufWriter, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use assay_findings::{FlatPage, PageFormat};
use assay_pdf::Document;

use super::{canonical, ending, inputs::Input};
use crate::cli::FlattenArgs;

/// What `-o` names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// The one scan.
    File(PathBuf),
    /// A folder of scans, named as the photos are.
    Folder(PathBuf),
    /// All scans as pages.
    Pdf(PathBuf),
}

impl Target {
    pub(super) fn of(args: &FlattenArgs, inputs: &[Input]) -> Result<Self> {
        let out = &args.out;
        let is_folder = out.is_dir() || out.as_os_str().to_string_lossy().ends_with('/');
        if !is_folder && has_ending(out, &["pdf"]) {
            return Ok(Self::Pdf(out.clone()));
        }
        let one = args.paths.len() == 1 && args.paths.iter().all(|path| !path.is_dir()) && inputs.len() <= 1;
        if is_folder || !one {
            return Ok(Self::Folder(out.clone()));
        }
        let target = Self::File(out.clone());
        if target.format().is_none() && args.format.is_none() {
            bail!("{} ends as no scan does: .jpg, .png, .pdf, or / for a folder", out.display());
        }
        Ok(target)
    }

    /// What a file's name says that it is.
    pub(super) fn format(&self) -> Option<PageFormat> {
        match self {
            Self::File(path) if has_ending(path, &["jpg", "jpeg"]) => Some(PageFormat::Jpeg),
            Self::File(path) if has_ending(path, &["png"]) => Some(PageFormat::Png),
            _ => None,
        }
    }
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| endings.contains(&ending.as_str()))
}

/// Takes the scans, in order.
pub(super) struct Output {
    target: Target,
    /// The photos, which stay as they are, and the scans so far.
    taken: BTreeSet<PathBuf>,
    pdf: Option<(Partial, Document<BufWriter<File>>)>,
}

impl Output {
    pub(super) fn begin(target: Target, inputs: &[Input]) -> Result<Self> {
        let taken: BTreeSet<PathBuf> = inputs.iter().filter_map(|input| canonical(&input.path)).collect();
        let mut pdf = None;
        match &target {
            Target::Folder(folder) => create_folder(folder)?,
            Target::File(path) | Target::Pdf(path) => {
                if canonical(path).is_some_and(|path| taken.contains(&path)) {
                    bail!("{} is one of the photos, which are not written over", path.display());
                }
            }
        }
        if let Target::Pdf(path) = &target {
            let (partial, file) = Partial::create(path)?;
            pdf = Some((partial, Document::begin(BufWriter::new(file)).with_context(|| unwritable(path))?));
        }
        Ok(Self { target, taken, pdf })
    }

    /// Puts one scan of a photo; `number` counts the scans of that photo from 0. Hands back where it is now, and on
    /// which page of a PDF.
    pub(super) fn put(
        &mut self,
        input: &Input,
        number: usize,
        page: &FlatPage,
        dpi: Option<u16>,
    ) -> Result<(PathBuf, Option<usize>)> {
        if let (Target::Pdf(path), Some((_, document))) = (&self.target, &mut self.pdf) {
            document.add(page, dpi)?;
            return Ok((path.clone(), Some(document.pages())));
        }
        let wanted = match &self.target {
            Target::Folder(folder) => folder.join(input.relative.with_extension(ending(page))),
            Target::File(path) | Target::Pdf(path) => path.clone(),
        };
        let path = self.free(&wanted, number);
        write(&path, &page.bytes)?;
        self.taken.insert(canonical(&path).unwrap_or_else(|| path.clone()));
        Ok((path, None))
    }

    /// The name that is wanted; or, where a photo or a scan of this run has it, the next: `page-2.jpg`. The further
    /// scans of a photo are named so, too.
    fn free(&self, wanted: &Path, number: usize) -> PathBuf {
        let is_taken = |path: &Path| self.taken.contains(&canonical(path).unwrap_or_else(|| path.to_owned()));
        let numbered = |number: usize| {
            let mut name = OsString::from(wanted.file_stem().unwrap_or_default());
            name.push(format!("-{number}"));
            if let Some(ending) = wanted.extension() {
                name.push(".");
                name.push(ending);
            }
            wanted.with_file_name(name)
        };
        if number == 0 && !is_taken(wanted) {
            return wanted.to_owned();
        }
        let mut number = number.max(1) + 1;
        while is_taken(&numbered(number)) {
            number += 1;
        }
        numbered(number)
    }

    /// Ends a PDF. One without pages is not written.
    pub(super) fn finish(self) -> Result<()> {
        let Some((partial, document)) = self.pdf else { return Ok(()) };
        if document.pages() == 0 {
            return Ok(());
        }
        document.finish().with_context(|| unwritable(&partial.path))?;
        partial.keep()
    }
}

/// A file that is being written, under a name of its own. It is gone unless it is kept.
struct Partial {
    path: PathBuf,
    partial: PathBuf,
}

impl Partial {
    fn create(path: &Path) -> Result<(Self, File)> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            create_folder(folder)?;
        }
        let mut name = OsString::from(".");
        name.push(path.file_name().unwrap_or_default());
        name.push(format!(".{}.part", std::process::id()));
        let partial = path.with_file_name(name);
        let file = File::create(&partial).with_context(|| unwritable(path))?;
        Ok((Self { path: path.to_owned(), partial }, file))
    }

    fn keep(self) -> Result<()> {
        fs::rename(&self.partial, &self.path).with_context(|| unwritable(&self.path))
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        // One that was kept has another name by now.
        let _ = fs::remove_file(&self.partial);
    }
}

/// Writes a file whole or not at all, with the folders that it is in.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let (partial, mut file) = Partial::create(path)?;
    file.write_all(bytes).with_context(|| unwritable(path))?;
    partial.keep()
}

pub(super) fn create_folder(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).or_else(|err| match err.kind() {
        io::ErrorKind::AlreadyExists if folder.is_dir() => Ok(()),
        _ => Err(err).with_context(|| unwritable(folder)),
    })
}

fn unwritable(path: &Path) -> String {
    format!("cannot write {}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> FlatPage {
        FlatPage {
            angle: 0,
            width: 1,
            height: 1,
            corners: [(0.0, 0.0); 4],
            confidence: 0.0,
            cropped: false,
            unbent: false,
            format: PageFormat::Jpeg,
            bytes: b"scan".to_vec(),
            words: Vec::new(),
        }
    }

    #[test]
    fn no_photo_and_no_scan_is_written_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        let inputs: Vec<Input> = ["a.jpg", "a.png", "b.png"]
            .map(|name| Input { path: path(name), relative: name.into() })
            .into_iter()
            .inspect(|input| fs::write(&input.path, b"photo").expect("written"))
            .collect();
        let mut output = Output::begin(Target::Folder(folder.path().to_owned()), &inputs).expect("an output");
        let mut put = |at: usize, number| output.put(&inputs[at], number, &page(), None).expect("put").0;
        assert_eq!([put(0, 0), put(1, 0), put(2, 0)], [path("a-2.jpg"), path("a-3.jpg"), path("b.jpg")]);
        assert_eq!([put(2, 1), put(2, 2)], [path("b-2.jpg"), path("b-3.jpg")]);
        for input in &inputs {
            assert_eq!(fs::read(&input.path).expect("read"), b"photo");
        }
        assert!(Output::begin(Target::File(path("b.png")), &inputs).is_err());
        let names = fs::read_dir(folder.path()).expect("read").count();
        assert_eq!(names, 8, "no unfinished file is left");
    }

    #[test]
    fn a_pdf_of_nothing_is_not_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("deep/out.pdf");
        let mut output = Output::begin(Target::Pdf(path.clone()), &[]).expect("an output");
        let input = Input { path: "x".into(), relative: "x".into() };
        assert!(output.put(&input, 0, &page(), None).is_err(), "that is no JPEG");
        output.finish().expect("finished");
        assert!(!path.exists());
        assert_eq!(fs::read_dir(folder.path().join("deep")).expect("read").count(), 0);
    }
}
