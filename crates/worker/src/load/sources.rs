//! Rule sources in folders.
//!
//! Every file is a namespace of its own, named by its folder's name and its path in it, so that two collections, or two
//! files of one, may have rules of one name. What a file says is UTF-8, as YARA has it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use assay_protocol::{RuleFiles, RuleFolder};
use assay_rules::{RuleError, RuleSet, RuleSource, SourceDigest, SourceError};

/// What the names of rule sources end with.
const ENDINGS: [&str; 2] = ["yar", "yara"];

/// The most sources that are read, and the most bytes of one: ten times what the largest public collections have.
const SOURCES_MAX: usize = 100_000;
const SOURCE_MAX_BYTES: u64 = 64 << 20;

/// The deepest that folders are looked into.
const DEPTH_MAX: usize = 32;

/// A source that is still on disk.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    namespace: String,
    path: PathBuf,
}

/// Reads every source, those of ours included where they are wanted.
///
/// # Errors
/// Every file that cannot be read is named, and every folder without a source.
pub fn read(files: &RuleFiles) -> Result<Vec<RuleSource>, RuleError> {
    let mut sources = builtin(files);
    each(files, |place, text| {
        sources.push(RuleSource { name: place.path.display().to_string(), namespace: place.namespace, text });
    })?;
    Ok(sources)
}

/// The version of the rule set that the sources compile to, without holding them all.
///
/// # Errors
/// As [`read`].
pub(super) fn version(files: &RuleFiles) -> Result<String, RuleError> {
    let digest = |source: &RuleSource| SourceDigest::of(&source.namespace, &source.text);
    let mut digests: Vec<_> = builtin(files).iter().map(digest).collect();
    each(files, |place, text| digests.push(SourceDigest::of(&place.namespace, &text)))?;
    Ok(RuleSet::version_of(digests))
}

fn builtin(files: &RuleFiles) -> Vec<RuleSource> {
    if files.builtin { RuleSet::builtin_sources() } else { Vec::new() }
}

fn each(files: &RuleFiles, mut visit: impl FnMut(Place, String)) -> Result<(), RuleError> {
    let mut errors = Vec::new();
    for folder in &files.folders {
        let places = match list(folder) {
            Ok(places) => places,
            Err(error) => {
                errors.push(error);
                continue;
            }
        };
        for place in places {
            match read_text(&place.path) {
                Ok(text) => visit(place, text),
                Err(message) => {
                    errors.push(SourceError::of_source(place.path.display().to_string(), message));
                }
            }
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(RuleError::Sources(errors)) }
}

fn read_text(path: &Path) -> Result<String, String> {
    let length = fs::metadata(path).map_err(|err| err.to_string())?.len();
    if length > SOURCE_MAX_BYTES {
        return Err(format!("{length} bytes of rules; at most {SOURCE_MAX_BYTES} are read"));
    }
    fs::read_to_string(path).map_err(|err| err.to_string())
}

/// The sources below a folder, sorted. Links to files are followed, links to folders are not.
fn list(folder: &RuleFolder) -> Result<Vec<Place>, SourceError> {
    let fail = |path: &Path, message: String| SourceError::of_source(path.display().to_string(), message);
    let mut places = Vec::new();
    let mut waiting = vec![(folder.path.clone(), folder.name.clone(), 0)];
    while let Some((path, name, depth)) = waiting.pop() {
        for entry in fs::read_dir(&path).map_err(|err| fail(&path, err.to_string()))? {
            let entry = entry.map_err(|err| fail(&path, err.to_string()))?;
            let inside = entry.path();
            let kind = entry.file_type().map_err(|err| fail(&inside, err.to_string()))?;
            let part = entry.file_name().to_string_lossy().into_owned();
            if kind.is_dir() && !part.starts_with('.') {
                if depth == DEPTH_MAX {
                    return Err(fail(&inside, format!("more than {DEPTH_MAX} folders deep")));
                }
                waiting.push((inside, format!("{name}/{part}"), depth + 1));
            } else if is_source(&inside) && inside.is_file() {
                let stem = inside.file_stem().unwrap_or_default().to_string_lossy();
                places.push(Place { namespace: format!("{name}/{stem}"), path: inside });
            }
            if places.len() > SOURCES_MAX || waiting.len() > SOURCES_MAX {
                return Err(fail(&folder.path, format!("more than {SOURCES_MAX} sources or folders")));
            }
        }
    }
    if places.is_empty() {
        return Err(fail(&folder.path, "no file in it ends with .yar or .yara".to_owned()));
    }
    places.sort_unstable();
    Ok(places)
}

/// The sources below a folder, sorted.
///
/// # Errors
/// When it cannot be listed, or has none.
pub fn source_paths(folder: &Path) -> Result<Vec<PathBuf>, RuleError> {
    let folder = RuleFolder { name: String::new(), path: folder.to_owned() };
    let places = list(&folder).map_err(|error| RuleError::Sources(vec![error]))?;
    Ok(places.into_iter().map(|place| place.path).collect())
}

fn is_source(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    ENDINGS.contains(&ending.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(path: &Path) -> RuleFiles {
        let folders = vec![RuleFolder { name: "set".to_owned(), path: path.to_owned() }];
        RuleFiles { builtin: false, folders, ..RuleFiles::default() }
    }

    #[test]
    fn every_file_is_a_namespace_and_only_sources_are_read() {
        let folder = tempfile::tempdir().expect("a folder");
        for (path, text) in [
            ("b.yar", "b"),
            ("a/x.YARA", "x"),
            ("a/README.md", "no"),
            (".git/y.yar", "no"),
            ("c.yarac", "no"),
        ] {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            fs::write(path, text).expect("written");
        }
        std::os::unix::fs::symlink(folder.path(), folder.path().join("loop")).expect("a link");
        let read = read(&files(folder.path())).expect("read");
        let named: Vec<_> = read.iter().map(|one| (one.namespace.as_str(), one.text.as_str())).collect();
        assert_eq!(named, [("set/a/x", "x"), ("set/b", "b")]);
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let err = read(&files(folder.path())).expect_err("empty").to_string();
        assert!(err.contains("no file in it"), "{err}");
        fs::write(folder.path().join("bad.yar"), b"\xff\xfe").expect("written");
        fs::write(folder.path().join("good.yar"), b"rule g { condition: true }").expect("written");
        let err = version(&files(folder.path())).expect_err("not text").to_string();
        assert!(err.contains("bad.yar") && !err.contains("good.yar"), "{err}");
        assert!(read(&files(&folder.path().join("nowhere"))).is_err());
    }
}
